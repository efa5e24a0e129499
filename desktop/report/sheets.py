"""Plan, sections and matrix as sheets of the report: the same paint code as a printed plan, vectors at their scale."""

from __future__ import annotations

from dataclasses import dataclass, replace

from desktop.layouts.layout import LAYOUTS, Layout
from desktop.layouts.writing import Pen
from desktop.report.flow import Entry, Sheet
from desktop.siteplan.page import sheet_of
from desktop.siteplan.parts import Part, parts_of, told_part
from desktop.siteplan.sheet import layout_for, paint_sheet, room_of, units_of
from forensics.errors import TaphosError
from forensics.messages import Message, say
from layers.errors import ExportRefused
from layers.exports.saying import PackTranslator
from layers.project import Project
from layers.report.blocks import Plan
from layers.siteplan.drawing import Drawing
from layers.siteplan.records import GraveRecords
from layers.siteplan.views import view_of

KEY = say("key to the sheets")
MOST_SHEETS = 6
OVERVIEW = (50, 100, 200, 500, 1000)
"""Scales of the key to several sheets, and of what is too large for a plan."""
SEVERAL: Layout = LAYOUTS["a3-landscape"]
BOUND = ("a4-landscape", "a4-portrait", "a3-landscape", "a3-portrait")
"""Paper that is bound with a report; larger sheets are folded in, where nothing else will do."""


@dataclass(frozen=True)
class Plans:
    """What sheets are made with."""

    project: Project
    records: GraveRecords
    translate: PackTranslator


def sheets_for(block: Plan, plans: Plans) -> tuple[Sheet, ...] | Message:
    """The sheets of a view at one scale, the key to them first where they are several; or why there are none."""
    try:
        drawing = view_of(block.scene, block.view)
        chosen = _setting_of(drawing, block)
    except TaphosError as refused:
        return refused.message
    translate = plans.translate

    def sheet(scale: int, layout: Layout, shown: Drawing, part: Part | None, words: str) -> Sheet:
        bare = sheet_of(plans.project, plans.records, block.scene, shown, scale, layout.name, translate)
        title = f"{bare.title}, {words}" if words else bare.title
        made = replace(bare, drawing=shown, parts=chosen.parts, part=part, title=title)

        def paint(pen: Pen) -> None:
            paint_sheet(made, pen, translate)

        told = ", ".join(filter(None, (block.title, f"1 : {scale}" if drawing.measured else "", words)))
        return Sheet(layout, paint, Entry(told, 2))

    if not chosen.parts:
        return (sheet(chosen.scale, chosen.layout, drawing, None, ""),)
    parts = [
        sheet(chosen.scale, chosen.layout, _part_of(drawing, one), one, translate(told_part(one, chosen.parts)))
        for one in chosen.parts
    ]
    scale, layout = room_for(_key_of(drawing), OVERVIEW)
    return (sheet(scale, layout, _key_of(drawing), None, translate(KEY)), *parts)


@dataclass(frozen=True)
class _Setting:
    """A scale and paper for a drawing, and the parts in which it stands on several sheets."""

    scale: int
    layout: Layout
    parts: tuple[Part, ...] = ()


def _setting_of(drawing: Drawing, block: Plan) -> _Setting:
    """The largest of the scales at which a grave is drawn, on one sheet of bound paper or on several.

    What is too large for that, as remains scattered over a field, is drawn smaller on one sheet; raises ExportRefused
    where even that has no room.
    """
    for scale in block.scales:
        single = _bound(drawing, (scale,))
        if single is not None:
            return _Setting(*single)
        parts = _parts_at(drawing, scale)
        if len(parts) <= MOST_SHEETS:
            return _Setting(scale, SEVERAL, parts)
    return _Setting(*room_for(drawing, OVERVIEW))


def _parts_at(drawing: Drawing, scale: int) -> tuple[Part, ...]:
    room = room_of(SEVERAL)
    return parts_of(drawing.extent, room.width() / units_of(scale), room.height() / units_of(scale))


def _part_of(drawing: Drawing, part: Part) -> Drawing:
    """The drawing as its part asks for room on paper."""
    return replace(drawing, extent=part.extent)


def _key_of(drawing: Drawing) -> Drawing:
    """The whole drawing without the codes, which stand on the sheets."""
    return replace(drawing, labels=tuple(one for one in drawing.labels if one.look in ("control", "looking")))


def _bound(drawing: Drawing, scales: tuple[int, ...]) -> tuple[int, Layout] | None:
    """A scale and bound paper for a drawing; None where none has room."""
    for scale in scales:
        for name in BOUND:
            try:
                return scale, layout_for(drawing, scale, name)
            except ExportRefused:
                continue
    return None


def room_for(drawing: Drawing, scales: tuple[int, ...]) -> tuple[int, Layout]:
    """A scale and paper for a drawing on one sheet; raises ExportRefused where even the largest paper has no room."""
    return _bound(drawing, scales) or (scales[-1], layout_for(drawing, scales[-1], ""))
