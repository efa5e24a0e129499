"""What of custody and of order keeps records from a court: each named, and let go only by somebody who says so."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from forensics.catalogue import RecordType
from forensics.disclosure import Profile
from forensics.messages import Message, say_count
from forensics.ports import Found, Query
from forensics.records.evidence import ITEMS
from layers.custody.chains import CUSTODY
from layers.custody.checking import Wrong, custody_problems
from layers.errors import ExportRefused
from layers.exports.consents import consents_of, handing_of
from layers.exports.disclosed import Disclosed
from layers.exports.for_court import HandedOver, is_for_court
from layers.exports.selecting import Selection
from layers.project import Project
from layers.succeeding import OPINION, opinion_faults
from layers.workflow import COURSES, course_of, court_gaps


class CustodyBroken(ExportRefused):
    """Records that a court would be shown with gaps in their custody or order; `wrong` is each of them."""

    def __init__(self, wrong: Sequence[Wrong]) -> None:
        names = [f"one{number}" for number in range(len(wrong))]
        named = Message("\n".join(f"  {{{name}}}" for name in names), dict(zip(names, map(told, wrong), strict=True)))
        super().__init__(
            say_count(
                "{count} fault keeps this from a court; mend it, or let it leave with its gaps told "
                "(--with-gaps):\n{named}",
                "{count} faults keep this from a court; mend them, or let it leave with its gaps told "
                "(--with-gaps):\n{named}",
                count=len(wrong), named=named,
            )
        )  # fmt: skip
        self.wrong = tuple(wrong)


def told(wrong: Wrong) -> Message:
    """The fault and the item that it is of."""
    return Message("{item}: {problem}", {"item": wrong.item.code, "problem": wrong.message})


def custody_faults(
    project: Project, profile: Profile, kinds: Sequence[RecordType], selection: Selection, handed: HandedOver
) -> list[Wrong]:
    """What is wrong with the custody of the items that leave under a profile; nothing but for a court."""
    items = [kind.name for kind in kinds if kind.name in ITEMS]
    with_events = any(kind.name == CUSTODY for kind in kinds)
    if not is_for_court(profile) or not (items or with_events):
        return []
    if not (selection.asks or selection.authority) or not items:
        return [one for one in custody_problems(project) if with_events or one.item.type in items]
    asked = [id_ for type_ in items for id_ in handed.ids(project, type_, selection)]
    return custody_problems(project, asked) if asked else []


def order_faults(
    project: Project, profile: Profile, kinds: Sequence[RecordType], selection: Selection, handed: HandedOver
) -> list[Wrong]:
    """Steps of the graves and cases that leave for a court which were passed over without a word why."""
    types = [kind.name for kind in kinds if kind.name in COURSES]
    if not is_for_court(profile) or not types:
        return []
    faults = [(course, gap) for course, gap in court_gaps(project) if course.type in types]
    if faults and (selection.asks or selection.authority):
        asked = {id_ for type_ in types for id_ in handed.ids(project, type_, selection)}
        faults = [(course, gap) for course, gap in faults if course.record in asked]
    return [Wrong(Found(course.type, course.record, course.code), gap) for course, gap in faults]


def opinion_faults_of(
    project: Project, profile: Profile, kinds: Sequence[RecordType], selection: Selection, handed: HandedOver
) -> list[Wrong]:
    """Opinions on death that leave for a court and are not signed, or take no other's place, as they say."""
    if not is_for_court(profile) or not any(kind.name == OPINION for kind in kinds):
        return []
    asked = handed.ids(project, OPINION, selection) if selection.asks or selection.authority else None
    return [] if asked is not None and not asked else [Wrong(*one) for one in opinion_faults(project, asked)]


def leaving_faults(
    project: Project, profile: Profile, kinds: Sequence[RecordType], selection: Selection,
    handed: HandedOver = HandedOver(),  # noqa: B008 - frozen
) -> list[Wrong]:  # fmt: skip
    """Faults of custody and of order of what leaves; nothing but for a court.

    What stays home for want of a consent is not spoken of, and keeps nothing back.
    """
    handing = handing_of(profile, selection.recipient)
    faults = [
        *custody_faults(project, profile, kinds, selection, handed),
        *order_faults(project, profile, kinds, selection, handed),
        *opinion_faults_of(project, profile, kinds, selection, handed),
    ]
    if not faults:
        return []
    home = consents_of(project.catalogue, profile, handing, project.register.fields_of, counts=False)
    return [one for one in faults if one.item.id not in home.at_home(one.item.type)]


def faults_among(project: Project, profile: Profile, records: Mapping[str, Collection[str]]) -> list[Wrong]:
    """The same of these records (ids by type): what a report tells of."""
    if not is_for_court(profile):
        return []
    items = [id_ for type_ in ITEMS for id_ in records.get(type_, ())]
    found = custody_problems(project, items) if items else []
    for type_ in COURSES:
        for one in _not_voided(project, type_, records.get(type_, ())):
            found += [Wrong(one, gap) for gap in course_of(project, one).gaps()]
    opinions = list(records.get(OPINION, ()))
    return [*found, *(Wrong(*one) for one in opinion_faults(project, opinions))] if opinions else found


def _not_voided(project: Project, type_: str, ids: Collection[str]) -> list[Found]:
    held = project.register.select(Query(type_, ids=tuple(ids))) if ids else ()
    return [Found(type_, str(one["id"]), str(one["code"])) for one in held]


def gated(project: Project, disclosed: Disclosed, *, with_gaps: bool) -> Disclosed:
    """What a map may show, with the faults that it leaves with; raises CustodyBroken as `refuse_gaps` does."""
    kinds = [one.kind for one in disclosed.types]
    faults = leaving_faults(project, disclosed.profile, kinds, disclosed.selection, disclosed.handed)
    refuse_gaps(faults, with_gaps=with_gaps)
    return replace(disclosed, gaps=tuple(faults))


MOST_TOLD = 8
"""How many faults stand on a page that has other things to show; the others are counted there."""


def told_on_page(wrong: Sequence[Wrong], most: int = MOST_TOLD) -> list[Message]:
    """What the first page says of faults that something leaves with."""
    faults = [told(one) for one in wrong]
    if not faults:
        return []
    head = say_count(
        "This leaves with {count} fault of custody or order:", "This leaves with {count} faults of custody or order:",
        count=len(faults),
    )  # fmt: skip
    more = len(faults) - most
    rest = [say_count("and {count} more", "and {count} more", count=more)] if more > 0 else []
    return [head, *faults[:most], *rest]


def refuse_gaps(wrong: Sequence[Wrong], *, with_gaps: bool) -> None:
    """Raise CustodyBroken where something is wrong and nobody said that it may leave so."""
    if wrong and not with_gaps:
        raise CustodyBroken(wrong)


def document_of(wrong: Sequence[Wrong]) -> list[dict[str, Any]]:
    """The faults as a manifest holds them, in English."""
    return [{"item": one.item.code, "event": one.event or None, "fault": str(one.message)} for one in wrong]
