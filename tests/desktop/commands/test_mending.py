"""`taphos mend`: what was changed behind the application's back is listed, adopted or restored."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desktop.commands.running import Terminal
from tests.layers.projects import closing, make, record, site
from tests.layers.test_verify import behind_its_back


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with closing(make(tmp_path / "mended.taphos")) as project:
        project.register.commit([site("S-1", form="surface"), site("S-2", form="surface")])
        project.register.commit([record("practitioner", "PE-1", roles=["lead"])])
    behind_its_back(tmp_path / "mended.taphos", "UPDATE site SET form = 'submerged'")
    return tmp_path / "mended.taphos"


def test_what_differs_is_listed_and_put_right_one_by_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal(capsys)
    listed = terminal("mend", folder, status=1)
    assert "site S-1: the field “form” holds “submerged” in its table, but “surface” in the journal." in listed.out
    document = terminal("mend", folder, "--json", status=1).document
    assert sorted((one["type"], one["code"], one["how"]) for one in document["records"]) == [
        ("site", "S-1", "changed"), ("site", "S-2", "changed"),
    ]  # fmt: skip
    terminal("mend", folder, "S-1", "--adopt", "--by", "PE-1", "--reason", "seen in the notebook")
    made = terminal("mend", folder, "site/S-2", "--restore", "--reason", "nobody knows of it", "--json").document
    assert (made["type"], made["how"]) == ("site", "restored")
    assert "say the same" in terminal("mend", folder).out
    terminal("verify", folder)
    forms = {one["code"]: one["form"] for one in terminal("list", folder, "site", "--json").document}
    assert forms == {"S-1": "submerged", "S-2": "surface"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["S-1"], "--adopt"),
        (["--restore", "--reason", "x"], "Name the record"),
        (["S-1", "--restore"], "with a reason"),
        (["S-1", "--adopt", "--reason", "x"], "none was named"),
        (["S-1", "--adopt", "--reason", "x", "--by", "PE-9"], "PE-9"),
        (["S-9", "--restore", "--reason", "x"], "“S-9”"),
        (["S-1", "--adopt", "--restore"], "not allowed with"),
    ],
)
def test_what_is_asked_wrongly_is_refused_in_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    ran = Terminal(capsys)("mend", folder, *arguments, status=2)
    assert said in ran.err
    assert len(ran.err.strip().splitlines()) == 1
