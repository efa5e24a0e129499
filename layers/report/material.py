"""What the sections of a report draw on: the records that were let out, how they are said, the counts, the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from forensics.messages import Message, say
from forensics.ports import Point
from forensics.rules.signers import Signers
from layers.custody.checking import Wrong
from layers.project import Project
from layers.report.blocks import Column, Paragraph, Table
from layers.report.counting import Counted
from layers.report.disclosing import Disclosing, Shown
from layers.report.telling import Telling
from layers.siteplan.scene import Scene

NEVER = say("Nothing of this leaves under the profile “{profile}”.")
NOTHING = say("Nothing is recorded.")
NOTHING_LEFT = say("Nothing is recorded that may leave under the profile “{profile}”.")


@dataclass(frozen=True)
class Material:
    """`site` is None in a report of one case whose grave does not leave; `plans_refused` say why no plan is drawn."""

    project: Project
    telling: Telling
    disclosing: Disclosing
    point: Point
    heads: tuple[str, ...]
    site: Shown | None
    cases: tuple[Shown, ...]
    example: bool
    counted: Counted | None = None
    scenes: tuple[Scene, ...] = ()  # one for each grid that was laid
    plans_refused: tuple[Message, ...] = ()
    conditions: tuple[str, ...] = ()
    problems: tuple[tuple[Shown, tuple[str, ...]], ...] = ()
    gaps: tuple[Wrong, ...] = ()  # with which it leaves for a court
    along: tuple[Shown, ...] = ()  # what contradicts, and was let out for that alone
    by_case: dict[tuple[str, str], list[Shown]] = field(default_factory=dict)
    withheld: Counter[tuple[str, str]] = field(default_factory=Counter)  # by type and case, how many stay home
    superseded: dict[str, str] = field(default_factory=dict)  # what holds no more, and what took its place, by id
    signers: Signers = field(default_factory=Signers)
    for_consent: Counter[tuple[str, str]] = field(default_factory=Counter)  # of these, how many for want of a consent

    def say(self, message: Message | str, **values: object) -> str:
        return self.telling.say(message, **values)

    def of(self, type_: str) -> list[Shown]:
        return self.disclosing.of(type_)

    def of_case(self, type_: str, case: Shown) -> list[Shown]:
        """The records of a type that name a case."""
        return self.by_case.get((type_, case.id), [])

    @property
    def profile(self) -> str:
        return self.disclosing.profile.name

    @property
    def whole(self) -> bool:
        """Whether restricted records leave, so that what stays home may be spoken of."""
        return "restricted" in self.disclosing.profile.record_classes()

    def nothing_left(self) -> Paragraph:
        """Says of what is empty no more than that nothing of it leaves."""
        return Paragraph(self.say(NOTHING_LEFT, profile=self.profile))

    def none_of(self, *types: str) -> Paragraph:
        """Why a section is empty: nothing is recorded, or nothing of it leaves."""
        if not any(self.disclosing.leaves(type_) for type_ in types):
            return Paragraph(self.say(NEVER, profile=self.profile))
        home = any(self.disclosing.at_home.get(type_) for type_ in types)
        return Paragraph(self.say(NOTHING if self.whole and not home else NOTHING_LEFT, profile=self.profile))

    def table(self, titles: Sequence[Message], rows: Iterable[tuple[str, ...]], *, dense: bool = False) -> Table:
        """A table under titles of the report's own."""
        return Table(tuple(Column(self.say(title)) for title in titles), tuple(rows), dense)

    def joined(self, case: Shown) -> Iterator[Shown]:
        """A case and what was joined to it."""
        seen: set[str] = set()
        waiting = [case]
        while waiting:
            one = waiting.pop(0)
            if one.id not in seen:
                seen.add(one.id)
                yield one
                waiting += [other for other in self.of("case") if other.get("joined_to") == one.id]


def sorted_by_case(disclosing: Disclosing) -> dict[tuple[str, str], list[Shown]]:
    """The records that name a case, in one field or in a list, by type and case."""
    found: dict[tuple[str, str], list[Shown]] = {}
    for type_ in disclosing.shown:
        for one in disclosing.of(type_):
            for name in ("case", "cases"):
                value = one.get(name)
                for case in (value,) if isinstance(value, str) else value or ():
                    found.setdefault((type_, case), []).append(one)
    return found
