"""The mission's methodology: its text and date, which are printed with every figure that uses the word “verified”.

What the word asks for is the same in every mission and cannot be lowered; a methodology says how it is met.
"""

from __future__ import annotations

from dataclasses import dataclass

from forensics.changes import Change, Operation
from forensics.dates import read_date
from forensics.errors import ValueRefused
from forensics.grading import INDEPENDENT_GROUPS
from forensics.messages import Message, say
from forensics.ports import Receipt
from forensics.statistics.counting import Statistic
from layers.project import Project
from layers.register.journal import METHODOLOGY

_RECORD = "methodology"
LONGEST = 4_000
"""Characters of a text that is printed with figures; what is longer is a document, and is named in it."""
CONDITIONS = say(
    "Verified asks for sources of {groups} independent groups, a reviewer who is not the assessor, and evidence to the "
    "contrary that was searched for.",
    groups=INDEPENDENT_GROUPS,
)
NONE_RECORDED = say("The mission has recorded no methodology of its own.")


@dataclass(frozen=True)
class Methodology:
    """What the mission recorded; both empty where it recorded nothing, and what ships holds."""

    text: str = ""
    date: str = ""

    @property
    def told(self) -> Message:
        """What stands beside a figure."""
        if not self.text:
            return Message("{conditions} {none}", {"conditions": CONDITIONS, "none": NONE_RECORDED})
        own = say("Methodology of {date}: {text}", date=self.date, text=self.text)
        return Message("{conditions} {own}", {"conditions": CONDITIONS, "own": own})


def methodology_of(project: Project) -> Methodology:
    """The methodology that is in force."""
    held = project.register.administrative(METHODOLOGY).get(_RECORD, {})
    return Methodology(str(held.get("text", "")), str(held.get("date", "")))


def record_methodology(project: Project, text: str, date: str) -> Receipt:
    """Record a methodology in place of the one before, which stays in the journal. Raises ValueRefused."""
    text = " ".join(text.split())
    if not text:
        raise ValueRefused("A methodology is a text; “{value}” is none.", value=text)
    if len(text) > LONGEST:
        raise ValueRefused(
            "A methodology that is printed with figures has up to {most:,} characters; this one has {count:,}.",
            most=LONGEST, count=len(text),
        )  # fmt: skip
    day = read_date(date)
    before = project.register.administrative(METHODOLOGY).get(_RECORD)
    after = {"text": text, "date": day.text}
    operation = Operation.ADD if before is None else Operation.SET
    return project.register.commit([Change(METHODOLOGY, _RECORD, operation, after=after, before=before or {})])


def uses_the_word(statistic: Statistic) -> bool:
    """Whether a number tells of levels, and so may say “verified”."""
    return any("level" in names for names in statistic.reads.values())
