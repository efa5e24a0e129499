"""Many rows read at once, column by column, come to what each comes to by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forensics.changes import Change, Edits
from layers.imports.importing import open_known, prepare
from layers.imports.intake import Intake
from layers.imports.staging import Stager
from layers.project import Project
from tests.benchmarks.interviews import GRADED, interviews, known_records
from tests.counts import count
from tests.layers.files import new, records, table, take, told

ODD = (
    "",
    " ",
    "-0",
    "0",
    "+31.25",
    "30,5",
    " 30.5",
    "5 0",
    "1e1",
    "30.",
    "181",
    "-500000",
    "9" * 22,
    "nan",
    "inf",
    "x",
    "50.1;",
)
NUMBERS = st.one_of(
    st.sampled_from(ODD), st.floats(-91, 91).map("{:.7f}".format), st.floats(44, 53).map("{:.2f}".format)
)
ROWS = st.lists(
    st.fixed_dictionaries({
        "code": st.sampled_from(["EX-1", "EX-2", "EX-3", "ЕХ-4", ""]),
        "lat": NUMBERS, "lon": NUMBERS,
        "form": st.sampled_from(["single_grave", "surface", "not_recorded: dark", "", "?"]),
        "status": st.sampled_from(["located", "not_recorded: later", ""]),
        "name": st.sampled_from(["", "Ізюм", "Iзюм"]),
    }),
    min_size=1, max_size=12,
)  # fmt: skip
SHAPES = st.lists(
    st.one_of(
        st.none(),
        st.lists(st.one_of(st.floats(-181, 181), st.sampled_from([0.0, 30.5])), min_size=2, max_size=3),
        st.just([]),
    ),
    min_size=1, max_size=8,
)  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new(tmp_path)
    yield made
    made.close()


@pytest.fixture
def peopled(project: Project) -> Project:
    """The same, with the settlements and interviewers that invented interviews name."""
    project.register.commit(known_records())
    return project


def told_by(project: Project, path: Path, type_: str, one_by_one: bool) -> tuple[list[Change | Edits], list[Any]]:
    """What a commit is told of the rows of a file, and all that is said of them."""
    opened = open_known(path, project.catalogue[type_])
    prepared = prepare(project.register, opened, mapping=GRADED if type_ == "interview" else (), pack=project.pack)
    with pytest.MonkeyPatch.context() as patch:
        if one_by_one:
            patch.setattr(Stager, "_read_columns", lambda self, rows: None)
        intake = Intake(project.register, prepared.source, prepared.plan, prepared.bench, pack=project.pack)
        made = list(intake.changes())
    return made, [intake.read, intake.rejected, sorted(intake.open.items()), intake.doubts.listed]


def come_to(project: Project, path: Path, type_: str, one_by_one: bool) -> tuple[list[Change], list[Any]]:
    """The changes that the rows of a file come to, and all that is said of them."""
    made, said = told_by(project, path, type_, one_by_one)
    return [one for told in made for one in (told.changes() if isinstance(told, Edits) else [told])], said


def agree(project: Project, path: Path, type_: str = "site") -> None:
    at_once, said = come_to(project, path, type_, one_by_one=False)
    by_row, said_by_row = come_to(project, path, type_, one_by_one=True)
    assert at_once == by_row
    assert said == said_by_row


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=count(25, 1_000))
@given(rows=ROWS)
def test_points_of_two_columns_are_those_that_are_read_row_by_row(
    project: Project, tmp_path: Path, rows: list[dict[str, str]]
) -> None:
    first = {"code": "EX-0", "lat": "50.5", "lon": "30.5", "form": "surface", "status": "located", "name": "x"}
    agree(project, table(tmp_path / "t.csv", [first, *rows]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=count(15, 500))
@given(shapes=SHAPES)
def test_geometries_of_rows_are_those_that_are_read_row_by_row(
    project: Project, tmp_path: Path, shapes: list[list[float] | None]
) -> None:
    features = [
        {
            "type": "Feature", "properties": {"code": f"EX-{at}", "form": "surface", "status": "located"},
            "geometry": None if one is None else {"type": "Point", "coordinates": one},
        }
        for at, one in enumerate([[30.5, 50.5], *shapes])
    ]  # fmt: skip
    path = tmp_path / "t.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    agree(project, path)


def test_a_reason_in_the_place_of_coordinates_is_kept_as_a_reason(project: Project, tmp_path: Path) -> None:
    area = "POLYGON ((30.5 50.5, 30.6 50.5, 30.6 50.6, 30.5 50.5))"
    row = {"code": "EX-1", "hazard_type": "mine", "hazard_class": "suspected", "status": "open", "place": area}
    path = table(tmp_path / "t.csv", [row, {**row, "code": "EX-2", "place": "not_recorded: dark"}])
    report = take(project, path, "hazard")
    assert not report.rejected, told(report)
    assert records(project, "hazard")["EX-2"]["not_recorded"] == {"place": "dark"}


SAID = list(interviews(4))
ODD_CELLS = st.sampled_from([
    ("code", "EX-I-00001"), ("code", ""), ("code", "a\u200bb"), ("lat", "44.5"), ("lat", "0"), ("lat", "x"),
    ("lon", "30.51"), ("language", "Ukrаinian"), ("language", " uk "), ("language", "a: b"), ("language", "two\nlines"),
    ("sex", "?"), ("sex", "not_recorded: dark"), ("date", "09/08/2022"), ("settlement", "EX-P-99"),
    ("review", "voided"),
    ("duration", "5000"), ("interviewee_code", "not_recorded: late"), ("interviewee_code", ""),
])  # fmt: skip
MIXED = st.lists(st.lists(ODD_CELLS, max_size=1), min_size=1, max_size=10)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=count(40, 2_000))
@given(odd=MIXED, at_once=st.integers(1, 4))
def test_rows_that_are_new_records_together_are_what_each_is_alone(
    peopled: Project, tmp_path: Path, odd: list[list[tuple[str, str]]], at_once: int
) -> None:
    said = [{**SAID[at % 4], "code": f"EX-I-{at}", "review": "", **dict(cells)} for at, cells in enumerate(odd)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("layers.imports.intake._AT_ONCE", at_once)
        agree(peopled, table(tmp_path / "t.csv", said), "interview")


def test_plain_rows_go_together_and_those_where_a_code_comes_again_do_not(peopled: Project, tmp_path: Path) -> None:
    said = [{**SAID[at % 4], "code": f"EX-I-{at}"} for at in range(600)]
    path = table(tmp_path / "t.csv", [*said, {**said[0], "code": "EX-I-3"}])
    made, (read, rejected, *_) = told_by(peopled, path, "interview", one_by_one=False)
    assert [len(one.records) for one in made if isinstance(one, Edits)] == [500]
    assert len(made) == 101
    assert (read, [one.row for one in rejected]) == (601, [601])
