"""Where a public product stands, as files, manifests and metadata say it: in both languages and for machines."""

from __future__ import annotations

from typing import Any

from forensics.editions import Edition, stamp, standing_words
from forensics.messages import Message
from layers.language import Translator, languages


def in_every_language(message: Message) -> str:
    """A text for a file that people of every language open."""
    return " · ".join(dict.fromkeys(Translator(language)(message) for language in languages()))


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
