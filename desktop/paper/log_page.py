"""The sheet of a day at a site: who was there and how long, what was done, and who had the site at night."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QLineF, QRectF
from PyQt6.QtGui import QPainter, QPen

from desktop.canvas.text import TextStyle
from desktop.layouts.files import write_pages
from desktop.layouts.heading import paint_across, paint_heading
from desktop.layouts.layout import MARGIN, Layout, layout_named
from desktop.layouts.page import with_qt
from desktop.layouts.signing import HEIGHT as SIGNING
from desktop.layouts.signing import paint_signing
from desktop.layouts.writing import BODY, HEADING, SMALL, Pen, Translate, broken
from desktop.theme.theme import theme
from forensics.fields import Kind
from forensics.messages import Message, say
from forensics.ports import Found, Values
from forensics.site_day import Presence
from layers.errors import ExportRefused
from layers.exports.disclosed import MARKINGS
from layers.exports.saying import PackTranslator, translator_for
from layers.language import format_date
from layers.paper.day_log import LOG, DayLog, day_total, disclosed_log, note_log
from layers.project import Project
from layers.words import DocumentSpeech, Words

LAYOUT = "a4-portrait"
BOLD = TextStyle(12.0, bold=True, halo=0.0, colour="place")
LINE, ROW, LABEL = 17.0, 20.0, 190.0
HEAD, FOOT = 72.0, 30.0
_NOT_ON_THE_SHEET = ("id", "code", "site", "day", "people", "sensitivity", "review", "example")


@dataclass(frozen=True)
class Line:
    """One line of the sheet: a label with its text, a row of people, or a heading."""

    texts: tuple[str, ...]
    style: TextStyle = BODY
    height: float = LINE


def print_log(project: Project, out: Path, log: Found, *, profile: str, language: str = "en") -> Message | None:
    """Write the sheet of a day under a profile and enter it into the ledger; gives why it is not there.

    Works without a display. Raises ExportRefused.
    """
    if out.suffix.lower() != ".pdf":
        raise ExportRefused("“{file}” has an ending that no sheet is written in; allowed is .pdf.", file=out.name)
    with_qt()
    translate = translator_for(project, language)
    disclosed = disclosed_log(project, log, profile)
    layout = layout_named(LAYOUT)
    lines = list(lines_of(project, disclosed, translate))
    pages = _paged(lines, layout)
    heads = _headed(project, disclosed, translate)
    paints = [partial(_paint, page, number, len(pages), layout, heads, translate) for number, page in enumerate(pages)]
    write_pages(out, layout, heads[0], paints)
    return note_log(disclosed, out)


def _headed(project: Project, log: DayLog, translate: PackTranslator) -> tuple[str, str, str, tuple[str, ...]]:
    """Title, subtitle, marking and stamps."""
    day = format_date(str(log.values.get("day", "")), translate.language)
    title = translate(say("{site}: {day}", site=log.site, day=day))
    subtitle = translate(say("Log of the site {code}, kept day by day", code=str(log.values.get("code", ""))))
    profile = log.records.profile
    classes = profile.classes if profile is not None else ()
    marking = translate(MARKINGS[max(classes, key=lambda one: one.rank)]) if classes else ""
    stamps = log.records.stamps(example=bool(log.values.get("example")))
    return title, subtitle, marking, tuple(translate(one) for one in stamps)


def lines_of(project: Project, log: DayLog, translate: PackTranslator) -> Iterator[Line]:
    """What stands on the sheet, from the top down."""
    kind = project.catalogue[LOG]
    yield from _people(log.values, kind.by_name["people"].columns, log.presence, translate)
    words = Words(DocumentSpeech(project, translate), log.names)
    group = ""
    for field in kind.typed:
        value = log.values.get(field.name)
        if value is None or field.name in _NOT_ON_THE_SHEET or field.kind in (Kind.ANSWERS, Kind.ROWS):
            continue
        if field.group != group:
            group = field.group
            yield Line((translate(group),), HEADING, LINE + 12)
        yield Line((translate(field.label), words.value(field, value)))


def _people(
    values: Values, columns: Mapping[str, str] | None, presence: Presence | None, translate: PackTranslator
) -> Iterator[Line]:
    if presence is None:
        return
    yield Line((translate(say("Who was there")),), HEADING, LINE + 12)
    columns = columns or {}
    yield Line(tuple(translate(label) for label in columns.values()), SMALL, ROW)
    for row in values.get("people") or ():
        yield Line(tuple(row.get(name, "") for name in columns), BODY, ROW)
    total = "; ".join(translate(part) for part in day_total(presence, translate.language))
    yield Line((translate(say("Together")), total), BOLD, ROW + 4)


def _paged(lines: Sequence[Line], layout: Layout) -> list[list[Line]]:
    """The lines of each page, broken where they are long, with room for two signatures on the last one."""
    room = layout.height - 2 * MARGIN - HEAD - FOOT
    pages: list[list[Line]] = [[]]
    at = 0.0
    for line in lines:
        for part in _broken(line, layout):
            if at + part.height > room:
                pages.append([])
                at = 0.0
            pages[-1].append(part)
            at += part.height
    return pages if at + SIGNING <= room else [*pages, []]


def _broken(line: Line, layout: Layout) -> Iterator[Line]:
    """A label with a long text, as one line for each part of it."""
    if len(line.texts) != 2:
        yield line
        return
    width = layout.width - 2 * MARGIN - 16 - LABEL
    parts = [part for row in line.texts[1].split("\n") for part in broken(row, line.style, width) or [""]]
    for number, part in enumerate(parts or [""]):
        last = number == len(parts) - 1
        yield Line((line.texts[0] if not number else "", part), line.style, line.height + (4 if last else 0))


def _paint(
    page: Sequence[Line], number: int, of: int, layout: Layout, heads: tuple[str, str, str, tuple[str, ...]],
    translate: Translate, painter: QPainter,
) -> tuple[str, ...]:  # fmt: skip
    pen = Pen(painter, theme("light"), translate)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_across(pen, layout, heads[3])
    room = layout.page.adjusted(MARGIN + 8, MARGIN, -MARGIN - 8, -MARGIN)
    paint_heading(pen, room, *heads)
    at = room.top() + HEAD
    for line in page:
        _paint_line(pen, line, QRectF(room.left(), at, room.width(), line.height))
        at += line.height
    if number == of - 1:
        width = (room.width() - 36) / 2
        for column in range(2):
            paint_signing(pen, room.left() + column * (width + 36), width, room.bottom() - FOOT - SIGNING)
    said = translate(say("Page {page} of {pages}", page=number + 1, pages=of))
    pen.write(said, room.right(), room.bottom() - 6, SMALL, "right")
    return tuple(pen.words)


def _paint_line(pen: Pen, line: Line, room: QRectF) -> None:
    texts = line.texts
    if len(texts) == 1:
        pen.write(texts[0], room.left(), room.bottom() - 9, line.style)
        pen.painter.setPen(QPen(pen.theme.colour("border"), 0.9))
        pen.painter.drawLine(QLineF(room.left(), room.bottom(), room.right(), room.bottom()))
        return
    lefts = (0.0, LABEL) if len(texts) == 2 else (0.0, 0.34, 0.72, 0.86)
    for place, text in enumerate(texts):
        left = lefts[place] if len(texts) == 2 else lefts[place] * room.width()
        after = [*lefts, room.width() if len(texts) == 2 else 1.0][place + 1]
        right = after if len(texts) == 2 else after * room.width()
        pen.write_fitted(text, QRectF(room.left() + left, room.top(), right - left - 8, LINE), line.style)
