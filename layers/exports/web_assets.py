"""Leaflet and Leaflet.markercluster from their static wheels, and our own script and style, for within a page."""

from __future__ import annotations

import re
from base64 import b64encode
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from layers.errors import ExportRefused

OWN = Path(__file__).parents[2] / "resources" / "web"
LEAFLET = ("XStatic-Leaflet", "xstatic/pkg/leaflet/data")
CLUSTERS = ("XStatic-Leaflet-MarkerCluster", "xstatic/pkg/leaflet_markercluster/data")
_PICTURE = re.compile(r"url\((?!data:|#)([^)]+)\)")
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


def scripts() -> tuple[str, ...]:
    """The scripts in the order in which they are read."""
    leaflet = (_folder(LEAFLET) / "leaflet.js").read_text("utf-8")
    clusters = (_folder(CLUSTERS) / "leaflet.markercluster.js").read_text("utf-8")
    return tuple(_SOURCE_MAP.sub("", text) for text in (leaflet, clusters, _own("search.js"), _own("map.js")))


def styles() -> tuple[str, ...]:
    """The style sheets, the pictures they name within them."""
    folder = _folder(LEAFLET)
    clusters = (_folder(CLUSTERS) / "MarkerCluster.css").read_text("utf-8")
    return _embedded((folder / "leaflet.css").read_text("utf-8"), folder), clusters, _own("map.css")


def licences() -> str:
    """What must be told of the scripts of others."""
    return _own("licences.txt")


def _embedded(style: str, folder: Path) -> str:
    def address(found: re.Match[str]) -> str:
        file = folder / found[1].strip("'\"")
        return f"url(data:image/png;base64,{b64encode(file.read_bytes()).decode()})"

    return _PICTURE.sub(address, re.sub(r"behavior:\s*url\([^)]*\);?", "", style))


def _own(name: str) -> str:
    return (OWN / name).read_text("utf-8")


def _folder(wheel: tuple[str, str]) -> Path:
    name, inside = wheel
    try:
        return Path(str(distribution(name).locate_file(inside)))
    except PackageNotFoundError as reason:
        raise ExportRefused("The web map needs the package {name}, which is not installed.", name=name) from reason
