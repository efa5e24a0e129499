"""What must hold between a name and what was found of the remains, between opinions, and between dispositions.

Nothing here refuses a record: a contradiction is said, each by itself, and a person decides which side is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forensics.dates import date_columns, surely_after
from forensics.messages import Message, say
from forensics.problems import Problem
from forensics.records.identity import Identification, MissingPerson
from forensics.records.remains import Case, Disposition, Opinion, Profile
from forensics.rules.around import LinkedRule, Surroundings
from forensics.rules.between import code_of
from forensics.rules.deciding import is_in_force
from forensics.rules.inventories import body_of

SEEN_ALIVE = ("alive", "detained")
SURE_OF_SEX = {"F": "F", "M": "M"}
YEARS_OFF = 5.0
"""So far may a stated interval of age miss (resources/decisions/0076)."""
LEFT_US = ("released", "returned_to_authority", "reburied")
"""After these remains are in no hand of ours; a temporary burial and storage come before them."""


def named_person_agrees_with_the_remains(one: Identification, around: Surroundings) -> Iterator[Problem]:
    """Sex, age, death and recovery do not exclude the person whom a confirmed identification names."""
    person = around.record(one.missing_person) if one.missing_person is not None else None
    if not is_in_force(one) or not isinstance(person, MissingPerson):
        return
    if person.status in SEEN_ALIVE:
        yield _of(one, say("{person} is recorded as found alive, and the remains are confirmed as that person.",
                           person=person.code))  # fmt: skip
    cases: dict[str | None, Case] = {}
    for id_ in one.cases or ():
        case = around.record(id_)
        if isinstance(case, Case):
            cases.update((part.id, part) for part in body_of(case, around))
    for case in cases.values():
        yield from _against_case(one, person, case, around)


def _against_case(one: Identification, person: MissingPerson, case: Case, around: Surroundings) -> Iterator[Problem]:
    seen = person.last_seen
    recovered = (case.recovered_at or "")[:10]
    if seen and recovered and surely_after(seen, recovered):
        yield _of(one, say("{case} was recovered on {recovered}, before {person} was last seen ({seen}).",
                           case=case.code, recovered=recovered, person=person.code, seen=seen))  # fmt: skip
    for found in around.referring(case.id or ""):
        holds = isinstance(found, Opinion) and not _superseded(found, around)
        if isinstance(found, Opinion) and holds and seen and found.died and surely_after(seen, found.died):
            yield _of(one, say("{code} puts the death at {died}, before {person} was last seen ({seen}).",
                               code=found.code, died=found.died, person=person.code, seen=seen))  # fmt: skip
        if isinstance(found, Profile):
            yield from _against_profile(one, person, found)


def _against_profile(one: Identification, person: MissingPerson, profile: Profile) -> Iterator[Problem]:
    sexes = SURE_OF_SEX.get(profile.sex or ""), SURE_OF_SEX.get(person.sex or "")
    if None not in sexes and sexes[0] != sexes[1]:
        yield _of(one, say("The sex of {profile} ({found}) is not that of {person} ({told}).",
                           profile=profile.code, found=profile.sex, person=person.code, told=person.sex))  # fmt: skip
    least, most = _age(person)
    low, high = profile.age_min, profile.age_max
    too_old = least is not None and high is not None and least - high > YEARS_OFF
    too_young = most is not None and low is not None and low - most > YEARS_OFF
    if too_old or too_young:
        yield _of(one, say("The age of {profile} ({found}) is not that of {person} when last seen ({told}).",
                           profile=profile.code, found=_interval(low, high), person=person.code,
                           told=_interval(least, most)))  # fmt: skip


def _age(person: MissingPerson) -> tuple[float | None, float | None]:
    """The age when last seen, as told or from the birth."""
    if person.age_min is not None or person.age_max is not None:
        told = [one for one in (person.age_min, person.age_max) if one is not None]
        return min(told), max(told)
    born, seen = date_columns(person.born), date_columns(person.last_seen)
    if None in (*born, *seen):
        return None, None
    return _years(born[1], seen[0]), _years(born[0], seen[1])


def _years(first: int | None, last: int | None) -> float:
    return ((last or 0) - (first or 0)) / 365.2425


def _interval(low: float | None, high: float | None) -> str:
    ends = ["?" if end is None else f"{end:.0f}" for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else "–".join(ends)


def _of(one: Identification, message: Message) -> Problem:
    return Problem("missing_person", one.missing_person, message, refuses=False, nameless=FINDINGS_OPEN)


FINDINGS_OPEN = say(
    "A confirmed identification of these remains contradicts what was found of them or what is known of the person; "
    "not all of it may be told here."
)
OPINIONS_OPEN = say(
    "Opinions on the death of these remains that are in force contradict each other; not all of them may be named here."
)


def opinions_agree(opinion: Opinion, around: Surroundings) -> Iterator[Problem]:
    """Opinions on one body that none supersedes do not say different things of violence, manner or cause."""
    case = around.record(opinion.case) if opinion.case is not None else None
    if not isinstance(case, Case) or _superseded(opinion, around):
        return
    for part in body_of(case, around):
        for other in around.referring(part.id or ""):
            if not isinstance(other, Opinion) or other.case != part.id or other.id == opinion.id:
                continue
            if opinion.supersedes == other.id or _superseded(other, around):
                continue
            for field in ("violent", "manner", "cause"):
                ours, theirs = getattr(opinion, field), getattr(other, field)
                if ours and theirs and ours != theirs:
                    message = say(
                        "{one} and {other} are both in force and differ: {ours} and {theirs}; one supersedes the "
                        "other, or both stay open.",
                        one=opinion.code, other=other.code, ours=code_of(opinion, field), theirs=code_of(other, field),
                    )  # fmt: skip
                    yield Problem(field, ours, message, refuses=False, nameless=OPINIONS_OPEN)


def _superseded(opinion: Opinion, around: Surroundings) -> bool:
    if opinion.id is None:
        return False
    return any(isinstance(one, Opinion) and one.supersedes == opinion.id for one in around.referring(opinion.id))


def dispositions_follow_each_other(one: Disposition, around: Surroundings) -> Iterator[Problem]:
    """Remains are laid to rest after they were recovered, and what left us is disposed of no second time by us."""
    for id_ in one.cases or ():
        case = around.record(id_)
        if not isinstance(case, Case):
            continue
        recovered = (case.recovered_at or "")[:10]
        if one.date and recovered and surely_after(recovered, one.date):
            yield Problem("date", one.date, say(
                "{case} was recovered on {recovered}, after this disposition ({date}).",
                case=case.code, recovered=recovered, date=one.date,
            ), refuses=False)  # fmt: skip
        yield from _after_leaving(one, case, around)


def _after_leaving(one: Disposition, case: Case, around: Surroundings) -> Iterator[Problem]:
    if one.kind not in LEFT_US:
        return
    for other in around.referring(case.id or ""):
        if not isinstance(other, Disposition) or other.id == one.id or case.id not in (other.cases or ()):
            continue
        both = other.kind == one.kind == "reburied"
        back = other.kind == "reburied" and one.kind != "reburied"
        later = bool(one.date and other.date and surely_after(one.date, other.date))
        if both or (back and later):
            yield Problem("kind", one.kind, say(
                "{case} is reburied already by {other} ({date}); one of the two is wrong, or the remains were taken "
                "out again, which is a recovery of its own.",
                case=case.code, other=other.code, date=other.date or "–",
            ), refuses=False)  # fmt: skip


def nothing_is_missing_of_what_was_given(one: Disposition, around: Surroundings) -> Iterator[Problem]:
    """Who receives a body without remains that were joined to it receives a part."""
    if one.kind not in LEFT_US or one.remains_missing != "no":
        return
    for id_ in one.cases or ():
        case = around.record(id_)
        apart = body_of(case, around) if isinstance(case, Case) else []
        for part in apart:
            if case is not None and part.id not in (one.cases or ()) and not _left(part, around):
                yield Problem("remains_missing", one.remains_missing, say(
                    "It says that nothing is missing, but {part} is one body with {case} and was not let go with it.",
                    part=part.code, case=case.code,
                ), refuses=False)  # fmt: skip


def _left(case: Case, around: Surroundings) -> bool:
    """Whether a disposition says that remains left us."""
    return any(
        isinstance(one, Disposition) and one.kind in LEFT_US and case.id in (one.cases or ())
        for one in around.referring(case.id or "")
    )


LINKED: Mapping[str, tuple[LinkedRule, ...]] = {
    "identification": (named_person_agrees_with_the_remains,),
    "opinion": (opinions_agree,),
    "disposition": (dispositions_follow_each_other, nothing_is_missing_of_what_was_given),
}
