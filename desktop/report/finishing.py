"""What Qt does not write into a PDF: bookmarks, links from the table of contents, the language, spaces that are spaces.

They are appended to the file as one update of it, so that its pages are neither read whole nor written again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import DictionaryObject, Fit, IndirectObject, NameObject, StreamObject, TextStringObject

from desktop.layouts.layout import UNIT
from desktop.report.flow import LEFT, WIDTH, Placed

POINTS = UNIT / 25.4 * 72
"""Points of a PDF to a unit of a page."""
_TAB, _SPACE = b"<0009>", b"<0020>"


@dataclass(frozen=True)
class Lead:
    """A line of the table of contents, where it stands, and where it leads."""

    line: Placed
    to: Placed


def finish(source: BinaryIO, file: BinaryIO, leads: Sequence[Lead], language: str) -> None:
    """Copy a complete PDF, with bookmarks and links appended; numbers of pages begin at 1."""
    source.seek(0)
    writer = PdfWriter(PdfReader(source), incremental=True)
    heights = [float(page.mediabox.height) for page in writer.pages]
    above: list[IndirectObject] = []
    for lead in leads:
        at = lead.to.page - 1
        top = heights[at] - lead.to.y * POINTS
        level = lead.to.entry.level
        parent = above[level - 2] if level > 1 and len(above) >= level - 1 else None
        made = writer.add_outline_item(
            title=lead.to.entry.title,
            page_number=at,
            parent=parent,
            fit=Fit.xyz(left=0, top=top + 12),
        )
        above[level - 1 :] = [made]
        _link(writer, lead, heights, top)
    writer.root_object[NameObject("/Lang")] = TextStringObject(language)
    writer.page_mode = "/UseOutlines"
    _mend_spaces(writer)
    writer.write(file)


def _link(writer: PdfWriter, lead: Lead, heights: Sequence[float], top: float) -> None:
    at, y = lead.line.page - 1, heights[lead.line.page - 1] - lead.line.y * POINTS
    rectangle = (LEFT * POINTS, y - 13, (LEFT + WIDTH) * POINTS, y + 1)
    link = Link(rect=rectangle, target_page_index=lead.to.page - 1, fit=Fit.xyz(left=0, top=top + 12))
    writer.add_annotation(page_number=at, annotation=link)


def _mend_spaces(writer: PdfWriter) -> None:
    """Qt tells of the glyph of the space that it is a tab, and whoever copies or searches gets tabs."""
    for page in writer.pages:
        fonts = page.get("/Resources", DictionaryObject()).get_object().get("/Font")
        for font in (fonts.get_object() if fonts is not None else {}).values():
            told = font.get_object().get("/ToUnicode")
            stream = told.get_object() if told is not None else None
            if isinstance(stream, StreamObject) and _TAB in (data := stream.get_data()):
                stream.set_data(data.replace(_TAB, _SPACE))
