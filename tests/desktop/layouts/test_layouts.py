"""Page maps: what is drawn is what the profile discloses and what the legend counts; scale, grid and words are true."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QImage, QPainter
from PyQt6.QtWidgets import QApplication

from desktop.canvas.camera import Camera
from desktop.canvas.legend import LegendRow
from desktop.canvas.mercator import to_metres
from desktop.layouts.contents import BESIDE, extent_of, shown_types
from desktop.layouts.extents import at_scale, round_scale, scale_of, settlement_at, whole_scale
from desktop.layouts.graticule import grid_lines
from desktop.layouts.layout import LAYOUTS, UNIT, layout_named
from desktop.layouts.legend import count_of, plan_legend
from desktop.layouts.page import Page, render_page
from desktop.layouts.planning import PagePlan, plan_page
from desktop.layouts.scale import bar_length
from desktop.layouts.sheet import Sheet, paint_sheet
from desktop.layouts.writing import BODY, Pen, broken, fit
from desktop.theme.theme import theme
from layers.errors import ExportRefused
from layers.exports.disclosed import disclose
from layers.exports.saying import translator_for
from layers.exports.selecting import Selection
from layers.project import Project
from layers.register.journal import EXPORT
from tests.desktop.commands.running import Terminal
from tests.layers.mapped import CANARIES, mapped
from tests.layers.other_country import write_pack
from tests.layers.projects import closing, make, record
from tests.tools.proofs import Proof

pytestmark = pytest.mark.usefixtures("qapp")
GEOD = pyproj.Geod(ellps="WGS84")
ENDINGS = ("pdf", "svg", "png")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = mapped(tmp_path / "mapped.taphos")
    yield made
    made.close()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


def planned(project: Project, profile: str = "partner", layout: str = "a4-landscape", language: str = "en") -> PagePlan:
    disclosed = disclose(project, profile)
    return plan_page(project, disclosed, layout_named(layout), None, None, translator_for(project, language))


def words(page: Page) -> str:
    return "\n".join(page.words)


# What is drawn


def test_only_what_the_profile_discloses_is_drawn(project: Project, tmp_path: Path) -> None:
    page = render_page(project, tmp_path / "page.svg", profile="public")
    assert {key.partition(".")[0] for key in page.counts} == {"settlement", "occupation", "site"}
    assert page.counts["site"] == 1
    text = (tmp_path / "page.svg").read_text("utf-8")
    assert not [canary for canary in CANARIES if canary in text]
    assert "S-yes" in text
    assert not [code for code in ("S-no", "S-undecided", "S-generalised", "I-1", "IV-0") if code in text]
    assert "Without a place that may be shown: Grave sites 1." in " ".join(words(page).split())
    assert "Not drawn under this profile:" in words(page)


@pytest.mark.parametrize("profile", ["public", "partner", "court"])
@pytest.mark.parametrize("extent", [None, (37.2, 49.15, 37.3, 49.24)], ids=["all", "a part"])
def test_the_legend_counts_what_is_drawn(
    project: Project, tmp_path: Path, profile: str, extent: tuple[float, float, float, float] | None, proof: Proof
) -> None:
    plan = plan_page(
        project, disclose(project, profile), layout_named("a4-landscape"), extent, None, translator_for(project, "en")
    )
    page = render_page(project, tmp_path / "page.png", profile=profile, extent=extent)
    headings = [row.count for row in plan.legend.rows if row.heading]
    assert sorted(filter(None, headings)) == sorted(page.counts.values())
    totals = {layer.key: count_of(layer, plan.camera) for layer in plan.contents.layers if not layer.background}
    assert {key: count for key, count in totals.items() if count and key in page.counts} == page.counts
    for heading, *rows in _groups(plan):
        told = [row.count for row in rows if row.count is not None and not row.text.startswith("Dashed")]
        assert not told or sum(told) == heading.count, heading.text
    proof("A3", "legend counts are what is drawn", f"{profile}: {page.counts}")


def _groups(plan: PagePlan) -> Iterator[list[LegendRow]]:
    group: list[LegendRow] = []
    for row in plan.legend.rows:
        if row.heading and group:
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def test_occupation_is_counted_apart_and_drawn_beside_its_settlement(project: Project) -> None:
    plan = planned(project, "public")
    counts = {layer.key: count_of(layer, plan.camera) for layer in plan.contents.layers}
    assert (counts["occupation"], counts["occupation.other"]) == (1, 1)
    assert plan.draws(BESIDE)
    layers = {layer.key: layer for layer in plan.contents.layers}
    left, right = (
        float(layers[key].index.metres(np.array([0]))[0][0]) for key in ("occupation.other", "occupation")
    )  # fmt: skip
    middle = float(to_metres(37.25, 49.2)[0])
    assert left < middle < right


def test_types_that_are_left_out_are_named_and_drawn_when_they_are_asked_for(project: Project, tmp_path: Path) -> None:
    project.register.commit([record("team", "T-1", name="Team", place={"geometry": _point(37.2, 49.2)})])
    page = render_page(project, tmp_path / "page.png", profile="court")
    assert "team" not in page.counts
    assert "Left out of this map: Teams." in words(page)
    asked = render_page(project, tmp_path / "page.png", profile="court", selection=Selection(types=("team",)))
    assert asked.counts == {"team": 1}


def _point(lon: float, lat: float) -> str:
    import shapely

    return shapely.to_wkb(shapely.Point(lon, lat), hex=True)


def test_a_page_is_a_commit_in_the_ledger(project: Project, tmp_path: Path) -> None:
    head = project.register.info().head or ""
    page = render_page(project, tmp_path / "page.svg", profile="public")
    assert head[:12] in words(page)
    entries = list(project.register.administrative(EXPORT).values())
    assert [(entry["file"], entry["head"], entry["profile"]) for entry in entries] == [("page.svg", head, "public")]


def test_example_crosses_a_page_of_invented_records(tmp_path: Path) -> None:
    with closing(make(tmp_path / "example.taphos", pack="ua")) as project:
        project.register.commit(
            [record("settlement", "EX-1", example=True, name_en="Nowhere", place={"geometry": _point(30.0, 50.0)})]
        )
        page = render_page(project, tmp_path / "page.svg", profile="public", language="uk")
        assert page.words.count("ПРИКЛАД") == 1
    with closing(mapped(tmp_path / "real.taphos")) as project:
        assert "EXAMPLE" not in words(render_page(project, tmp_path / "page.svg", profile="public"))


def test_a_page_without_any_place_shows_the_country(tmp_path: Path) -> None:
    with closing(make(tmp_path / "bare.taphos", pack="ua")) as project:
        project.register.commit([record("settlement", "P-1", name_en="Nowhere")])
        page = render_page(project, tmp_path / "page.svg", profile="public")
    assert page.counts == {}
    west, south, east, north = page.extent
    assert west < 23
    assert east > 39
    assert south < 45
    assert north > 52


# Files


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("layout", ["a4-landscape", "a3-portrait"])
def test_a_page_is_written_in_every_format_and_shape(
    project: Project, tmp_path: Path, ending: str, layout: str
) -> None:
    out = tmp_path / f"page.{ending}"
    page = render_page(project, out, profile="partner", layout=layout, language="uk")
    assert page.path == out
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".taphos"] == [out.name]
    if ending == "png":
        image = QImage(str(out))
        shape = layout_named(layout)
        assert (image.width(), image.height()) == tuple(
            round(mm / 25.4 * 300) for mm in (shape.width_mm, shape.height_mm)
        )
        assert round(image.dotsPerMeterX() * 0.0254) == 300


def test_words_of_an_svg_are_outlines_and_stand_in_its_title(project: Project, tmp_path: Path) -> None:
    page = render_page(project, tmp_path / "page.svg", profile="public", language="uk")
    tree = ElementTree.parse(tmp_path / "page.svg").getroot()
    space = "{http://www.w3.org/2000/svg}"
    assert not list(tree.iter(f"{space}text"))
    title = tree.findtext(f"{space}title") or ""
    for word in ("Ізюм", "Умовні позначення", "47°" if "47°" in words(page) else "49°"):
        assert word in title
    assert (tree.get("width"), tree.get("height")) == ("297mm", "210mm")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "uk"])
def test_words_of_a_pdf_are_found_in_both_scripts_and_its_fonts_are_within(
    project: Project, tmp_path: Path, language: str, proof: Proof
) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed here (Debian: poppler-utils)")
    out = tmp_path / "page.pdf"
    render_page(project, out, profile="public", language=language)
    said = subprocess.run(["pdftotext", "-layout", str(out), "-"], capture_output=True, text=True, check=True).stdout
    sought = {
        "en": ("Izium", "Legend", "Settlements", "PUBLIC", "Occupation", "S-yes", "1 : "),
        "uk": ("Ізюм", "Умовні позначення", "Населені пункти", "Окупація", "S-yes", "1 : "),
    }
    assert not [word for word in sought[language] if word not in said]
    fonts = subprocess.run(["pdffonts", str(out)], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert fonts
    assert all(line.split()[0].startswith("Inter") and line.split()[-5:-2] == ["yes", "no", "yes"] for line in fonts)
    proof("G4", "words of a PDF are found, its fonts are within", f"{language}: {len(fonts)} fonts")


# Scale, grid, extent


@pytest.mark.parametrize("scale", [2_500, 100_000, 2_500_000])
@pytest.mark.parametrize("lat", [45.0, 50.0, 52.0])
def test_the_scale_and_its_bar_are_true_within_one_percent(scale: float, lat: float, proof: Proof) -> None:
    x, y = to_metres(33.0, lat)
    camera = at_scale(Camera(float(x), float(y), 1.0, 1000, 700), scale)
    metres, units = bar_length(camera)
    ends = [camera.lonlat(500 - units / 2, 350), camera.lonlat(500 + units / 2, 350)]
    _, _, apart = GEOD.inv(*ends[0], *ends[1])
    assert apart == pytest.approx(metres, rel=0.01)
    assert metres * 1000 / (units * UNIT) == pytest.approx(scale, rel=0.01)
    assert whole_scale(scale_of(camera)) == scale
    proof("G4", "scale bar within 1 %", f"1 : {scale:,.0f} at {lat}°: {abs(apart / metres - 1):.2%} off")


@given(st.floats(50, 40_000_000))
def test_a_scale_is_rounded_to_one_that_shows_everything(number: float) -> None:
    assert number * (1 - 1e-6) <= round_scale(number) <= number * 1.34


def test_a_line_of_the_grid_lies_where_its_label_says() -> None:
    x, y = to_metres(36.0, 49.0)
    camera = at_scale(Camera(float(x), float(y), 1.0, 1000, 700), 1_000_000)
    for line in grid_lines(camera):
        said = str(line.label)
        degrees, _, minutes = said[:-2].rstrip("′").partition("°")
        value = int(degrees) + int(minutes or 0) / 60
        for px, py in line.path.tolist():
            lon, lat = camera.lonlat(px, py)
            assert (lon if line.upright else lat) == pytest.approx(value, abs=1e-6)
    assert {str(line.label)[-1] for line in grid_lines(camera)} == {"E", "N"}


@pytest.mark.parametrize("crs", ["EPSG:32636", "EPSG:5564", "EPSG:28406"])
def test_a_grid_in_metres_lies_where_its_numbers_say(crs: str) -> None:
    x, y = to_metres(34.0, 49.0)
    camera = at_scale(Camera(float(x), float(y), 1.0, 1000, 700), 50_000)
    lines = grid_lines(camera, crs, (22.0, 44.0, 40.0, 52.0))
    back = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    assert {line.upright for line in lines} == {True, False}
    for line in lines:
        value = int(str(line.label).replace("\u202f", ""))
        east, north = back.transform(*camera.lonlat(*line.path[len(line.path) // 2].tolist()))
        assert (east if line.upright else north) == pytest.approx(value, abs=8)


@pytest.mark.parametrize("name", ["P-1", "Ізюм", "Izium", "Izyum"])
def test_a_settlement_is_the_middle_by_any_of_its_names(project: Project, tmp_path: Path, name: str) -> None:
    page = render_page(project, tmp_path / "page.png", profile="public", extent=name, scale=50_000)
    west, south, east, north = page.extent
    assert (west + east) / 2 == pytest.approx(37.25, abs=1e-3)
    assert (south + north) / 2 == pytest.approx(49.2, abs=1e-3)
    assert page.scale == 50_000


def test_a_place_of_the_gazetteer_will_do_where_the_register_has_none(project: Project) -> None:
    lon, lat = settlement_at(project, "Полтава")
    assert (lon, lat) == (pytest.approx(34.55, abs=0.1), pytest.approx(49.59, abs=0.1))


def test_an_extent_in_degrees_is_shown_whole(project: Project, tmp_path: Path) -> None:
    page = render_page(project, tmp_path / "page.png", profile="public", extent=(36.9, 49.0, 37.9, 49.6))
    west, south, east, north = page.extent
    assert west <= 36.9
    assert south <= 49.0
    assert east >= 37.9
    assert north >= 49.6


def test_all_that_is_drawn_is_in_view_where_no_extent_is_asked_for(project: Project) -> None:
    plan = planned(project)
    found = extent_of(shown_types(disclose(project, "partner")))
    assert found is not None
    west, south, east, north = plan.camera.bounds
    assert west < found[0]
    assert south < found[1]
    assert east > found[2]
    assert north > found[3]


# The page


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("beside", [250.0, 620.0])
def test_the_parts_of_a_page_lie_on_it_and_not_over_each_other(layout: str, beside: float) -> None:
    shape = LAYOUTS[layout]
    areas = shape.areas(beside)
    parts = [areas.header, areas.map, areas.strip, areas.column, areas.footer]
    assert all(shape.page.contains(part) for part in parts)
    assert not [pair for pair in combinations(parts, 2) if pair[0].intersects(pair[1])]


@pytest.mark.parametrize("layout", ["a4-landscape", "a4-portrait"])
@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize("profile", ["public", "court"])
def test_no_words_around_the_map_are_cut_or_over_each_other(
    project: Project, layout: str, language: str, profile: str, qapp: QApplication
) -> None:
    from desktop.layouts.page import sheet_of

    shape = layout_named(layout)
    translate = translator_for(project, language)
    disclosed = disclose(project, profile)
    plan = plan_page(project, disclosed, shape, None, None, translate)
    sheet: Sheet = sheet_of(project, disclosed, shape, plan, translate, title="", crs="EPSG:4326")
    image = QImage(round(shape.width), round(shape.height), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    pen = Pen(painter, theme("light"), translate)
    paint_sheet(sheet, pen, language)
    painter.end()
    assert pen.rooms
    cut = [text for text, room in pen.rooms if not shape.page.contains(room) or text.endswith("…")]
    assert not cut
    rooms = [(text, room.adjusted(1, 3, -1, -3)) for text, room in pen.rooms]
    assert not [(one[0], other[0]) for one, other in combinations(rooms, 2) if one[1].intersects(other[1])]


@given(st.lists(st.tuples(st.integers(1, 40), st.booleans()), max_size=70), st.booleans())
def test_every_row_of_a_legend_is_on_the_page_or_the_page_is_refused(
    shapes: list[tuple[int, bool]], with_inset: bool
) -> None:
    rows = tuple(LegendRow("x" * length, None, length, heading=heading) for length, heading in shapes)
    room = QRectF(700, 100, 420, 560)
    inset = QRectF(920, 520, 200, 140) if with_inset else None
    plan = plan_legend(rows, room, inset)
    if plan is not None:
        assert plan.rows == rows
        assert plan.width <= room.width() + 1e-6
        assert plan.height <= room.height() + 1e-6


def test_a_text_is_broken_between_words_and_shortened_only_where_it_must_be() -> None:
    lines = broken("one two three four five six seven eight nine ten", BODY, 90)
    assert " ".join(lines) == "one two three four five six seven eight nine ten"
    assert len(lines) > 2
    assert broken("Interviews 1\u00a0646", BODY, 80) == ["Interviews", "1\u00a0646"]
    assert fit("short", BODY, 500) == (BODY, "short")
    style, shown = fit("a very long title that cannot be written in so little room at all", BODY, 60)
    assert style.size < BODY.size
    assert shown.endswith("…")


# The command


@pytest.mark.parametrize("command", ["map", "web"])
def test_without_a_profile_nothing_is_written(run: Terminal, project: Project, tmp_path: Path, command: str) -> None:
    out = tmp_path / ("page.pdf" if command == "map" else "page.html")
    ran = run(command, project.folder, out, status=2)
    assert "--profile" in ran.err
    assert not out.exists()


def test_the_commands_write_what_is_asked_for(run: Terminal, project: Project, tmp_path: Path) -> None:
    folder = project.folder
    project.close()
    said = run(
        "map", folder, tmp_path / "page.svg", "--profile", "public", "--extent", "37.0,49.0,37.5,49.4", "--language",
        "uk", "--layers", "settlement", "--where", "code=P-1", "--json",
    )  # fmt: skip
    assert said.document["counts"] == {"settlement": 1}
    assert "Населені пункти" in (tmp_path / "page.svg").read_text("utf-8")
    written = run(
        "web", folder, tmp_path / "page.html", "--profile", "public", "--bbox", "37.5,49.3,37.7,49.5", "--json"
    )
    assert written.document["counts"] == {"settlement": 1}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["page.pdf", "--profile", "public", "--layout", "b5"], "“b5” is no layout"),
        (["page.docx", "--profile", "public"], "“page.docx” has an ending"),
        (["page.pdf", "--profile", "public", "--extent", "Nowhere-at-all"], "“Nowhere-at-all” is no settlement"),
        (["page.pdf", "--profile", "public", "--scale", "1"], "no scale for a page"),
        (["page.pdf", "--profile", "public", "--crs", "EPSG:1"], "not a known coordinate system"),
        (["page.pdf", "--profile", "public", "--layers", "graves"], "“graves” is no type of record"),
        (["page.pdf", "--profile", "nobody"], "“nobody” is no profile"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_one_sentence(
    run: Terminal, project: Project, tmp_path: Path, arguments: list[str], said: str
) -> None:
    folder = project.folder
    project.close()
    ran = run("map", folder, tmp_path / arguments[0], *arguments[1:], status=2)
    assert said in ran.err
    assert len(ran.err.strip().splitlines()) == 1
    assert not (tmp_path / arguments[0]).exists()


def test_a_legend_that_cannot_be_read_refuses_the_page(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    many = tuple(LegendRow(f"A row of the legend, number {number}", None, 1) for number in range(400))
    monkeypatch.setattr("desktop.layouts.planning.rows_of", lambda *given: many)
    with pytest.raises(ExportRefused, match="The legend has 400 rows"):
        planned(project)


def test_another_country_is_drawn_with_no_change_of_code(run: Terminal, tmp_path: Path, proof: Proof) -> None:
    folder = tmp_path / "exemple.taphos"
    run("new", folder, "--plain", "--pack", write_pack(tmp_path / "mine"))
    village = ("code=V-1", "name_fr=La Première", "name_ar=الأولى", "place=15.5, 44.2")
    run("add", folder, "settlement", *village, status=None)
    said = run("map", folder, tmp_path / "page.svg", "--profile", "public", "--crs", "EPSG:32638", "--json").document
    assert said["counts"] == {"settlement": 1}
    title = ElementTree.parse(tmp_path / "page.svg").getroot().findtext("{http://www.w3.org/2000/svg}title") or ""
    assert "مثال" in title
    assert "الأولى" in title
    run("map", folder, tmp_path / "page.png", "--profile", "public", "--extent", "La Première")
    run("web", folder, tmp_path / "page.html", "--profile", "public")
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "الأولى" in page
    assert "مثال" in page
    proof("A9", "a pack made in a test is drawn on a page and a web map", said["counts"])
