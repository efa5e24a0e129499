"""Files with traps, as they come: each is read without loss, or says in a sentence what is wrong."""

from __future__ import annotations

import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import geopandas
import openpyxl
import pytest
import shapely

from layers.errors import SourceRefused
from layers.project import Project
from tests.layers.files import counts, new, records, take, told


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new(tmp_path)
    yield made
    made.close()


def text(path: Path, written: str) -> Path:
    path.write_text(written, "utf-8")
    return path


def test_a_view_of_a_geopackage_gives_each_value_under_its_own_name(project: Project, tmp_path: Path) -> None:
    """One reader takes the key of a view for a column, the other does not: values stood one column aside."""
    path = tmp_path / "t.gpkg"
    points = [shapely.Point(30.12345, 50.12345), shapely.Point(30.22345, 50.22345)]
    frame = geopandas.GeoDataFrame({"code": ["EX-1", "EX-2"], "name": ["a", "b"]}, geometry=points, crs=4326)
    frame.to_file(path, layer="places", driver="GPKG")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE VIEW seen AS SELECT fid, geom, code, name FROM places")
        connection.execute("INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
                           "VALUES ('seen', 'features', 'seen', 4326)")  # fmt: skip
        connection.execute("INSERT INTO gpkg_geometry_columns VALUES ('seen', 'geom', 'POINT', 4326, 0, 0)")
        connection.commit()
    assert counts(take(project, path, "site", layer="seen")) == (2, 0, 0, 0)
    assert {code: (one["name"], bool(one["place"]["geometry"])) for code, one in records(project, "site").items()} == {
        "EX-1": ("a", True), "EX-2": ("b", True),
    }  # fmt: skip


def test_tables_put_one_below_the_other_have_one_header(project: Project, tmp_path: Path) -> None:
    """Each with its byte order mark, as `cat` puts them together."""
    path = text(tmp_path / "t.csv", "\ufeffcode,name\nEX-1,a\n\ufeffcode,name\nEX-2,b\n\ufeffEX-3,c\n")
    report = take(project, path, "site")
    assert told(report) == [(2, None, "The row repeats the header and is no record.")]
    assert sorted(records(project, "site")) == ["EX-1", "EX-2", "EX-3"]


def test_a_sheet_that_is_hidden_is_taken_by_name_alone(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    book = openpyxl.Workbook()
    seen, hidden = book.active, book.create_sheet("Old")
    assert seen is not None
    for sheet, code in ((seen, "EX-1"), (hidden, "EX-2")):
        for row in (["code", "name"], [code, "a"]):
            sheet.append(row)
    hidden.sheet_state = "hidden"
    book.save(path)
    report = take(project, path, "site")
    assert sorted(records(project, "site")) == ["EX-1"]
    assert "Sheets that are hidden in the file are not taken: Old." in map(str, report.notes)
    assert counts(take(project, path, "site", layer="Old")) == (1, 0, 0, 0)


def test_a_workbook_is_known_by_its_bytes(project: Project, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["code", "name"], ["EX-1", "a"]):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    shutil.move(tmp_path / "t.xlsx", tmp_path / "t.xls")
    assert counts(take(project, tmp_path / "t.xls", "site")) == (1, 0, 0, 0)


def test_text_that_was_spoilt_before_it_came_is_pointed_out(project: Project, tmp_path: Path) -> None:
    spoilt = "село Здвижівка".encode().decode("cp1251", "replace")
    report = take(project, text(tmp_path / "t.csv", f"code,name\nEX-1,{spoilt}\n"), "site")
    (note,) = [str(one) for one in report.notes if "spoilt" in str(one)]
    assert note.endswith("was “село Здвижівка”.")
    whole = take(project, text(tmp_path / "u.csv", "code,name\nEX-2,СРСР РФ Росія\n"), "site")
    assert not [one for one in whole.notes if "spoilt" in str(one)]


def test_characters_that_nobody_sees_are_no_part_of_a_columns_name(project: Project, tmp_path: Path) -> None:
    path = text(tmp_path / "t.csv", "code\u00a0,\u200bname,la\u00adt , lon\nEX-1,a,50.12345\u00a0,30.12345\n")
    assert take(project, path, "site").left == ()
    assert records(project, "site")["EX-1"]["name"] == "a"


def test_a_member_of_an_archive_that_has_no_name_is_passed_over(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "t.kmz"
    mark = "<Placemark><name>EX-1</name><Point><coordinates>30.12345,50.12345</coordinates></Point></Placemark>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo(""), "nothing")
        archive.writestr("doc.kml", f"<kml>{mark}</kml>")
    assert counts(take(project, path, "site")) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("written", "expected", "words"),
    [
        ("code;name\nEX-1;a\nEX-2,b\nEX-3;c\n", (2, 0, 0, 1), "has 1 values and the header names 2"),
        ("code,lat,lon\n" + "".join(f"EX-{n},30.2{n}345,50.5{n}345\n" for n in range(3)), (0, 0, 0, 3), "look swapped"),
        ("code,lat,lon\nEX-1,0,0\nEX-2,50.12345,30.12345\n", (1, 0, 0, 1), "what an empty field becomes"),
        ("code,lat,lon\nEX-1,50°32'37\"N,30°12'48\"E\nEX-2,N50.54,E30.21\nEX-3,near,30\n", (2, 0, 0, 1), "“near”"),
        ("code;lat;lon;length\nEX-1;50,543621;30,213345;12,5\nEX-2;50.54362;30.21334;1 234,5\n", (2, 0, 0, 0), ""),
        ("code;name;;;\nEX-1;a;;;\n;;;;\nEX-2;b;;;\n", (2, 0, 0, 1), "The row is blank"),
        ("code,persons_min\nEX-1,3\nEX-2,4\nРазом,7\n", (2, 0, 0, 1), "is a total of others"),
        ("code,name\rEX-1,a\rEX-2,b\r", (2, 0, 0, 0), ""),
    ],
)  # fmt: skip
def test_no_row_of_a_trap_is_lost(
    project: Project, tmp_path: Path, written: str, expected: tuple[int, ...], words: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(written.encode())
    report = take(project, path, "site")
    assert counts(report) == expected
    assert all(words in problem for _, _, problem in told(report))


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("code,name,name\nEX-1,a,b\n", "More than one column is called “name”"),
        ("code,lat,lon,lat\nEX-1,50,30,51\n", "More than one column is called “lat”"),
        ('code,name\nEX-1,"open\nEX-2,b\n', "ends inside a value in quotation marks"),
        ("SQLite format 3\0", "let its name end in .gpkg"),
    ],
)
def test_what_cannot_be_told_apart_is_refused_in_one_sentence(
    project: Project, tmp_path: Path, written: str, words: str
) -> None:
    with pytest.raises(SourceRefused, match=words):
        take(project, text(tmp_path / "t.csv", written), "site")
