"""What must hold between records: rules that look at the records around one.

An edit is held to them; a merge never is (its union may break one, and then the state says so as a problem).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from forensics.consenting import asked_in
from forensics.fields import Answer, Sensitivity
from forensics.grading import INDEPENDENT_GROUPS
from forensics.messages import Message, say
from forensics.problems import Problem
from forensics.records.base import Record
from forensics.records.evidence import Package
from forensics.records.testimony import Consent, Incident, Interview, Source, Victim
from forensics.rules import (
    cameras,
    contradicting,
    days_and_sheets,
    deciding,
    inventories,
    joining,
    levels,
    measured,
    numbers,
    ordnance,
    restraints,
    sides,
    signers,
    unearthing,
)
from forensics.rules.around import LinkedRule, Surroundings
from forensics.rules.between import fields_of, filled, is_reviewed
from forensics.rules.sexual_violence import is_of_sexual_violence, limits, limits_of


def linked_problems(record: Record, around: Surroundings) -> Iterator[Problem]:
    """Everything that is wrong between a record and those around it."""
    yield from _links_only_under_seal(record, around)
    for rule in LINKED.get(type(record).about.type, ()):
        yield from rule(record, around)


def exposures(record: Record, around: Surroundings) -> Iterator[Problem]:
    """What of a record could expose a survivor of sexual violence, also where its other rules cannot be asked yet."""
    yield from limits(record)
    yield from _links_only_under_seal(record, around)
    for rule in EXPOSING.get(type(record).about.type, ()):
        yield from rule(record, around)


def named_by(record: Record, *, openly: bool = False) -> Iterator[tuple[str, str]]:
    """Each field of a record that names others, with each id in it; `openly` leaves out what is sealed."""
    held = vars(record)
    for name, sealed in _reference_fields(type(record)):
        value = held[name]
        if value is not None and not (openly and sealed):
            for id_ in (value,) if isinstance(value, str) else value:
                yield name, id_


@cache
def _reference_fields(model: type[Record]) -> tuple[tuple[str, bool], ...]:
    """The fields that name other records, and whether each is sealed."""
    return tuple(
        (name, field.sensitivity is Sensitivity.SEALED)
        for name, field in fields_of(model).items()
        if field.names_record
    )


def _links_only_under_seal(record: Record, around: Surroundings) -> Iterator[Problem]:
    """No record but its victim names an incident of sexual violence openly, nor a victim of it."""
    for name, id_ in named_by(record, openly=True):
        other = around.record(id_)
        if other is not None and concerns_sexual_violence(other, around) and not _is_its_victim(record, name):
            yield _open_link(name, id_, other.code)


def concerns_sexual_violence(record: Record, around: Surroundings) -> bool:
    """Whether it is of sexual violence itself, or a victim of an incident that is."""
    if is_of_sexual_violence(record):
        return True
    if not isinstance(record, Victim):
        return False
    incidents = (around.record(id_) for id_ in record.incidents or ())
    return any(incident is not None and is_of_sexual_violence(incident) for incident in incidents)


def _is_its_victim(record: Record, name: str) -> bool:
    return isinstance(record, Victim) and fields_of(Victim)[name].answer is Answer.NEEDED


def _open_link(name: str, id_: str, code: str | None) -> Problem:
    message = say(
        "{code} is of sexual violence and is linked under seal alone, because an open link, or a medium attached, "
        "could expose a survivor; use a sealed field, or leave the link to the custodian.",
        code=code,
    )
    return Problem(name, id_, message, harms=True)


def _nothing_names_it_openly(record: Incident | Victim, around: Surroundings) -> Iterator[Problem]:
    if not is_of_sexual_violence(record) or record.id is None:
        return
    for other in around.referring(record.id):
        for name, id_ in named_by(other, openly=True):
            if id_ == record.id and not _is_its_victim(other, name):
                yield _named_openly(other)
        if isinstance(other, Victim) and not is_of_sexual_violence(other):
            yield from limits_of(other)


def _named_openly(other: Record) -> Problem:
    message = say(
        "{type} {code} names this record openly; it becomes one of sexual violence only when that link is removed or "
        "sealed, because it could expose a survivor.",
        type=Message(type(other).about.label), code=other.code,
    )  # fmt: skip
    return Problem(None, other.code, message, harms=True)


def _victim_of_sexual_violence(victim: Victim, around: Surroundings) -> Iterator[Problem]:
    incidents = [around.record(id_) for id_ in victim.incidents or ()]
    sexual = [found for found in incidents if found is not None and is_of_sexual_violence(found)]
    if not sexual:
        return
    if len(sexual) != len(incidents):
        message = say(
            "A victim of sexual violence and of other acts is two records, linked under “{label}”, because an open "
            "link between the incidents could expose a survivor.",
            label=Message(fields_of(Victim)["sealed_links"].label),
        )
        yield Problem("incidents", victim.incidents, message, harms=True)
    if not is_of_sexual_violence(victim):
        yield from limits_of(victim)


def _sealed_source_tells_nothing(incident: Incident, around: Surroundings) -> Iterator[Problem]:
    if not is_of_sexual_violence(incident):
        return
    for id_ in incident.sealed_links or ():
        source = around.record(id_)
        if isinstance(source, Source) and source.summary:
            message = say(
                "The source {code} has a summary; of sexual violence no account is kept, because it could expose "
                "a survivor.",
                code=source.code,
            )
            yield Problem("sealed_links", id_, message)


def independence_groups(incident: Incident, around: Surroundings) -> frozenset[str]:
    """The independent groups that the sources of an incident belong to; a source without a group counts in none."""
    named = (*(incident.sources or ()), *(incident.sealed_links or ()))
    found = (around.record(id_) for id_ in named)
    return frozenset(
        source.independence_group for source in found if isinstance(source, Source) and source.independence_group
    )


def _verified_by_independent_sources(incident: Incident, around: Surroundings) -> Iterator[Problem]:
    if incident.level != "verified":
        return
    groups = len(independence_groups(incident, around))
    if groups < INDEPENDENT_GROUPS:
        message = say(
            "Verified needs sources of {wanted} independent groups; there are {found}.",
            wanted=INDEPENDENT_GROUPS, found=groups,
        )  # fmt: skip
        yield Problem("level", incident.level, message)


def _copy_is_of_the_same_group(source: Source, around: Surroundings) -> Iterator[Problem]:
    original = around.record(source.copies) if source.copies is not None else None
    if isinstance(original, Source) and original.independence_group != source.independence_group:
        message = say("A copy or quote of {code} belongs to the same independence group.", code=original.code)
        yield Problem("independence_group", source.independence_group, message, refuses=False)


def _child_consents_with_guardian(consent: Consent, around: Surroundings) -> Iterator[Problem]:
    interview = around.record(consent.interview) if consent.interview is not None else None
    if not isinstance(interview, Interview) or interview.age_group != "under_18" or consent.answer != "yes":
        return
    if not (filled(consent, "guardian") or filled(interview, "guardian") or filled(interview, "no_guardian_because")):
        message = say(
            "The consent of a child is given with a guardian, or with the recorded reason why there was none."
        )
        yield Problem("guardian", None, message, refuses=is_reviewed(consent))


def _consent_supersedes_its_own_kind(consent: Consent, around: Surroundings) -> Iterator[Problem]:
    """What takes a consent's place is the same person's answer to the same question."""
    other = around.record(consent.supersedes) if consent.supersedes is not None else None
    if isinstance(other, Consent) and asked_in(vars(consent)) != asked_in(vars(other)):
        message = say("{code} is a consent of another interview, for another purpose or recipient.", code=other.code)
        yield Problem("supersedes", consent.supersedes, message)


def _item_lies_in_one_package(package: Package, around: Surroundings) -> Iterator[Problem]:
    for id_ in package.holds or ():
        for other in around.referring(id_):
            if isinstance(other, Package) and other.id != package.id and id_ in (other.holds or ()):
                message = say("An item lies in one package; {code} holds it too.", code=other.code)
                yield Problem("holds", id_, message, refuses=False)


def _package_is_not_inside_itself(package: Package, around: Surroundings) -> Iterator[Problem]:
    seen, waiting = set[str](), list(package.holds or ())
    while waiting:
        id_ = waiting.pop()
        if id_ == package.id:
            yield Problem("holds", package.holds, say("A package cannot hold itself, by way of another one."))
            return
        inner = None if id_ in seen else around.record(id_)
        seen.add(id_)
        waiting.extend(inner.holds or () if isinstance(inner, Package) else ())


OWN: Mapping[str, tuple[LinkedRule, ...]] = {
    "incident": (_nothing_names_it_openly, _sealed_source_tells_nothing, _verified_by_independent_sources),
    "victim": (_nothing_names_it_openly, _victim_of_sexual_violence),
    "source": (_copy_is_of_the_same_group,),
    "consent": (_child_consents_with_guardian, _consent_supersedes_its_own_kind),
    "package": (_item_lies_in_one_package, _package_is_not_inside_itself),
}


def _together(*families: Mapping[str, tuple[LinkedRule, ...]]) -> Mapping[str, tuple[LinkedRule, ...]]:
    """The rules of each type, of all families."""
    types = dict.fromkeys(type_ for family in families for type_ in family)
    return {type_: tuple(rule for family in families for rule in family.get(type_, ())) for type_ in types}


LINKED: Mapping[str, tuple[LinkedRule, ...]] = _together(
    OWN, cameras.LINKED, contradicting.LINKED, days_and_sheets.LINKED, deciding.LINKED, inventories.LINKED,
    joining.LINKED, levels.LINKED, measured.LINKED, numbers.LINKED, ordnance.LINKED, restraints.LINKED, sides.LINKED,
    signers.LINKED, unearthing.LINKED,
)  # fmt: skip

EXPOSING: Mapping[str, tuple[LinkedRule, ...]] = {
    "incident": (_nothing_names_it_openly, _sealed_source_tells_nothing),
    "victim": (_nothing_names_it_openly, _victim_of_sexual_violence),
}
"""Those of them that speak of sexual violence."""
