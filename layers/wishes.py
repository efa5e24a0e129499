"""What a family wished to be told, read before a part that was found later is reported to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from forensics.messages import Message, say
from forensics.ports import Found, Query
from forensics.records.identity import Identification, MissingPerson
from forensics.records.remains import Case
from forensics.vocabulary.identity import LATER_PARTS
from layers.project import Project
from layers.records import by_ids, select

WISHED = ("case", "identification", "missing_person")
"""The types of record of which a wish is asked."""

PROPOSED = ("proposed", "presumptive", "confirmed")
UNANSWERED = say("No wish of the family is recorded: ask before anything is reported.")


@dataclass(frozen=True)
class Wish:
    """The wish of one family, and the remains that were found before: `earlier` were identified as the person's.

    `later` are those that came after, on which the wish bears; nothing of them is reported before it was read.
    """

    person: Found
    wish: str
    earlier: tuple[str, ...]
    later: tuple[str, ...]
    told: int

    @property
    def words(self) -> Message:
        """The wish in words."""
        return LATER_PARTS.said(self.wish) if self.wish in LATER_PARTS.codes else UNANSWERED

    @property
    def sentence(self) -> Message:
        """What is shown at the place of the act."""
        return say(
            "{person}: the family's wish on remains found later is “{wish}”. Before: {earlier}; later: {later}.",
            person=self.person.code, wish=self.words, earlier=", ".join(self.earlier) or "–",
            later=", ".join(self.later) or "–",
        )  # fmt: skip


def wishes_of(project: Project, found: Found) -> list[Wish]:
    """The wishes that bear on a record: none where nothing of a person was found before. Blocking."""
    with project.register.at_one_moment():
        persons = dict.fromkeys(_persons(project, found))
        return [wish for person in by_ids(project, MissingPerson, persons) if (wish := _wish(project, person))]


def wish_beside(project: Project, case: Found, person: Found) -> Wish | None:
    """The wish that bears on a case if it were found to be this person's. Blocking."""
    with project.register.at_one_moment():
        for one in by_ids(project, MissingPerson, [person.id]):
            return _wish(project, one, case)
    return None


def _persons(project: Project, found: Found) -> Iterator[str]:
    """The persons whom a record is, names, or may be of."""
    if found.type == "missing_person":
        yield found.id
    elif found.type == "identification":
        yield from _named(by_ids(project, Identification, [found.id]))
    elif found.type == "case":
        for id_ in (found.id, *_whole(project, found.id)):
            compared = select(project, Identification, Query("identification", where=(("cases", id_),)))
            yield from _named(one for one in compared if one.status in PROPOSED and one.superseded_by is None)


def _named(compared: Iterable[Identification]) -> Iterator[str]:
    return (one.missing_person for one in compared if one.missing_person is not None)


def _whole(project: Project, case: str) -> Iterator[str]:
    """What remains were joined to, by way of others."""
    seen = {case}
    waiting = [case]
    while waiting:
        for one in by_ids(project, Case, [waiting.pop()]):
            if one.joined_to is not None and one.joined_to not in seen:
                seen.add(one.joined_to)
                waiting.append(one.joined_to)
                yield one.joined_to


def _wish(project: Project, person: MissingPerson, beside: Found | None = None) -> Wish | None:
    compared = [
        one for one in select(project, Identification, Query("identification", where=(("missing_person", person.id),)))
        if one.superseded_by is None and one.status in PROPOSED
    ]  # fmt: skip
    confirmed = sorted((one for one in compared if one.status == "confirmed"), key=lambda one: one.date or "~")
    if not confirmed:
        return None
    first = list(confirmed[0].cases or ())
    others = [case for one in compared for case in one.cases or () if case not in first]
    joined = [str(one["id"]) for case in first
              for one in project.register.select(Query("case", where=(("joined_to", case),)))]  # fmt: skip
    later = list(dict.fromkeys([*others, *joined, *([beside.id] if beside and beside.id not in first else [])]))
    if not later:
        return None
    names = project.register.titles([*first, *later], ("case",))
    codes = {id_: one.code for id_, one in names.items()}
    return Wish(
        Found("missing_person", person.id or "", person.code or ""), person.later_parts or "",
        tuple(codes[id_] for id_ in first if id_ in codes), tuple(codes[id_] for id_ in later if id_ in codes),
        len(person.told or ()),
    )  # fmt: skip


def document(wishes: Iterable[Wish], translate: Callable[[Message], str]) -> list[dict[str, Any]]:
    """As `taphos wish --json` gives it."""
    return [
        {
            "person": one.person.code, "wish": one.wish or None, "words": translate(one.words),
            "earlier": list(one.earlier), "later": list(one.later), "told": one.told,
        }
        for one in wishes
    ]  # fmt: skip
