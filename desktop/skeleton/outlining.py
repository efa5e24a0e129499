"""Words of a drawing as outlines, so that it looks the same where the typeface is not: they stand in its title too."""

from __future__ import annotations

from xml.etree import ElementTree

from PyQt6.QtGui import QFontMetricsF, QPainterPath

from desktop.theme.fonts import font
from layers.skeleton.picture import BOLD, LETTERING

SVG = "http://www.w3.org/2000/svg"


def outlined(svg: str) -> str:
    """The same drawing with each of its texts as a path, and all of them in its title."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(svg)
    words = []
    for parent in list(root.iter()):
        for at, child in enumerate(list(parent)):
            if child.tag == f"{{{SVG}}}text" and child.text:
                words.append(child.text)
                parent[at] = _path_of(child)
    title = ElementTree.Element(f"{{{SVG}}}title")
    title.text = "\n".join(words)
    root.insert(0, title)
    return ElementTree.tostring(root, encoding="unicode")


def _path_of(text: ElementTree.Element) -> ElementTree.Element:
    name, words = text.get("class", ""), text.text or ""
    typeface = font(LETTERING[name], bold=name in BOLD)
    x, y = float(text.get("x", 0)), float(text.get("y", 0))
    if text.get("text-anchor") == "middle":
        x -= QFontMetricsF(typeface).horizontalAdvance(words) / 2
    drawn = QPainterPath()
    drawn.addText(x, y, typeface, words)
    path = ElementTree.Element(f"{{{SVG}}}path", {"class": f"words {name}".strip(), "d": _data_of(drawn)})
    if text.get("transform"):
        path.set("transform", str(text.get("transform")))
    return path


def _data_of(path: QPainterPath) -> str:
    """A path as SVG writes it, to a hundredth of a unit."""
    kinds = QPainterPath.ElementType
    parts = []
    for at in range(path.elementCount()):
        element = path.elementAt(at)
        letter = {kinds.MoveToElement: "M", kinds.LineToElement: "L", kinds.CurveToElement: "C"}.get(element.type, " ")
        parts.append(f"{letter}{element.x:.2f},{element.y:.2f}")
    return "".join(parts)
