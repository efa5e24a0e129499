"""What GPS units, old spreadsheets and other programs write, and what of it is kept: heights, times, words, days."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics.catalogue import catalogue
from forensics.places import Place
from layers.countries.pack import load_pack
from layers.errors import SourceRefused
from layers.imports.headers import further_names
from layers.imports.preview import preview
from layers.imports.source import UnreadableSource, open_source
from layers.project import Project
from tests.layers.files import counts, new, records, table, take, told

GPX = '<gpx version="{version}" creator="x" xmlns="http://www.topografix.com/GPX/1/{minor}">{inside}</gpx>'
WAYPOINT = (
    '<wpt lat="49.1234567" lon="36.7654321"><ele>112.5</ele><time>2022-05-01T10:00:00Z</time><name>EX-1</name>'
    "<cmt>by the road</cmt><desc>a pit</desc><sym>Flag</sym></wpt>"
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new(tmp_path)
    yield made
    made.close()


def gpx(path: Path, inside: str, minor: int = 1) -> Path:
    path.write_text(GPX.format(version=f"1.{minor}", minor=minor, inside=inside), "utf-8")
    return path


def walk(*points: tuple[str, str]) -> str:
    """A segment of points, each with its height and its time."""
    listed = (
        f'<trkpt lat="49.{at}" lon="36.{at}">{f"<ele>{height}</ele>" if height else ""}'
        f"{f'<time>{moment}</time>' if moment else ''}</trkpt>"
        for at, (height, moment) in enumerate(points, start=1)
    )
    return f"<trkseg>{''.join(listed)}</trkseg>"


# GPX


@pytest.mark.parametrize("minor", [0, 1])
def test_height_time_and_words_of_a_waypoint_are_kept(project: Project, tmp_path: Path, minor: int) -> None:
    path = gpx(tmp_path / "t.gpx", WAYPOINT, minor)
    assert counts(take(project, path, "site")) == (1, 0, 0, 0)
    (site,) = records(project, "site").values()
    assert (site["name"], Place.from_canonical(site["place"]).height) == ("EX-1", 112.5)
    assert site["notes"].splitlines() == [
        "time: 2022-05-01T10:00:00Z", "cmt: by the road", "desc: a pit", "sym: Flag",
    ]  # fmt: skip
    report = take(project, path, "artefact")
    (artefact,) = records(project, "artefact").values()
    assert (artefact["date"], artefact["description"]) == ("2022-05-01", "a pit")
    assert artefact["notes"].splitlines() == ["name: EX-1", "cmt: by the road", "sym: Flag"]
    assert report.left == ()


def test_a_track_keeps_its_heights_and_begins_and_ends_with_its_points(project: Project, tmp_path: Path) -> None:
    first, last = "2022-05-01T10:00:00Z", "2022-05-01T11:30:00Z"
    walked = walk(("12", first), ("13.5", "")), walk(("14", ""), ("15", last))
    path = gpx(tmp_path / "t.gpx", f"<trk><name>EX-T</name><desc>round the wood</desc>{''.join(walked)}</trk>")
    assert counts(take(project, path, "track")) == (1, 0, 0, 0)
    (track,) = records(project, "track").values()
    shape = Place.from_canonical(track["place"]).shape
    assert shape is not None
    assert [[z for _, _, z in line.coords] for line in shape.geoms] == [[12, 13.5], [14, 15]]
    assert (track["start"], track["end"]) == (first, last)
    assert track["notes"] == "name: EX-T\ndesc: round the wood"


def test_a_height_that_some_points_lack_is_told_and_never_nought(project: Project, tmp_path: Path) -> None:
    path = gpx(tmp_path / "t.gpx", f"<trk>{walk(('12', ''), ('', ''))}</trk>")
    report = take(project, path, "track")
    (track,) = records(project, "track").values()
    shape = Place.from_canonical(track["place"]).shape
    assert shape is not None
    assert not shape.has_z
    assert "1 track is taken without heights, which some of its points lack." in map(str, report.notes)


def test_one_point_is_no_track_and_says_where_it_is(project: Project, tmp_path: Path) -> None:
    path = gpx(tmp_path / "t.gpx", f"<trk><name>EX</name>{walk(('12', ''))}</trk>")
    assert told(take(project, path, "track", layer="tracks")) == [
        (1, None, "The track has one point, which is no line; take the layer “track_points”.")
    ]
    assert counts(take(project, path, "site", layer="track_points")) == (1, 0, 0, 0)
    beside = gpx(tmp_path / "u.gpx", f"<trk>{walk(('1', ''))}{walk(('2', ''), ('3', ''))}</trk>")
    report = take(project, beside, "track", layer="tracks")
    assert counts(report) == (1, 0, 0, 0)
    assert any("1 segment of a track has one point" in str(note) for note in report.notes)


@pytest.mark.parametrize(
    ("inside", "sentence"),
    [("", "holds no waypoint, no route and no track"), ("<metadata/>", "holds no waypoint")],
)
def test_a_gpx_without_anything_is_refused(project: Project, tmp_path: Path, inside: str, sentence: str) -> None:
    with pytest.raises(UnreadableSource, match=sentence):
        take(project, gpx(tmp_path / "t.gpx", inside), "site")


def test_what_is_called_gpx_and_is_other_xml_says_so(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "t.gpx"
    path.write_text("<kml><Placemark/></kml>")
    with pytest.raises(UnreadableSource, match="begins with “kml”"):
        take(project, path, "site")


def test_a_point_without_numbers_is_a_row_that_says_so(project: Project, tmp_path: Path) -> None:
    path = gpx(tmp_path / "t.gpx", f'{WAYPOINT}<wpt lat="north" lon="36"><name>EX-2</name></wpt>')
    assert told(take(project, path, "site")) == [(2, None, "A point has no longitude and latitude that are numbers.")]


def test_a_unit_s_own_file_loses_nothing_that_it_says(project: Project, shared_data: Path) -> None:
    """Heights and times of every point of a real walk, and every element that GPX 1.1 has."""
    walked = shared_data / "gpx" / "cerknicko-jezero.gpx"
    assert counts(take(project, walked, "visit", layer="track_points")) == (296, 0, 0, 0)
    visits = records(project, "visit").values()
    assert all(Place.from_canonical(one["place"]).height and one["start"].startswith("2010-") for one in visits)
    take(project, walked, "track")
    shapes = [Place.from_canonical(one["place"]).shape for one in records(project, "track").values()]
    assert [shape is not None and shape.has_z for shape in shapes] == [True] * 7
    source = open_source(shared_data / "gpx" / "gpx1.1_with_all_fields.gpx", "waypoints")
    first = dict(zip(source.columns, next(source.rows()).cells, strict=True))
    assert {
        "ele", "time", "magvar", "geoidheight", "name", "cmt", "desc", "src", "link1_href", "link1_text", "sym", "type",
        "fix", "sat", "hdop", "vdop", "pdop", "ageofdgpsdata", "dgpsid",
    } <= {name for name, text in first.items() if text}  # fmt: skip


# Text in UTF-16, days by number, headers in Russian and by hashtag


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
@pytest.mark.parametrize("name", ["Буча", "Bucha"])
def test_utf_16_is_known_with_and_without_its_mark(project: Project, tmp_path: Path, encoding: str, name: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(f"Код;Назва;Широта;Довгота\r\nEX-1;{name};50.5437;30.2134\r\n".encode(encoding))
    assert counts(take(project, path, "site")) == (1, 0, 0, 0)
    assert records(project, "site")["EX-1"]["name"] == name


def test_days_that_a_spreadsheet_counted_are_asked_about_and_never_guessed(project: Project, tmp_path: Path) -> None:
    texts = ("44616", "44617.5")
    path = table(
        tmp_path / "t.csv", [{"code": f"EX-{at}", "Found on": text, "further": "a"} for at, text in enumerate(texts)]
    )
    report = take(project, path, "site")
    asked = (
        "“Found on” holds numbers such as 44616 where dates are expected. Where a spreadsheet counted days by them "
        "(44616 is 2022-02-24 then), say so where columns are given their fields (--map Found on=found_on.days)."
    )
    assert str(report.left[0].why) == asked
    assert all("found_on" not in values for values in records(project, "site").values())
    forced = take(project, path, "site", "Found on=found_on", dry_run=True)
    assert (counts(forced), asked in map(str, forced.notes)) == ((0, 0, 0, 2), True)
    assert counts(take(project, path, "site", "Found on=found_on.days")) == (0, 2, 0, 0)
    assert [records(project, "site")[f"EX-{at}"]["found_on"] for at in range(2)] == ["2022-02-24", "2022-02-25"]


def test_a_day_by_number_among_dates_is_a_rejected_row_that_says_what_it_would_be(
    project: Project, tmp_path: Path
) -> None:
    texts = ("2022-02-24", "2022-02-25", "44616", "2022")
    path = table(tmp_path / "t.csv", [{"code": f"EX-{at}", "found_on": text} for at, text in enumerate(texts)])
    assert told(take(project, path, "site")) == [
        (3, "found_on", "“44616” is a number and no date; a spreadsheet that counts days would mean 2022-02-24 by it.")
    ]


def test_columns_that_are_called_in_russian_are_known(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "Номер;Название;Широта;Долгота;Дата обнаружения;Примечание\nEX-1;Буча;50.54371;30.21341;2022-04-05;у дороги\n"
    )
    report = take(project, path, "site")
    found = records(project, "site")["EX-1"]
    assert (found["name"], found["found_on"], found["notes"]) == ("Буча", "2022-04-05", "у дороги")
    assert report.taken["place"] == "Широта, Долгота"
    assert report.left == ()


def test_every_further_header_is_of_a_label_or_field_that_there_is() -> None:
    kinds = list(catalogue(load_pack("ua").declarations))
    labels = {declared.label for kind in kinds for declared in kind.fields}
    fields = {f"{kind.name}.{declared.name}" for kind in kinds for declared in kind.fields}
    assert further_names().keys() <= labels | fields | {"Latitude", "Longitude"}


def test_columns_that_are_called_by_hashtags_alone_are_known(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "#meta+code,#loc+name,#geo+lat,#geo+lon,#date+on+found,#x_own\nEX-1,Bucha,50.54371,30.21341,2022-04-05,7\n"
    )
    report = take(project, path, "site")
    found = records(project, "site")["EX-1"]
    assert (found["name"], found["found_on"]) == ("Bucha", "2022-04-05")
    assert report.taken["place"] == "#geo+lat, #geo+lon"
    assert [one.column for one in report.left] == ["#x_own"]


# Features on lines, and what is called a spreadsheet


@pytest.mark.parametrize("ending", [".geojsonl", ".geojsons", ".ndjson", ".jsonl", ".geojson", ".json"])
@pytest.mark.parametrize("mark", ["", "\x1e"])
def test_features_that_stand_one_on_a_line_are_read(project: Project, tmp_path: Path, ending: str, mark: str) -> None:
    one = (
        '{"type":"Feature","properties":{"code":"EX-%d"},"geometry":{"type":"Point","coordinates":[30.21341,50.54371]}}'
    )
    path = tmp_path / f"t{ending}"
    path.write_text("\n".join(mark + text for text in (one % 1, one % 2, "{damaged", one % 3, "")))
    report = take(project, path, "site")
    assert (report.read, *counts(report)) == (4, 3, 0, 0, 1)
    assert told(report) == [(3, None, "Line 3 of the file is no feature.")]


PAGE = """<html><head><meta charset="utf-8"></head><body><h1>Report</h1><table><tr><td>a</td></tr></table>
<table border=1><tr><th>code<th>name<th>lat<th>lon</tr>
<tr><td rowspan=2>EX-1</td><td>Бу<b>ча</b></td><td>50,54371</td><td>30,21341</td></tr>
<tr><td>again</td><td>50,54372</td><td>30,21342</td></tr>
<tr><td>EX-2</td><td colspan=3>&nbsp;</td></tr></table></body></html>"""


def test_a_page_of_html_that_is_called_xls_is_read(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "t.xls"
    path.write_text(PAGE, "utf-8")
    source = open_source(path)
    assert source.columns == ("code", "name", "lat", "lon")
    assert [row.cells for row in source.rows()] == [
        ["EX-1", "Буча", "50,54371", "30,21341"], ["EX-1", "again", "50,54372", "30,21342"], ["EX-2", "", "", ""],
    ]  # fmt: skip
    report = take(project, path, "site")
    assert (report.read, *counts(report)) == (3, 2, 0, 0, 1)
    assert "“t.xls” is a page of HTML, whatever it is called; its table is read." in map(str, report.notes)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-16", "utf-16-le"])
def test_text_that_is_called_xls_is_read(project: Project, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "t.xls"
    path.write_bytes("Код\tНазва\tШирота\tДовгота\nEX-1\tСело Буча\t50.54371\t30.21341\n".encode(encoding))
    assert counts(take(project, path, "site")) == (1, 0, 0, 0)
    assert records(project, "site")["EX-1"]["name"] == "Село Буча"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "save it as XLSX"),
        ("MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html><table>", "is a web archive"),
        ("<html><body>Access denied</body></html>", "without a table that names its columns"),
        ("no table at all", "no spreadsheet"),
    ],
)
def test_other_text_that_is_called_xls_says_what_it_is(
    project: Project, tmp_path: Path, text: str, sentence: str
) -> None:
    path = tmp_path / "t.xls"
    path.write_text(text)
    with pytest.raises(SourceRefused, match=sentence):
        take(project, path, "site")


@pytest.mark.parametrize(
    "text",
    ["<td colspan=9999 rowspan=9999>" * 300, "<!--" * 50_000, "<a " * 50_000, "<" * 50_000, "<![CDATA[" * 20_000],
)
def test_a_page_that_never_ends_is_refused_or_read_in_one_pass(tmp_path: Path, text: str) -> None:
    """Python's own reader of HTML took minutes for some of these."""
    path = tmp_path / "t.xls"
    path.write_text(f"<html><table>{text}")
    with pytest.raises(SourceRefused):
        open_source(path)


def test_the_wizard_shows_a_judgement_as_unmapped_with_a_note(project: Project, tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", [{"code": "EX-1", "name": "a", "sensitivity": "restricted", "publish": "yes"}])
    seen = preview(project.register, path, "site")
    assert not {"sensitivity", "publish"} & seen.fields.keys()
    assert all("is a judgement" in str(seen.left[column]) for column in ("sensitivity", "publish"))
