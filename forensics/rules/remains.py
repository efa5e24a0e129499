"""What must hold of human remains, from the case to its disposition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forensics.messages import say
from forensics.problems import Problem
from forensics.records.remains import Disposition
from forensics.rules import Rule
from forensics.rules.between import filled, in_order, missing
from forensics.rules.cases import CASE, ELEMENT
from forensics.rules.findings import EXAMINATION, FINDING, OPINION, PROFILE
from forensics.rules.saying import refusal, shown

BURIED = ("temporary_burial", "reburied")


def disposition_is_of_something(record: Disposition) -> Iterator[Problem]:
    """A disposition is of remains or of a package."""
    if not filled(record, "cases") and not filled(record, "packages"):
        yield refusal(record, "cases", say("A disposition names the remains or the package that it is of."))


def remains_can_be_found_again(record: Disposition) -> Iterator[Problem]:
    """Buried remains have a plot, stored ones a facility, released ones a receiver (ICRC, Bournemouth Protocol)."""
    marked = any(filled(record, name) for name in ("plot", "marker_number", "place"))
    if record.kind in BURIED and not marked:
        yield shown(
            record, "plot", say("Buried remains need a plot, a marker or a point by which they are found again.")
        )
    if record.kind in BURIED and not filled(record, "cemetery") and not filled(record, "place"):
        yield shown(record, "cemetery", say("The cemetery or the point of the burial is not given."))
    if record.kind == "in_storage":
        yield from missing(record, "facility", say("Stored remains name the facility that keeps them."))
    if record.kind in ("released", "returned_to_authority"):
        yield from missing(record, "received_by", say("It is not said who received the remains."))
    yield from in_order(record, "date", "valid_until")


RULES: Mapping[str, tuple[Rule, ...]] = {
    "case": CASE,
    "element": ELEMENT,
    "examination": EXAMINATION,
    "profile": PROFILE,
    "finding": FINDING,
    "opinion": OPINION,
    "disposition": (disposition_is_of_something, remains_can_be_found_again),
}
