"""What Qt does not write into a PDF: bookmarks, links from the table of contents, the language, spaces that are spaces.

They are appended to the file as one update of it (ISO 32000-1, 7.5.6), so that its pages are neither held in memory nor
written again; pypdf reads the few objects that are changed, and writes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from desktop.layouts.layout import UNIT
from desktop.report.flow import LEFT, WIDTH, Placed

POINTS = UNIT / 25.4 * 72
"""Points of a PDF to a unit of a page."""
ABOVE = 12.0
"""Points between the top of the window and the entry that a bookmark leads to."""
_MENDED = {b"<0009>": b"<0020>", b"<02EE>": b"<201D>"}
"""What Qt calls a glyph that stands for several letters, and the letter that a report means by it: space and quote."""


@dataclass(frozen=True)
class Lead:
    """A line of the table of contents, where it stands, and where it leads."""

    line: Placed
    to: Placed


def finish(file: BinaryIO, leads: Sequence[Lead], language: str) -> None:
    """Append bookmarks and links to a PDF that is complete; numbers of pages begin at 1."""
    update = _Update(file)
    _outline(update, leads)
    _links(update, leads)
    update.root[NameObject("/Lang")] = TextStringObject(language)
    update.root[NameObject("/PageMode")] = NameObject("/UseOutlines")
    update.put(update.root_reference, update.root)
    _mend_letters(update)
    update.append()


class _Update:
    """Objects that are added to a file or put in the place of others, and the table that says where they are."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        file.seek(0)
        self.reader = PdfReader(file)
        self.pages = list(self.reader.pages)
        self.heights = [float(page.mediabox.height) for page in self.pages]
        trailer = self.reader.trailer
        self.root_reference = trailer.raw_get("/Root")
        self.root: DictionaryObject = trailer["/Root"]  # type: ignore[assignment]
        self._next = int(trailer["/Size"])  # type: ignore[call-overload]
        self._objects: dict[int, PdfObject] = {}

    def reserve(self) -> IndirectObject:
        """A number for an object that is put later."""
        self._next += 1
        return IndirectObject(self._next - 1, 0, self.reader)

    def put(self, reference: IndirectObject, held: PdfObject) -> IndirectObject:
        """An object under its number."""
        self._objects[reference.idnum] = held
        return reference

    @property
    def known(self) -> frozenset[int]:
        """The numbers of what was put."""
        return frozenset(self._objects)

    def place(self, to: Placed) -> ArrayObject:
        """Where an entry stands, as a destination."""
        at = to.page - 1
        top = self.heights[at] - to.y * POINTS + ABOVE
        page: PdfObject = self.pages[at].indirect_reference or NullObject()
        return ArrayObject([page, NameObject("/XYZ"), NumberObject(0), FloatObject(round(top, 2)), NullObject()])

    def append(self) -> None:
        """Write the objects behind what is there, the table of their places, and where the table before it is."""
        before = _last_table(self._file)
        self._file.seek(0, 2)
        places: dict[int, int] = {}
        for number, held in sorted(self._objects.items()):
            places[number] = self._file.tell()
            self._file.write(b"%d 0 obj\n" % number)
            held.write_to_stream(self._file)
            self._file.write(b"\nendobj\n")
        table = self._file.tell()
        self._file.write(b"xref\n")
        for number, place in places.items():
            self._file.write(b"%d 1\n%010d 00000 n \n" % (number, place))
        trailer = DictionaryObject({NameObject(name): self.reader.trailer.raw_get(name)
                                    for name in ("/Root", "/Info", "/ID") if name in self.reader.trailer})  # fmt: skip
        trailer[NameObject("/Size")] = NumberObject(self._next)
        trailer[NameObject("/Prev")] = NumberObject(before)
        self._file.write(b"trailer\n")
        trailer.write_to_stream(self._file)
        self._file.write(b"\nstartxref\n%d\n%%%%EOF\n" % table)
        self._file.flush()


def _last_table(file: BinaryIO) -> int:
    """Where the file's own table stands, as its end says."""
    size = file.seek(0, 2)
    file.seek(max(size - 64, 0))
    return int(file.read().rpartition(b"startxref")[2].split()[0])


def _outline(update: _Update, leads: Sequence[Lead]) -> None:
    """Bookmarks in two levels: each a link to its parent, its neighbours and its first and last child."""
    root = update.reserve()
    items = [(update.reserve(), lead.to) for lead in leads]
    parents = [root] * len(items)
    for at, (_, to) in enumerate(items):
        if to.entry.level > 1:
            parents[at] = next((ref for ref, one in reversed(items[:at]) if one.entry.level < to.entry.level), root)
    for at, (reference, to) in enumerate(items):
        beside = [ref for (ref, _), parent in zip(items, parents, strict=True) if parent == parents[at]]
        place = beside.index(reference)
        held = DictionaryObject({
            NameObject("/Title"): TextStringObject(to.entry.title), NameObject("/Parent"): parents[at],
            NameObject("/Dest"): update.place(to),
        })  # fmt: skip
        if place:
            held[NameObject("/Prev")] = beside[place - 1]
        if place + 1 < len(beside):
            held[NameObject("/Next")] = beside[place + 1]
        _hold(held, [ref for (ref, _), parent in zip(items, parents, strict=True) if parent == reference], -1)
        update.put(reference, held)
    top = DictionaryObject({NameObject("/Type"): NameObject("/Outlines")})
    _hold(top, [ref for (ref, _), parent in zip(items, parents, strict=True) if parent == root], 1)
    update.root[NameObject("/Outlines")] = update.put(root, top)


def _hold(held: DictionaryObject, children: list[IndirectObject], sign: int) -> None:
    """First and last child and their number, negative where they are folded in."""
    if children:
        held[NameObject("/First")], held[NameObject("/Last")] = children[0], children[-1]
        held[NameObject("/Count")] = NumberObject(sign * len(children))


def _links(update: _Update, leads: Sequence[Lead]) -> None:
    """Each line of the table of contents leads to its page."""
    for number in sorted({lead.line.page for lead in leads}):
        page = update.pages[number - 1]
        marks = ArrayObject()
        for lead in leads:
            if lead.line.page == number:
                marks.append(update.put(update.reserve(), _link(update, lead)))
        page[NameObject("/Annots")] = marks
        if page.indirect_reference is not None:
            update.put(page.indirect_reference, page)


def _link(update: _Update, lead: Lead) -> DictionaryObject:
    y = update.heights[lead.line.page - 1] - lead.line.y * POINTS
    corners = (LEFT * POINTS, y - 13, (LEFT + WIDTH) * POINTS, y + 1)
    return DictionaryObject({
        NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Link"),
        NameObject("/Rect"): ArrayObject([FloatObject(round(one, 2)) for one in corners]),
        NameObject("/Border"): ArrayObject([NumberObject(0)] * 3), NameObject("/Dest"): update.place(lead.to),
    })  # fmt: skip


def _mend_letters(update: _Update) -> None:
    """Qt calls the glyph of a space a tab and that of a quote another letter: whoever copies or searches gets these."""
    for page in update.pages:
        resources = page.get("/Resources", DictionaryObject()).get_object()
        for font in resources.get("/Font", DictionaryObject()).get_object().values():
            reference = font.get_object().get("/ToUnicode") and font.get_object().raw_get("/ToUnicode")
            if isinstance(reference, IndirectObject) and reference.idnum not in update.known:
                stream = reference.get_object()
                if isinstance(stream, StreamObject) and (told := stream.get_data()) != (data := _mended(told)):
                    mended = StreamObject()
                    mended.set_data(data)
                    update.put(reference, mended)


def _mended(told: bytes) -> bytes:
    for wrong, right in _MENDED.items():
        told = told.replace(wrong, right)
    return told
