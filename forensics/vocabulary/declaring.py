"""What a vocabulary is: a name, a source, and codes with labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from forensics.messages import Message

NO_VALUE: Mapping[str, str] = {
    "unknown": "Unknown",
    "not_recorded": "Not recorded",
    "not_applicable": "Not applicable",
}
"""Every vocabulary keeps these three apart."""


@dataclass(frozen=True)
class Vocabulary:
    """A list of codes with their labels (message ids), and where it comes from.

    `from_pack` names a list that the country pack supplies; `codes` then stand in where a pack has none. `and_of_pack`
    names a list of the pack whose codes come after its own. `at_risk` are the codes that say, or leave open, that
    somebody is a child or that it is about sexual violence; `sexual` those that say that sexual violence was done.
    """

    name: str
    label: str
    codes: Mapping[str, str]
    source: str
    review: str = "needs expert review"
    from_pack: bool = False
    and_of_pack: str = ""
    at_risk: frozenset[str] = frozenset()
    sexual: frozenset[str] = frozenset()

    @cached_property
    def all_codes(self) -> Mapping[str, str]:
        """The codes with `unknown`, `not_recorded` and `not_applicable`."""
        return {**self.codes, **{code: label for code, label in NO_VALUE.items() if code not in self.codes}}

    def said(self, code: str) -> Message:
        """The label of a code, to be translated."""
        return Message(self.all_codes[code])

    def __contains__(self, code: object) -> bool:
        return code in self.all_codes


def vocabulary(
    name: str, label: str, source: str, *, from_pack: bool = False, and_of_pack: str = "",
    at_risk: Iterable[str] = (), sexual: Iterable[str] = (), **codes: str,
) -> Vocabulary:  # fmt: skip
    """Declare a vocabulary; a code that is no Python name (`0_3`) is written `c_0_3`."""
    listed = {code.removeprefix("c_"): text for code, text in codes.items()}
    marked = frozenset(sexual)
    return Vocabulary(name, label, listed, source, from_pack=from_pack, and_of_pack=and_of_pack,
                      at_risk=frozenset(at_risk) | marked, sexual=marked)  # fmt: skip
