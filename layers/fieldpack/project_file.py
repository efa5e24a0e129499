"""The QGIS project beside a pack's GeoPackage: layers with their looks, forms and relations; written here as XML.

Read by QGIS from 3.22 on, QField and Mergin Maps. The layers are named relative to the project, so that the folder can
be moved; nothing in it names this computer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, fromstring, indent, tostring

from forensics.fields import Kind
from forensics.ports import Box
from layers.exports.geopackage_schema import SRS, WGS84
from layers.exports.selecting import TableOut
from layers.exports.styles import QGIS, layer_style
from layers.fieldpack.forms import (
    CODES,
    PHOTOGRAPHS,
    PHOTOS,
    Labels,
    add_form,
    add_photo_form,
    layer_id,
    relation_id,
)

_SHAPES = {"Point": "Point", "MultiLineString": "Line", "MultiPolygon": "Polygon"}
_FROM_STYLE = ("renderer-v2", "labeling", "previewExpression")
_HIDDEN_LAYER = "Private"


def project_file(
    name: str, file: str, tables: Sequence[TableOut], box: Box, labels: Labels, *, read_only: Sequence[str] = ()
) -> bytes:  # fmt: skip
    """The project over the GeoPackage called `file` in the same folder; layers in `read_only` are looked at alone."""
    by_name = {table.name: table for table in tables}
    document = Element("qgis", version=f"{QGIS}-Białowieża", projectname=name)
    SubElement(document, "homePath", path="")
    SubElement(document, "title").text = name
    _add_system(SubElement(document, "projectCrs"))
    _add_tree(document, file, tables, labels)
    _add_relations(document, tables, by_name)
    _add_canvas(document, box)
    layers = SubElement(document, "projectlayers")
    for table in tables:
        _add_layer(layers, file, table, by_name, labels, read_only=table.name in read_only)
    add_photo_form(_layer(layers, file, PHOTOS, labels(PHOTOGRAPHS.id), "No geometry"), labels)
    _layer(layers, file, CODES, CODES, "No geometry", read_only=True)
    _add_properties(document)
    indent(document)
    text: bytes = tostring(document, "utf-8")
    return b"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + text


def _source(file: str, layer: str) -> str:
    return f"./{file}|layername={layer}"


def _add_system(parent: Element) -> None:
    system = SubElement(parent, "spatialrefsys", nativeFormat="Wkt")
    SubElement(system, "wkt").text = WGS84
    SubElement(system, "proj4").text = "+proj=longlat +datum=WGS84 +no_defs"
    SubElement(system, "srid").text = str(SRS)
    SubElement(system, "authid").text = f"EPSG:{SRS}"
    SubElement(system, "description").text = "WGS 84"
    SubElement(system, "ellipsoidacronym").text = "EPSG:7030"
    SubElement(system, "geographicflag").text = "true"


def _add_tree(document: Element, file: str, tables: Sequence[TableOut], labels: Labels) -> None:
    """What lies above what: points over lines over areas, tables last."""
    tree = SubElement(document, "layer-tree-group")
    order = {"Point": 0, "MultiLineString": 1, "MultiPolygon": 2, "": 3}

    def above(table: TableOut) -> int:
        return order[table.geometry.geometry if table.geometry is not None else ""]

    names = [(table.name, labels(table.title)) for table in sorted(tables, key=above)]
    for name, said in [*names, (PHOTOS, labels(PHOTOGRAPHS.id)), (CODES, CODES)]:
        SubElement(
            tree, "layer-tree-layer", id=layer_id(name), name=said, checked="Qt::Checked", expanded="0",
            providerKey="ogr", source=_source(file, name), legend_exp="", patch_size="-1,-1",
        )  # fmt: skip


def _add_relations(document: Element, tables: Sequence[TableOut], by_name: Mapping[str, TableOut]) -> None:
    relations = SubElement(document, "relations")

    def add(id_: str, child: str, column: str, parent: str) -> None:
        one = SubElement(
            relations, "relation", id=id_, name=id_, strength="Association", referencingLayer=layer_id(child),
            referencedLayer=layer_id(parent), layerName=child, layerId=layer_id(child), providerKey="ogr",
        )  # fmt: skip
        SubElement(one, "fieldRef", referencingField=column, referencedField="id")

    for table in tables:
        if table.part:
            add(relation_id(table.name, "id"), table.name, "id", table.kind.name)
            continue
        add(relation_id(PHOTOS, table.name), PHOTOS, "record", table.name)
        for column in table.columns:
            of = column.field
            if of.kind is Kind.REFERENCE and len(of.target) == 1 and of.target[0] in by_name:
                add(relation_id(table.name, column.name), table.name, column.name, of.target[0])


def _add_canvas(document: Element, box: Box) -> None:
    canvas = SubElement(document, "mapcanvas", name="theMapCanvas", annotationsVisible="1")
    SubElement(canvas, "units").text = "degrees"
    extent = SubElement(canvas, "extent")
    for name, value in zip(("xmin", "ymin", "xmax", "ymax"), box, strict=True):
        SubElement(extent, name).text = f"{value:.7f}"
    SubElement(canvas, "rotation").text = "0"
    _add_system(SubElement(canvas, "destinationsrs"))


def _layer(layers: Element, file: str, name: str, title: str, shape: str, *, read_only: bool = False) -> Element:
    """A layer of the file, with what QGIS asks of each."""
    layer = SubElement(
        layers, "maplayer", type="vector", geometry=shape, readOnly=str(int(read_only)), refreshOnNotifyEnabled="0",
        autoRefreshEnabled="0", hasScaleBasedVisibilityFlag="0", styleCategories="AllStyleCategories",
        labelsEnabled="1",
    )  # fmt: skip
    SubElement(layer, "id").text = layer_id(name)
    SubElement(layer, "datasource").text = _source(file, name)
    SubElement(layer, "layername").text = title
    _add_system(SubElement(layer, "srs"))
    SubElement(layer, "provider", encoding="UTF-8").text = "ogr"
    flags = SubElement(layer, "flags")
    for flag, on in (("Identifiable", 1), ("Removable", 0), ("Searchable", 1), (_HIDDEN_LAYER, int(name == CODES))):
        SubElement(flags, flag).text = str(on)
    return layer


def _add_layer(
    layers: Element, file: str, table: TableOut, tables: Mapping[str, TableOut], labels: Labels, *, read_only: bool
) -> None:
    shape = _SHAPES[table.geometry.geometry] if table.geometry is not None else "No geometry"
    layer = _layer(layers, file, table.name, labels(table.title), shape, read_only=read_only)
    there = frozenset(column.name for column in table.columns)
    style = layer_style(table.kind, table.part, labels, there) if table.geometry is not None else None
    if style is not None:
        looks = fromstring(style.split("\n", 1)[1])
        layer.extend(found for name in _FROM_STYLE if (found := looks.find(name)) is not None)
        layer.set("labelsEnabled", looks.get("labelsEnabled", "1"))
    else:
        SubElement(layer, "previewExpression").text = '"code"'
    add_form(layer, table, tables, labels)


def _add_properties(document: Element) -> None:
    """Paths are relative, and QField takes the layers along as they are."""
    properties = SubElement(document, "properties")
    paths = SubElement(properties, "Paths")
    SubElement(paths, "Absolute", type="bool").text = "false"
