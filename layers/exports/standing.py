"""Where a public product stands, as files, manifests and metadata say it: in both languages and for machines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from forensics.editions import Edition, stamp, standing_words
from forensics.messages import Message
from forensics.planning.unmarked import NOT_FOUND_SAFE
from layers.language import Translator, languages


def in_every_language(message: Message) -> str:
    """A text for a file that people of every language open."""
    return " · ".join(dict.fromkeys(Translator(language)(message) for language in languages()))


HAZARD = "hazard"
UNMARKED = "unmarked_land"
"""What files call the sentence that stands beside hazards."""


def unmarked(tables: Iterable[str]) -> dict[str, str]:
    """What a file with hazards says of the land without any, by its name; nothing of a file without them."""
    with_hazards = any(name.partition(".")[0] == HAZARD for name in tables)
    return {UNMARKED: in_every_language(NOT_FOUND_SAFE)} if with_hazards else {}


def standing_document(edition: Edition | None) -> dict[str, Any]:
    """What a manifest and the metadata of a file hold."""
    words = {"stamp": in_every_language(stamp(edition)), "words": in_every_language(standing_words(edition))}
    if edition is None:
        return {"status": "draft", **words}
    return {
        "status": "released",
        "edition": edition.number,
        "day": edition.day,
        "draft": edition.draft,
        "why": edition.why or None,
        "former": edition.former or None,
        "changed": list(edition.changed),
        **words,
    }
