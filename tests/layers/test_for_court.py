"""What a court is handed: the records of an authority or a selection, and always whatever contradicts them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.contradicting import what_contradicts
from forensics.errors import UnknownName
from layers.errors import ExportRefused
from layers.exports.disclosed import disclose
from layers.exports.exporting import export_records
from layers.exports.for_court import for_court
from layers.exports.selecting import Selection
from layers.project import Project
from layers.report.making import Wanted, make_case_report, make_site_report
from tests.counts import count
from tests.desktop.commands.running import Terminal
from tests.layers.projects import closing, make, record
from tests.layers.reported import words_of
from tests.tools.proofs import Proof


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Two graves under two authorities; of the first a case on which two opinions and two comparisons differ."""
    grave, other = record("site", "S-1"), record("site", "S-2")
    order, second = record("authority", "AU-1", sites=[grave.record]), record("authority", "AU-2")
    dug = record("exhumation", "X-1", site=grave.record, authority=order.record)
    away = record("exhumation", "X-2", site=other.record, authority=second.record)
    case = record("case", "C-1", exhumation=dug.record, site=grave.record)
    far = record("case", "C-2", exhumation=away.record, site=other.record)
    missing = record("missing_person", "MP-1", consent=[{"recipient": "prosecutor", "answer": "yes"}])
    yes = record("identification", "ID-1", cases=[case.record], missing_person=missing.record, status="confirmed")
    no = record("identification", "ID-2", cases=[far.record], missing_person=missing.record, status="excluded")
    homicide = record("opinion", "OP-1", case=case.record, manner="homicide")
    accident = record("opinion", "OP-2", case=case.record, manner="accident")
    against, for_ = record("source", "SO-1", kind="document"), record("source", "SO-2", kind="video")
    credible = record(
        "incident", "I-1", level="credible", sites=[grave.record], sources=[for_.record],
        contradicting_sources=[against.record],
    )  # fmt: skip
    refuted = record("incident", "I-2", level="refuted", sites=[grave.record])
    elsewhere = record("incident", "I-3", level="refuted", sites=[other.record])
    with closing(make(tmp_path / "court.taphos")) as made:
        made.register.commit(
            [grave, other, order, second, dug, away, case, far, missing, yes, no, homicide, accident, against, for_,
             credible, refuted, elsewhere]
        )  # fmt: skip
        yield made


def handed(project: Project, out: Path, selection: Selection) -> dict[str, list[str]]:
    """By type the codes that a court's file holds."""
    export_records(project, out, "court", selection, with_gaps=True)
    connection = sqlite3.connect(out)
    try:
        tables = [name for (name,) in connection.execute("SELECT table_name FROM gpkg_contents") if name[0] != "_"]
        found = {}
        for name in tables:
            columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')]
            if "code" in columns and (codes := connection.execute(f'SELECT code FROM "{name}" ORDER BY 1').fetchall()):
                found[name] = [code for (code,) in codes]
    finally:
        connection.close()
    return found


SELECTED = {
    "confirmed comparisons": (
        Selection(("identification",), (("status", "confirmed"),)), {"identification": ["ID-1", "ID-2"]},
    ),
    "opinions that say homicide": (Selection(("opinion",), (("manner", "homicide"),)), {"opinion": ["OP-1", "OP-2"]}),
    "credible incidents": (
        Selection(("incident",), (("level", "credible"),)), {"incident": ["I-1", "I-2"], "source": ["SO-1"]},
    ),
    "one case": (
        Selection(("case",), (("code", "C-1"),)),
        {"case": ["C-1"], "identification": ["ID-1", "ID-2"], "opinion": ["OP-1", "OP-2"]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", SELECTED)
def test_what_contradicts_comes_along_whatever_was_asked_for(
    project: Project, tmp_path: Path, what: str, proof: Proof
) -> None:
    selection, expected = SELECTED[what]
    found = handed(project, tmp_path / "court.gpkg", selection)
    assert found == expected
    told = json.loads((tmp_path / "court.gpkg.manifest.json").read_bytes())["contradicting"]
    assert sum(told.values()) > 0
    proof("D", f"contradicting, {what}", str(told))


def test_an_authority_selects_what_was_done_under_it_and_what_contradicts_that(
    project: Project, tmp_path: Path
) -> None:
    found = handed(project, tmp_path / "court.gpkg", Selection(authority="AU-1"))
    assert found["authority"] == ["AU-1"]
    assert (found["site"], found["exhumation"], found["case"]) == (["S-1"], ["X-1"], ["C-1"])
    assert found["opinion"] == ["OP-1", "OP-2"]
    assert found["identification"] == ["ID-1", "ID-2"]
    assert found["incident"] == ["I-2"]
    as_of = project.register.info().head or ""
    export_records(project, tmp_path / "then.gpkg", "court", Selection(authority="AU-1"), with_gaps=True, as_of=as_of)
    tables = [
        json.loads((tmp_path / f"{name}.gpkg.manifest.json").read_bytes())["tables"] for name in ("court", "then")
    ]
    assert [(one["name"], one["rows"]) for one in tables[0]] == [(one["name"], one["rows"]) for one in tables[1]]


def test_an_authority_is_named_for_a_court_alone_and_must_be_there(project: Project, tmp_path: Path) -> None:
    with pytest.raises(ExportRefused, match="for a court alone"):
        export_records(project, tmp_path / "o.gpkg", "partner", Selection(authority="AU-1"))
    with pytest.raises(UnknownName):
        export_records(project, tmp_path / "o.gpkg", "court", Selection(authority="AU-9"))


def test_the_command_takes_an_authority_and_says_what_comes_along(
    terminal: Terminal, project: Project, tmp_path: Path
) -> None:
    project.close()
    arguments = (tmp_path / "court.taphos", tmp_path / "o.gpkg", "--profile", "court", "--authority", "AU-1")
    said = terminal("export", *arguments, "--with-gaps", status=None).out
    assert "because it contradicts it or says otherwise of the same: identification 1, incident 1\n" in said


def drawn(project: Project, selection: Selection) -> dict[str, list[str]]:
    """By type the codes that a court's map may show."""
    types = disclose(project, "court", selection).types
    return {one.kind.name: [str(record["code"]) for record in one.records] for one in types if one.records}


def test_a_court_s_map_shows_what_contradicts_whatever_was_asked_for(project: Project, proof: Proof) -> None:
    asked = Selection(("incident",), (("level", "credible"),))
    assert drawn(project, asked)["incident"] == ["I-1", "I-2"]
    under = drawn(project, Selection(authority="AU-1"))
    assert (under["site"], under["exhumation"], under["incident"]) == (["S-1"], ["X-1"], ["I-2"])
    with pytest.raises(ExportRefused, match="for a court alone"):
        disclose(project, "partner", Selection(authority="AU-1"))
    proof("D", "contradicting on a court's map", "a refuted incident, by condition and by authority")


REPORTED = {"one case": Selection(where=(("code", "C-1"),)), "authority": Selection(authority="AU-1"),
            "whole": Selection()}  # fmt: skip


@pytest.mark.parametrize("what", REPORTED)
def test_a_court_s_report_tells_what_contradicts_whatever_was_asked_for(project: Project, what: str) -> None:
    site = project.register.find("S-1", ("site",))
    made = make_site_report(project, site, Wanted("court", selection=REPORTED[what], with_gaps=True))
    section = next(one for one in made.report.sections if one.title.startswith("What contradicts"))
    told = " ".join(words_of(section.blocks))
    assert "I-2" in told
    assert "ID-2" in told
    assert "Excluded" in told
    for_partners = make_site_report(project, site, Wanted("partner"))
    assert not any(one.title.startswith("What contradicts") for one in for_partners.report.sections)


def test_a_report_of_a_case_for_a_court_tells_the_comparison_that_was_excluded(project: Project) -> None:
    case = project.register.find("C-1", ("case",))
    made = make_case_report(project, case, Wanted("court", with_gaps=True))
    assert "ID-2" in " ".join(words_of(made.report.sections))


IDS = [f"{type_}-{number}" for type_ in ("case", "source") for number in range(3)]


@settings(max_examples=count(50, 2000), deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["homicide", "accident"]), st.sampled_from(IDS[:3])), max_size=6),
    st.sets(st.integers(0, 5)),
)
def test_no_choice_of_opinions_leaves_one_out_that_differs_on_the_same_case(
    opinions: list[tuple[str, str]], chosen: set[int]
) -> None:
    rows = [{"id": f"o-{at}", "case": case} for at, (_, case) in enumerate(opinions)]
    picked = {f"o-{at}" for at in chosen if at < len(opinions)}
    held = {"opinion": rows}
    along = what_contradicts({"opinion": picked}, lambda type_, _: held.get(type_, []), lambda _: "opinion")
    handed_over = picked | along.get("opinion", set())
    cases = {opinions[int(one[2:])][1] for one in picked}
    assert handed_over == {row["id"] for row in rows if row["case"] in cases}


def test_a_condition_on_a_grave_reaches_what_hangs_on_it_for_a_court_and_for_nobody_else(
    project: Project, tmp_path: Path
) -> None:
    case, far = (project.register.find(code).id for code in ("C-1", "C-2"))
    dug = project.register.find("X-1").id
    alone = record("case", "C-3", exhumation=dug)
    layer = record("context", "K-1", exhumation=dug)
    bones = [record("element", code, case=of) for code, of in (("E-1", case), ("E-2", far), ("E-3", alone.record))]
    wound = record("finding", "FN-1", case=case, element=bones[0].record)
    soil = record("sample", "SA-1", context=layer.record)
    project.register.commit([alone, layer, *bones, wound, soil])
    asked = Selection(where=(("site", "S-1"),))
    meant = for_court(project, "court", asked)
    assert (meant.conditions, meant.where) == (["site=S-1"], ())
    found = handed(project, tmp_path / "court.gpkg", meant)
    assert {type_: found[type_] for type_ in ("case", "element", "finding", "context", "sample", "exhumation")} == {
        "case": ["C-1", "C-3"], "element": ["E-1", "E-3"], "finding": ["FN-1"], "context": ["K-1"], "sample": ["SA-1"],
        "exhumation": ["X-1"],
    }  # fmt: skip
    assert for_court(project, "partner", asked) == asked
    with pytest.raises(ExportRefused, match="is asked for by it for a court alone"):
        export_records(project, tmp_path / "partner.gpkg", "partner", meant)
