"""What must hold of authorities, exhumations, the daily log and the contexts of a grave."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import UTC, datetime, timedelta

from forensics.consenting import named
from forensics.dates import read_date, surely_after
from forensics.matrix import OF_CONTEXTS, layer_of
from forensics.messages import say
from forensics.problems import Problem
from forensics.records.base import Record
from forensics.records.graves import Authority, Context, Exhumation, SiteLog
from forensics.rules import Rule
from forensics.rules.between import fields_of, filled, in_order, label_of, missing
from forensics.rules.saying import refusal, shown
from forensics.site_day import DAY, minute_of

MUNSELL = re.compile(r"(N|(\d{1,2}(\.\d)?)(R|YR|Y|GY|G|BG|B|PB|P|RP)) ?(\d(\.\d)?)/(\d{0,2})( .*)?", re.IGNORECASE)
"""Hue, value and chroma as on the soil charts: 10YR 4/3, 7.5YR 5/8, N 4/."""

LONGEST = 16 * 60
"""So many minutes over one midnight are believed of one person."""

NUMBERS_OF_A_CONTROL_POINT = ("x", "y", "z", "longitude", "latitude", "height")


def authority_in_order(record: Authority) -> Iterator[Problem]:
    """Valid from, valid until; an order does not expire before it is made."""
    yield from in_order(record, "valid_from", "valid_until", refuses=True)
    yield from in_order(record, "date", "valid_until")


def authority_is_known(record: Authority) -> Iterator[Problem]:
    """`None known` has no order behind it."""
    if record.authority_type == "none_known" and filled(record, "order_number"):
        yield shown(record, "authority_type", say("No authority is known, but the number of an order is given."))


def crime_of_sexual_violence_is_restricted(record: Authority) -> Iterator[Problem]:
    """An order that names such a crime names a grave beside it, and is not for partners."""
    marked = fields_of(type(record))["qualification"].vocabulary
    named = marked.sexual.intersection(record.qualification or ()) if marked is not None else ()
    if named and record.sensitivity not in ("restricted", "sealed"):
        message = say(
            "An order on a crime of sexual violence is restricted, because it names a grave beside it and could expose "
            "a survivor or the dead; set its sensitivity so."
        )
        yield Problem("sensitivity", record.sensitivity, message, harms=True)


def case_number_names_its_register(record: Authority) -> Iterator[Problem]:
    """A case number says which register it is of."""
    if filled(record, "case_number"):
        yield from missing(record, "case_register", say("A case number is given without its register."))


def exhumation_in_order(record: Exhumation) -> Iterator[Problem]:
    """Start, end, then what closes it."""
    yield from in_order(record, "start", "end", refuses=True)
    yield from in_order(record, "start", "backfilled_on")
    yield from in_order(record, "start", "protocol_signed_on")


def method_agrees_with_itself(record: Exhumation) -> Iterator[Problem]:
    """Machine and sieve are said once."""
    if record.method == "machine_and_hand" and record.machine_used == "no":
        yield shown(record, "machine_used", say("The method says that a machine was used, this says that none was."))
    if record.sieved == "none" and record.sieve_mesh is not None:
        yield shown(record, "sieve_mesh", say("Nothing was sieved, but a mesh is given."))


def depth_says_below_what(record: Record) -> Iterator[Problem]:
    """A depth is measured below a named surface."""
    for name in ("water_table", "depth_top", "depth_base"):
        if getattr(record, name, None) is not None and not filled(record, "depth_below"):
            yield shown(record, "depth_below", say("A depth is given, but not below which surface it was measured."))
            return


def bearing_says_which_north(record: Record, bearing: str, north: str) -> Iterator[Problem]:
    """A direction says from which north it counts, and a magnetic one on which day."""
    if getattr(record, bearing) is None:
        return
    if not filled(record, north):
        yield shown(
            record,
            north,
            say(
                "“{bearing}” is given, but not from which north it counts.",
                bearing=label_of(record, bearing),
            ),
        )
    if getattr(record, north) == "magnetic":
        yield from missing(record, "magnetic_on", say("Magnetic north moves; the day of the bearing is needed."))


def grid_has_a_north(record: Exhumation) -> Iterator[Problem]:
    """The grid's bearing says its north."""
    yield from bearing_says_which_north(record, "grid_bearing", "grid_north")


def control_points_are_numbers(record: Exhumation) -> Iterator[Problem]:
    """Control points are numbers, and two or more tie the grid to the globe."""
    points = record.grid_controls or ()
    for point in points:
        for name in NUMBERS_OF_A_CONTROL_POINT:
            if point.get(name) and not _is_number(point[name]):
                yield refusal(
                    record,
                    "grid_controls",
                    say(
                        "{value} in column {column} of the control points is not a number.",
                        value=point[name],
                        column=name,
                    ),
                )
    if len(points) == 1:
        yield shown(
            record, "grid_controls", say("One control point does not tie the grid to the globe; two or more do.")
        )


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d+([.,]\d+)?", text.strip()) is not None


def field_mni_is_reasoned(record: Exhumation) -> Iterator[Problem]:
    """MNI says what it was counted on (element, side, zone, developmental age)."""
    if record.mni_field is not None:
        yield from missing(
            record, "mni_field_basis", say("An MNI says what it rests on: element, side, zone and developmental age.")
        )


def signed_protocol_is_dated(record: Exhumation) -> Iterator[Problem]:
    """A signed protocol has its day."""
    if record.protocol_signed == "yes":
        yield from missing(record, "protocol_signed_on", say("The protocol is signed, but the day is not given."))


def a_log_is_of_one_day(record: SiteLog) -> Iterator[Problem]:
    """A log is of one calendar day."""
    if record.day is not None and not read_date(record.day).is_day:
        yield refusal(record, "day", say("A site log is of one day; {day} is not one.", day=record.day))


def log_is_of_a_day_that_has_come(record: SiteLog) -> Iterator[Problem]:
    """A day is logged when it is there; somewhere on earth it may be tomorrow already."""
    tomorrow = (datetime.now(UTC) + timedelta(hours=14)).date().isoformat()
    if record.day is not None and surely_after(record.day, tomorrow):
        yield shown(record, "day", say("The day of the log ({day}) has not come yet.", day=record.day))


def people_leave_after_they_came(record: SiteLog) -> Iterator[Problem]:
    """Nobody is at a site around the clock; who leaves by an earlier hour than they came stayed over one night."""
    for row in record.people or ():
        came, went = minute_of(row.get("in", "")), minute_of(row.get("out", ""))
        if came is not None and went is not None and went < came and went - came + DAY > LONGEST:
            yield shown(record, "people", say(
                "{person} left ({out}) before they came ({came}); over midnight it would be {hours} hours.",
                person=row.get("person", "–"), out=row.get("out", ""), came=row.get("in", ""),
                hours=round((went - came + DAY) / 60, 1),
            ))  # fmt: skip


def colour_is_munsell(record: Context) -> Iterator[Problem]:
    """The colour is a Munsell notation, so that two people see the same soil."""
    if record.colour and not MUNSELL.fullmatch(record.colour.strip()):
        yield shown(
            record,
            "colour",
            say(
                "{colour} is not a Munsell colour; expected is hue value/chroma, as 10YR 4/3.",
                colour=record.colour,
            ),
        )


def levels_in_order(record: Context) -> Iterator[Problem]:
    """The top of a context lies above its base; a level says its datum."""
    top, base = record.level_top, record.level_base
    if top is not None and base is not None and top < base:
        yield refusal(record, "level_top", say("The top ({top} m) lies below the base ({base} m).", top=top, base=base))
    if (top is not None or base is not None) and not filled(record, "level_datum"):
        yield shown(record, "level_datum", say("A level is given, but not to which datum it refers."))


def sequence_is_possible(record: Context) -> Iterator[Problem]:
    """Nothing lies above and below the same context, nor above itself (Harris 1989)."""
    said = layer_of(record.id or "", OF_CONTEXTS, vars(record))
    over, under, equal = set(said.over), set(said.under), set(said.equal)
    if over & under:
        yield refusal(record, _naming(record, OF_CONTEXTS.under, over), say(
            "A context cannot lie above and below one and the same context."
        ))  # fmt: skip
    if equal & (over | under):
        yield refusal(record, "equal_to", say("A context cannot be equal to one that it lies above or below."))
    for name in OF_CONTEXTS.fields:
        if record.id is not None and record.id in named(getattr(record, name)):
            yield refusal(record, name, say("A context cannot lie above, below or equal to itself."))


def _naming(record: Context, fields: Sequence[str], ids: Set[str]) -> str:
    """The first of some fields that names one of these."""
    return next(name for name in fields if ids & set(named(getattr(record, name))))


def only_fills_fill(record: Context) -> Iterator[Problem]:
    """Only a fill fills a cut."""
    if record.fill_of is not None and record.context_type not in (None, "fill", "unknown"):
        yield shown(record, "fill_of", say("A cut is named that this fills, but the context is not a fill."))


def no_marks_beside_none(record: Context) -> Iterator[Problem]:
    """`None seen` stands alone."""
    marks = record.tool_marks or ()
    if "none_seen" in marks and len(marks) > 1:
        yield refusal(record, "tool_marks", say("“None” cannot stand beside other answers."))


RULES: Mapping[str, tuple[Rule, ...]] = {
    "authority": (
        authority_in_order, authority_is_known, case_number_names_its_register,
        crime_of_sexual_violence_is_restricted,
    ),
    "exhumation": (
        exhumation_in_order, method_agrees_with_itself, depth_says_below_what, grid_has_a_north,
        control_points_are_numbers, field_mni_is_reasoned, signed_protocol_is_dated,
    ),
    "site_log": (a_log_is_of_one_day, log_is_of_a_day_that_has_come, people_leave_after_they_came),
    "context": (colour_is_munsell, levels_in_order, sequence_is_possible, only_fills_fill, no_marks_beside_none),
}  # fmt: skip
