"""A dry run says of each rule what it keeps home and how many, in words, and tells none of it to anybody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics.changes import Change, Operation
from forensics.withheld import Rule, Withheld
from layers.exports.exporting import export_records
from layers.exports.selecting import Selection
from layers.language import Translator
from layers.project import Project
from layers.register.journal import COUNTS, EXPORT
from tests.counts import proving
from tests.desktop.commands.running import Terminal
from tests.layers.counting_places import add, change, placed_project
from tests.layers.mapped import point
from tests.layers.projects import closing, record

NUMBERS = {"P-1": 12, "P-2": 9, "P-3": 2, "P-4": 14, "P-5": 7}


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with closing(placed_project(tmp_path / "p.taphos", NUMBERS)) as made:
        shown = {"status": "reported", "place": point(37.2, 49.2)}
        voided = record("site", "S-5", publish="yes")
        made.register.commit(
            [
                record("site", "S-1", publish="yes", name="CANARY", **shown),
                record("site", "S-2", publish="generalised", **shown), record("site", "S-3", publish="no", **shown),
                record("site", "S-4", publish="yes", sensitivity="restricted"), voided,
            ]
        )  # fmt: skip
        made.register.commit([Change("site", voided.record, Operation.VOID, after={"void_reason": "twice"})], "")
        change(made, "interview", "R-0", informed_consent="withdrawn")
        yield made


def account(project: Project, out: Path, profile: str = "public", **asked: object) -> dict[tuple[Rule, str, str], int]:
    manifest = export_records(project, out, profile, Selection(**asked), dry_run=True)  # type: ignore[arg-type]
    return {(one.rule, one.type, one.what): one.count for one in manifest.account}


def test_every_rule_is_counted_by_type_field_and_cell(project: Project, tmp_path: Path) -> None:
    found = account(project, tmp_path / "o.gpkg")
    assert {rule: found[rule, "site", ""] for rule in (Rule.VOIDED, Rule.CLASS, Rule.DECISION, Rule.PLACE)} == {
        Rule.VOIDED: 1, Rule.CLASS: 1, Rule.DECISION: 1, Rule.PLACE: 1,
    }  # fmt: skip
    assert found[Rule.FIELD, "site", "name"] == 1
    assert (Rule.FIELD, "site", "status") not in found
    assert found[Rule.AS_NUMBERS, "interview", ""] == 44
    assert found[Rule.SMALL, "interview", "place.leaf"] == 1
    assert found[Rule.TOGETHER, "interview", "place.leaf"] == 1
    assert not list(tmp_path.glob("o.gpkg*"))
    assert project.register.administrative(COUNTS) == {}
    assert project.register.administrative(EXPORT) == {}


def test_what_is_near_to_what_was_told_before_is_a_rule_of_its_own(project: Project, tmp_path: Path) -> None:
    export_records(project, tmp_path / "first.gpkg", "public")
    add(project, {"P-1": 1})
    found = account(project, tmp_path / "o.gpkg")
    assert found[Rule.EARLIER, "interview", "place.leaf"] == 1
    assert found[Rule.EARLIER, "interview", "place.whole"] == 1


def test_what_was_not_asked_for_and_what_no_consent_covers_are_told_apart(project: Project, tmp_path: Path) -> None:
    found = account(project, tmp_path / "o.gpkg", "court", types=("interview",), where=(("code", "R-1"),))
    assert found[Rule.CONSENT, "interview", ""] == 1
    assert found[Rule.ASKED, "interview", ""] == 42


def test_no_file_tells_what_stayed_home_of_what_leaves_as_numbers(project: Project, tmp_path: Path) -> None:
    export_records(project, tmp_path / "o.gpkg", "public")
    assert "removed" not in json.loads((tmp_path / "o.gpkg.manifest.json").read_bytes())
    assert Withheld(Rule.AS_NUMBERS, 44, "interview").code == "as_numbers:interview::"


@pytest.mark.parametrize("language", ["en", "uk"])
def test_the_command_tells_it_in_words(terminal: Terminal, project: Project, tmp_path: Path, language: str) -> None:
    project.close()
    said = terminal(
        "--language", language, "export", tmp_path / "p.taphos", tmp_path / "o.gpkg", "--profile", "public", "--dry-run"
    ).out
    translate = Translator(language)
    for line in ("{type}, without a decision to publish: {count:,}", "{type}, which leave as numbers alone: {count:,}"):
        told = translate(line, type=translate("Grave sites" if "decision" in line else "Interviews"), count=1)
        assert told.rpartition(":")[0] in said
    assert "{" not in said


PREVIEWED = {
    "map": ("o.pdf",), "web": ("o.html",), "report": ("o.pdf", "--site", "S-1"), "statistics": (),
}  # fmt: skip


EACH = [("map", "public"), ("web", "partner"), ("report", "court"), ("statistics", "public")]
ALL = [(command, profile) for command in PREVIEWED for profile in ("public", "partner", "court")]


@pytest.mark.parametrize(("command", "profile"), ALL if proving() else EACH)
def test_every_other_door_says_what_would_leave_and_then_lets_out_just_that(
    terminal: Terminal, project: Project, tmp_path: Path, qapp: object, command: str, profile: str
) -> None:
    """What the dry run says is held to what the ledger says of the product that is made afterwards."""
    before = project.register.heads_and_count()
    out, *asked = (str(tmp_path / PREVIEWED[command][0]), *PREVIEWED[command][1:]) if PREVIEWED[command] else ("",)
    line = (command, project.folder, *filter(None, (out,)), *asked, "--profile", profile, "--with-gaps", "--json")
    line = tuple(one for one in line if command != "statistics" or one != "--with-gaps")
    told = terminal(*line, "--dry-run", status=None).document
    assert project.register.heads_and_count() == before
    assert not list(tmp_path.glob("o.*"))
    assert (told["dry_run"], told["profile"]) == (True, profile)
    terminal(*line, status=None)
    listed = project.register.administrative(EXPORT).values()
    if (command, profile) == ("statistics", "court"):
        assert not listed
        return
    (entry,) = listed
    left = {name: int(rows) for name, rows, _ in (one.split(":") for one in entry["tables"])}
    if command == "statistics":
        assert {f"statistics.{one['name']}": one["told"] for one in told["numbers"]} == left
    else:
        assert {one["name"]: one["rows"] for one in told["tables"]} == left
        assert all(one["fields"] for one in told["tables"])


def test_a_previewed_map_names_the_records_and_fields_and_each_rule_that_keeps_others_home(
    terminal: Terminal, project: Project, tmp_path: Path
) -> None:
    told = terminal("web", project.folder, tmp_path / "o.html", "--profile", "public", "--dry-run", "--json").document
    sites = next(one for one in told["tables"] if one["name"] == "site")
    assert (sites["rows"], sites["without_place"]) == (2, 1)
    assert {"code", "status", "place"} <= set(sites["fields"])
    assert "name" not in sites["fields"]
    removed = {(one["rule"], one["type"], one["what"]): one["count"] for one in told["removed"]}
    assert removed["decision", "site", None] == removed["class", "site", None] == removed["voided", "site", None] == 1
    assert removed["field", "site", "name"] == 1
    assert removed["as_numbers", "interview", None] == 44
    assert "small" not in {one["rule"] for one in told["removed"]}
    drawn = terminal("map", project.folder, tmp_path / "o.pdf", "--profile", "public", "--dry-run", "--json").document
    assert next(one for one in drawn["tables"] if one["name"] == "site")["fields"] == ["code", "status", "place"]


def test_previewed_statistics_say_how_many_cells_are_hidden_and_why_and_no_number(
    terminal: Terminal, project: Project
) -> None:
    told = terminal("statistics", project.folder, "--profile", "public", "--dry-run", "--json").document
    cells = {one["name"]: (one["told"], one["hidden"]) for one in told["numbers"]}
    assert cells["interviews_by_area"] == (3, 2)
    assert {"small", "together"} <= {one["rule"] for one in told["removed"]}
    assert "value" not in json.dumps(told)
    assert project.register.administrative(COUNTS) == {}


def test_a_previewed_court_map_names_what_contradicts_and_what_a_type_that_is_not_drawn(
    terminal: Terminal, project: Project, tmp_path: Path
) -> None:
    site = project.register.codes("site")["S-1"]
    project.register.commit(
        [
            record("incident", "I-1", category="murder", level="verified", sites=(site,), means="shot"),
            record("incident", "I-2", category="murder", level="refuted", sites=(site,)),
        ]
    )  # fmt: skip
    line = ("--profile", "court", "--where", "means=shot", "--layers", "incident", "--dry-run")
    told = terminal("map", project.folder, tmp_path / "o.pdf", *line, "--json", status=None).document
    assert told["contradicting"] == {"incident": 1}
    assert "contradicts it" in terminal("map", project.folder, tmp_path / "o.pdf", *line, status=None).out
    rules = {(one["rule"], one["type"]) for one in told["removed"]}
    assert {("asked", "site"), ("asked", "settlement")} <= rules
