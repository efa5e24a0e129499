"""XML of others, read with expat into a tree: it may declare nothing, so that no entity grows and none is fetched.

Prefixes of names are dropped, because files of the field use them without declaring them.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, TreeBuilder, tostring
from xml.parsers import expat

from forensics.reading import quoted
from layers.imports.source import UnreadableSource

DEEPEST = 400
"""Elements inside each other; beyond it somebody means harm."""
LARGEST = 256 << 20
"""Bytes of one document, which is held whole in memory."""


def parse_markup(data: bytes, file: str) -> Element:
    """The root of a document; raises UnreadableSource with the line that is wrong."""
    if len(data) > LARGEST:
        raise UnreadableSource(
            "“{file}” has {found:,} bytes of XML, and up to {most:,} are read.",
            file=file,
            found=len(data),
            most=LARGEST,
        )
    reader = _Reader(file)
    try:
        reader.parser.Parse(data.lstrip(b" \t\r\n"), True)
    except expat.ExpatError as reason:
        raise UnreadableSource(
            "“{file}” is no whole XML: line {line}, {reason}.",
            file=file, line=reason.lineno, reason=expat.errors.messages[reason.code],
        ) from reason  # fmt: skip
    except (LookupError, ValueError) as reason:  # an encoding that expat asks Python for
        raise UnreadableSource(
            "“{file}” names an encoding in which it cannot be read: {reason}.", file=file, reason=quoted(str(reason))
        ) from reason
    return reader.tree.close()


class _Reader:
    """What expat tells, made into a tree."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._depth = 0
        self.tree = TreeBuilder()
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self.tree.data
        self.parser.StartDoctypeDeclHandler = self._refuse

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise UnreadableSource(
                "“{file}” has more than {most:,} elements inside each other, which no list of places needs.",
                file=self._file, most=DEEPEST,
            )  # fmt: skip
        self.tree.start(local(name), {local(one): text for one, text in attributes.items()})

    def _end(self, name: str) -> None:
        self._depth -= 1
        self.tree.end(local(name))

    def _refuse(self, *_: object) -> None:
        raise UnreadableSource(
            "“{file}” declares entities, which can grow without end; save it anew without its DOCTYPE.", file=self._file
        )


def local(name: str) -> str:
    """A name without its prefix: gx:Track is Track."""
    return name.rpartition(":")[2]


def text_within(element: Element | None) -> str:
    """All that stands in an element, with the elements inside it as they are written; blanks around it fall away."""
    if element is None:
        return ""
    inner = [tostring(child, encoding="unicode") for child in element]
    return "".join([element.text or "", *inner]).strip()


def walk(root: Element) -> Iterator[tuple[Element, tuple[Element, ...]]]:
    """Every element, in the order of the document, with those that hold it, the outermost first."""
    stack: list[tuple[Element, tuple[Element, ...]]] = [(root, ())]
    while stack:
        element, above = stack.pop()
        yield element, above
        within = (*above, element)
        stack.extend((child, within) for child in reversed(element))
