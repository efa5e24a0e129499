"""The three steps between two organisations: one offers, the other answers, both open.

1. Offer: ours under our key. 2. Answer: theirs under their key, and ours under both. The one who offered opens it and
knows what both have. 3. Closing: theirs under both, for the one who answered. Each is held to the set of the first file
that it wrote: what the other compares are those very points.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from forensics.changes import Change, Operation
from forensics.identifiers import new_id
from forensics.overlap import SHARE, WORK, Piece, Terms, month_called, number_of, padded
from forensics.ports import Query
from layers.countries.gazetteer import gazetteer
from layers.errors import OverlapRefused
from layers.overlap.files import ANSWER, CLOSING, MOST_POINTS, OFFER, Party, Sheet, read_sheet, said, write_sheet
from layers.overlap.intersection import common, new_key, under_both, under_key
from layers.overlap.pending import Pending, keep, look, today, use_up
from layers.overlap.work import Work, work_of
from layers.project import Project
from layers.register.journal import OVERLAP

BACK, AHEAD = 36, 12
"""Months before and after this one that are compared where nobody says which."""


@dataclass(frozen=True)
class Sent:
    """A file that was written: under which terms, how many pieces of ours are in it, and to how many it was filled up.

    `asked_before` is what the sets come to that were answered here before, in pieces.
    """

    path: Path
    terms: Terms
    pieces: int
    size: int
    left_out: Mapping[str, int]
    them: Party = field(default_factory=Party)
    asked_before: int = 0


@dataclass(frozen=True)
class Met:
    """A piece of work that both have; `name` is what the settlement is called here."""

    piece: Piece
    name: str


@dataclass(frozen=True)
class Opened:
    """What both cover, whom to call, and to how many the other side's set was filled up.

    `told` is the file that lets the other side know the same, where one was written or none is needed.
    """

    met: Sequence[Met]
    them: Party
    terms: Terms
    theirs: int
    told: Path | None
    closes: bool


def default_terms(
    project: Project, first: str = "", last: str = "", kinds: Sequence[str] = (), share: int = SHARE
) -> Terms:  # fmt: skip
    """The terms of an offer, completed: all kinds, and the months around this one. Raises OverlapRefused."""
    pack = project.pack
    if pack is None or pack.code_system is None:
        raise OverlapRefused(
            "Settlements are compared by their official codes, and this project has no country pack with a code list."
        )
    now = number_of(f"{today():%Y-%m}")
    return Terms(
        pack.code_system.name, pack.code_system.edition, first or month_called(now - BACK),
        last or month_called(now + AHEAD), tuple(kinds) or tuple(WORK), share,
    )  # fmt: skip


def offer(project: Project, out: Path, terms: Terms, us: Party, *, planned: bool = False) -> Sent:
    """Write the first file, and keep what opens the answer to it. Raises OverlapRefused. Blocking."""
    us = _typed(us)
    most = _most(project, terms)
    work = work_of(project, terms, today(), planned=planned)
    key, exchange = new_key(), secrets.token_hex(16)
    items = _filled_up(work, most)
    points = under_key(key, _texts(items))
    keep(project, Pending(exchange, OFFER, terms, key, items))
    write_sheet(out, Sheet(OFFER, exchange, terms, us, points))
    _note(project, OFFER, exchange, terms, Party(), ours=len(points), planned=planned)
    return Sent(out, terms, len(work.pieces), len(points), work.left_out)


def answer(
    project: Project, path: Path, out: Path, us: Party, *, share: int = SHARE, planned: bool = False
) -> Sent:  # fmt: skip
    """Answer an offer, and keep what opens the file that follows. Raises OverlapRefused. Blocking."""
    us, sheet = _typed(us), read_sheet(path, OFFER)
    terms = sheet.terms
    _refuse_other_terms(project, terms, share)
    most = _most(project, terms)
    _refuse_size(sheet, most)
    before = project.register.administrative(OVERLAP).values()
    if any(entry.get("exchange") == sheet.exchange for entry in before):
        raise OverlapRefused(
            "This offer was answered here already, or was made here; each is answered once, by somebody else."
        )
    work = work_of(project, terms, today(), planned=planned)
    key, items = new_key(), _filled_up(work, most)
    doubled = under_both(key, sheet.points)
    points = under_key(key, _texts(items))
    keep(project, Pending(sheet.exchange, ANSWER, terms, key, items, sheet.points))
    write_sheet(out, Sheet(ANSWER, sheet.exchange, terms, us, points, doubled))
    _note(
        project, ANSWER, sheet.exchange, terms, sheet.party,
        ours=len(points), theirs=len(sheet.points), planned=planned,
    )  # fmt: skip
    asked = sum(int(entry.get("theirs") or 0) for entry in before)
    return Sent(out, terms, len(work.pieces), len(points), work.left_out, sheet.party, asked)


def open_sheet(
    project: Project, path: Path, out: Path | None = None, us: Party = Party(), *, if_wanted: bool = False  # noqa: B008
) -> Opened:  # fmt: skip
    """Open an answer or a closing file, once; an answer is followed by the closing file `out`, where one is named.

    A closing file is followed by none: `out` is refused then, or with `if_wanted` left alone. Raises OverlapRefused.
    Blocking.
    """
    us, sheet = _typed(us), read_sheet(path, ANSWER, CLOSING)
    closes = sheet.step == CLOSING
    if closes and if_wanted:
        out = None
    if closes and out is not None:
        raise OverlapRefused("“{file}” is the last file of its exchange; no other follows it.", file=path.name)
    pending = look(project, sheet.exchange, ANSWER if closes else OFFER)
    terms = pending.terms
    if sheet.terms != terms or len(sheet.doubled) != len(pending.items):
        raise OverlapRefused("“{file}” does not fit what was sent from here.", file=path.name)
    theirs = pending.theirs if closes else sheet.points
    if not closes:
        _refuse_size(sheet, _most(project, terms))
    found = common(pending.key, sheet.doubled, theirs)
    pieces = sorted(piece for at in found if (piece := pending.items[at]) is not None)
    if out is not None:
        doubled = under_both(pending.key, sheet.points)
        write_sheet(out, Sheet(CLOSING, sheet.exchange, terms, us, doubled=doubled))
    try:
        use_up(project, sheet.exchange)
    except OverlapRefused:
        if out is not None:
            out.unlink(missing_ok=True)
        raise
    _note(
        project, sheet.step + "_opened", sheet.exchange, terms, sheet.party,
        ours=len(pending.items), theirs=len(theirs), found=len(pieces), closing_written=out is not None,
    )  # fmt: skip
    names = _names(project, {piece.settlement for piece in pieces})
    met = [Met(piece, names.get(piece.settlement, piece.settlement)) for piece in pieces]
    return Opened(met, sheet.party, terms, len(theirs), out, closes)


def _typed(us: Party) -> Party:
    return Party(said(us.organisation), said(us.contact))


def _most(project: Project, terms: Terms) -> int:
    """How many points a set may have under terms, by the gazetteer of this project."""
    assert project.pack is not None
    most = terms.most(len(gazetteer(project.pack).rows_by_code))
    if most > MOST_POINTS:
        raise OverlapRefused(
            "So many months and kinds would let a set have {count:,} pieces; at most {most:,} are exchanged. Choose "
            "fewer months or kinds.",
            count=most, most=MOST_POINTS,
        )  # fmt: skip
    return most


def _filled_up(work: Work, most: int) -> list[Piece | None]:
    """Our pieces and what only fills the set up, in an order that tells nothing; raises OverlapRefused."""
    if len(work.pieces) > most:
        raise OverlapRefused(
            "This project has {count:,} pieces of work there and then, and the agreed share is {most:,}; choose fewer "
            "months or kinds, or agree on a larger share.",
            count=len(work.pieces), most=most,
        )  # fmt: skip
    items: list[Piece | None] = list(work.pieces)
    items += [None] * (padded(len(items), most) - len(items))
    secrets.SystemRandom().shuffle(items)
    return items


def _texts(items: Sequence[Piece | None]) -> list[str]:
    """What is turned into points; what fills up is random, so that it meets nothing."""
    return [secrets.token_hex(32) if item is None else item.text for item in items]


def _refuse_other_terms(project: Project, terms: Terms, share: int) -> None:
    ours = default_terms(project)
    if (terms.system, terms.edition) != (ours.system, ours.edition):
        raise OverlapRefused(
            "The offer names settlements by {theirs}, this project by {ours}; both sides need the same code list.",
            theirs=f"{terms.system} {terms.edition}".strip(), ours=f"{ours.system} {ours.edition}".strip(),
        )  # fmt: skip
    if terms.share > share:
        raise OverlapRefused(
            "The offer asks for {theirs} % of the gazetteer, and {ours} % is what is accepted here; agree on a share, "
            "and say so with --share.",
            theirs=terms.share / 10, ours=share / 10,
        )  # fmt: skip


def _refuse_size(sheet: Sheet, most: int) -> None:
    if len(sheet.points) > most:
        raise OverlapRefused(
            "The other side's set has {count:,} pieces, more than the agreed share of the gazetteer ({most:,}): "
            "whoever asks for so much asks for the register. It was not gone on with.",
            count=len(sheet.points), most=most,
        )  # fmt: skip


def _note(project: Project, step: str, exchange: str, terms: Terms, them: Party, **sizes: Any) -> None:
    """Enter a step into the journal: who, when and how much, and nothing of what."""
    entry = {
        "step": step, "exchange": exchange, "organisation": them.organisation, "period": f"{terms.first}/{terms.last}",
        "kinds": list(terms.kinds), "share": terms.share, **sizes,
    }  # fmt: skip
    project.register.commit([Change(OVERLAP, new_id(), Operation.ADD, after=entry)], "")


def _names(project: Project, codes: set[str]) -> dict[str, str]:
    """What the settlements with these official codes are called here, in the first language that names them."""
    kind = project.catalogue["settlement"]
    names = [one.field for one in project.pack.name_fields] if project.pack else []
    if not codes:
        return {}
    rows = project.register.select(Query(kind.name))
    return {
        str(row["official_code"]): next((str(row[name]) for name in names if row.get(name)), str(row["code"]))
        for row in rows
        if row.get("official_code") in codes
    }
