"""Filters that are saved: what they ask for is the same now, in the past, in exports, on maps and in statistics."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies

from forensics.changes import Change, Operation
from forensics.errors import TaphosError
from forensics.ports import Days, Query
from layers.errors import ExportRefused
from layers.exports.disclosed import disclose
from layers.exports.exporting import export_records
from layers.exports.manifest import ENDING
from layers.exports.selecting import Selection, day_of, iso_day
from layers.project import Project
from layers.register.journal import FILTER
from layers.saved_filters import FilterRefused, narrowed, remove_filter, save_filter, saved_filters
from layers.statistics import statistics_of
from tests.counts import count
from tests.layers.mapped import mapped
from tests.layers.projects import ENGINES, closing, make, record, reopen, site

STYLES = ("reported", "located", "exhumed", None)
DATES = ("2022-03-15", "2022-03", "2022-04-01/2022-05-31", "[..2022-03-01]", "[2022-06-01..]", None)
MARCH = Days(day_of("2022-03-01"), day_of("2022-03-31"))


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with closing(make(tmp_path / "filtered.taphos")) as made:
        yield made


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A site of every style and date, one of them voided."""
    with closing(make(tmp_path_factory.mktemp("sites") / "sites.taphos")) as made:
        changes = []
        for status in STYLES:
            for found_on in DATES:
                values: dict[str, Any] = {"status": status, "found_on": found_on, "publish": "yes"}
                held = {name: value for name, value in values.items() if value is not None}
                changes.append(site(f"S-{len(changes)}", **held))
        made.register.commit(changes)
        made.register.commit(
            [Change("site", changes[0].record, Operation.VOID, after={"void_reason": "told twice"})], "told twice"
        )
        yield made


def codes(project: Project, query: Query) -> set[str]:
    return {str(values["code"]) for values in project.register.select(query)}


SELECTIONS = strategies.builds(
    Query,
    strategies.just("site"),
    voided=strategies.booleans(),
    without=strategies.lists(strategies.sampled_from(["", "reported", "located", "negative"]), unique=True).map(tuple),
    days=strategies.none()
    | strategies.builds(
        lambda first, length, undated: Days(first, first + length, undated),
        strategies.integers(day_of("2022-02-01"), day_of("2022-07-01")),
        strategies.integers(0, 60),
        strategies.booleans(),
    ),
)


@settings(max_examples=count(60, 3_000), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SELECTIONS)
def test_the_past_of_now_is_asked_for_as_now_is(sites: Project, query: Query) -> None:
    head = sites.register.info().head
    assert codes(sites, query) == codes(sites, replace(query, as_of=str(head)))


def test_codes_and_days_leave_out_what_the_map_leaves_out(sites: Project) -> None:
    found = codes(sites, Query("site", without=("located", "exhumed", "")))
    assert found == {f"S-{n}" for n in range(1, 6)}
    assert codes(sites, Query("site", days=MARCH)) == {
        f"S-{n + 6 * row}" for row in range(4) for n in (0, 1, 3, 5) if n + 6 * row
    }
    assert codes(sites, Query("site", days=replace(MARCH, undated=False))) == {
        f"S-{n + 6 * row}" for row in range(4) for n in (0, 1, 3) if n + 6 * row
    }
    assert codes(sites, Query("team", days=MARCH)) == set()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_filter_is_kept_changed_and_removed_and_the_project_verifies(tmp_path: Path, engine: str) -> None:
    project = make(tmp_path / "kept.taphos", engine)
    asked = Selection(
        ("site",), (("status", "reported"), ("form", "")), (30.25, -1.5, 31.0, 51.0),
        without=(("site", ("", "located")),), days=replace(MARCH, undated=False),
    )  # fmt: skip
    save_filter(project, "  East   bank ", asked)
    save_filter(project, "a", Selection(types=("case",)))
    project = reopen(project)
    assert list(saved_filters(project)) == ["a", "East bank"]
    assert saved_filters(project)["East bank"].selection == asked
    save_filter(project, "East bank", Selection(types=("site",)))
    assert saved_filters(project)["East bank"].selection == Selection(types=("site",))
    remove_filter(project, "a")
    assert list(saved_filters(project)) == ["East bank"]
    with pytest.raises(FilterRefused, match="There is no filter “a”; there are: East bank"):
        remove_filter(project, "a")
    save_filter(project, "a", Selection(types=("team",)))
    assert list(saved_filters(project)) == ["a", "East bank"]
    assert project.register.verify().ok
    project.close()


def test_what_a_filter_asks_for_does_not_lie_open_in_the_journal(project: Project) -> None:
    save_filter(project, "who", Selection(where=(("interviewee_code", "EX-IV-77"),)))
    with sqlite3.connect(f"file:{project.folder / 'register.db'}?mode=ro", uri=True) as file:
        open_ones = file.execute("SELECT public, partner FROM journal_change WHERE type = ?", (FILTER,)).fetchall()
    assert open_ones == [(None, None)]


@pytest.mark.parametrize(
    ("name", "asked", "told"),
    [
        (" ", Selection(types=("site",)), "needs a name"),
        ("all", Selection(voided=True), "would ask for everything"),
        ("a", Selection(types=("grave",)), "grave"),
        ("a", Selection(where=(("depth_of_soul", "1"),)), "is a field of no type"),
        ("a", Selection(types=("team",), where=(("form", "surface"),)), "“form” is no field of team"),
        ("a", Selection(without=(("site", ("nowhere",)),)), "is no value by which a site is drawn"),
    ],
)
def test_what_can_be_no_filter_is_refused(project: Project, name: str, asked: Selection, told: str) -> None:
    with pytest.raises(TaphosError, match=told):
        save_filter(project, name, asked)
    assert saved_filters(project) == {}


def test_a_filter_and_what_is_asked_for_besides_hold_together(project: Project) -> None:
    kept = Selection(("site", "case"), (("status", "reported"),), (30.0, 50.0, 31.0, 51.0), without=(("site", ("",)),))
    save_filter(project, "kept", kept)
    asked = Selection(("case", "team"), (("form", "surface"),), (30.5, 49.0, 32.0, 50.5), voided=True)
    assert narrowed(project, "kept", asked) == Selection(
        ("case",), (("status", "reported"), ("form", "surface")), (30.5, 50.0, 31.0, 50.5), voided=True,
        without=kept.without,
    )  # fmt: skip
    assert narrowed(project, "kept", Selection()) == kept
    with pytest.raises(FilterRefused, match="asks for site, case alone, and not for team"):
        narrowed(project, "kept", Selection(("team",)))
    with pytest.raises(FilterRefused, match="asks for another area"):
        narrowed(project, "kept", Selection(bbox=(10.0, 50.0, 11.0, 51.0)))


FILTERS = {
    "codes": Selection(without=(("incident", ("murder",)), ("site", ("", "located")))),
    "days": Selection(days=Days(day_of("2022-03-01"), day_of("2022-04-30"))),
    "dated": Selection(days=Days(day_of("2022-03-01"), day_of("2022-04-30"), undated=False)),
}


@pytest.mark.parametrize("profile", ["public", "partner", "court"])
@pytest.mark.parametrize("name", FILTERS)
def test_an_export_and_a_map_let_out_the_same(tmp_path: Path, profile: str, name: str) -> None:
    with closing(mapped(tmp_path / "mapped.taphos", "plain")) as project:
        disclosed = disclose(project, profile, FILTERS[name])
        out = tmp_path / "same.gpkg"
        export_records(project, out, profile, FILTERS[name])
    with sqlite3.connect(out) as file:
        for one in disclosed.types:
            found = {code for (code,) in file.execute(f'SELECT code FROM "{one.kind.name}"')}
            assert {str(values["code"]) for values in one.records} == found
    assert f'"{FILTERS[name].conditions[0]}"' in (tmp_path / f"same.gpkg{ENDING}").read_text("utf-8")


@pytest.mark.parametrize(
    ("profile", "selection"),
    [
        ("public", Selection(("settlement",), without=(("settlement", ("blocked",)),))),
        ("interviews.toml", Selection(("interview",), days=MARCH)),
    ],
    ids=["access to a settlement", "the day of an interview"],
)
def test_what_is_withheld_selects_nothing_either(tmp_path: Path, profile: str, selection: Selection) -> None:
    """Which records come would tell it."""
    if profile.endswith(".toml"):
        text = 'name = "interviews"\nclasses = ["public", "partner"]\n[types]\ninterview = "records"\n'
        text += '[fields]\ninterview = ["code", "display_area", "month", "sex"]\n'
        (tmp_path / profile).write_text(text, "utf-8")
        profile = str(tmp_path / profile)
    with closing(mapped(tmp_path / "mapped.taphos")) as project:
        assert disclose(project, profile, Selection(selection.types)).types[0].records
        with pytest.raises(ExportRefused, match="Nothing of what was asked for"):
            disclose(project, profile, selection)
        with pytest.raises(ExportRefused, match="Nothing of what was asked for"):
            export_records(project, tmp_path / "o.gpkg", profile, selection)
        assert disclose(project, "court", selection).types[0].records


def test_statistics_reach_what_belongs_to_the_records_and_nothing_that_is_left_out(project: Project) -> None:
    murder, other = record("incident", "I-1", category="murder"), record("incident", "I-2", category="torture")
    other = replace(other, after={**other.after, "date": "2022-03-05"})
    both = [murder.record, other.record]
    victims = [
        record("victim", f"V-{n}", kind="person", incidents=named, count_min=1, count_best=1, count_max=1)
        for n, named in enumerate(([murder.record], [other.record], both))
    ]
    project.register.commit([murder, other, *victims])

    def told(key: str, selection: Selection) -> Any:
        return next(one.value for one in statistics_of(project, "court", selection) if one.statistic.key == key)

    murders, march = Selection(without=(("incident", ("torture",)),)), Selection(days=replace(MARCH, undated=False))
    assert [told("incidents", one) for one in (Selection(), murders, march)] == [2, 1, 1]
    assert told("incidents", Selection(days=MARCH)) == 2
    assert [told("victims", one) for one in (Selection(), murders)] == [3, 2]
    assert told("incidents", Selection(types=("site",))) is None
    assert told("settlements", march) is None


def test_days_are_written_as_people_write_them() -> None:
    assert iso_day(day_of("2022-02-24")) == "2022-02-24"
    assert Selection(days=replace(MARCH, undated=False)).conditions == ["days=2022-03-01/2022-03-31 dated"]
    assert Selection(without=(("site", ("", "located")),)).conditions == ["site!=(none),located"]
