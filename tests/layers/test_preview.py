"""A file is looked at before anything is taken in: columns, first rows, what feeds what, and why nothing would."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely

from layers.imports.preview import FIRST, cells_of_row, likely_type, preview
from layers.project import Project
from tests.layers.files import new, table
from tests.layers.test_imports_geopackage import layer
from tests.layers.test_imports_real import EVENTS, GAZETTEER, SPELLS

ROWS = [{"code": f"EX-P-{n}", "name_uk": "Приклад", "lat": "50", "lon": "30", "weather": "rain"} for n in range(9)]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new(tmp_path)
    yield made
    made.close()


def test_each_column_says_which_fields_it_feeds_or_why_it_feeds_none(project: Project, tmp_path: Path) -> None:
    head = project.register.info().head
    seen = preview(project.register, table(tmp_path / "t.csv", ROWS), "settlement", pack=project.pack)
    assert seen.columns == ("code", "name_uk", "lat", "lon", "weather")
    assert [row.cells[0] for row in seen.rows] == [f"EX-P-{n}" for n in range(FIRST)]
    assert seen.fields == {"code": ("code",), "name_uk": ("name_uk",), "lat": ("place",), "lon": ("place",)}
    assert str(seen.left["weather"]) == "No field is called so."
    assert seen.refusal is None
    assert project.register.info().head == head


def test_a_file_that_could_give_no_record_is_shown_all_the_same(project: Project, tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", [{"town": "EX-P-1", "from": "2022"}])
    seen = preview(project.register, path, "occupation", mapping=["from=start"], pack=project.pack)
    assert seen.columns == ("town", "from")
    assert seen.fields == {"from": ("start",)}
    assert "without which there is no record" in str(seen.refusal)


@pytest.mark.parametrize(("file", "type_"), [(GAZETTEER, "settlement"), (SPELLS, "occupation"), (EVENTS, "incident")])
def test_what_the_rows_of_a_real_file_are_is_known_by_its_header(
    project: Project, shared_data: Path, file: str, type_: str
) -> None:
    seen = preview(project.register, shared_data / file, "site", pack=project.pack, guess=True)
    assert seen.type == type_
    assert seen.source
    assert seen.refusal is None


def test_what_the_rows_are_is_known_by_the_name_of_a_layer_and_else_as_told(project: Project, tmp_path: Path) -> None:
    path = layer(tmp_path / "a.gpkg", "other", [shapely.Point(30, 50)], code=["EX-S-9"])
    layer(path, "site", [shapely.Point(30, 50)], code=["EX-S-1"])
    assert likely_type(path, project.catalogue) == "site"
    assert likely_type(path, project.catalogue, "other") is None
    seen = preview(project.register, path, "survey_area", pack=project.pack, guess=True)
    assert (seen.type, seen.layer, set(seen.layers)) == ("site", "site", {"other", "site"})
    assert likely_type(table(tmp_path / "t.csv", ROWS), project.catalogue) is None


def test_a_row_is_read_by_its_number_without_what_is_blank(project: Project, tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", [*ROWS, {"code": "EX-P-9", "name_uk": "", "lat": " ", "lon": "1", "weather": ""}])
    kind = project.catalogue["settlement"]
    assert cells_of_row(path, kind, None, None, 10) == {"code": "EX-P-9", "lon": "1"}
    assert cells_of_row(path, kind, None, None, 11) == {}
