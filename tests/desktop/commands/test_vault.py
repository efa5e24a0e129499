"""`taphos vault` as a terminal runs it: names are typed and never arguments, each opening is a commit."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.desktop.commands.running import Terminal
from tests.layers.projects import PASSPHRASE
from tests.layers.vaults import CANARIES, CONTACT, NAME, readable, readable_under
from tests.tools.proofs import Proof

ROOT = Path(__file__).parents[3]

Types = Callable[[str], None]
on_both = pytest.mark.parametrize("project", ["plain", "encrypted"], indirect=True)


@pytest.fixture
def types(monkeypatch: pytest.MonkeyPatch) -> Types:
    return lambda text: monkeypatch.setattr(sys, "stdin", io.StringIO(text))


@pytest.fixture
def project(
    request: pytest.FixtureRequest, terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, types: Types
) -> Path:
    monkeypatch.setenv("TAPHOS_PASSPHRASE", PASSPHRASE)
    types("")
    terminal("new", tmp_path / "p.taphos", *(["--plain"] if getattr(request, "param", "plain") == "plain" else []))
    terminal("vault", tmp_path / "p.taphos", "recipients", "new", "PR-1", tmp_path / "alice.txt")
    return tmp_path / "p.taphos"


@on_both
def test_a_name_is_put_in_and_read(terminal: Terminal, project: Path, types: Types) -> None:
    key = project.parent / "alice.txt"
    terminal("add", project, "interview", "code=IV-1", "interviewee_code=P-1", status=1)
    types(f"{NAME}\n{CONTACT}\n")
    put = terminal("vault", project, "add", "P-1", "--json").document
    assert (put["code"], put["known"], len(put["commit"])) == ("P-1", True, 64)
    read = terminal("vault", project, "open", "P-1", "--identity", key, "--reason", "asked", "--json").document
    (entry,) = read["entries"]
    assert (entry["name"], entry["contact"], entry["in_force"]) == (NAME, CONTACT, True)
    assert (read["code"], read["closed"], read["problems"]) == ("P-1", 0, [])
    assert terminal("info", project, "--json").document["head"] == read["commit"]
    types(key.read_text())
    ran = terminal("vault", project, "open", "P-1", "--reason", "asked again")
    assert ran.out.startswith(f"P-1  {NAME}\n    {CONTACT}\n    put in by device-")
    assert terminal("verify", project, "--json").document["ok"]


@on_both
def test_no_answer_but_that_of_open_holds_a_name(terminal: Terminal, project: Path, types: Types) -> None:
    types(f"{NAME}\n{CONTACT}")
    ran = [terminal("vault", project, "add", "P-1"), terminal("vault", project, "recipients")]
    assert "No record names “P-1” yet" in ran[0].err
    ran.append(terminal("vault", project, "recipients", "--json"))
    ran.append(terminal("vault", project, "erase", "P-1", "--reason", "consent withdrawn"))
    assert not [one for one in ran if readable((one.out + one.err).encode())]
    ran = [terminal("vault", project, "erase", "P-1", "--reason", "again")]
    assert "holds nothing" in ran[0].out


def test_a_later_entry_goes_before_and_the_earlier_is_asked_for(
    terminal: Terminal, project: Path, types: Types
) -> None:
    for name in ("EXAMPLE first", "EXAMPLE second"):
        types(name)
        terminal("vault", project, "add", "P-1")
    key = project.parent / "alice.txt"
    ran = terminal("vault", project, "open", "P-1", "--identity", key, "--reason", "asked")
    assert "EXAMPLE first" not in ran.out
    ran = terminal("vault", project, "open", "P-1", "--identity", key, "--reason", "asked", "--earlier", "--json")
    assert [(one["name"], one["in_force"]) for one in ran.document["entries"]] == [
        ("EXAMPLE second", True), ("EXAMPLE first", False)
    ]  # fmt: skip


def test_recipients_are_listed_added_and_removed(terminal: Terminal, project: Path, types: Types) -> None:
    alice, borys = project.parent / "alice.txt", project.parent / "borys.txt"
    types(NAME)
    terminal("vault", project, "add", "P-1")
    types("")
    ran = terminal("vault", project, "recipients", "new", "PR-2", borys)
    assert "1 entry that was put in before stays closed" in ran.out
    (first, second) = terminal("vault", project, "recipients", "--json").document["recipients"]
    assert [(one["name"], one["opens"]) for one in (first, second)] == [("PR-1", 1), ("PR-2", 0)]
    assert second["key"] in borys.read_text()
    terminal("vault", project, "open", "P-1", "--identity", borys, "--reason", "asked", status=2)
    ran = terminal("vault", project, "recipients", "remove", "PR-2")
    assert "stays readable to them where they kept a copy" in ran.out
    added = terminal(
        "vault", project, "recipients", "add", "PR-2", second["key"], "--identity", alice, "--json"
    ).document  # fmt: skip
    assert (added["entries"], added["encrypted_anew"], added["left"]) == (1, 1, 0)
    assert NAME in terminal("vault", project, "open", "P-1", "--identity", borys, "--reason", "asked").out
    gone = terminal("vault", project, "recipients", "remove", "PR-2", "--identity", alice, "--json").document
    assert (gone["encrypted_anew"], gone["left"]) == (1, 0)
    terminal("vault", project, "open", "P-1", "--identity", borys, "--reason", "asked", status=2)
    assert terminal("verify", project, "--json").document["ok"]


def test_what_is_refused_is_one_sentence_and_exits_2(terminal: Terminal, project: Path, types: Types) -> None:
    key = project.parent / "alice.txt"
    types(NAME)
    terminal("vault", project, "add", "P-1")
    for arguments, typed, said in (
        (("add", "EXAMPLE Person"), NAME, "A code has a digit"),
        (("add", "P-2"), "", "none was given"),
        (("open", "P-9", "--identity", key, "--reason", "x"), "", "holds nothing for “P-9”"),
        (("open", "P-1", "--identity", key), "", "--reason"),
        (("open", "P-1", "--identity", key, "--reason", " "), "", "is blank"),
        (("open", "P-1", "--reason", "x"), "not a key", "no secret key of age"),
        (("open", "P-1", "--identity", project, "--reason", "x"), "", "There is no file"),
        (("recipients", "add", "PR-1", "age1x"), "", "no public key"),
        (("recipients", "new", "PR-3", key), "", "is there already"),
        (("recipients", "new", "PR-3", project / "key.txt"), "", "inside a project"),
        (("recipients", "new", "PR-1", key.with_name("k")), "", "already"),
        (("recipients", "remove", "PR-9"), "", "no recipient"),
        ((), "", "WHAT"),
    ):
        types(typed)
        ran = terminal("vault", project, *arguments, status=2)
        assert (len(ran.err.strip().splitlines()), said in ran.err) == (1, True), ran.err
        assert not readable((ran.out + ran.err).encode())
    assert not key.with_name("k").exists()


def test_a_damaged_file_is_said_and_exits_1(terminal: Terminal, project: Path, types: Types) -> None:
    types("EXAMPLE first")
    terminal("vault", project, "add", "P-1")
    (first,) = (project / "vault").glob("*.age")
    types("EXAMPLE second")
    terminal("vault", project, "add", "P-1")
    first.write_bytes(first.read_bytes()[::-1])
    key = project.parent / "alice.txt"
    ran = terminal("vault", project, "open", "P-1", "--identity", key, "--reason", "asked", status=1)
    assert "EXAMPLE second" in ran.out
    assert "not the one that was put in" in ran.err
    assert "P-1" in terminal("verify", project, status=1).err


def test_a_fault_of_the_program_quotes_nothing(
    terminal: Terminal, project: Path, types: Types, monkeypatch: pytest.MonkeyPatch
) -> None:
    types(NAME)

    def break_down(*_: object) -> None:
        raise KeyError(NAME)

    monkeypatch.setenv("TAPHOS_TRACEBACK", "1")
    monkeypatch.setattr("layers.vault.vault.Vault.put_in", break_down)
    ran = terminal("vault", project, "add", "P-1", status=2)
    assert "KeyError" in ran.err
    assert not readable((ran.out + ran.err).encode())


def test_it_speaks_ukrainian(terminal: Terminal, project: Path, types: Types) -> None:
    types("")
    ran = terminal("--language", "uk", "vault", project, "add", "P-2", status=2)
    assert "сховища" in ran.err


@on_both
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed here (Debian: strace)")
def test_no_write_of_the_process_holds_a_name(project: Path, proof: Proof) -> None:
    """What a process gives to the system on its way to a disk: also files that are gone when it ends."""
    trace = project.parent / "trace.txt"
    calls = "trace=write,writev,pwrite64,pwritev,sendto,sendmsg,open,openat,creat,rename,renameat2,mkdir,symlink"
    command = ["strace", "-f", "-qq", "-s", "1000000", "-e", calls, "-o", str(trace)]
    done = subprocess.run(
        [*command, sys.executable, "-m", "desktop.commandline", "vault", str(project), "add", "P-7"],
        cwd=ROOT, input=f"{NAME}\n{CONTACT}", capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "ptrace" in done.stderr and "ermitted" in done.stderr:
        pytest.skip("this system lets no process be traced")
    assert done.returncode == 0, done.stderr
    text = trace.read_text("utf-8", "replace")
    assert "P-7" in text or project.name in text  # it was traced at all
    octal = ["".join(f"\\{byte:o}" for byte in word.encode()) for word in CANARIES if not word.isascii()]
    written = text.encode()
    assert not readable(written)
    assert not [word for word in octal if word in text]
    assert readable_under(project) == []
    count = len(re.findall(r"\bwrite|pwrite64", text))
    assert count > 5
    proof("B5", "no write of the process that takes a name holds it", f"{count} writes traced")


def test_a_strangers_document_is_json(terminal: Terminal, project: Path) -> None:
    assert json.loads(terminal("vault", project, "recipients", "--json").out)["entries"] == 0
