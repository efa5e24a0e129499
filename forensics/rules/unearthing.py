"""What is known of remains is known after they came out of the ground, and lies in the ground after its person died."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from forensics.dates import surely_after
from forensics.messages import Message, say
from forensics.problems import Problem
from forensics.records.base import Record
from forensics.records.evidence import Sample
from forensics.records.graves import Exhumation
from forensics.records.identity import Identification, MissingPerson
from forensics.records.places import Site
from forensics.records.remains import Case, Examination, Finding, Opinion
from forensics.rules.around import LinkedRule, Surroundings
from forensics.rules.between import label_of
from forensics.rules.deciding import is_in_force
from forensics.rules.saying import shown

DIGGING = ("exhumation", None)
"""Origins of remains that lay in the ground until it was opened."""


def recovered_while_it_was_dug(case: Case, around: Surroundings) -> Iterator[Problem]:
    """Remains of an exhumation are recovered between its first and its last day."""
    dug, recovered = _dug(case, around), (case.recovered_at or "")[:10]
    if dug is None or not recovered:
        return
    if dug.start and surely_after(dug.start, recovered):
        yield shown(case, "recovered_at", say(
            "{case} was recovered on {recovered}, before {dug} began ({start}).",
            case=case.code, recovered=recovered, dug=dug.code, start=dug.start,
        ))  # fmt: skip
    if dug.end and surely_after(recovered, dug.end):
        yield shown(case, "recovered_at", say(
            "{case} was recovered on {recovered}, after {dug} ended ({end}).",
            case=case.code, recovered=recovered, dug=dug.code, end=dug.end,
        ))  # fmt: skip


def _dug(case: Case, around: Surroundings) -> Exhumation | None:
    found = around.record(case.exhumation) if case.exhumation is not None and case.origin in DIGGING else None
    return found if isinstance(found, Exhumation) else None


def after_it_came_out(record: Examination | Sample | Finding | Opinion, around: Surroundings) -> Iterator[Problem]:
    """Nobody examines, samples or judges remains that lie still in the ground."""
    names = ("start", "end") if isinstance(record, Examination) else ("date",)
    yield from _too_early(record, names, (record.case,), around)


def decided_after_it_came_out(one: Identification, around: Surroundings) -> Iterator[Problem]:
    """Nobody gives a name to remains that lie still in the ground."""
    yield from _too_early(one, ("date",), one.cases or (), around)


def _too_early(
    record: Record, names: Iterable[str], cases: Iterable[str | None], around: Surroundings
) -> Iterator[Problem]:
    for case_id in cases:
        case = around.record(case_id) if case_id is not None else None
        if not isinstance(case, Case):
            continue
        for name in names:
            given = getattr(record, name)
            told = _still_in_the_ground(case, given, around) if given is not None else None
            if told is not None:
                yield shown(record, name, say(
                    "“{label}” of {code} ({given}) comes before the remains were there: {because}",
                    label=label_of(record, name), code=record.code, given=given, because=told,
                ))  # fmt: skip
                break


def _still_in_the_ground(case: Case, given: str, around: Surroundings) -> Message | None:
    """Why the remains cannot have been seen on that date; in the ground something may be seen before it is lifted."""
    dug = _dug(case, around)
    if dug is not None and dug.start:
        if not surely_after(dug.start, given):
            return None
        return say("{dug}, of {case}, began on {start}.", dug=dug.code, case=case.code, start=dug.start)
    recovered = (case.recovered_at or "")[:10]
    if recovered and surely_after(recovered, given):
        return say("{case} was recovered on {recovered}.", case=case.code, recovered=recovered)
    return None


def seen_before_it_lay_there(one: Identification, around: Surroundings) -> Iterator[Problem]:
    """Who was seen after a grave was filled, or after it was opened, does not lie in it."""
    person = around.record(one.missing_person) if one.missing_person is not None else None
    if not is_in_force(one) or not isinstance(person, MissingPerson) or not person.last_seen:
        return
    for case_id in one.cases or ():
        case = around.record(case_id)
        if not isinstance(case, Case):
            continue
        dug, site = _dug(case, around), _site(case, around)
        if dug is not None and dug.start and surely_after(person.last_seen, dug.start) and not case.recovered_at:
            yield _contradicted(one, say(
                "{person} was last seen on {seen}, after {dug}, of {case}, began ({start}).",
                person=person.code, seen=person.last_seen, dug=dug.code, case=case.code, start=dug.start,
            ))  # fmt: skip
        elif site is not None and site.deposited and surely_after(person.last_seen, site.deposited):
            yield _contradicted(one, say(
                "{person} was last seen on {seen}, after the remains of {site}, of {case}, were laid there ({laid}).",
                person=person.code, seen=person.last_seen, site=site.code, case=case.code, laid=site.deposited,
            ))  # fmt: skip


def _site(case: Case, around: Surroundings) -> Site | None:
    dug = around.record(case.exhumation) if case.exhumation is not None else None
    id_ = dug.site if isinstance(dug, Exhumation) else case.site
    found = around.record(id_) if id_ is not None else None
    return found if isinstance(found, Site) else None


def _contradicted(one: Identification, message: Message) -> Problem:
    return Problem("missing_person", one.missing_person, message, refuses=False, nameless=SEEN_LATER)


SEEN_LATER = say(
    "A confirmed identification gives these remains to a person who was seen after they lay in the ground; not all of "
    "it may be told here."
)

LINKED: Mapping[str, tuple[LinkedRule, ...]] = {
    "case": (recovered_while_it_was_dug,),
    "examination": (after_it_came_out,),
    "sample": (after_it_came_out,),
    "finding": (after_it_came_out,),
    "opinion": (after_it_came_out,),
    "identification": (decided_after_it_came_out, seen_before_it_lay_there),
}
