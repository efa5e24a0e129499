"""The contract of a register, held to by every engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forensics.catalogue import catalogue
from forensics.changes import Change, ChangeRefused, Operation, difference
from forensics.errors import UnknownName, ValueRefused
from forensics.identifiers import new_id
from forensics.ports import Query
from layers.editing import adding, keep, setting
from layers.project import Project
from layers.register.comparing import compared
from layers.register.engine import reading
from layers.register.journal import DEVICE
from layers.register.writing import CommitWork
from tests.counts import count
from tests.layers.projects import ALL_ENGINES, make, record, reopen, site


@pytest.fixture(params=ALL_ENGINES)
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Project]:
    made = make(tmp_path / "contract.taphos", request.param)
    yield made
    made.close()


def test_what_was_committed_is_there_after_closing(project: Project) -> None:
    change = site("S-1", form="single_grave")
    receipt = project.register.commit([change], "found by a farmer")
    assert receipt.count == 1
    assert receipt.changed == {"site": [change.record]}
    again = reopen(project)
    try:
        values = again.register.values("site", change.record)
        assert values is not None
        assert values["form"] == "single_grave"
        assert values["place"] == change.after["place"]
        assert values["version"] == 1
        assert again.register.info().head == receipt.commit
    finally:
        again.close()


def test_an_edit_says_what_it_rests_on_and_a_stale_one_is_refused(project: Project) -> None:
    change = site("S-1", form="single_grave")
    project.register.commit([change])
    first = difference("site", change.record, {"form": "single_grave"}, {"form": "surface"})
    assert first is not None
    project.register.commit([first], "seen by daylight")
    with pytest.raises(ChangeRefused, match="surface"):
        project.register.commit([first])
    values = project.register.values("site", change.record)
    assert values is not None
    assert (values["form"], values["version"]) == ("surface", 2)


def test_a_record_added_and_edited_in_one_commit_verifies(project: Project) -> None:
    change = site("S-1", form="single_grave")
    edit = difference("site", change.record, {"form": "single_grave"}, {"form": "surface"})
    assert edit is not None
    project.register.commit([change, edit])
    values = project.register.values("site", change.record)
    assert values is not None
    assert (values["form"], values["version"]) == ("surface", 1)
    assert project.register.verify().ok


def test_edits_verify_wherever_the_journal_is_written_between_them(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CommitWork, "AT_ONCE", 3)
    changes = [site(f"S-{number}", form="single_grave") for number in range(7)]
    project.register.commit(changes)
    edits = [difference("site", one.record, {"form": "single_grave"}, {"form": "surface"}) for one in changes]
    project.register.commit([edit for edit in edits if edit is not None])
    assert project.register.verify().ok


_LIES_IN = {
    "sqlite": (("site_fts_data", "site_fts_content"), "site_rtree_node", "rowid"),
    "postgis": (("site_fts",), "site_rtree", "xmin::text"),
}
"""Where words and boxes lie on each engine, and what changes with a row that is written."""


def test_an_edit_writes_the_rows_and_index_entries_that_differ_and_no_others(project: Project) -> None:
    change = site("S-1", form="single_grave")
    project.register.commit([change])

    def entries() -> dict[str, Any]:
        with reading(project.register._engine) as connection:
            return {
                table: connection.exec_driver_sql(f'SELECT {number}, * FROM "{table}" ORDER BY 1').all()
                for table in (*words, box, "site_map", "site_restricted")
            }

    words, box, number = _LIES_IN[project.register.engine_name]
    before = entries()
    for texts, differing in (
        ({"length": "2"}, set()),
        ({"form": "surface"}, {"site_map"}),
        ({"code": "S-2"}, {*words}),
        ({"place": "50.6, 30.3"}, {box, "site_map"}),
    ):
        keep(project, setting(project, project.register.find(change.record), texts))
        after = entries()
        assert {table for table in after if after[table] != before[table]} == differing
        before = after
    assert project.register.verify().ok


def test_what_is_asked_at_one_moment_is_of_one_state_whoever_writes_meanwhile(project: Project) -> None:
    change = site("S-1", form="single_grave")
    project.register.commit([change])
    edit = difference("site", change.record, {"form": "single_grave"}, {"form": "surface"})
    assert edit is not None
    with project.register.at_one_moment():
        before = project.register.values("site", change.record)
        project.register.commit([edit, site("S-2")])
        assert project.register.values("site", change.record) == before
        assert project.register.record_with_code("site", "S-2") is None
    after = project.register.values("site", change.record)
    assert after is not None
    assert after["form"] == "surface"
    assert project.register.record_with_code("site", "S-2") is not None


def test_records_are_found_by_their_ids_whatever_type_they_are_thought_to_be_of(project: Project) -> None:
    changes = [site("S-1"), record("facility", "FA-1"), record("interview", "IV-1")]
    project.register.commit(changes)
    ids = [change.record for change in changes]
    found = project.register.titles([*ids, "nobody"])
    assert {one.id: (one.type, one.code) for one in found.values()} == {
        change.record: (change.type, change.after["code"]) for change in changes
    }
    for likely in ([], ["site"], ["interview", "facility"], ["team"]):
        assert project.register.titles([*ids, "nobody"], likely) == found


def test_a_refused_change_leaves_nothing_of_its_commit(project: Project) -> None:
    before = project.register.info()
    with pytest.raises(ChangeRefused):
        project.register.commit([site("S-1"), Change("site", "no-such-id", Operation.SET, after={"form": "surface"})])
    assert project.register.info() == before
    assert project.register.verify().ok


def test_a_kept_field_cannot_be_typed(project: Project) -> None:
    with pytest.raises(ChangeRefused, match="kept by the register"):
        project.register.commit([site("S-1", version=7)])


def test_history_tells_every_edit_with_its_reason(project: Project) -> None:
    change = site("S-1", form="single_grave")
    project.register.commit([change], "first seen")
    edit = difference("site", change.record, {"form": "single_grave"}, {"form": "surface", "threats": ["looting"]})
    assert edit is not None
    project.register.commit([edit], "looked again")
    first, second = project.register.history(change.record)
    assert (first.operation, first.reason) == ("add", "first seen")
    assert (second.before, second.after) == (
        {"form": "single_grave"},
        {"form": "surface", "threats": ["looting"]},
    )
    assert second.reason == "looked again"


def test_voiding_takes_a_record_from_lists_counts_map_and_search_and_undo_brings_it_back(project: Project) -> None:
    change = site("S-1", form="surface")
    register = project.register
    register.commit([change])
    register.commit([Change("site", change.record, Operation.VOID, after={"void_reason": "seen twice"})], "seen twice")
    assert register.info().counts["site"] == 0
    assert list(register.select(Query("site"))) == []
    assert register.search("S-1") == []
    assert len(register.map_columns("site").row) == 0
    (voided,) = register.select(Query("site", voided=True))
    assert (voided["review"], voided["void_reason"]) == ("voided", "seen twice")
    with pytest.raises(ChangeRefused, match="voided already"):
        register.commit([Change("site", change.record, Operation.VOID)])
    register.undo()
    assert register.info().counts["site"] == 1
    assert register.verify().ok


def test_undo_appends_the_inverse_and_redo_is_its_undo(project: Project) -> None:
    change = site("S-1", form="single_grave")
    register = project.register
    register.commit([change])
    edit = difference("site", change.record, {"form": "single_grave"}, {"form": "surface"})
    assert edit is not None
    made = register.commit([edit])
    undone = register.undo(made.commit)
    assert (register.values("site", change.record) or {})["form"] == "single_grave"
    register.undo(undone.commit)
    assert (register.values("site", change.record) or {})["form"] == "surface"
    assert len(register.history(change.record)) == 4


def test_the_past_is_asked_by_commit_and_by_time(project: Project) -> None:
    change = site("S-1", form="single_grave")
    register = project.register
    first = register.commit([change])
    edit = difference("site", change.record, {"form": "single_grave"}, {"form": "surface"})
    assert edit is not None
    second = register.commit([edit])
    for moment, form in (
        (first.commit, "single_grave"),
        (first.commit[:10], "single_grave"),
        (second.commit, "surface"),
    ):
        (values,) = register.select(Query("site", as_of=moment))
        assert values["form"] == form
    assert list(register.select(Query("site", as_of="2020-01-01"))) == []
    (today,) = register.select(Query("site", as_of="2999"))
    assert {**today} == {**(register.values("site", change.record) or {})}
    with pytest.raises(UnknownName, match="No commit of this project has a hash that begins with “deadbeef”"):
        list(register.select(Query("site", as_of="deadbeef")))


def test_a_code_that_fits_two_records_is_refused_with_both_named(project: Project) -> None:
    project.register.commit([site("A-1"), record("incident", "A-1", category="murder")])
    with pytest.raises(UnknownName, match=r"site/A-1.*incident/A-1"):
        project.register.find("A-1")
    assert project.register.find("site/A-1").type == "site"


def test_queries_by_value_area_and_text(project: Project) -> None:
    register = project.register
    register.commit(
        [
            site("S-1", form="surface", lon=30.0, lat=50.0),
            site("S-2", form="single_grave", lon=31.0, lat=51.0, threats=["looting", "erosion"]),
            record(
                "incident",
                "I-1",
                category="murder",
                date="2022-03-05",
                other_numbers=[{"system": "UN", "number": "778"}],
            ),
        ]
    )

    def codes(query: Query) -> list[str]:
        return [values["code"] for values in register.select(query)]

    assert codes(Query("site", where=(("form", "surface"),))) == ["S-1"]
    assert codes(Query("site", where=(("threats", "erosion"),))) == ["S-2"]
    assert codes(Query("site", where=(("threats", None),))) == ["S-1"]
    assert codes(Query("site", bbox=(30.5, 50.5, 31.5, 51.5))) == ["S-2"]
    assert codes(Query("incident", where=(("date", "2022-03"),))) == ["I-1"]
    assert codes(Query("site", order="-code")) == ["S-2", "S-1"]
    assert codes(Query("site", limit=1, offset=1)) == ["S-2"]
    assert [hit.code for hit in register.search("778")] == ["I-1"]
    assert register.count(Query("site")) == 2
    assert register.count(Query("site", bbox=(30.5, 50.5, 31.5, 51.5))) == 1


def test_the_map_takes_a_place_from_the_record_that_it_belongs_to(project: Project) -> None:
    grave = site("S-1", lon=33.5, lat=48.25)
    dig = record("exhumation", "E-1", site=grave.record)
    project.register.commit([grave, dig])
    columns = project.register.map_columns("exhumation")
    assert (columns.x[0], columns.y[0], columns.sure[0]) == (33.5, 48.25, False)
    case = record("case", "S-1-B1", exhumation=dig.record)
    project.register.commit([case])
    assert project.register.map_columns("case").x[0] == 33.5
    for kind in project.catalogue:
        project.register.map_columns(kind.name)
    nowhere = record("exhumation", "E-2")
    project.register.commit([nowhere])
    assert np.isnan(project.register.map_columns("exhumation").x[1])


def test_what_was_superseded_is_in_no_columns_and_comes_back_when_its_successor_is_voided(project: Project) -> None:
    case = record("case", "S-1-B1")
    first = record("opinion", "OP-1", case=case.record, manner="homicide")
    second = record("opinion", "OP-2", case=case.record, manner="accident", supersedes=first.record)
    older = record("consent", "CN-1")
    newer = record("consent", "CN-2", supersedes=older.record)
    named = record("identification", "ID-2", status="confirmed")
    gone = record("identification", "ID-1", status="confirmed", superseded_by=named.record)
    project.register.commit([case, first, second, older, newer, named, gone])

    def told(type_: str) -> list[str]:
        return project.register.rows_to_ids(type_, project.register.map_columns(type_).row.tolist())

    assert (told("opinion"), told("consent"), told("identification")) == (
        [second.record], [newer.record], [named.record],
    )  # fmt: skip
    project.register.commit([Change("opinion", second.record, Operation.VOID, before={}, after={"review": "voided"})])
    assert told("opinion") == [first.record]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=count(8, 60))
@given(places=st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=12))
def test_a_place_comes_to_the_map_with_all_its_digits(project: Project, places: list[tuple[float, float]]) -> None:
    before = len(project.register.map_columns("site").row)
    codes = range(before, before + len(places))
    given_ = [site(f"S-{code}", lon=lon, lat=lat) for code, (lon, lat) in zip(codes, places, strict=True)]
    project.register.commit(given_)
    columns = project.register.map_columns("site")
    assert list(zip(columns.x[before:].tolist(), columns.y[before:].tolist(), strict=True)) == places
    assert columns.sure.all()
    assert project.register.rows_to_ids("site", columns.row[before:]) == [change.record for change in given_]


def test_a_record_knows_who_names_it(project: Project) -> None:
    grave, other = site("S-1"), site("S-2")
    dig = record("exhumation", "E-1", site=grave.record)
    order = record("authority", "A-1", sites=[grave.record, other.record])
    project.register.commit([grave, other, dig, order])
    named = project.register.referring(grave.record, "site")
    assert [(hit.type, hit.code) for hit in named] == [("authority", "A-1"), ("exhumation", "E-1")]
    project.register.commit([Change("exhumation", dig.record, Operation.VOID)])
    assert [hit.code for hit in project.register.referring(grave.record, "site")] == ["A-1"]
    assert project.register.search(grave.record.replace("-", "")) == []


def test_restricted_values_lie_in_the_second_table_and_encrypted_in_the_journal(project: Project) -> None:
    change = record("interview", "IV-1", interviewee_code="PERSON-77", language="uk")
    project.register.commit([change], "the reason is secret")
    kind = project.catalogue["interview"]
    assert kind.by_name["interviewee_code"].sensitivity.apart
    bodies = b"".join(project.register.journal_bodies())
    assert b"PERSON-77" not in bodies
    assert b"the reason is secret" not in bodies
    assert b"IV-1" in bodies


def test_the_device_that_makes_a_project_is_enrolled_as_its_first_lead(project: Project) -> None:
    devices = project.register.administrative(DEVICE)
    assert devices[project.device.fingerprint]["roles"] == ["lead"]


_TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=count(20, 300))
@given(notes=st.lists(st.tuples(_TEXTS, st.sampled_from(["surface", "single_grave", None])), min_size=1, max_size=6))
def test_any_history_of_edits_verifies_and_its_last_value_stands(
    project: Project, notes: list[tuple[str, str | None]]
) -> None:
    change = record("site", f"S-{new_id()}")
    project.register.commit([change])
    held: dict[str, Any] = {}
    for found_how, form in notes:
        wanted: dict[str, Any] = {"found_how": found_how} | ({"form": form} if form else {})
        edit = difference("site", change.record, held, wanted)
        if edit is not None:
            project.register.commit([edit])
        held = wanted
    values = project.register.values("site", change.record) or {}
    assert {name: values[name] for name in held} == held
    assert values.get("form") == held.get("form")
    verdict = project.register.verify()
    assert verdict.ok, str(verdict.first)


CONDITIONS = [
    ("occupation", "ongoing", "yes"), ("occupation", "ongoing", "no"), ("occupation", "ongoing", None),
    ("occupation", "ongoing", "false"), ("occupation", "character", "occupied"), ("occupation", "character", None),
    ("occupation", "start", "2022"), ("occupation", "start", "2022-03"), ("occupation", "start", "2022-03-05"),
    ("occupation", "settlement", "P-1"), ("occupation", "review", "draft"), ("occupation", "review", "reviewed"),
    ("occupation", "code", "O-1"), ("site", "disturbance", "looted"), ("site", "persons_min", "3"),
    ("site", "length", "2,5"), ("site", "name", "Well"),
]  # fmt: skip


def test_a_condition_asked_of_now_and_of_the_past_has_one_answer_and_unanswered_is_not_no(project: Project) -> None:
    def add(type_: str, **texts: str) -> None:
        keep(project, adding(project, type_, texts))

    add("settlement", code="P-1")
    add("occupation", code="O-1", settlement="P-1", character="occupied", start="2022-03-05")
    add("occupation", code="O-2", settlement="P-1", start="2022-03", ongoing="yes")
    add("occupation", code="O-3", settlement="P-1", start="2022", ongoing="no", end="2022-12")
    add("site", code="S-1", name="Well", disturbance="looted; shelled", persons_min="3", length="2.5")
    add("site", code="S-2")
    answers = {}
    for type_, name, value in CONDITIONS:
        query = Query(type_, where=((name, value),))
        now = [one["code"] for one in project.register.select(query)]
        then = [one["code"] for one in project.register.select(replace(query, as_of="2999"))]
        assert sorted(now) == sorted(then), (name, value)
        answers[name, value] = sorted(now)
    assert answers["ongoing", "no"] == answers["ongoing", "false"] == ["O-3"]
    assert answers["ongoing", "yes"] == ["O-2"]
    assert answers["ongoing", None] == ["O-1"]
    assert answers["start", "2022"] == ["O-1", "O-2", "O-3"]
    assert answers["review", "draft"] == ["O-1", "O-2", "O-3"]
    assert answers["disturbance", "looted"] == answers["length", "2,5"] == answers["name", "Well"] == ["S-1"]


RANGES = (
    ("population", ">500", "P-2 P-3"), ("population", ">=500", "P-1 P-2 P-3"), ("population", "<1000", "P-1"),
    ("population", "500..1000", "P-1 P-2"), ("population", "..1000", "P-1 P-2"), ("population", "1000..", "P-2 P-3"),
    ("population", "500|2500", "P-1 P-3"), ("population", "500|>2000", "P-1 P-3"), ("population", "|500", "P-1 P-4"),
    ("found_on", "2022-03..2022-04", "S-1 S-2 S-3"), ("found_on", "2022-03-10/2022-04-01", "S-1 S-3"),
    ("found_on", ">2022-03", "S-2 S-3 S-4"), ("found_on", ">=2022-03", "S-1 S-2 S-3 S-4"),
    ("found_on", "<2022-05", "S-0 S-1 S-2 S-3"), ("found_on", "<=2021", "S-0"),
    ("found_on", ">2022-03-31", "S-2 S-3 S-4"), ("found_on", "<2022-04-01", "S-0 S-1"),
    ("found_on", "2022-05-01/2022-06|2021", "S-0 S-4"), ("form", "surface|single_grave", "S-1 S-2"),
)  # fmt: skip


def test_ranges_comparisons_and_several_values_are_asked_of_tables_and_past_alike(project: Project) -> None:
    people = {"P-1": 500, "P-2": 1000, "P-3": 2500, "P-4": None}
    days = {"S-0": "2021-12-31", "S-1": "2022-03-10", "S-2": "2022-04-30", "S-3": "2022-04?",
            "S-4": "2022-05-01/2022-06", "S-5": "[..2022-03-20]"}  # fmt: skip
    forms = {"S-1": "surface", "S-2": "single_grave"}
    project.register.commit([
        *(record("settlement", code, **({"population": many} if many else {})) for code, many in people.items()),
        *(site(code, found_on=day, **({"form": forms[code]} if code in forms else {})) for code, day in days.items()),
    ])  # fmt: skip
    head = project.register.info().head
    for name, value, codes in RANGES:
        type_, expected = "settlement" if name == "population" else "site", codes.split()
        for as_of in ("", head):
            found = project.register.select(Query(type_, where=((name, value),), as_of=as_of))
            assert sorted(one["code"] for one in found) == expected, (name, value, as_of)
        assert project.register.count(Query(type_, where=((name, value),))) == len(expected)


@pytest.mark.parametrize(
    ("type_", "name", "value", "said"),
    [("site", "found_on", "2022-05..2022-03", "is no range"), ("settlement", "population", ">many", "no number"),
     ("settlement", "population", "9..5", "is no range"), ("site", "form", ">surface", "cannot be compared by >"),
     ("site", "found_on", ">spring", "no day, month or year"), ("settlement", "population", ">", "says no number"),
     ("site", "found_on", "2022-04..2022-03", "is no range"), ("site", "found_on", "..", "says no number")],
)  # fmt: skip
def test_a_range_that_is_none_is_refused(type_: str, name: str, value: str, said: str) -> None:
    with pytest.raises(ValueRefused, match=said):
        compared(catalogue()[type_].by_name[name], value)
