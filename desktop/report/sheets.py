"""Plan, sections and matrix as sheets of the report: the same paint code as a printed plan, vectors at their scale."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.layouts.layout import Layout
from desktop.layouts.writing import Pen
from desktop.report.flow import Entry, Sheet
from desktop.siteplan.page import sheet_of
from desktop.siteplan.sheet import layout_for, paint_sheet
from forensics.errors import TaphosError
from forensics.messages import Message
from layers.errors import ExportRefused
from layers.exports.saying import PackTranslator
from layers.project import Project
from layers.report.blocks import Plan
from layers.siteplan.drawing import Drawing
from layers.siteplan.records import GraveRecords
from layers.siteplan.views import view_of

BOUND = ("a4-landscape", "a4-portrait", "a3-landscape", "a3-portrait")
"""Paper that is bound with a report; larger sheets are folded in, where nothing else will do."""


@dataclass(frozen=True)
class Plans:
    """What sheets are made with."""

    project: Project
    records: GraveRecords
    translate: PackTranslator


def sheet_for(block: Plan, plans: Plans) -> Sheet | Message:
    """The sheet of a view at the first scale that has room on bound paper, or why there is none."""
    try:
        drawing = view_of(block.scene, block.view)
        scale, layout = room_for(drawing, block.scales)
    except TaphosError as refused:
        return refused.message
    made = sheet_of(plans.project, plans.records, block.scene, drawing, scale, layout.name, plans.translate)

    def paint(pen: Pen) -> None:
        paint_sheet(made, pen, plans.translate)

    title = f"{block.title}, 1 : {scale}" if drawing.measured else block.title
    return Sheet(layout, paint, Entry(title, 2))


def room_for(drawing: Drawing, scales: tuple[int, ...]) -> tuple[int, Layout]:
    """A scale and paper for a drawing; raises ExportRefused where even the largest paper has no room."""
    for scale in scales:
        for name in BOUND:
            try:
                return scale, layout_for(drawing, scale, name)
            except ExportRefused:
                continue
    return scales[-1], layout_for(drawing, scales[-1], "")
