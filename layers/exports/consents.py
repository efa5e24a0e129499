"""What stays home because no consent in force covers its leaving: asked of the register as it is now, at each export.

Also what shows an earlier state asks the consents of now: a withdrawal holds for whatever leaves after it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeVar

from forensics.catalogue import Catalogue
from forensics.consenting import (
    FALLS_WITH,
    FALLS_WITH_ALL,
    TAKES_ALONG,
    Given,
    Handing,
    all_that_falls,
    covers_interview,
    covers_missing_person,
    covers_survivor,
    day_of_handing,
    looked_at,
    named,
    replaced_consents,
)
from forensics.disclosure import Leaves, Profile
from forensics.fields import Field
from forensics.grading import Footing, level_left, levels_above, rests_on
from forensics.messages import Message, say_count
from forensics.ports import Query, Values
from layers.errors import ExportRefused
from layers.exports.exposing import exposing
from layers.exports.unnamed import unnamed
from layers.project import Project


class Rows(Protocol):
    """Gives fields of every record of a type as it is now, voided ones too, but of those that have a field's code."""

    def __call__(
        self, type_: str, names: Sequence[str], other_than: tuple[str, str] = ..., /
    ) -> Iterable[Mapping[str, Any]]: ...


_ANSWER = (
    "id", "interview", "purpose", "recipient", "answer", "scope", "date", "expires_on", "withdrawn_on", "review",
    "supersedes",
)  # fmt: skip
_SURVIVORS = ("incident", "victim")
BOUND = frozenset({*FALLS_WITH, *FALLS_WITH_ALL, *TAKES_ALONG, *_SURVIVORS})
"""The types of which records stay home for want of a consent."""
INCIDENT, SOURCE, LEVEL = "incident", "source", "level"
_TRIES = 5

Made = TypeVar("Made")


@dataclass(frozen=True)
class Consents:
    """For whom something leaves, and by type the records that stay home because no consent covers that.

    `exposing` are those of them that stay home because they would tell more of sexual violence than may be told.
    `fallen` are the incidents that the sources which may leave do not carry as far, each with the level that is left.
    `unnamed` are records that stay home for other reasons, so that no reference tells of them.
    """

    handing: Handing
    home: Mapping[str, frozenset[str]] = field(default_factory=dict)
    exposing: Mapping[str, frozenset[str]] = field(default_factory=dict)
    fallen: Mapping[str, str] = field(default_factory=dict)
    unnamed: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def at_home(self, type_: str) -> frozenset[str]:
        """The records of a type that stay home."""
        return self.home.get(type_, frozenset())

    def keeping(self, exposing: Mapping[str, frozenset[str]]) -> Consents:
        """The same, where these stay home too."""
        if not exposing:
            return self
        types = {*self.home, *exposing}
        home = {type_: self.at_home(type_) | exposing.get(type_, frozenset()) for type_ in types}
        return replace(self, home=home, exposing=exposing)

    def may_name_home(self, declared: Field) -> bool:
        """Whether a field could name a record that stays home."""
        if not declared.names_record:
            return False
        kept = (*self.home.items(), *self.unnamed.items())
        return any(ids for type_, ids in kept if not declared.target or type_ in declared.target)

    def keeps(self, record: str) -> bool:
        """Whether a record stays home, so that nothing may name it."""
        return any(record in ids for ids in (*self.home.values(), *self.unnamed.values()))

    def without_home(self, declared: Field, value: Any) -> Any:
        """The value of a reference without the records that stay home; None where nothing is left of it."""
        if not self.may_name_home(declared):
            return value
        left = [one for one in named(value) if not self.keeps(one)]
        if isinstance(value, str):
            return value if left else None
        return left or None

    def told(self, declared: Field, values: Values) -> Any:
        """The value of a field as it leaves: references without what stays home, an incident at the level left."""
        if declared.name == LEVEL and self.fallen:
            return self.level_told(str(values.get("id")), values[LEVEL])
        return self.without_home(declared, values[declared.name])

    def level_told(self, incident: str, recorded: Any) -> Any:
        """The level at which an incident leaves, which was recorded, now or at an earlier moment, at this one."""
        left = self.fallen.get(incident)
        return left if left is not None and recorded in levels_above(left) else recorded

    @property
    def note(self) -> Message | None:
        """What is said where incidents are told at a lower level than they are recorded at."""
        return told_fallen(len(self.fallen))

    def document(self, left_out: Mapping[str, int]) -> dict[str, Any]:
        """As it stands in a manifest: for whom, for what, how many records were left out, and how many levels fell."""
        return {
            "recipient": self.handing.recipient or None,
            "purposes": sorted(self.handing.purposes),
            "day": self.handing.day.isoformat(),
            "left_out": {type_: count for type_, count in sorted(left_out.items()) if count},
            **({"levels_fallen": len(self.fallen)} if self.fallen else {}),
        }


def handing_of(profile: Profile, recipient: str = "") -> Handing:
    """To whom a profile hands over: the recipient that is named, else its first. Raises ExportRefused."""
    if recipient and recipient not in profile.recipients:
        raise ExportRefused(
            "The profile “{profile}” is not for the recipient “{recipient}”; allowed are {allowed}.",
            profile=profile.name, recipient=recipient, allowed=", ".join(profile.recipients) or "–",
        )  # fmt: skip
    chosen = recipient or next(iter(profile.recipients), "")
    return Handing(chosen, profile.recipients.get(chosen, frozenset()), day_of_handing())


def consents_of(catalogue: Catalogue, profile: Profile, handing: Handing, rows: Rows, *, counts: bool) -> Consents:
    """What stays home of the types that leave under the profile; with `counts` also of those that leave as numbers."""
    leaving = (Leaves.RECORDS, Leaves.COUNTS) if counts else (Leaves.RECORDS,)
    bound = [name for name in catalogue.types if name in BOUND and profile.leaves(name) in leaving]
    if not bound:
        return Consents(handing)
    reading = _reached(catalogue, bound)
    grading = _reached(catalogue, (SOURCE,)) if profile.leaves(INCIDENT) in leaving else set()
    asked = sorted(reading | grading)
    uncovered = [str(one["id"]) for type_ in asked for one in _uncovered(type_, handing, rows)]
    if not uncovered:
        return Consents(handing)
    records = {type_: list(rows(type_, ("id", *looked_at(type_)))) for type_ in asked}
    falls = all_that_falls(records, uncovered)
    home = {type_: falls.intersection(str(one["id"]) for one in records[type_]) for type_ in reading}
    fallen = _fallen(rows, falls) if grading else {}
    return Consents(handing, {type_: ids for type_, ids in home.items() if ids}, fallen=fallen)


def _fallen(rows: Rows, home: frozenset[str]) -> dict[str, str]:
    """The incidents whose level the sources that are left carry no more, each with the level that is left."""
    groups = {
        str(one["id"]): one.get("independence_group")
        for one in rows(SOURCE, ("id", "independence_group", "review"), ("review", "voided"))
    }
    if home.isdisjoint(groups):
        return {}
    found: dict[str, str] = {}
    for one in rows(INCIDENT, ("id", LEVEL, "sources", "sealed_links", "review"), ("review", "voided")):
        of = [id_ for id_ in rests_on(one) if id_ in groups]
        if one["id"] not in home and one.get(LEVEL) and not home.isdisjoint(of):
            before = Footing.of(groups[id_] for id_ in of)
            left = Footing.of(groups[id_] for id_ in of if id_ not in home)
            if (level := level_left(str(one[LEVEL]), before, left)) != one[LEVEL]:
                found[str(one["id"])] = level
    return found


def _reached(catalogue: Catalogue, bound: Iterable[str]) -> set[str]:
    """These types, and those that decide about them."""
    found: set[str] = set()
    waiting = list(bound)
    while waiting:
        type_ = waiting.pop()
        if type_ not in found:
            found.add(type_)
            waiting.extend(_deciding(catalogue, type_))
    return found


def _deciding(catalogue: Catalogue, type_: str) -> set[str]:
    """The types whose records can keep those of a type at home."""
    kind = catalogue[type_]
    falling = [kind.by_name[name] for name in (*FALLS_WITH.get(type_, ()), *FALLS_WITH_ALL.get(type_, ()))]
    above = {other for other in BOUND for one in falling if not one.target or other in one.target}
    taking = {
        other
        for other, names in TAKES_ALONG.items()
        if any(type_ in catalogue[other].by_name[name].target for name in names)
    }
    return above | taking


def _roots(type_: str) -> tuple[str, ...]:
    """The field in which a record itself says what is allowed of it."""
    if type_ in _SURVIVORS:
        return ("survivor_consent",)
    return {"interview": ("informed_consent",), "missing_person": ("consent",)}.get(type_, ())


def _uncovered(type_: str, handing: Handing, rows: Rows) -> list[Mapping[str, Any]]:
    """The records that speak for themselves and that no consent covers."""
    if not (roots := _roots(type_)):
        return []
    if type_ in _SURVIVORS:
        return [one for one in rows(type_, ("id", *roots)) if not covers_survivor(one.get("survivor_consent"))]
    if type_ == "missing_person":
        return [one for one in rows(type_, ("id", *roots)) if not covers_missing_person(one.get("consent"), handing)]
    recorded, answers = _answers(rows("consent", _ANSWER))
    if not recorded:  # then a plain yes covers, which most have: those are not even read
        listed = rows(type_, ("id", *roots), (roots[0], "yes"))
        return [one for one in listed if not covers_interview(one.get(roots[0]), False, (), handing)]

    def covered(interview: Mapping[str, Any]) -> bool:
        id_ = str(interview["id"])
        return covers_interview(interview.get(roots[0]), id_ in recorded, answers.get(id_, ()), handing)

    return [one for one in rows(type_, ("id", *roots)) if not covered(one)]


def _answers(consents: Iterable[Mapping[str, Any]]) -> tuple[set[str], Mapping[str, list[Given]]]:
    """The interviews of which answers were ever recorded, and the answers that were neither voided nor superseded."""
    recorded: set[str] = set()
    answers: dict[str, list[Given]] = defaultdict(list)
    listed = list(consents)
    replaced = replaced_consents(listed)
    for one in listed:
        interview = str(one.get("interview") or "")
        recorded.add(interview)
        if one.get("review") != "voided" and one["id"] not in replaced:
            answers[interview].append(
                Given(
                    str(one.get("recipient") or ""), str(one.get("purpose") or ""), str(one.get("answer") or ""),
                    str(one.get("date") or ""), str(one.get("expires_on") or ""), str(one.get("withdrawn_on") or ""),
                    tuple(one.get("scope") or ()),
                )
            )  # fmt: skip
    return recorded, answers


def under_consents(
    project: Project, profile: Profile, recipient: str, make: Callable[[Consents], Made], *, as_of: str = "",
    counts: bool = False,
) -> Made:  # fmt: skip
    """What `make` makes of the register under the consents of now; made anew where they changed while it was made.

    With `as_of` what named a record then falls with it too. Raises ExportRefused where they never stay the same.
    """
    handing = handing_of(profile, recipient)
    register = project.register

    def asked() -> Consents:
        found = consents_of(project.catalogue, profile, handing, register.fields_of, counts=counts)
        found = also_then(project, found, as_of) if as_of else found
        leaving = [kind.name for kind in profile.kinds(project.catalogue)]
        if counts:
            return found
        return replace(found.keeping(exposing(project, leaving)), unnamed=unnamed(project, profile, leaving))

    consents = asked()
    for _ in range(_TRIES):
        heads = register.heads_and_count()
        made = make(consents)
        if register.heads_and_count() == heads:
            return made
        before, consents = consents, asked()
        if consents == before:
            return made
    raise ExportRefused("Consents are being recorded while this is made; try again when that is done.")


def also_then(project: Project, consents: Consents, as_of: str) -> Consents:
    """The same, and what spoke of it at an earlier moment."""
    home = {id_ for ids in consents.home.values() for id_ in ids}
    if not home:
        return consents
    types = [type_ for type_ in project.catalogue.types if looked_at(type_)]
    then: dict[str, list[Values]] = {
        type_: list(project.register.select(Query(type_, voided=True, as_of=as_of))) for type_ in types
    }
    falls = all_that_falls(then, home)
    more = {type_: falls.intersection(str(one["id"]) for one in listed) for type_, listed in then.items()}
    both = {type_: consents.at_home(type_) | more.get(type_, frozenset()) for type_ in {*consents.home, *more}}
    return replace(consents, home={type_: ids for type_, ids in both.items() if ids})


def told_left_out(left_out: Mapping[str, int]) -> Message | None:
    """One sentence on what stays home for want of a consent; None where nothing does."""
    count = sum(left_out.values())
    if not count:
        return None
    return say_count(
        "{count} record was left out: no consent in force covers giving it to this recipient.",
        "{count} records were left out: no consent in force covers giving them to this recipient.",
        count=count,
    )


def told_fallen(count: int) -> Message | None:
    """One sentence on incidents that are told at a lower level; None where none is."""
    if not count:
        return None
    return say_count(
        "{count} incident is told at a lower level than recorded: not all of its sources may be used here.",
        "{count} incidents are told at a lower level than recorded: not all of their sources may be used here.",
        count=count,
    )
