"""The command line's contract: exit status, one sentence, one JSON document."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from desktop.commandline import FAMILIES, parser
from forensics.catalogue import TYPES
from tests.desktop.commands.running import Terminal
from tests.layers.projects import PASSPHRASE
from tests.tools.proofs import Proof


@pytest.fixture
def project(terminal: Terminal, tmp_path: Path) -> Path:
    terminal("new", tmp_path / "p.taphos", "--plain", "--name", "Mission")
    return tmp_path / "p.taphos"


def one_sentence(text: str) -> bool:
    return len(text.strip().splitlines()) == 1 and text.strip().endswith((".", ")"))


def test_a_record_is_added_shown_changed_voided_and_taken_back(terminal: Terminal, project: Path) -> None:
    added = terminal("add", project, "site", "form=single_grave", "status=reported", "place=49.21, 37.25", "--json")
    code = added.document["code"]
    (listed,) = terminal("list", project, "site", "--json").document
    assert (listed["id"], listed["code"], listed["type"]) == (added.document["id"], code, "site")
    assert listed["place"] == {"type": "Point", "coordinates": [37.25, 49.21]}
    assert listed["place_written"] == "49.21, 37.25"
    terminal("set", project, code, "form=surface", "--reason", "looked again")
    shown = terminal("show", project, f"site/{code}", "--history", "--json").document
    assert shown["form"] == "surface"
    assert [event["operation"] for event in shown["history"]] == ["add", "set"]
    assert shown["history"][1]["reason"] == "looked again"
    assert shown["conflicts"] == []
    terminal("void", project, code, "--reason", "seen twice")
    assert terminal("list", project, "site", "--json").document == []
    assert len(terminal("list", project, "site", "--voided", "--json").document) == 1
    terminal("undo", project)
    assert len(terminal("list", project, "site", "--json").document) == 1
    verdict = terminal("verify", project, "--json").document
    assert (verdict["ok"], verdict["first"]) == (True, None)


def test_open_questions_keep_a_record_and_exit_1(terminal: Terminal, project: Path) -> None:
    ran = terminal("add", project, "exhumation", "code=E-1", "site=S-none", status=2)
    assert "S-none" in ran.err
    terminal("add", project, "site", "code=S-1", status=1)
    ran = terminal("add", project, "exhumation", "code=E-1", "site=S-1", status=1)
    assert "not answered yet" in ran.err
    assert len(terminal("list", project, "exhumation", "--json").document) == 1


def test_a_reason_for_not_recording_is_an_answer(terminal: Terminal, project: Path) -> None:
    terminal("add", project, "site", "code=S-1", "form=not_recorded: flooded", "status=reported", status=1)
    (site,) = terminal("list", project, "site", "--json").document
    assert site["not_recorded"] == {"form": "flooded"}
    terminal("set", project, "S-1", "form=surface", "--reason", "the water fell")
    (site,) = terminal("list", project, "site", "--json").document
    assert (site["form"], site.get("not_recorded")) == ("surface", None)


def test_info_tells_nothing_that_changes_by_itself(terminal: Terminal, project: Path) -> None:
    first = terminal("info", project, "--json")
    assert terminal("info", project, "--json").out == first.out
    document = first.document
    assert set(document) == {"name", "counts", "extent", "head", "heads", "encrypted", "engine", "format"}
    assert (document["name"], document["encrypted"], tuple(document["counts"])) == ("Mission", False, TYPES)


def test_what_is_wrong_is_one_sentence_and_exit_2(terminal: Terminal, project: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("")
    refused = [
        ("info", tmp_path / "nowhere.taphos"),
        ("info", tmp_path),
        ("list", project, "grave"),
        ("list", project, "site", "--where", "colour=red"),
        ("list", project, "site", "--bbox", "1,2,3"),
        ("show", project, "S-404"),
        ("add", project, "site", "form"),
        ("add", project, "site", "form=pyramid"),
        ("add", project, "site", "place=200, 300"),
        ("set", project, "S-404", "form=surface", "--reason", "x"),
        ("import", project, tmp_path / "empty.csv", "--as", "site"),
        ("import", project, tmp_path, "--as", "site"),
        ("import", project, tmp_path / "nowhere.csv", "--as", "site"),
        ("export", project, tmp_path / "out.gpkg", "--profile", "everyone"),
        ("export", project, tmp_path / "out.doc", "--profile", "court"),
        ("export", project, tmp_path / "out.gpkg"),
        ("verify", project, "--manifest", tmp_path / "empty.csv"),
        ("undo", project, "deadbeef"),
        ("new", project, "--plain"),
        ("dig", project),
        ("info", "postgresql://localhost/none"),
    ]
    before = terminal("info", project, "--json").out
    for arguments in refused:
        ran = terminal(*arguments, status=2)
        assert ran.out == ""
        assert one_sentence(ran.err), (arguments, ran.err)
    assert terminal("info", project, "--json").out == before


def test_a_new_project_is_encrypted_unless_it_is_said_to_be_plain(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proof: Proof
) -> None:
    ran = terminal("new", tmp_path / "p", status=2)
    assert "give its passphrase in TAPHOS_PASSPHRASE" in ran.err
    monkeypatch.setenv("TAPHOS_PASSPHRASE", PASSPHRASE)
    terminal("new", tmp_path / "p")
    assert terminal("info", tmp_path / "p.taphos", "--json").document["encrypted"] is True
    monkeypatch.setenv("TAPHOS_PASSPHRASE", "guess")
    ran = terminal("info", tmp_path / "p.taphos", status=2)
    assert one_sentence(ran.err)
    assert "passphrase" in ran.err
    proof("A5", "a wrong passphrase", f"exit 2: {ran.err.strip()}")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["place=49.2, 37.2"], "“Place” is not recorded of sexual violence"),
        (["date=2022-03-05"], "no day is recorded"),
        (["description=what was told"], "not recorded of sexual violence"),
        (["means=words"], "not recorded of sexual violence"),
    ],
)
def test_of_sexual_violence_more_is_refused_by_add_and_set(
    terminal: Terminal, project: Path, given: list[str], said: str, proof: Proof
) -> None:
    ran = terminal("add", project, "incident", "code=I-1", "category=sexual_violence", *given, status=2)
    assert said in ran.err
    assert terminal("list", project, "incident", "--json").document == []
    terminal("add", project, "incident", "code=I-1", "category=sexual_violence", "date=2022-03", status=None)
    ran = terminal("set", project, "I-1", *given, "--reason", "more", status=2)
    assert said in ran.err
    proof("A6", f"{given[0].partition('=')[0]} of sexual violence is refused by add and set", ran.err.strip()[:50])


def test_a_medium_attached_to_sexual_violence_is_refused(terminal: Terminal, project: Path, proof: Proof) -> None:
    terminal("add", project, "incident", "code=I-1", "category=sexual_violence", status=None)
    ran = terminal("add", project, "media", "file=a.jpg", f"sha256={'ab' * 32}", "subject=I-1", status=2)
    assert "could expose a survivor" in ran.err
    assert terminal("list", project, "media", "--json").document == []
    proof("A6", "a medium attached is refused", ran.err.strip()[:50])


def test_import_and_export_meet_in_a_file_of_others(terminal: Terminal, project: Path, tmp_path: Path) -> None:
    table = tmp_path / "graves.csv"
    table.write_text("code,name,lat,lon\nS-1,Near the well,49.2,37.25\nS-2,Field,149.2,37.3\n", "utf-8")
    report = terminal("import", project, table, "--as", "site", "--json", status=1).document
    assert {name: report[name] for name in ("read", "added", "updated", "unchanged")} == {
        "read": 2, "added": 1, "updated": 0, "unchanged": 0,
    }  # fmt: skip
    (rejected,) = report["rejected"]
    assert set(rejected) == {"row", "field", "value", "problem"}
    again = terminal("import", project, table, "--as", "site", "--json", status=1).document
    assert (again["added"], again["unchanged"]) == (0, 1)
    out = tmp_path / "out.gpkg"
    manifest = terminal("export", project, out, "--profile", "court", "--json").document
    assert manifest["profile"] == "court"
    with sqlite3.connect(out) as connection:
        assert connection.execute("SELECT code, name FROM site").fetchall() == [("S-1", "Near the well")]


def test_a_medium_of_a_victim_of_sexual_violence_is_refused(terminal: Terminal, project: Path) -> None:
    terminal("add", project, "incident", "code=I-1", "category=sexual_violence", status=None)
    terminal("add", project, "victim", "code=V-1", "incidents=I-1", status=None)
    ran = terminal("add", project, "media", "file=a.jpg", f"sha256={'ab' * 32}", "subject=V-1", status=2)
    assert "could expose a survivor" in ran.err


def test_coordinates_are_read_in_the_one_order_that_lies_in_the_country(terminal: Terminal, project: Path) -> None:
    terminal("add", project, "site", "code=S-1", "place=36.2, 49.5", status=1)
    ran = terminal("add", project, "site", "code=S-2", "place=20.5, 120.5", status=1)
    assert "outside the area of this project" in ran.out + ran.err
    placed = {one["code"]: one["place"]["coordinates"] for one in terminal("list", project, "site", "--json").document}
    assert placed == {"S-1": [36.2, 49.5], "S-2": [120.5, 20.5]}


def test_conditions_and_reasons_stand_where_people_write_them(terminal: Terminal, project: Path) -> None:
    terminal("add", project, "site", "--reason", "seen", "code=S-1", "form=surface", "status=reported")
    terminal("add", project, "site", "code=S-2", "--reason", "seen", "form=surface", "status=located")
    listed = terminal("list", project, "site", "--where", "form=surface", "status=located", "--json").document
    assert [one["code"] for one in listed] == ["S-2"]
    assert terminal("show", project, "S-1", "--json").document["history"][0]["reason"] == "seen"


def test_an_area_west_of_greenwich_is_no_option(terminal: Terminal, project: Path) -> None:
    terminal("add", project, "site", "code=S-1", "form=surface", "status=reported", "place=10.5, -1.25", status=1)
    assert len(terminal("list", project, "site", "--bbox", "-2,10,-1,11", "--json").document) == 1
    assert terminal("list", project, "site", "--bbox", "-2,-11,-1,-10", "--json").document == []


def test_every_command_describes_itself(terminal: Terminal) -> None:
    assert len(FAMILIES) >= 5
    listed = terminal("--help").out
    for action in parser()._actions:  # the only way to ask argparse what it knows
        for name in getattr(action, "choices", None) or {}:
            if isinstance(name, str) and hasattr(action, "add_parser"):
                assert name in listed
                assert "usage" in terminal(name, "--help").out


def test_commands_speak_ukrainian_and_codes_do_not_change(terminal: Terminal, project: Path) -> None:
    ran = terminal("--language", "uk", "add", project, "site", "form=піраміда", status=2)
    assert "піраміда" in ran.err
    assert "single_grave" in ran.err
    terminal("--language", "uk", "add", project, "site", "form=single_grave", "status=reported")
    assert terminal("--language", "uk", "list", project, "site", "--json").document[0]["form"] == "single_grave"


def test_the_past_is_asked_for_by_a_commit_or_a_time_and_by_nothing_else(terminal: Terminal, project: Path) -> None:
    terminal("add", project, "site", "code=S-1", status=None)
    head = terminal("info", project, "--json").document["head"]
    for moment in (head, head[:7], "2999", "2999-01-01T00:00+03:00"):
        assert len(terminal("list", project, "site", "--as-of", moment, "--json").document) == 1
    assert terminal("list", project, "site", "--as-of", "2020-01-01T00:00Z", "--json").document == []
    for moment in ("not-a-time", "Tuesday", "", "2026-02-30T10:00Z"):
        for asked in (("list", project, "site"), ("statistics", project, "--profile", "court")):
            ran = terminal(*asked, "--as-of", moment, status=2)
            assert ran.out == ""
            assert one_sentence(ran.err)


@pytest.mark.parametrize("blank", ["", "  "])
def test_a_blank_reason_is_refused_by_every_command_that_takes_one(
    terminal: Terminal, project: Path, blank: str
) -> None:
    terminal("add", project, "site", "code=S-1", "form=surface", "status=reported")
    before = terminal("info", project, "--json").out
    for arguments in (
        ("add", project, "site", "code=S-2"),
        ("set", project, "S-1", "form=well"),
        ("void", project, "S-1"),
        ("erase", project, "S-1"),
        ("undo", project),
        ("vault", project, "erase", "P-1"),
    ):
        ran = terminal(*arguments, "--reason", blank, status=2)
        assert (ran.out, ran.err) == ("", "A reason says why; the one given with --reason is blank.\n")
    assert terminal("info", project, "--json").out == before


def test_a_refusal_is_one_sentence_and_harm_is_said_first(terminal: Terminal, project: Path) -> None:
    exposing = ("category=murder", "acts=sexual_violence", "date=2022-03-05", "place=49.2, 37.2", "code=I-1")
    ran = terminal("add", project, "incident", *exposing, status=2)
    assert one_sentence(ran.err)
    assert "could expose a survivor" in ran.err
    ran = terminal("add", project, "incident", *exposing, "settlement=NOPE", status=2)
    assert one_sentence(ran.err)
    assert "could expose a survivor" in ran.err
    terminal("add", project, "incident", "code=I-1", "category=sexual_violence", status=1)
    ran = terminal("set", project, "I-1", "place=49.2, 37.2", "date=2022-03-05", "--reason", "x", status=2)
    assert one_sentence(ran.err)


def test_what_was_given_and_not_read_is_not_called_missing(terminal: Terminal, project: Path) -> None:
    ran = terminal("add", project, "victim", "incidents=NOPE", "act_details=beaten", status=2)
    assert ran.err == "There is no record called “NOPE”.\n"
    ran = terminal("add", project, "site", "form=pyramid", "status=reported", status=2)
    assert one_sentence(ran.err)


def test_open_questions_exit_1_whether_a_record_is_added_or_changed(terminal: Terminal, project: Path) -> None:
    terminal("add", project, "site", "code=S-1", "form=surface", status=1)
    ran = terminal("set", project, "S-1", "form=submerged", "--reason", "seen", "--json", status=1)
    assert [one["field"] for one in ran.document["problems"]] == ["status"]
    terminal("set", project, "S-1", "status=reported", "--reason", "seen", status=0)


SENSELESS = {
    ("site", "form=bogus"): "single_grave",
    ("site", "review=bogus"): "draft",
    ("site", "persons_min=many"): "no number",
    ("site", "persons_min=nan"): "no number",
    ("occupation", "character=bogus"): "occupied",
    ("occupation", "ongoing=maybe"): "neither yes nor no",
    ("occupation", "start=soon"): "soon",
    ("site", "other_numbers=711349"): "--search",
    ("site", "colour=red"): "colour",
}


@pytest.mark.parametrize(("type_", "condition"), SENSELESS)
def test_a_condition_that_no_record_could_meet_is_refused_by_every_road(
    terminal: Terminal, project: Path, tmp_path: Path, type_: str, condition: str
) -> None:
    out = tmp_path / "out.gpkg"
    for arguments in (
        ("list", project, type_),
        ("list", project, type_, "--as-of", "2999"),
        ("export", project, out, "--profile", "court", "--layers", type_),
        ("filters", project, "save", "mine", "--layers", type_),
    ):
        ran = terminal(*arguments, "--where", condition, status=2)
        assert one_sentence(ran.err)
        assert SENSELESS[type_, condition] in ran.err
        assert ran.out == ""
    assert not out.exists()


def test_less_than_no_record_cannot_be_asked_for(terminal: Terminal, project: Path) -> None:
    assert one_sentence(terminal("list", project, "site", "--limit", "-1", status=2).err)
    assert terminal("list", project, "site", "--limit", "0", "--json").document == []


def test_a_search_finds_a_settlement_in_any_spelling_and_by_the_number_of_another(
    terminal: Terminal, project: Path
) -> None:
    terminal("add", project, "settlement", "code=P-1", "name_uk=Ізюм", "name_en=Izium", status=None)
    terminal("add", project, "settlement", "code=P-2", "name_uk=Буча", "other_numbers=GeoNames | 711349", status=None)
    found = {"Ізюм": "P-1", "Izium": "P-1", "Izyum": "P-1", "711349": "P-2", "Bucha": "P-2", "P-2": "P-2"}
    for text, code in found.items():
        for moment in ((), ("--as-of", "2999")):
            listed = terminal("list", project, "settlement", "--search", text, *moment, "--json").document
            assert [one["code"] for one in listed] == [code], (text, moment)
    assert terminal("list", project, "settlement", "--search", "Kyiv", "--json").document == []
    assert one_sentence(terminal("list", project, "settlement", "--search", " - ", status=2).err)


def test_the_picture_of_a_window_is_a_png(terminal: Terminal, project: Path, tmp_path: Path) -> None:
    ran = terminal("open", project, "--screenshot", tmp_path / "window.jpg", status=2)
    assert one_sentence(ran.err)
    assert not (tmp_path / "window.jpg").exists()
