"""How a layer of a GeoPackage looks in QGIS and QField: its default style, as a QML document.

The symbols are those of the map: points as small SVG pictures that the style carries itself, areas with their hatching
and dashes. Fields show their labels, and codes a picker of what the vocabulary allows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from forensics.catalogue import MAIN, RecordType
from forensics.fields import Field, Kind
from forensics.messages import say
from layers.exports.styles_labels import add_labels
from layers.exports.styles_qml import add_options, add_symbol
from layers.symbols import AreaStyle, Symbol, area_styles, point_symbols

Labels = Callable[[str], str]

QGIS = "3.22.0"
"""The oldest QGIS that the document is tried on; newer ones read it too."""
OTHERWISE = say("Not recorded, or another value")

Look = Symbol | AreaStyle


def layer_style(
    kind: RecordType, part: str, labels: Labels, there: frozenset[str] | None = None
) -> str | None:  # fmt: skip
    """The QML document of a type's own layer or of one of its parts; None where that has no geometry.

    `labels` gives the text of a message id, in the language of the file; `there` names the columns of the layer, all
    where None is given: what stays home is not named either.
    """
    shown = frozenset(kind.by_name) if there is None else there
    place = _place(kind, part)
    if place is None:
        return None
    document = Element("qgis", version=QGIS, styleCategories="AllStyleCategories", labelsEnabled="0" if part else "1")
    if part:
        _add_one_symbol(document, _look_of_part(kind, place))
    else:
        _add_symbols(document, kind, place, labels, shown)
        add_labels(document, kind, shown)
    _add_fields(document, kind, part, labels, shown)
    SubElement(document, "previewExpression").text = '"code"'
    SubElement(document, "layerGeometryType").text = {"Point": "0", "MultiLineString": "1"}.get(place.geometry, "2")
    indent(document)
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + tostring(document, "unicode")


def _place(kind: RecordType, part: str) -> Field | None:
    return next((place for place in kind.places if place.part == part and (part or place.name == MAIN)), None)


def _looks(kind: RecordType, place: Field, values: tuple[str, ...]) -> tuple[Look, ...]:
    if place.geometry == "Point":
        return point_symbols(kind.name, values)
    styles = area_styles(kind.name, values)
    return styles if place.geometry == "MultiPolygon" else tuple(replace(style, fill="") for style in styles)


def _look_of_part(kind: RecordType, place: Field) -> Look:
    """Points of several parts differ by their glyphs; areas and lines look as those of a record without a style."""
    if place.geometry != "Point":
        return _looks(kind, place, ("",))[0]
    parts = tuple(f"part.{one.part}" for one in kind.places if one.part and one.geometry == "Point")
    return _looks(kind, place, parts)[parts.index(f"part.{place.part}")]


def _add_one_symbol(document: Element, look: Look) -> None:
    renderer = SubElement(document, "renderer-v2", type="singleSymbol", symbollevels="0", enableorderby="0")
    add_symbol(SubElement(renderer, "symbols"), "0", look)


def _add_symbols(document: Element, kind: RecordType, place: Field, labels: Labels, there: frozenset[str]) -> None:
    """A category for every code of the vocabulary that the type is styled by, and one for all other values."""
    styled = kind.by_name.get(kind.about.style)
    if styled is None or styled.vocabulary is None or styled.name not in there:
        _add_one_symbol(document, _looks(kind, place, ("unknown",))[0])
        return
    codes = {**styled.vocabulary.all_codes, "": OTHERWISE.id}
    renderer = SubElement(
        document, "renderer-v2", type="categorizedSymbol", attr=styled.name, symbollevels="0", enableorderby="0"
    )
    categories, symbols = SubElement(renderer, "categories"), SubElement(renderer, "symbols")
    for number, ((code, label), look) in enumerate(zip(codes.items(), _looks(kind, place, tuple(codes)), strict=True)):
        SubElement(categories, "category", value=code, label=labels(label), symbol=str(number), render="true")
        add_symbol(symbols, str(number), look)


def _add_fields(document: Element, kind: RecordType, part: str, labels: Labels, there: frozenset[str]) -> None:
    """Labels of all fields that stand in the layer, and how each is filled in."""
    fields = (field for field in kind.fields if not field.spatial and field.name in there)
    shown = [field for field in fields if not part or field.name in ("id", "code")]
    configuration, aliases = SubElement(document, "fieldConfiguration"), SubElement(document, "aliases")
    for number, field in enumerate(shown):
        unit = f" [{labels(field.unit)}]" if field.unit else ""
        SubElement(aliases, "alias", index=str(number), field=field.name, name=labels(field.label) + unit)
        widget, config = _widget(field, labels)
        entry = SubElement(configuration, "field", name=field.name, configurationFlags="None")
        edited = SubElement(SubElement(entry, "editWidget", type=widget), "config")
        add_options(edited, config)


def _widget(field: Field, labels: Labels) -> tuple[str, Mapping[str, object]]:
    """The QGIS editor widget of a field, and its settings."""
    if field.kind is Kind.CODE and field.vocabulary is not None:
        return "ValueMap", {"map": [{labels(text): code} for code, text in field.vocabulary.all_codes.items()]}
    if field.kind is Kind.FLAG:
        return "CheckBox", {"CheckedState": "1", "UncheckedState": "0"}
    if field.kind in (Kind.NOTE, Kind.ROWS, Kind.ANSWERS):
        return "TextEdit", {"IsMultiline": True}
    return "TextEdit", {}
