"""`taphos devices` and `taphos anchor` as a terminal runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.desktop.commands.running import Terminal
from tests.layers.projects import PASSPHRASE
from tests.tools.proofs import Proof


@pytest.fixture(params=["plain", "encrypted"])
def project(
    request: pytest.FixtureRequest, terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    monkeypatch.setenv("TAPHOS_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("TAPHOS_HOME", str(tmp_path / "lead"))
    terminal("new", tmp_path / "p.taphos", *(["--plain"] if request.param == "plain" else []))
    return tmp_path / "p.taphos"


def add_site(terminal: Terminal, project: Path, code: str, status: int | None = None) -> str:
    return terminal("add", project, "site", f"code={code}", status=status).err


def test_a_second_laptop_is_enrolled_by_what_it_prints_and_revoked_by_its_fingerprint(
    terminal: Terminal, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAPHOS_HOME", str(tmp_path / "second"))
    mine = terminal("devices", "--mine")
    own = terminal("devices", "--mine", "--json").document
    assert own["key"] in mine.out
    refused = add_site(terminal, project, "S-1", status=2)
    assert own["fingerprint"] in refused
    assert len(refused.strip().splitlines()) == 1
    assert "may read here, but not write" in terminal("devices", project).out
    card = tmp_path / "card.txt"
    card.write_text(mine.out)

    monkeypatch.setenv("TAPHOS_HOME", str(tmp_path / "lead"))
    assert "Say with --name" in terminal("devices", project, "enrol", card, status=2).err
    assert "is a fingerprint" in terminal("devices", project, "enrol", own["fingerprint"], "--name", "x", status=2).err
    terminal("devices", project, "enrol", card, "--name", "Laptop of PR-2")
    monkeypatch.setenv("TAPHOS_HOME", str(tmp_path / "second"))
    add_site(terminal, project, "S-1", status=1)
    assert "Only a lead's" in terminal("devices", project, "revoke", own["fingerprint"], "--reason", "x", status=2).err

    monkeypatch.setenv("TAPHOS_HOME", str(tmp_path / "lead"))
    assert "Say with --reason" in terminal("devices", project, "revoke", own["fingerprint"], status=2).err
    terminal("devices", project, "revoke", own["fingerprint"][:8], "--reason", "taken at a checkpoint")
    lead, second = terminal("devices", project, "list", "--json").document
    assert (lead["mine"], lead["lead"], second["name"]) == (True, True, "Laptop of PR-2")
    assert (second["reason"], second["revoked_by"]) == ("taken at a checkpoint", lead["name"])
    assert "last lead" in terminal("devices", project, "revoke", lead["fingerprint"], "--reason", "x", status=2).err
    monkeypatch.setenv("TAPHOS_HOME", str(tmp_path / "second"))
    assert "has revoked this device" in add_site(terminal, project, "S-2", status=2)
    assert len(terminal("list", project, "site", "--json").document) == 1
    assert terminal("verify", project, "--json").document["ok"]


def test_a_day_sheet_is_written_with_its_anchor_and_the_journal_says_so_after_it(
    terminal: Terminal, project: Path, tmp_path: Path, proof: Proof
) -> None:
    add_site(terminal, project, "S-1")
    before = terminal("info", project, "--json").document
    sheet = tmp_path / "day.pdf"
    told = terminal("anchor", project, sheet, "--json").document
    assert told["heads"] == before["heads"]
    assert (told["commits"], told["records"], told["token"]) == (2, 1, None)
    assert sheet.read_bytes().startswith(b"%PDF-")
    document = json.loads((tmp_path / "day.anchor.json").read_text())
    assert (document["heads"], document["device"]) == (told["heads"], told["device"])
    assert terminal("info", project, "--json").document["heads"] == [told["commit"]]
    checked = terminal("verify", project, "--anchor", tmp_path / "day.anchor.json", "--json").document
    assert checked["ok"]
    assert "is still there" in checked["notes"][0]
    assert "is still there" in terminal("verify", project, "--anchor", tmp_path / "day.anchor.json").out
    scanned = tmp_path / "scanned.txt"
    scanned.write_text((tmp_path / "day.anchor.json").read_text() + "\n")
    terminal("verify", project, "--anchor", scanned)
    proof("B", "a day-sheet, and verify --anchor", checked["notes"][0])


def test_what_cannot_be_anchored_or_read_as_an_anchor_is_one_sentence(
    terminal: Terminal, project: Path, tmp_path: Path
) -> None:
    sheet = tmp_path / "day.pdf"
    terminal("anchor", project, sheet)
    anchor = tmp_path / "day.anchor.json"
    damaged, changed = tmp_path / "damaged.json", tmp_path / "changed.json"
    damaged.write_bytes(anchor.read_bytes()[:-9])
    changed.write_bytes(anchor.read_bytes().replace(b'"time":"20', b'"time":"19'))
    other = tmp_path / "other.taphos"
    terminal("new", other, "--plain")
    head = terminal("info", project, "--json").document["head"]
    for arguments, said in (
        (("anchor", project, sheet), "is there already"),
        (("anchor", project, tmp_path / "day.png"), "allowed is .pdf"),
        (("anchor", project, tmp_path / "nowhere" / "day.pdf"), "cannot be written"),
        (("anchor", project, tmp_path / "t.pdf", "--tsa", "file:///etc/passwd"), "is no address of an authority"),
        (("verify", project, "--anchor", damaged), "it is damaged, or no anchor"),
        (("verify", project, "--anchor", changed), "is not as the device"),
        (("verify", other, "--anchor", anchor), "is of another project"),
        (("verify", project, "--anchor", tmp_path / "none.json"), "cannot be read"),
        (("verify", project, "--anchor", anchor, "--tsa-certificate", anchor), "There is no time stamp"),
        (("devices",), "Name a project"),
        (("devices", project, "enrol"), "Name the device"),
    ):
        ran = terminal(*arguments, status=2)
        assert said in ran.err
        assert len(ran.err.strip().splitlines()) == 1
    assert terminal("info", project, "--json").document["head"] == head
    assert sorted(path.name for path in tmp_path.glob("*.p*")) == ["day.pdf"]
