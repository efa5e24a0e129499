"""What a GeoPackage's layers look like in QGIS and QField."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from forensics.catalogue import MAIN, Catalogue, RecordType, catalogue
from forensics.fields import Field, Kind
from layers.countries.pack import load_pack
from layers.exports.exporting import export_records
from layers.exports.styles import layer_style
from layers.exports.styles_svg import symbol_svg
from layers.language import Translator
from layers.symbols import point_symbols, styled_types, styled_values
from tests.layers.projects import closing, make, record, site

TYPES: Catalogue = catalogue(load_pack("ua").declarations)
LAYERS = [(kind, place) for kind in TYPES for place in kind.places]
STYLED = [kind for kind in TYPES.spatial if kind.about.style]


def name_of(layer: tuple[RecordType, Field]) -> str:
    return f"{layer[0].name}_{layer[1].part}" if layer[1].part else layer[0].name


def document(kind: RecordType, part: str = "", language: str = "en") -> ElementTree.Element:
    style = layer_style(kind, part, Translator(language))
    assert style is not None
    return ElementTree.fromstring(style.partition("\n")[2])


@pytest.mark.parametrize("layer", LAYERS, ids=name_of)
def test_every_layer_with_a_geometry_has_a_style_with_a_symbol_of_its_sort(layer: tuple[RecordType, Field]) -> None:
    kind, place = layer
    symbols = document(kind, place.part).findall("renderer-v2/symbols/symbol")
    sorts = {"Point": {"marker"}, "MultiLineString": {"line"}, "MultiPolygon": {"fill"}}[place.geometry]
    assert {symbol.get("type") for symbol in symbols} == sorts


def test_a_style_names_no_field_that_is_not_in_the_layer(tmp_path: Path) -> None:
    with closing(make(tmp_path / "styled.taphos", pack="ua")) as project:
        project.register.commit([site("S-1", publish="yes", status="located")])
        export_records(project, tmp_path / "public.gpkg", "public")
    with sqlite3.connect(tmp_path / "public.gpkg") as file:
        styles = dict(file.execute("SELECT f_table_name, styleQML FROM layer_styles").fetchall())
        for layer, style in styles.items():
            columns = {row[1] for row in file.execute(f'PRAGMA table_info("{layer}")')}
            looks = ElementTree.fromstring(style.partition("\n")[2])
            named = {one.get("name") for one in looks.iterfind("fieldConfiguration/field")}
            named |= {one.get("field") for one in looks.iterfind("aliases/alias")}
            assert named <= columns
            for kept in ("device", "author", "found_how"):
                assert f'"{kept}"' not in style
    assert set(styles) >= {"site", "settlement"}


def test_a_type_without_a_place_has_no_style() -> None:
    assert [kind.name for kind in TYPES if layer_style(kind, "", Translator("en")) is None] == [
        kind.name for kind in TYPES if MAIN not in kind.by_name
    ]
    assert layer_style(TYPES["site"], "no_such_part", Translator("en")) is None


@pytest.mark.parametrize("kind", STYLED, ids=lambda kind: kind.name)
def test_every_code_of_the_vocabulary_has_a_category_and_so_has_everything_else(kind: RecordType) -> None:
    renderer = document(kind).find("renderer-v2")
    assert renderer is not None
    assert renderer.get("attr") == kind.about.style
    vocabulary = kind.by_name[kind.about.style].vocabulary
    assert vocabulary is not None
    categories = renderer.findall("categories/category")
    assert [category.get("value") for category in categories] == [*vocabulary.all_codes, ""]
    drawn = {symbol.get("name") for symbol in renderer.findall("symbols/symbol")}
    assert {category.get("symbol") for category in categories} == drawn


@pytest.mark.parametrize("language", ["en", "uk"])
def test_codes_are_picked_by_their_labels_in_the_language_of_the_file(language: str) -> None:
    kind, say = TYPES["site"], Translator(language)
    fields = {field.get("name"): field for field in document(kind, language=language).iter("field")}
    for declared in kind.fields:
        if declared.kind is Kind.CODE and declared.vocabulary is not None:
            widget = fields[declared.name].find("editWidget")
            assert widget is not None
            assert widget.get("type") == "ValueMap"
            pairs = {option.get("value"): option.get("name") for option in widget.iter("Option") if option.get("value")}
            assert pairs == {code: say(label) for code, label in declared.vocabulary.all_codes.items()}


def test_fields_are_shown_by_their_labels() -> None:
    aliases = {alias.get("field"): alias.get("name") for alias in document(TYPES["site"]).iter("alias")}
    assert aliases["status"] == "Status"
    assert aliases["depth"] == "Depth [m]"


def test_a_record_is_called_by_its_names_and_else_by_its_code() -> None:
    style = document(TYPES["settlement"]).find("labeling/settings/text-style")
    assert style is not None
    names = [f"attribute($currentfeature, '{name}')" for name in TYPES["settlement"].names]
    assert style.get("fieldName") == f'coalesce({", ".join(names)}, "code")'


def test_the_points_of_one_body_are_told_apart_by_more_than_colour() -> None:
    kind = TYPES["case"]
    parts = [part.part for part in kind.places if part.part and part.geometry == "Point"]
    pictures = {document(kind, part).find(".//layer/Option/Option[@name='name']").get("value") for part in parts}
    assert len(pictures) == len(parts) > 2


def test_what_is_not_certain_is_dashed() -> None:
    suspected, confirmed = point_symbols("site", ("suspected", "confirmed"))
    assert "stroke-dasharray" in symbol_svg(suspected)
    assert "stroke-dasharray" not in symbol_svg(confirmed)


def test_every_symbol_is_a_whole_picture() -> None:
    for type_ in styled_types():
        for symbol in point_symbols(type_, styled_values(type_)):
            assert ElementTree.fromstring(symbol_svg(symbol)).tag.endswith("svg")


LOOK = """
import json, os, sys
from qgis.core import (QgsApplication, QgsCoordinateReferenceSystem, QgsMapRendererParallelJob, QgsMapSettings,
                       QgsVectorLayer)
from qgis.PyQt.QtCore import QSize
QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], False)
app.initQgis()
file, picture, *names = sys.argv[1:]
found, layers = {}, []
for name in names:
    layer = QgsVectorLayer(f"{file}|layername={name}", name, "ogr")
    renderer, fields = layer.renderer(), layer.fields()
    layers.append(layer)
    found[name] = {
        "valid": layer.isValid(),
        "renderer": renderer.type(),
        "values": [c.value() for c in renderer.categories()] if renderer.type() == "categorizedSymbol" else [],
        "aliases": {field.name(): field.alias() for field in fields},
        "widgets": {field.name(): layer.editorWidgetSetup(at).type() for at, field in enumerate(fields)},
        "labels": layer.labelsEnabled(),
    }
settings = QgsMapSettings()
settings.setLayers(layers)
settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
settings.setOutputSize(QSize(400, 300))
extent = settings.fullExtent()
extent.scale(2)
settings.setExtent(extent)
job = QgsMapRendererParallelJob(settings)
job.start()
job.waitForFinished()
image = job.renderedImage()
image.save(picture)
colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
print(json.dumps({"layers": found, "colours": sorted(colours)}))
sys.stdout.flush()
os._exit(0)
"""


def qgis_python() -> str:
    """The system's Python that has QGIS; skips where there is none."""
    python = "/usr/bin/python3"
    if shutil.which("qgis") is None or not Path(python).exists():
        pytest.skip("QGIS is not installed here (Debian: qgis, python3-qgis)")
    done = subprocess.run([python, "-c", "import qgis.core"], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("QGIS is here without its Python (Debian: python3-qgis)")
    return python


@pytest.mark.slow
def test_qgis_opens_every_layer_styled(tmp_path: Path, proof: Callable[[str, str, object], None]) -> None:
    python = qgis_python()
    out = tmp_path / "court.gpkg"
    with closing(make(tmp_path / "styled.taphos", pack="ua")) as project:
        place = {"code": "P-1", "name_uk": "Ізюм", "name_en": "Izium"}
        project.register.commit([site("S-1", status="confirmed"), site("S-2", lon=30.3), record("settlement", **place)])
        export_records(project, out, "court", with_gaps=True)
    names = [name_of(layer) for layer in LAYERS]
    done = subprocess.run(
        [python, "-c", LOOK, str(out), str(tmp_path / "picture.png"), *names],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    said = json.loads(done.stdout.splitlines()[-1])
    for (kind, place_), name in zip(LAYERS, names, strict=True):
        found = said["layers"][name]
        assert found["valid"], name
        styled = kind.by_name.get(kind.about.style)
        if not place_.part and styled is not None and styled.vocabulary is not None:
            assert found["renderer"] == "categorizedSymbol"
            assert found["values"] == [*styled.vocabulary.all_codes, ""]
            assert found["widgets"][styled.name] == "ValueMap"
        assert found["aliases"]["code"] == "Code", name
    assert "#8a4b08" in said["colours"]
    proof("A3", "QGIS opens every layer of a court GeoPackage in its own style", f"{len(names)} layers")
