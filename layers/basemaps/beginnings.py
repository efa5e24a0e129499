"""How vector files begin: GDAL goes by what is in a file, and one that is another than it says may lead anywhere."""

from __future__ import annotations

import re
from pathlib import Path

from layers.basemaps.errors import BaseMapRefused

LOOKED_AT = 4096
_SQLITE = rb"SQLite format 3\x00"
_XML = rb"\s*(?:<\?xml[^>]*\?>)?(?:\s|<!--.*?-->)*"
BEGINNINGS: dict[str, bytes] = {
    ".gpkg": _SQLITE, ".sqlite": _SQLITE, ".fgb": rb"fgb", ".shp": rb"\x00\x00\x27\x0a", ".tab": rb"!table",
    ".geojson": rb"\s*\{", ".json": rb"\s*\{", ".gpx": _XML + rb"<gpx\b",
    ".kml": _XML + rb"<(?:\w+:)?(?:kml|Document|Folder)\b",
    ".gml": _XML + rb"<(?:\w+:)?\w*(?:Collection|FeatureCollection)\b",
}  # fmt: skip
"""By ending what a file begins with, after a mark of its encoding."""


def refuse_disguised(path: Path) -> None:
    """Raise BaseMapRefused for a file that does not begin as one of its ending does."""
    pattern = BEGINNINGS.get(path.suffix.lower())
    with path.open("rb") as file:
        head = file.read(LOOKED_AT).removeprefix(b"\xef\xbb\xbf")
    if pattern is not None and not re.match(pattern, head, re.DOTALL | re.IGNORECASE):
        raise BaseMapRefused("“{file}” is not what its ending says, and is not opened.", file=path.name)
