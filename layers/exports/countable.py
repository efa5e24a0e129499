"""What the numbers of a profile rest on: the records that it lets out, in whatever product a number stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from forensics.disclosure import Leaves, Profile
from forensics.fields import Sensitivity
from forensics.messages import Message, say
from forensics.statistics.suppression import FEWEST
from layers.exports.exposing import exposing, without_exposing
from layers.exports.for_court import is_for_court
from layers.exports.profiles import load_profile
from layers.exports.today import VOIDED
from layers.exports.unnamed import LETTING
from layers.project import Project

PARTNERS = "partner"
"""The shipped profile of those who are given records, and read what everybody reads as well."""
UNTOLD = say("Counted are records of the classes {classes} alone; how many others there are is not told.")
NONE_ELSE = say("Counted are records of the classes {classes} alone; there are no others.")
FEW_ELSE = say("Counted are records of the classes {classes} alone; there are others, fewer than {least}.")
SOME_ELSE = say("Counted are records of the classes {classes} alone; there are {count:,} others.")


def counted_classes(project: Project, profile: Profile, type_: str) -> tuple[str, ...]:
    """The classes of records that a number under a profile counts, strictest last.

    Of what leaves as records those that leave. Of what leaves as numbers those that partners are given as records,
    where they are given any: who holds all records but one, and reads a sum with it, knows of that one. Else all but
    sealed ones.
    """
    if profile.leaves(type_) is Leaves.RECORDS:
        return profile.record_classes()
    partners = load_profile(PARTNERS, tuple(project.catalogue.types))
    if not is_for_court(profile) and partners.leaves(type_) is Leaves.RECORDS:
        return partners.record_classes()
    return tuple(one.value for one in Sensitivity if one is not Sensitivity.SEALED)


class Countable:
    """Decides which records the numbers of a profile count, as of now or of an earlier moment."""

    def __init__(self, project: Project, profile: Profile, as_of: str = "") -> None:
        self._project, self._profile, self._as_of = project, profile, as_of
        self._classes: dict[str, frozenset[str]] = {}
        self._today: dict[str, dict[str, Mapping[str, Any]]] = {}
        self._exposing: dict[str, frozenset[str]] = {}

    def among(self, type_: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
        """The records of these that are counted; each has its id, class and, where one lets it out, its decision."""
        if self._as_of and self._leaves(type_):
            rows = without_exposing(self._project, type_, rows)
        return (row for row in rows if self._counts(type_, str(row["id"]), row))

    def uncounted(self, type_: str) -> int:
        """How many records there are that stand and are of a stricter class than is counted; for a court alone."""
        rows = self._project.register.fields_of(type_, ("id", "review", "sensitivity"))
        return sum(row.get("review") != VOIDED and not self._is_of_class(type_, row) for row in rows)

    def told(self, type_: str) -> Message:
        """What is counted of a type, and what not: how many, a court alone is told, and not where they are few."""
        classes = ", ".join(counted_classes(self._project, self._profile, type_))
        if not is_for_court(self._profile):
            return Message(UNTOLD.id, {"classes": classes})
        others = self.uncounted(type_)
        if not others:
            return Message(NONE_ELSE.id, {"classes": classes})
        if others < FEWEST:
            return Message(FEW_ELSE.id, {"classes": classes, "least": FEWEST})
        return Message(SOME_ELSE.id, {"classes": classes, "count": others})

    def lacks(self, reads: Mapping[str, Sequence[str]]) -> bool:
        """Whether the profile keeps home something of what a number of records looks at, by type its fields.

        Sealed fields leave under no profile: they are looked at to leave records out.
        """
        for type_, names in reads.items():
            kind = self._project.catalogue[type_]
            shown = {"id", *(one.name for one in self._profile.fields(kind))}
            asked = (name for name in names if kind.by_name[name].sensitivity is not Sensitivity.SEALED)
            if not self._leaves(type_) or not shown.issuperset(asked):
                return True
        return False

    def _leaves(self, type_: str) -> bool:
        return self._profile.leaves(type_) is Leaves.RECORDS

    def _counts(self, type_: str, id_: str, row: Mapping[str, Any]) -> bool:
        if self._as_of:  # today's class, decision and voiding hold for whatever leaves
            today = self._known_today(type_).get(id_)
            if today is None or today.get("review") == VOIDED:
                return False
            row = today
        decided = self._profile.by_decision.get(type_) if self._leaves(type_) else None
        let_out = decided is None or row.get(decided) in LETTING
        return let_out and self._is_of_class(type_, row) and id_ not in self._exposing_of(type_)

    def _is_of_class(self, type_: str, row: Mapping[str, Any]) -> bool:
        if type_ not in self._classes:
            self._classes[type_] = frozenset(counted_classes(self._project, self._profile, type_))
        return (row.get("sensitivity") or Sensitivity.PUBLIC.value) in self._classes[type_]

    def _known_today(self, type_: str) -> dict[str, Mapping[str, Any]]:
        if type_ not in self._today:
            decided = self._profile.by_decision.get(type_)
            names = ("id", "review", "sensitivity", *([decided] if decided else []))
            rows = self._project.register.fields_of(type_, names)
            self._today[type_] = {str(row["id"]): row for row in rows}
        return self._today[type_]

    def _exposing_of(self, type_: str) -> frozenset[str]:
        """What would tell more of sexual violence than may be told, or where witnesses spoke, does not leave."""
        if type_ not in self._exposing:
            found = exposing(self._project, [type_]) if self._leaves(type_) else {}
            self._exposing[type_] = found.get(type_, frozenset()) | self._kept_home(type_)
        return self._exposing[type_]

    def _kept_home(self, type_: str) -> frozenset[str]:
        kept = self._profile.keeps_home(type_)
        if kept is None:
            return frozenset()
        rows = self._project.register.fields_of(type_, ("id", kept[0]))
        return frozenset(str(row["id"]) for row in rows if row.get(kept[0]) in kept[1])
