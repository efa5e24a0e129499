from __future__ import annotations

import csv
import shutil
import sqlite3
from pathlib import Path

import pytest
import shapely

from layers.errors import SourceRefused
from layers.imports.delimited import LONGEST_VALUE
from layers.imports.source import Source, UnknownFormat, UnknownLayer, UnreadableSource, WrongEncoding, open_source

HEADER = "code;назва\n"


def write(folder: Path, text: str | bytes, name: str = "table.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def cells(source: Source) -> list[list[str]]:
    return [list(row.cells) for row in source.rows()]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_gives_most_columns(tmp_path: Path, delimiter: str) -> None:
    text = delimiter.join(("code", "name, or so" if delimiter != "," else "name", "note")) + "\n"
    source = open_source(write(tmp_path, text + delimiter.join("abc") + "\n"))
    assert len(source.columns) == 3
    assert cells(source) == [["a", "b", "c"]]


def test_the_line_in_which_a_spreadsheet_tells_its_delimiter_is_no_header(tmp_path: Path) -> None:
    source = open_source(write(tmp_path, "sep=;\r\ncode;name\r\na;b\r\n"))
    assert (source.columns, cells(source)) == (("code", "name"), [["a", "b"]])


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", None), ("utf-8-sig", None), ("utf-16", None), ("cp1251", "cp1251"), ("koi8-u", "koi8-u")],
)
def test_text_is_read_in_the_encoding_it_was_written_in(tmp_path: Path, encoding: str, told: str | None) -> None:
    source = open_source(write(tmp_path, HEADER + "a;Ізюм\n", encoding=encoding), encoding=told)
    assert source.columns == ("code", "назва")
    assert cells(source) == [["a", "Ізюм"]]


def test_text_in_another_encoding_is_refused_with_the_first_byte_that_tells(tmp_path: Path) -> None:
    path = write(tmp_path, "code,name\na,Édouard\n", encoding="cp1252")
    with pytest.raises(WrongEncoding, match=r"not text in utf-8: byte 13 is 0xc9"):
        open_source(path)


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "koi8-u"])
def test_old_encodings_of_cyrillic_text_are_told_apart_by_its_words(
    tmp_path: Path, shared_data: Path, encoding: str
) -> None:
    with (shared_data / "gazetteer" / "ua_gazetteer.csv").open(encoding="utf-8") as file:
        lines = [
            line
            for line in file.read().splitlines()
            if line.isascii() or line.encode(encoding, "replace").count(b"?") == 0
        ]
    path = write(tmp_path, "\n".join(lines[:400]) + "\n", encoding=encoding)
    source = open_source(path)
    assert source.encoding == encoding
    assert [",".join(source.columns), *(len(row) for row in cells(source)[:1])] == [lines[0], len(source.columns)]


def test_utf_8_is_not_read_as_something_else_letter_by_letter(tmp_path: Path) -> None:
    path = write(tmp_path, "code,name\na,Ізюм\n")
    with pytest.raises(WrongEncoding, match="is text in utf-8"):
        open_source(path, encoding="cp1252")


@pytest.mark.parametrize("name", ["klingon", "rot13", "hex"])
def test_an_encoding_that_nobody_knows_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(WrongEncoding, match="no known encoding"):
        open_source(write(tmp_path, "code\n"), encoding=name)


def test_line_ends_within_quotation_marks_are_part_of_the_value(tmp_path: Path) -> None:
    source = open_source(write(tmp_path, 'code,note\r\na,"two\r\nlines, ""quoted"""\r\nb,c\r\n'))
    assert cells(source) == [["a", 'two\r\nlines, "quoted"'], ["b", "c"]]


def test_each_call_of_rows_begins_anew(tmp_path: Path) -> None:
    source = open_source(write(tmp_path, "code\na\nb\n"))
    assert cells(source) == cells(source) == [["a"], ["b"]]


def test_a_row_with_too_many_or_too_few_values_is_not_made_to_fit(tmp_path: Path) -> None:
    rows = list(open_source(write(tmp_path, "a,b\n1\n1,2,3\n1,2,,\n\n3,4\n")).rows())
    assert [(row.number, row.fault is None) for row in rows] == [(1, False), (2, False), (3, True), (4, True)]
    assert "3 values and the header names 2" in str(rows[1].fault)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty"),
        ("\n\n\n", "has no columns"),
        (",,,\n1,2,3,4\n", "has no columns"),
        ('a,b\n1,"2\n3,4\n', "ends inside a value in quotation marks"),
        ('a,b\n1,"2" 3\n', "is not doubled"),
        ('"a', "ends inside a value in quotation marks"),
        (b"SQLite format 3\0" + b"\0" * 100, "is a database"),
        ("\0" * 64, "is not a table"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(tmp_path: Path, text: str | bytes, sentence: str) -> None:
    with pytest.raises(UnreadableSource, match=sentence):
        cells(open_source(write(tmp_path, text)))


def test_a_value_that_never_ends_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:  # fmt: skip
    assert LONGEST_VALUE > 1_000_000
    request.addfinalizer(lambda: csv.field_size_limit(LONGEST_VALUE))  # the csv module has one for the whole process
    monkeypatch.setattr("layers.imports.delimited.LONGEST_VALUE", 1000)
    with pytest.raises(UnreadableSource, match="does not end"):
        cells(open_source(write(tmp_path, 'a,b\n1,"' + "x\n" * 2000)))


def test_a_folder_a_missing_file_and_an_unknown_ending_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="is a folder"):
        open_source(tmp_path)
    with pytest.raises(UnreadableSource, match="There is no file"):
        open_source(tmp_path / "none.csv")
    with pytest.raises(UnknownFormat, match=r"files end in: \.csv"):
        open_source(write(tmp_path, "a,b\n", name="table.docx"))


def test_a_geopackage_gives_its_layer_columns_and_geometries(shared_data: Path) -> None:
    source = open_source(shared_data / "gpkg/points_gpkg.gpkg", "points_gpkg")
    rows = list(source.rows())
    assert rows[0].shape is not None
    assert source.columns == ("Class", "Heading", "Importance", "Pilots", "Cabin Crew", "Staff")
    assert (source.geometry, source.crs, source.claimed, len(rows)) == ("Point", "EPSG:4326", 17, 17)
    assert list(rows[0].cells) == ["Jet", "90", "3", "2", "0", "2"]
    assert shapely.get_type_id(shapely.from_wkb(rows[0].shape)) == 0


def test_of_several_layers_one_is_named_or_preferred(shared_data: Path) -> None:
    path = shared_data / "gpkg/points_gpkg.gpkg"
    with pytest.raises(UnknownLayer, match="several layers; name one of: points_gpkg, points_small"):
        open_source(path)
    with pytest.raises(UnknownLayer, match="has no layer “graves”"):
        open_source(path, "graves")
    assert open_source(path, preferred="points_small").name == "points_small"


def test_curves_are_made_lines_and_not_dropped(shared_data: Path) -> None:
    shapes = [shapely.from_wkb(row.shape) for row in open_source(shared_data / "gpkg/curved_polys.gpkg").rows()]
    assert [int(shapely.get_type_id(shape)) for shape in shapes] == [3] * 4
    assert min(shapely.get_num_coordinates(shape) for shape in shapes) > 20


def test_a_geopackage_of_pictures_is_no_table(shared_data: Path) -> None:
    with pytest.raises(UnreadableSource, match="which is a base map"):
        open_source(shared_data / "gpkg/two_raster_layers.gpkg")


@pytest.mark.parametrize("length", [60, 100, 5000, 60_000, 139_263])
def test_a_geopackage_that_was_cut_off_is_refused(shared_data: Path, tmp_path: Path, length: int) -> None:
    whole = (shared_data / "gpkg/points_gpkg.gpkg").read_bytes()
    with pytest.raises(UnreadableSource, match=r"cut off|only the beginning"):
        open_source(write(tmp_path, whole[:length], name="cut.gpkg"), "points_gpkg")


@pytest.mark.parametrize("start", [4096, 40_000, 100_000])
def test_a_damaged_geopackage_is_refused(shared_data: Path, tmp_path: Path, start: int) -> None:
    whole = bytearray((shared_data / "gpkg/points_gpkg.gpkg").read_bytes())
    whole[start:] = b"\xa5" * (len(whole) - start)
    with pytest.raises(SourceRefused):
        list(open_source(write(tmp_path, bytes(whole), name="damaged.gpkg"), "points_gpkg").rows())


@pytest.mark.parametrize("claim", [18, 2_000_000_000, 2**31, 2**62, -5])
def test_a_geopackage_that_claims_rows_it_does_not_have_is_refused(
    shared_data: Path, tmp_path: Path, claim: int
) -> None:
    path = tmp_path / "claim.gpkg"
    shutil.copyfile(shared_data / "gpkg/points_gpkg.gpkg", path)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE gpkg_ogr_contents SET feature_count = ?", (claim,))
    connection.commit()
    connection.close()
    with pytest.raises(UnreadableSource, match=f"claims {claim} rows"):
        list(open_source(path, "points_gpkg").rows())
