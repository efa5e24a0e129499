"""The paper of a team: a map of its areas with grid and hazards, then its tasks and the safety card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QColor, QPainter, QPen

from desktop.layouts.files import Paint, write_pages
from desktop.layouts.layout import MARGIN, Layout, layout_named
from desktop.layouts.page import MAP, sheet_of, with_qt
from desktop.layouts.planning import plan_page
from desktop.layouts.sheet import paint_sheet
from desktop.layouts.writing import BODY, HEADING, SUBTITLE, TITLE, Pen, broken
from desktop.map.printed import printed_base_maps
from desktop.theme.theme import theme
from forensics.messages import Message, say
from forensics.planning.unmarked import NOT_FOUND_SAFE
from layers.exports.disclosed import disclose
from layers.exports.ledger import note_map
from layers.exports.profiles import FOLDER
from layers.exports.saying import translator_for
from layers.exports.selecting import Selection
from layers.language import Translator
from layers.planning.packing import (
    CARD,
    ON_A_BODY,
    ON_A_HAZARD,
    TeamPack,
    hazard_lines,
    permit_lines,
    task_lines,
)
from layers.project import Project

SHOWN = ("settlement", "site", "survey_area", "hazard")
PROFILE = str(FOLDER / "phones" / "field.toml")
LAYOUT = "a4-portrait"
SPACING = 1.35
BLANK = 26.0
"""The height of a line to be written on by hand."""


@dataclass(frozen=True)
class Line:
    """One line of a page: words in a style, or a rule to write on."""

    words: str
    style: object
    height: float
    blank: bool = False


def write_team_pages(
    project: Project, out: Path, pack: TeamPack, language: str, layout: str = LAYOUT
) -> Message | None:
    """Write the paper of a team as PDF, whole or not at all; gives why it is not in the ledger of exports.

    Works without a display. The map is disclosed as what a phone may carry; tasks and card are for the team alone.
    """
    with_qt()
    arrangement = layout_named(layout)
    translate = translator_for(project, language)
    disclosed = disclose(project, PROFILE, Selection(types=SHOWN, bbox=pack.box))
    with printed_base_maps(project) as printed:
        plan = plan_page(project, disclosed, arrangement, pack.box, None, translate, printed)
        title = translate(say("Team {code}, {day}", code=pack.name, day=pack.day.isoformat()))
        sheet = sheet_of(project, disclosed, arrangement, plan, translate, title=title, crs="EPSG:4326")

        def map_page(painter: QPainter) -> tuple[str, ...]:
            pen = Pen(painter, theme("light"), translate)
            paint_sheet(sheet, pen, language)
            return tuple(pen.words)

        pages = [map_page, *card_pages(pack, arrangement, translate, title)]
        write_pages(out, arrangement, title, pages)
    making = disclosed.making(MAP, layout=layout, extent=",".join(map(repr, pack.box)), scale="", title=title,
                              crs="EPSG:4326", language=language, ending=out.suffix.lower(), style="")  # fmt: skip
    return note_map(project, out, disclosed, making)


def card_pages(pack: TeamPack, layout: Layout, translate: Translator, title: str) -> list[Paint]:
    """The pages of tasks and safety card, as many as they need."""
    room = layout.page.adjusted(MARGIN + 8, MARGIN, -MARGIN - 8, -MARGIN)
    lines = list(_lines(pack, translate, room.width()))
    pages: list[list[Line]] = [[]]
    used = 70.0
    for line in lines:
        if used + line.height > room.height():
            pages.append([])
            used = 70.0
        pages[-1].append(line)
        used += line.height
    return [_painter(page, layout, room, translate, title) for page in pages]


def _painter(lines: Sequence[Line], layout: Layout, room: QRectF, translate: Translator, title: str) -> Paint:
    def paint(painter: QPainter) -> tuple[str, ...]:
        pen = Pen(painter, theme("light"), translate)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(layout.page, QColor("white"))
        pen.write_fitted(title, QRectF(room.left(), room.top(), room.width(), 32), TITLE)
        words = translate(say("Tasks and safety card: for the team alone, and for no phone"))
        pen.write_fitted(words, QRectF(room.left(), room.top() + 36, room.width(), 18), SUBTITLE)
        top = room.top() + 70
        for line in lines:
            if line.blank:
                painter.setPen(QPen(pen.theme.colour("border"), 0.9))
                painter.drawLine(
                    QPointF(room.left(), top + line.height - 5), QPointF(room.right(), top + line.height - 5)
                )
            else:
                pen.write(line.words, room.left(), top + line.height / 2, line.style)  # type: ignore[arg-type]
            top += line.height
        return tuple(pen.words)

    return paint


def _lines(pack: TeamPack, translate: Translator, width: float) -> list[Line]:
    found: list[Line] = []

    def text(words: Message | str, style: object = BODY) -> None:
        spoken = words if isinstance(words, str) else translate(words)
        found.extend(Line(one, style, style.size * SPACING) for one in broken(spoken, style, width))  # type: ignore[attr-defined, arg-type]

    def heading(words: Message) -> None:
        found.append(Line("", BODY, 10))
        text(words, HEADING)

    text(NOT_FOUND_SAFE, HEADING)
    heading(say("Tasks"))
    for line in task_lines(pack):
        text(line)
    for area, why in pack.blocked:
        text(say("Not to be entered: {code}", code=area.code), HEADING)
        for one in why:
            text(one)
    heading(say("Hazards around the areas"))
    for line in hazard_lines(pack):
        text(line)
    if not pack.hazards:
        text(say("None is on record here. That is not safety."))
    heading(say("Permits"))
    for line in permit_lines(pack):
        text(line)
    if not permit_lines(pack):
        found.append(Line("", BODY, BLANK, blank=True))
    for name, label in CARD.items():
        heading(label)
        given = getattr(pack.card, name)
        if given:
            text(given)
        else:
            found.append(Line("", BODY, BLANK, blank=True))
    heading(say("What to do"))
    text(ON_A_HAZARD)
    found.append(Line("", BODY, 6))
    text(ON_A_BODY)
    return found
