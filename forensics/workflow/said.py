"""What happened in another order has its limitation in words: of that step, and saying more than that there is none."""

from __future__ import annotations

import re
from collections.abc import Iterable

from forensics.records.graves import Exhumation
from forensics.records.places import Site
from forensics.records.remains import Case

MARKED = re.compile(r"^\s*EXAMPLE\s*:?", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")

NO_WORDS = 2
"""A text of fewer words says nothing of what happened and what it limits."""

NONE = frozenset({
    "none", "no", "nothing", "nil", "na", "n", "a", "without", "not", "any", "are", "there", "is", "known", "recorded",
    "all", "limitation", "limitations", "restriction", "restrictions", "applicable", "at", "to", "report", "note",
    "noted", "немає", "нема", "ні", "ніяких", "жодних", "жодного", "відсутні", "відсутнє", "без", "не", "обмежень",
    "обмеження",
    "зауважень", "виявлено", "відомо", "зафіксовано", "встановлено", "було", "застосовно", "нічого",
    "нет", "отсутствуют", "никаких", "ограничений", "ограничения", "замечаний",
})  # fmt: skip
"""Words of which alone nothing is said but that there is none."""

BUT = frozenset({
    "beyond", "except", "but", "besides", "other", "save", "apart", "крім", "окрім", "хіба", "кроме", "помимо"
})  # fmt: skip
"""“None beyond rain” says of the step that there is none."""


def says_something(text: str) -> bool:
    """Whether a text is more than a word or two, and more than that there is nothing to say."""
    words = [word.casefold() for word in WORD.findall(MARKED.sub("", text))]
    until = next((at for at, word in enumerate(words) if word in BUT), len(words))
    told = words[:until] if set(words[:until]) <= NONE and until else words
    return len(told) >= NO_WORDS and not set(told) <= NONE


def steps_said(records: Iterable[Site | Exhumation | Case]) -> frozenset[str]:
    """The steps of which any of the records says what happened instead."""
    rows = (row for record in records for row in record.order_limitations or ())
    return frozenset(row.get("step", "") for row in rows if says_something(row.get("limitation", "")))
