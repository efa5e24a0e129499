"""`taphos export --field-pack`, and `taphos import` of what comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desktop.commands.running import Terminal
from tests.layers.fieldpack.area_of_work import area_of_work
from tests.layers.fieldpack.phone import phone, put
from tests.layers.pictures import jpeg
from tests.layers.projects import closing

PACK = ("--profile", "field", "--field-pack")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with closing(area_of_work(tmp_path_factory.mktemp("area") / "work")) as made:
        return made.folder


def test_a_pack_goes_out_and_its_edits_come_back_by_name_or_all_together(
    terminal: Terminal, project: Path, tmp_path: Path
) -> None:
    pack = tmp_path / "pack.gpkg"
    assert "pack.qgs" in terminal("export", project, pack, *PACK, "--area", "A-1").out
    terminal("set", project, "S-1", "status=secured", "--reason", "EXAMPLE", status=1)
    (tmp_path / "DCIM" / "a.jpg").write_bytes(jpeg())
    with phone(pack) as file:
        file.execute("UPDATE site SET status = 'located' WHERE code IN ('S-1', 'S-2')")
        file.execute("DELETE FROM site WHERE code = 'S-3'")
        put(file, "photo", record=file.execute("SELECT id FROM site").fetchone()[0], path="DCIM/a.jpg")
    told = terminal("import", project, pack, status=1)
    assert "reported → located (here: secured, changed on both sides)" in told.out
    assert "Nothing was changed" in told.out
    assert "taken by name alone: --accept S-3" in terminal("import", project, pack, "--accept", "S-2", status=0).out
    taken = terminal("import", project, pack, "--accept", "all", "--json", status=1).document
    done = {(one["what"], one["code"]): one["accepted"] for one in taken["changes"]}
    assert done == {
        ("changed", "S-1"): False, ("deleted", "S-3"): False, ("photo", "S-1"): True,
    }  # fmt: skip
    assert terminal("import", project, pack, "--accept", "S-3", "--json").document["changes"][1]["accepted"]
    assert terminal("show", project, "S-3", "--json").document["review"] == "voided"
    assert terminal("import", project, pack, "--accept", "S-1.status").status == 0
    assert terminal("show", project, "S-1", "--json").document["status"] == "located"
    assert "nothing that is called S-9" in terminal("import", project, pack, "--accept", "S-9", status=2).err
    assert terminal("verify", project).status == 0


def test_all_takes_no_decision_to_publish(terminal: Terminal, project: Path, tmp_path: Path) -> None:
    pack = tmp_path / "pack.gpkg"
    terminal("export", project, pack, *PACK, "--area", "A-1")
    with phone(pack) as file:
        file.execute("UPDATE site SET publish = 'yes' WHERE code = 'S-2'")
    for asked in ("all", "S-2", "S-2.publish"):
        (told,) = terminal("import", project, pack, "--accept", asked, "--json", status=1).document["changes"]
        assert (told["accepted"], "judgement" in told["problem"]) == (False, True)
    assert "publish" not in terminal("show", project, "S-2", "--json").document


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (PACK, "one area"),
        ((*PACK, "--area", "S-1"), "no area of its own"),
        (("--profile", "partner", "--field-pack", "--area", "A-1"), "--field-pack --profile field"),
        (("--profile", "field"), "--field-pack --profile field"),
        ((*PACK, "--area", "A-1", "--authority", "AU-1"), "leave out --authority"),
        ((*PACK, "--area", "A-1", "--as-of", "2026-01-01"), "leave out --as-of"),
    ],
)
def test_what_is_no_field_pack_is_refused(
    terminal: Terminal, project: Path, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    assert said in terminal("export", project, tmp_path / "no.gpkg", *arguments, status=2).err
    assert not (tmp_path / "no.gpkg").exists()


def test_a_trial_writes_nothing(terminal: Terminal, project: Path, tmp_path: Path) -> None:
    before = terminal("info", project, "--json").document["head"]
    told = terminal("export", project, tmp_path / "p.gpkg", *PACK, "--area", "A-1", "--dry-run", "--json").document
    assert {table["name"]: table["rows"] for table in told["tables"]}["survey_area"] == 1
    assert list(tmp_path.iterdir()) == []
    assert terminal("info", project, "--json").document["head"] == before


def test_a_pack_is_no_table_of_a_type_and_a_table_is_no_pack(terminal: Terminal, project: Path, tmp_path: Path) -> None:
    terminal("export", project, tmp_path / "pack.gpkg", *PACK, "--area", "A-1")
    assert "leave out --as" in terminal("import", project, tmp_path / "pack.gpkg", "--as", "site", status=2).err
    (tmp_path / "rows.csv").write_text("code\nS-7\n")
    refused = terminal("import", project, tmp_path / "rows.csv", "--as", "site", "--accept", "all", status=2)
    assert "no field pack" in refused.err
    assert "Say with --as" in terminal("import", project, tmp_path / "rows.csv", status=2).err
