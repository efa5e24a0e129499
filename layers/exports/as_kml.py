"""KML 2.2 for Google Earth and the like: a folder a layer, drawn in the map's colours, every field as extended data.

No icon is named, since a viewer would fetch it from the network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import shapely
from shapely.geometry.base import BaseGeometry

from forensics.messages import Message, say_count
from layers.exports.rows_out import RowOut, RowsOut, SheetOut
from layers.exports.standing import unmarked
from layers.project import Project
from layers.symbols import area_styles, colours, point_symbols

NAMESPACE = "http://www.opengis.net/kml/2.2"
_TYPES = {"INTEGER": "int", "DOUBLE": "double", "BOOLEAN": "bool"}
_OPAQUE = 255
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(rows: RowsOut, path: Path, project: Project) -> Sequence[Message]:
    """Write every row as a placemark; those without a place have none here either."""
    writer = _Writer()
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="{NAMESPACE}"><Document>\n')
        file.write(f"<name>{writer.text(project.name)}</name>\n")
        layers = list(rows.layers)
        told = [f"{standing['stamp']}: {standing['words']}" for standing in rows.standing]
        told += unmarked(sheet.name for sheet in layers).values()
        if told:
            file.write(f"<description>{writer.text(chr(10).join(told))}</description>\n")
        for sheet in layers:
            file.writelines(writer.styles(sheet))
            file.writelines(writer.schema(sheet))
        for sheet in layers:
            file.write(f"<Folder><name>{sheet.name}</name>\n")
            file.writelines(writer.placemark(sheet, row) for row in rows.read(sheet))
            file.write("</Folder>\n")
        file.write("</Document></kml>\n")
    return writer.told


class _Writer:
    """Writes pieces of a document, and counts what XML cannot hold."""

    def __init__(self) -> None:
        self._lost = 0

    @property
    def told(self) -> tuple[Message, ...]:
        if not self._lost:
            return ()
        return (
            say_count(
                "{count} text lost control characters, which KML cannot hold.",
                "{count} texts lost control characters, which KML cannot hold.",
                count=self._lost,
            ),
        )

    def text(self, value: Any) -> str:
        """A value as text of an element."""
        plain = str(value)
        left = _NOT_XML.sub("", plain)
        self._lost += left != plain
        return escape(left)

    def styles(self, sheet: SheetOut) -> Iterator[str]:
        """A style for every code that the layer is drawn by."""
        for code, style in _styles(sheet).items():
            yield f'<Style id="{_style_id(sheet, code)}">{style}</Style>\n'

    def schema(self, sheet: SheetOut) -> Iterator[str]:
        """What the extended data of a layer hold."""
        yield f'<Schema name="{sheet.name}" id="schema.{sheet.name}">\n'
        for column in sheet.columns:
            kind = _TYPES.get(column.type, "string")
            label = quoteattr(column.field.label)
            yield f'<SimpleField type="{kind}" name="{column.name}"><displayName>{label[1:-1]}</displayName>'
            yield "</SimpleField>\n"
        yield "</Schema>\n"

    def placemark(self, sheet: SheetOut, row: RowOut) -> str:
        """One row."""
        cells = {column.name: cell for column, cell in zip(sheet.columns, row.cells, strict=True) if cell is not None}
        data = "".join(f'<SimpleData name="{name}">{self.text(cell)}</SimpleData>' for name, cell in cells.items())
        named = (str(cells[name]) for name in (*sheet.kind.names, "code") if cells.get(name))
        shape = row.shapes[0] if row.shapes else None
        geometry = "" if shape is None else _geometry(shapely.from_wkb(shape))
        code = str(cells.get(sheet.kind.about.style, "")) if sheet.name == sheet.kind.name else ""
        return (
            f"<Placemark><name>{self.text(next(named, ''))}</name><styleUrl>#{_style_id(sheet, code)}</styleUrl>"
            f'<ExtendedData><SchemaData schemaUrl="#schema.{sheet.name}">{data}</SchemaData></ExtendedData>'
            f"{geometry}</Placemark>\n"
        )


def _style_id(sheet: SheetOut, code: str) -> str:
    return f"{sheet.name}.{code if code in _codes(sheet) else 'other'}"


def _codes(sheet: SheetOut) -> tuple[str, ...]:
    styled = sheet.kind.by_name.get(sheet.kind.about.style) if sheet.name == sheet.kind.name else None
    return tuple(styled.vocabulary.all_codes) if styled is not None and styled.vocabulary is not None else ()


def _styles(sheet: SheetOut) -> Mapping[str, str]:
    """The drawing of each code, and of whatever else there is."""
    codes = (*_codes(sheet), "unknown")
    points = point_symbols(sheet.kind.name, codes)
    areas = area_styles(sheet.kind.name, codes)
    return {
        code if code != codes[-1] else "other": (
            f"<IconStyle><color>{_colour(point.colour)}</color></IconStyle>"
            f"<LineStyle><color>{_colour(area.stroke)}</color><width>{area.width:g}</width></LineStyle>"
            f"<PolyStyle><color>{_colour(area.fill, area.opacity)}</color></PolyStyle>"
        )
        for code, point, area in zip(codes, points, areas, strict=True)
    }


def _colour(name: str, opacity: float = 1.0) -> str:
    """A colour of the theme as KML writes it: aabbggrr."""
    if not name:
        return "00ffffff"
    red, green, blue = (colours()[name].lstrip("#")[at : at + 2] for at in (0, 2, 4))
    return f"{round(_OPAQUE * opacity):02x}{blue}{green}{red}".lower()


def _geometry(geometry: BaseGeometry) -> str:
    if geometry.is_empty:
        return ""
    if geometry.geom_type == "Point":
        return f"<Point>{_coordinates(geometry)}</Point>"
    if geometry.geom_type == "LineString":
        return f"<LineString>{_coordinates(geometry)}</LineString>"
    if isinstance(geometry, shapely.Polygon):
        outer, *inner = map(_ring, shapely.get_rings(shapely.orient_polygons(geometry)))
        holes = "".join(f"<innerBoundaryIs>{ring}</innerBoundaryIs>" for ring in inner)
        return f"<Polygon><outerBoundaryIs>{outer}</outerBoundaryIs>{holes}</Polygon>"
    return f"<MultiGeometry>{''.join(_geometry(part) for part in shapely.get_parts(geometry))}</MultiGeometry>"


def _ring(ring: BaseGeometry) -> str:
    return f"<LinearRing>{_coordinates(ring)}</LinearRing>"


def _coordinates(geometry: BaseGeometry) -> str:
    """Longitude, latitude and, where there is one, height; in the shortest form that reads back the same."""
    numbers = shapely.get_coordinates(geometry, include_z=geometry.has_z).tolist()
    return f"<coordinates>{' '.join(','.join(map(repr, one)) for one in numbers)}</coordinates>"
