"""The words of a description that could tell one person from another, in one spelling whatever the language."""

from __future__ import annotations

from functools import lru_cache

from forensics.folding import fold

COMMON = frozenset(
    fold(
        "a an and as at by for from in is it no not of on one or the to two was with without example "
        "colour color dark light small large left right old new pair piece found near upper lower side "
        "і й та або в у на з із до від без один одна два дві пара ліва ліве лівий права праве правий колір кольору "
        "темний темна світлий світла малий велика великий старий нова новий знайдено біля"
    ).split()
)  # fmt: skip
"""Words that many descriptions share and that tell nobody from another."""

SHORTEST = 3


def told_words(*texts: str | None) -> frozenset[str]:
    """The folded words of some descriptions that tell something, each once."""
    return frozenset().union(*(_words(text) for text in texts if text)) if texts else frozenset()


@lru_cache(maxsize=1 << 16)
def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in fold(text).split() if len(word) >= SHORTEST and word not in COMMON)
