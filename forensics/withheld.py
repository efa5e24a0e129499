"""What a disclosure profile keeps home, rule by rule and counted, in words that a reviewer can read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from forensics.counts.tables import GROUP, LEAF, WHOLE, Cell, Published, Table
from forensics.messages import Message, say


class Rule(StrEnum):
    """Why something stays home, in the order in which a record is asked; it is counted under the first that holds."""

    TYPE = "type"
    AS_NUMBERS = "as_numbers"
    VOIDED = "voided"
    CLASS = "class"
    DECISION = "decision"
    EXPOSING = "exposing"
    CONSENT = "consent"
    ASKED = "asked"
    NOT_SHOWN = "not_shown"
    PLACE = "place"
    FIELD = "field"
    ERASED = "erased"
    SMALL = "small"
    TOGETHER = "together"
    EARLIER = "earlier"


WORDS: Mapping[Rule, Message] = {
    Rule.TYPE: say("{type}, which no rule lets out: {count:,}"),
    Rule.AS_NUMBERS: say("{type}, which leave as numbers alone: {count:,}"),
    Rule.VOIDED: say("{type}, voided: {count:,}"),
    Rule.CLASS: say("{type}, of a stricter class than the profile lets out: {count:,}"),
    Rule.DECISION: say("{type}, without a decision to publish: {count:,}"),
    Rule.EXPOSING: say("{type}, which would tell more of sexual violence than may be told: {count:,}"),
    Rule.CONSENT: say("{type}, which no consent in force lets this recipient have: {count:,}"),
    Rule.ASKED: say("{type}, which were not asked for: {count:,}"),
    Rule.NOT_SHOWN: say("{type}, of which this shows nothing: {count:,}"),
    Rule.PLACE: say("{type}, which leave without their place, as was decided: {count:,}"),
    Rule.FIELD: say("{type}: “{field}” is left out, and is answered in {count:,}"),
    Rule.ERASED: say("Erased, so that nothing of them is here: {count:,}"),
    Rule.SMALL: say("{type}, numbers by {table} too small to be told: {count:,}"),
    Rule.TOGETHER: say(
        "{type}, numbers by {table} hidden with those, so that no subtraction gives them back: {count:,}"
    ),
    Rule.EARLIER: say("{type}, numbers by {table} hidden as too near to what was told before: {count:,}"),
}

TABLES: Mapping[tuple[str, str], Message] = {
    ("place", LEAF): say("settlement"), ("place", GROUP): say("hexagon"), ("time", LEAF): say("month"),
    ("time", GROUP): say("year"), ("held", LEAF): say("consent"),
}  # fmt: skip
"""What the numbers of a table are by, from the end of its name and the kind of its cells."""
TOTAL = say("total")


@dataclass(frozen=True)
class Withheld:
    """What one rule keeps home: of a type, of a field or table where it is of one, and how many."""

    rule: Rule
    count: int
    type: str = ""
    label: Message | None = None
    what: str = ""
    what_label: Message | None = None

    @property
    def words(self) -> Message:
        """One line."""
        told = WORDS[self.rule]
        values: dict[str, object] = {"count": self.count}
        if self.label is not None:
            values["type"] = self.label
        if self.what_label is not None:
            values["field" if self.rule is Rule.FIELD else "table"] = self.what_label
        return Message(told.id, values)

    @property
    def code(self) -> str:
        """For the journal, RULE:TYPE:WHAT:COUNT; how many there are of what leaves as numbers is not told there."""
        count = "" if self.rule in (Rule.TYPE, Rule.AS_NUMBERS) else self.count
        return f"{self.rule.value}:{self.type}:{self.what}:{count}"


def withheld_cells(table: Table, published: Published, label: Message) -> list[Withheld]:
    """The numbers of a table that are not told, by why: too small, hidden with those, too near to earlier ones."""
    found: dict[tuple[Rule, str], int] = {}
    for cell, number in published.told(table).items():
        if number is None:
            key = (_why(table, published, cell), cell[0])
            found[key] = found.get(key, 0) + 1
    type_, _, by = table.name.partition("/")
    return [
        Withheld(rule, count, type_, label, f"{by}.{kind}", TABLES.get((by, kind), TOTAL))
        for (rule, kind), count in sorted(found.items())
    ]


def _why(table: Table, published: Published, cell: Cell) -> Rule:
    leaves = table.cells[cell]
    if table.sum_of(leaves) < table.least_of(leaves):
        return Rule.SMALL
    if cell == WHOLE or leaves & published.dark:
        return Rule.EARLIER
    return Rule.TOGETHER
