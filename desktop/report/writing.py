"""A report written to a file: measured first, so that contents and numbers of pages are known, then painted."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from desktop.layouts.page import with_qt
from desktop.report.finishing import Lead, finish
from desktop.report.flow import A4, Flow, Measuring, Piece, Placed, Sheet
from desktop.report.front import Line, contents_pieces, paint_cover
from desktop.report.paper import Furniture, Paper
from desktop.report.photos import photo_pieces
from desktop.report.pictures import Read, reader_of
from desktop.report.pieces import facts_pieces, heading_piece, paragraph_pieces, title_piece
from desktop.report.sheets import Plans, sheets_for
from desktop.report.signatures import signature_pieces
from desktop.report.skeletons import skeleton_piece
from desktop.report.tables import column_widths, table_pieces
from forensics.messages import Message, say
from forensics.ports import Progress
from layers.errors import ExportRefused
from layers.exports.custody_gaps import told
from layers.exports.saying import PackTranslator, translator_for
from layers.files import asked_for, write_out
from layers.project import Project
from layers.report.blocks import (
    Block,
    Facts,
    Heading,
    Paragraph,
    Photos,
    Plan,
    Report,
    Signatures,
    Skeleton,
    Table,
)
from layers.report.ledger import note_report
from layers.report.making import Made, Wanted, make_case_report, make_site_report
from layers.siteplan.records import grave_records

CONTENTS = say("Contents")
MAKERS = {"site": make_site_report, "case": make_case_report}


@dataclass(frozen=True)
class Written:
    """A report that was written: its pages, its pictures, how many records of each type it tells of."""

    path: Path
    pages: int
    pictures: int
    counts: dict[str, int]
    unnoted: Message | None = None  # why it is not in the ledger of exports
    faults: tuple[Message, ...] = ()  # of custody and order, with which it leaves


def write_report(
    project: Project, out: Path, record: str, type_: str, wanted: Wanted, progress: Progress | None = None
) -> Written:
    """Write the report of a site or case to `out`, whole or not at all, and enter it into the ledger; blocking.

    Raises ExportRefused for a profile that keeps it home or a file that cannot be written, as CustodyBroken for faults
    of custody that nobody let leave; UnknownName for a record, FilterRefused; and what `progress` raises to stop.
    """
    if out.suffix.lower() != ".pdf":
        raise ExportRefused("“{file}” has an ending that no report is written in; allowed is .pdf.", file=out.name)
    with_qt()
    made = MAKERS[type_](project, project.register.find(record, (type_,)), wanted, progress)
    translate = translator_for(project, wanted.language)
    plans = Plans(
        project, grave_records(project, wanted.profile, "", wanted.selection.recipient, wanted.edition), translate
    )
    with asked_for(out), tempfile.TemporaryFile(dir=out.parent) as file:  # no name that a crash could leave behind
        with reader_of(project, (one.media for one in made.report.pictures())) as read:
            pages = set_report(made.report, file, plans, read, progress)
        file.seek(0)
        write_out(out, file)
    unnoted = note_report(made, out)
    return Written(
        out, pages, sum(1 for _ in made.report.pictures()), _counts(made), unnoted, tuple(map(told, made.gaps))
    )


def _counts(made: Made) -> dict[str, int]:
    return {type_: len(held) for type_, held in made.disclosing.shown.items() if held}


def set_report(report: Report, file: BinaryIO, plans: Plans, read: Read, progress: Progress | None = None) -> int:
    """Set a report into a file that is open; gives the number of its pages."""
    translate = plans.translate
    setting = _Setting(report, plans, read, _widths_of(report))
    measured = Flow(Measuring())
    setting.body(measured)
    front = 1 + _pages_of_contents(measured.placed, translate)
    pages = front + measured.page

    def began(number: int) -> None:
        if progress is not None:
            progress(number, pages)

    paper = Paper(file, f"{report.cover.kind}: {report.cover.title}", Furniture(report, pages, translate), began)
    try:
        paint_cover(paper.blank(A4), report.cover)
        contents, body = Flow(paper, 1), Flow(paper, front)
        contents.put(contents_pieces(translate(CONTENTS), _lines(measured.placed, front)))
        contents.settle()
        setting.body(body)
    finally:
        paper.close()
    leads = [Lead(line, to) for line, to in zip(contents.placed, body.placed, strict=True)]
    finish(file, leads, translate.language)
    return pages


@dataclass(frozen=True)
class _Setting:
    """A report with what its blocks are set with."""

    report: Report
    plans: Plans
    read: Read
    widths: Mapping[int, Sequence[float]]

    def body(self, flow: Flow) -> None:
        """All sections, one after the other."""
        for section in self.report.sections:
            flow.put((title_piece(section.title),))
            for block in section.blocks:
                flow.put(self._pieces(block))
        flow.settle()

    def _pieces(self, block: Block) -> Iterator[Piece | Sheet]:
        """What a block is set as."""
        if isinstance(block, Heading):
            yield heading_piece(block.text, block.level, block.new_page)
        elif isinstance(block, Paragraph):
            yield from paragraph_pieces(block.text, block.quiet, block.leads)
        elif isinstance(block, Facts):
            yield from facts_pieces(block.rows)
        elif isinstance(block, Table):
            yield from table_pieces(block, self.widths[id(block)])
        elif isinstance(block, Skeleton):
            yield skeleton_piece(block, self.plans.translate)
        elif isinstance(block, Photos):
            yield from photo_pieces(block, self.read, self.plans.translate)
        elif isinstance(block, Signatures):
            yield from signature_pieces(block, self.plans.translate)
        elif isinstance(block, Plan):
            yield from _sheet(block, self.plans)


def _widths_of(report: Report) -> dict[int, Sequence[float]]:
    """Of the columns of each table, by its identity: tables are set twice, to be measured and to be painted."""
    return {
        id(block): column_widths(block)
        for section in report.sections for block in section.blocks if isinstance(block, Table)
    }  # fmt: skip


def _lines(placed: list[Placed], front: int) -> list[Line]:
    return [Line(one, one.page + front) for one in placed]


def _pages_of_contents(placed: list[Placed], translate: PackTranslator) -> int:
    flow = Flow(Measuring())
    flow.put(contents_pieces(translate(CONTENTS), _lines(placed, 0)))
    flow.settle()
    return flow.page


def _sheet(block: Plan, plans: Plans) -> Iterator[Piece | Sheet]:
    found = sheets_for(block, plans)
    if isinstance(found, tuple):
        yield from found
    else:
        yield from paragraph_pieces(f"{block.title}: {plans.translate(found)}")
