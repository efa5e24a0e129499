"""The vault's window is a process of its own: the main one never holds a name, and ending it ends the vault's."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyrage
import pytest

from layers.checking import verify_project
from layers.keys import unwrap_with_passphrase
from layers.project import KEYS, PASSPHRASE_KEY, open_project
from layers.vault.identities import Identity
from layers.vault.vault import Vault
from tests.desktop.vault.typing_in import CODE
from tests.layers.projects import PASSPHRASE, record
from tests.layers.vaults import CANARIES, NAME, identity, names_of, readable, readable_under, vault_of
from tests.tools.memory import found_in_memory, readable_memory
from tests.tools.proofs import Proof

ROOT = Path(__file__).parents[3]
PATIENCE = 120.0
"""Seconds after which a process that says nothing is taken for hung."""


class Main:
    """The main window's process."""

    def __init__(self, process: subprocess.Popen[str], shown: Path) -> None:
        self.process, self._shown = process, shown

    def hear(self, wanted: str) -> None:
        """Wait for a line."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.strip() == wanted:
                return
        pytest.fail(f"the main window never said {wanted}")

    def say(self, line: str) -> None:
        """Tell it something."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def typed(self) -> int:
        """Wait until the vault's window shows a name; the id of its process."""
        until = time.monotonic() + PATIENCE
        while not self._shown.exists() or not self._shown.read_text():
            assert self.process.poll() is None
            assert time.monotonic() < until, "the vault's window shows nothing"
            time.sleep(0.05)
        said, _, process = self._shown.read_text().rpartition(" ")
        assert said == f"{CODE} shown"
        return int(process)


@contextmanager
def main_window(project: Path, folder: Path, one: Identity, *arguments: str) -> Iterator[Main]:
    surroundings = {
        **os.environ, "TAPHOS_TEST_SHOWN": str(folder / "shown"), "TAPHOS_TEST_KEY": str(one.secret[0]),
        "TMPDIR": str(folder / "tmp"), "QT_QPA_PLATFORM": "offscreen",
    }  # fmt: skip
    (folder / "tmp").mkdir(exist_ok=True)
    with subprocess.Popen(
        [sys.executable, "-m", "tests.desktop.vault.main_process", str(project), *arguments],
        cwd=ROOT, env=surroundings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            yield Main(process, folder / "shown")
        finally:
            process.kill()


def gone(process: int) -> bool:
    """Whether a process has ended, whoever its parent was."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"


def wait_until_gone(process: int) -> None:
    until = time.monotonic() + PATIENCE
    while not gone(process):
        assert time.monotonic() < until, "the vault's process goes on"
        time.sleep(0.02)


@pytest.fixture
def alice() -> Identity:
    return identity()


def project_in(folder: Path, alice: Identity) -> Path:
    project, _ = vault_of(folder / "vault.taphos", "encrypted", alice=alice)
    project.register.commit([record("interview", "EX-IV-1", interviewee_code=CODE)])
    project.close()
    return project.folder


@pytest.mark.slow
def test_who_has_the_laptop_and_the_passphrase_reads_no_name(
    tmp_path: Path, own_home: Path, alice: Identity, proof: Proof
) -> None:
    """Register, journal, the vault's files, temporary files, the home, and the memory of the main window."""
    folder = project_in(tmp_path, alice)
    with main_window(folder, tmp_path, alice, "tests.desktop.vault.typing_in") as main:
        main.hear("opened")
        vault = main.typed()
        readable_memory(main.process.pid)
        before = found_in_memory(main.process.pid, [*CANARIES, CODE])
        shown = found_in_memory(vault, CANARIES)
        assert all(shown.values()), f"the search finds what is there: {shown}"
        limits = Path(f"/proc/{vault}/limits").read_text()
        assert re.search(r"Max core file size +0 ", limits)
        main.say("lock")
        main.hear("locked")
        assert gone(vault)
        after = found_in_memory(main.process.pid, [*CANARIES, CODE])
        for found in (before, after):
            assert found.pop(CODE) > 0
            assert not any(found.values()), found
    assert readable_under(folder, tmp_path / "tmp", own_home) == []
    assert nothing_in_the_register(folder) > 100
    assert nothing_opens_the_files(folder, alice) == 1
    project = open_project(folder, PASSPHRASE)
    assert verify_project(project).ok
    assert names_of(Vault(project), CODE, alice) == [NAME]
    project.close()
    proof("B5", "register, files, temporary files, memory of the locked window", "no name")


def nothing_in_the_register(folder: Path) -> int:
    """How many values of the decrypted register were looked at; none holds a name, erased pages included."""
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(str(folder / "register.db"))
    key = unwrap_with_passphrase(folder / KEYS / PASSPHRASE_KEY, PASSPHRASE)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    looked = 0
    for table in tables:
        for row in connection.execute(f'SELECT * FROM "{table}"'):
            for value in row:
                data = value if isinstance(value, bytes) else str(value).encode()
                assert not readable(data), table
                looked += 1
    connection.close()
    project = open_project(folder, PASSPHRASE)
    for held in ("_vault", "_recipient", "_opening", "_reason"):
        assert not readable(str(project.register.administrative(held)).encode())
    for body in project.register.journal_bodies():
        assert not readable(body)
    project.close()
    return looked


def nothing_opens_the_files(folder: Path, alice: Identity) -> int:
    """How many files of the vault there are; no key that lies in the project opens one, and a recipient's does."""
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(str(folder / "register.db"))
    key = unwrap_with_passphrase(folder / KEYS / PASSPHRASE_KEY, PASSPHRASE)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    keys = [bytes(row[0]) for row in connection.execute("SELECT key FROM keys_person")] + [key]
    connection.close()
    files = list((folder / "vault").glob("*.age"))
    for file in files:
        for raw in keys:
            with pytest.raises((pyrage.DecryptError, pyrage.IdentityError)):
                pyrage.decrypt(file.read_bytes(), [pyrage.x25519.Identity.from_str(as_identity(raw))])
        with pytest.raises(pyrage.DecryptError):
            pyrage.passphrase.decrypt(file.read_bytes(), PASSPHRASE)
        assert pyrage.decrypt(file.read_bytes(), list(alice.secret))
    return len(files)


def as_identity(raw: bytes) -> str:
    """32 bytes as a secret key of age (Bech32, BIP 173), so that they can be tried."""
    letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    bits = "".join(f"{byte:08b}" for byte in raw).ljust(260, "0")
    data = [int(bits[at : at + 5], 2) for at in range(0, 260, 5)]
    head = "age-secret-key-"
    check = 1
    for value in [*[ord(one) >> 5 for one in head], 0, *[ord(one) & 31 for one in head], *data, *[0] * 6]:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for bit, step in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= step if top >> bit & 1 else 0
    check ^= 1
    return (
        head + "1" + "".join(letters[one] for one in [*data, *[check >> 5 * (5 - at) & 31 for at in range(6)]])
    ).upper()


def test_the_keys_that_are_tried_are_keys() -> None:
    secret = pyrage.x25519.Identity.generate()
    letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    bits = "".join(f"{letters.index(one):05b}" for one in str(secret).lower().rpartition("1")[2][:-6])
    assert as_identity(int(bits[:256], 2).to_bytes(32, "big")) == str(secret)


@pytest.mark.slow
@pytest.mark.parametrize("how", ["killed", "closed"])
def test_the_vaults_process_ends_with_the_main_one(tmp_path: Path, alice: Identity, how: str) -> None:
    folder = project_in(tmp_path, alice)
    with main_window(folder, tmp_path, alice, "tests.desktop.vault.typing_in") as main:
        main.hear("opened")
        vault = main.typed()
        if how == "killed":
            main.process.kill()
        else:
            main.say("end")
        main.process.wait(PATIENCE)
        wait_until_gone(vault)
    project = open_project(folder, PASSPHRASE)
    assert verify_project(project).ok
    project.close()


@pytest.mark.slow
def test_the_vaults_own_process_ends_when_nobody_is_at_the_keys(tmp_path: Path, alice: Identity) -> None:
    with main_window(project_in(tmp_path, alice), tmp_path, alice, "desktop.vault", "0.5") as main:
        main.hear("opened")
        main.hear("ended")


@pytest.mark.slow
def test_a_vault_that_does_not_open_is_said(tmp_path: Path, alice: Identity) -> None:
    with main_window(project_in(tmp_path, alice), tmp_path, alice, "tests.no_such_module") as main:
        main.hear("opened")
        main.hear("failed")
