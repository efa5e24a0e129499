"""How records are drawn on any map: which types lie on which, what a style value is called, what is told apart.

Shared by the window, pages and the web map, so that all show the same and call it the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import shapely

from forensics.catalogue import RecordType
from forensics.messages import Message, say
from layers.language import Translator, languages
from layers.symbols import UNCERTAIN

FROM_BELOW = (
    "occupation", "survey_area", "visit", "hazard", "track", "context", "interview", "missing_person", "incident",
    "media", "facility", "settlement", "artefact", "sample", "case", "disposition", "team", "exhumation", "site_link",
    "site",
)  # fmt: skip
"""The types that maps draw, from the bottom up; what matters most lies on top."""

BETWEEN: Mapping[str, tuple[str, str]] = {"site_link": ("from_site", "to_site")}
"""Types that have no place of their own and are drawn as a line from one record to another, by the fields that name
them; what stands in EVIDENCE is written beside the line."""
EVIDENCE = "evidence"

OCCUPIED = "occupied"
"""The character of control that is occupation; every other period is drawn, counted and named apart from it."""
OCCUPATION = say("Occupation")
OTHER_PERIODS = say("Other periods of control")
OTHER = ".other"
"""What the key of the layer of other periods ends with; its marks with a number are grey."""
AT_ITS_SETTLEMENT = say("Dashed: drawn at its settlement")
ABOUT_THEN = say("Dashed: begins or ends on a day that is not certain")


class Doubtful(Message):
    """The title of a style of records whose place is not their own, or whose dates are not certain."""

    @property
    def value(self) -> Message:
        """What the style stands for, however certain the record is."""
        return self._part("value")

    @property
    def why(self) -> Message:
        """What is not certain."""
        return self._part("where")

    def _part(self, name: str) -> Message:
        said = self.values[name]
        return said if isinstance(said, Message) else say(str(said))


def doubtful(value: Message, why: Message) -> Doubtful:
    """The title of a value that is not certain."""
    return Doubtful("{value} – {where}", {"value": value, "where": why})


def line_between(start: tuple[float, float] | None, end: tuple[float, float] | None) -> shapely.Geometry | None:
    """The line from one place to another in degrees; None where one is not known or both are the same."""
    if start is None or end is None or start == end:
        return None
    return shapely.MultiLineString([[start, end]])


def evidence_labels(kind: RecordType, rows: Sequence[Sequence[str]]) -> dict[str, list[str]]:
    """By language the words of what each record rests on, to be written beside its line."""
    declared = kind.by_name.get(EVIDENCE)
    codes = declared.vocabulary.all_codes if declared is not None and declared.vocabulary is not None else {}
    found: dict[str, list[str]] = {}
    for language in languages():
        translate = Translator(language)
        found[language] = [", ".join(translate(say(codes.get(code, code))) for code in row) for row in rows]
    return found


def is_placed_exactly(kind: RecordType) -> bool:
    """Whether a record of the type is somewhere within a settlement, and not everywhere in it."""
    return kind.about.place_from[:1] == ("settlement",) and kind.name in ("site", "facility", "incident")


def why_uncertain(kind: RecordType) -> Message:
    """What is not certain of a record of the type that is drawn as uncertain."""
    return ABOUT_THEN if tells_occupation(kind) else AT_ITS_SETTLEMENT


def dates_of_period(kind: RecordType) -> tuple[str, ...]:
    """The fields that say when a period of control begins and ends; of other types none is drawn by its dates."""
    about = kind.about
    return tuple(name for name in (about.date, about.until) if name) if tells_occupation(kind) else ()


def tells_occupation(kind: RecordType) -> bool:
    """Whether records of the type are occupation or are not, by the value of their style."""
    declared = kind.by_name.get(kind.about.style)
    return declared is not None and declared.vocabulary is not None and OCCUPIED in declared.vocabulary.all_codes


def value_label(kind: RecordType, value: str) -> str:
    """The message id of a value of the type's style field; that of records without one."""
    declared = kind.by_name.get(kind.about.style)
    code = value.removesuffix(UNCERTAIN)
    if declared is None or declared.vocabulary is None:
        return kind.about.plural
    return declared.vocabulary.all_codes.get(code, "Not recorded")


def value_title(kind: RecordType, value: str) -> Message:
    """What a style value is called in a legend; one that ends as uncertain says why."""
    label = say(value_label(kind, value))
    if not value.endswith(UNCERTAIN):
        return label
    return doubtful(label, AT_ITS_SETTLEMENT)


def in_order(kind: RecordType, values: Sequence[str]) -> tuple[str, ...]:
    """Style values, each once, in the order of the vocabulary; uncertain ones after their certain kin, '' last."""
    declared = kind.by_name.get(kind.about.style)
    codes = list(declared.vocabulary.all_codes) if declared is not None and declared.vocabulary is not None else []

    def place(value: str) -> tuple[int, bool]:
        name = value.removesuffix(UNCERTAIN)
        return (codes.index(name) if name in codes else len(codes)), value.endswith(UNCERTAIN)

    return tuple(sorted(set(values), key=place))


def height(type_: str) -> int:
    """Where a type lies among the others: 0 is the lowest, those that no list names are below it."""
    return FROM_BELOW.index(type_) if type_ in FROM_BELOW else -1
