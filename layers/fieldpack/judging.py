"""Which fields of a pack are judgements: seen on a phone, and made in the register alone."""

from __future__ import annotations

from functools import lru_cache

from forensics.catalogue import TYPES, RecordType
from forensics.fields import Field
from forensics.messages import Message, say
from layers.exports.profiles import load_profile
from layers.exports.xlsform import NOT_ASKED

_OPEN = "public"


def judgements(kind: RecordType) -> frozenset[str]:
    """The names of a type's judgements: gradings, what is of a record's keeping, and what lets it out to everybody.

    With a decision go its reasons: `publish_rationale`, `published_in`.
    """
    decided = _decisions(kind.name)
    return frozenset(one.name for one in kind.fields if _is_judgement(one, decided))


def _is_judgement(of: Field, decided: str) -> bool:
    return of.graded or of.name in NOT_ASKED or (bool(decided) and of.name.split("_")[0] == decided)


@lru_cache(maxsize=64)
def _decisions(type_: str) -> str:
    """The field by whose value records of a type leave for everybody, “” where none decides that."""
    return load_profile(_OPEN, TYPES).by_decision.get(type_, "")


def not_by_phone(of: Field, text: str) -> Message:
    """Why what came back of a judgement is not taken."""
    return say(
        "“{label}” is a judgement, which a person makes in the register and no phone: “{value}” is not taken.",
        label=Message(of.label), value=text,
    )  # fmt: skip
