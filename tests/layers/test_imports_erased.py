"""Nobody who was erased comes back with a file, and no row takes the id of a record of another type."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest
from openpyxl import Workbook

from forensics.identifiers import new_id
from forensics.ports import Found
from layers.erasure import erase
from layers.project import Project
from layers.register.erasing import Ground
from tests.layers.files import counts, new, records, table, take, told
from tests.layers.test_erasing import everything

CANARY = "CANARY-P-9"
ERASED = "The record was erased from the register, so nothing of this row is taken in."
SUBMISSION = "7f2b8f3e-55a5-4a52-9d6c-1c8e3f0a1b2c"
ROWS: list[dict[str, Any]] = [
    {"code": "EX-IV-1", "interviewee_code": CANARY, "language": "uk", "promised_follow_up": "CANARY of the orchard"},
    {"code": "EX-IV-2", "interviewee_code": "P-2", "language": "uk", "promised_follow_up": "none"},
]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new(tmp_path)
    yield made
    made.close()


def as_csv(path: Path, rows: list[dict[str, Any]]) -> Path:
    return table(path.with_suffix(".csv"), rows)


def without_codes(path: Path, rows: list[dict[str, Any]]) -> Path:
    return table(path.with_suffix(".csv"), [{name: row[name] for name in row if name != "code"} for row in rows])


def as_xlsx(path: Path, rows: list[dict[str, Any]]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in (list(rows[0]), *(list(row.values()) for row in rows)):
        book.active.append(row)
    book.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx")


def as_geojson(path: Path, rows: list[dict[str, Any]]) -> Path:
    features = [{"type": "Feature", "geometry": None, "properties": row} for row in rows]
    out = path.with_suffix(".geojson")
    out.write_bytes(orjson.dumps({"type": "FeatureCollection", "features": features}))
    return out


def as_submissions(path: Path, rows: list[dict[str, Any]]) -> Path:
    ids = [SUBMISSION, str(uuid4())]
    named = [{f"group/{name}": text for name, text in row.items() if name != "code"} for row in rows]
    return table(path.with_suffix(".csv"), [{**row, "_uuid": id_} for row, id_ in zip(named, ids, strict=True)])


def erase_first(project: Project) -> Found:
    """Erase whom the first row speaks of."""
    values = next(one for one in records(project, "interview").values() if one.get("interviewee_code") == CANARY)
    mine = Found("interview", values["id"], values["code"])
    erase(project, mine, Ground("asked to be forgotten"))
    return mine


@pytest.mark.parametrize("write", [as_csv, without_codes, as_xlsx, as_geojson, as_submissions])
def test_the_same_file_brings_nobody_back_who_was_erased(
    project: Project, tmp_path: Path, write: Callable[[Path, list[dict[str, Any]]], Path]
) -> None:
    path = write(tmp_path / "interviews", ROWS)
    assert counts(take(project, path, "interview")) == (2, 0, 0, 0)
    mine = erase_first(project)
    before = project.register.info().head
    report = take(project, path, "interview", given={1: {"language": "en"}} if write is as_csv else None)
    assert counts(report) == (0, 0, 1, 1)
    assert told(report) == [(1, None, ERASED)]
    assert report.rejected[0].value == ""
    assert project.register.info().head == before
    assert "interviewee_code" not in records(project, "interview")[mine.code]
    assert b"CANARY" not in everything(project)


def test_a_row_that_names_an_erased_record_by_its_id_is_rejected(project: Project, tmp_path: Path) -> None:
    take(project, as_csv(tmp_path / "interviews", ROWS), "interview")
    mine = erase_first(project)
    report = take(project, as_csv(tmp_path / "again", [{**ROWS[0], "code": "EX-IV-7", "id": mine.id}]), "interview")
    assert told(report) == [(1, None, ERASED)]


def test_a_row_never_takes_the_id_of_a_record_of_another_type(project: Project, tmp_path: Path) -> None:
    take(project, as_csv(tmp_path / "interviews", ROWS), "interview")
    held = records(project, "interview")["EX-IV-1"]["id"]
    towns = [{"code": f"EX-T-{at}", "name_uk": "Прикладне", "lat": "50.5", "lon": "30.2", "id": id_}
             for at, id_ in enumerate((held, new_id()))]  # fmt: skip
    report = take(project, as_csv(tmp_path / "towns", towns), "settlement")
    assert counts(report) == (1, 0, 0, 1)
    assert told(report) == [(1, None, f"Its id {held} is that of a record of another type: interview.")]
    assert list(records(project, "settlement")) == ["EX-T-1"]


def test_one_submission_may_give_a_record_of_each_of_two_types(project: Project, tmp_path: Path) -> None:
    row = {"group/title": "EXAMPLE", "group/language": "uk", "group/source_type": "document", "_uuid": SUBMISSION}
    path = table(tmp_path / "submissions.csv", [row])
    for type_ in ("interview", "source"):
        assert counts(take(project, path, type_)) == (1, 0, 0, 0)
        assert counts(take(project, path, type_)) == (0, 0, 1, 0)
    ids = {one["id"] for type_ in ("interview", "source") for one in records(project, type_).values()}
    assert len(ids) == 2
    assert SUBMISSION not in ids


def test_a_submission_that_was_taken_in_by_its_own_id_stays_that_record(project: Project, tmp_path: Path) -> None:
    take(project, as_csv(tmp_path / "before", [{**ROWS[0], "id": SUBMISSION}]), "interview")
    report = take(project, as_submissions(tmp_path / "now", ROWS), "interview")
    assert counts(report) == (1, 0, 1, 0)
    assert records(project, "interview")["EX-IV-1"]["id"] == SUBMISSION
