"""One submission as ODK and KoBo phones keep it: an XML file whose elements are the questions, read as a single row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from forensics.messages import say
from layers.imports.markup import parse_markup
from layers.imports.source import Opening, Row, Source, UnknownLayer, UnreadableSource, first_bytes

_NAMED_LIKE_OURS = ("kml", "gpx", "html", "svg", "Workbook", "rss")


def open_table(path: Path, opening: Opening) -> Source:
    """The answers of a submission, each a column with its groups before a slash; raises UnreadableSource."""
    if opening.layer:
        raise UnknownLayer("“{file}” is one table, so it has no layer “{layer}”.", file=path.name, layer=opening.layer)
    first_bytes(path)
    root = parse_markup(path.read_bytes(), path.name)
    if root.tag in _NAMED_LIKE_OURS or not root.get("id"):
        raise UnreadableSource(
            "“{file}” is XML and no submission of a form: its first element <{element}> names no form by an id.",
            file=path.name, element=root.tag,
        )  # fmt: skip
    answers = dict(_answers(root))
    row = Row(1, tuple(answers.values()))
    repeated = tuple(name for name in answers if "[" in name)
    notes = (say("The answers of repeated questions are columns with a number: {columns}.",
                 columns=", ".join(repeated[:5])),) if repeated else ()  # fmt: skip
    return Source(path, path.stem, tuple(answers), lambda: iter((row,)), claimed=1, submitted=True, notes=notes)


def _answers(root: Element) -> Iterator[tuple[str, str]]:
    """Questions and answers, depth first; of several elements of one name under one each has a number."""
    stack = [(child, name) for child, name in _named(root, "")]
    while stack:
        element, name = stack.pop(0)
        if len(element):
            stack = [*_named(element, f"{name}/"), *stack]
        else:
            yield name, (element.text or "").strip()


def _named(element: Element, before: str) -> list[tuple[Element, str]]:
    tags = [child.tag for child in element]
    met: dict[str, int] = {}
    found = []
    for child in element:
        met[child.tag] = met.get(child.tag, 0) + 1
        number = f"[{met[child.tag]}]" if tags.count(child.tag) > 1 else ""
        found.append((child, f"{before}{child.tag}{number}"))
    return found
