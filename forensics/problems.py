"""What is wrong with a value or a record: said, not raised, so that a form, a list and an import can show all of it."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as field_

from forensics.messages import Message


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: `field` is None for the record as a whole.

    With `refuses` the record may not be kept as it is; without it, the problem is shown and the record is kept. With
    `harms` what was given could expose a person, which is said before anything else. `nameless` says the same without
    naming any record, where it may never be kept from a court.
    """

    field: str | None
    value: object
    message: Message
    refuses: bool = True
    harms: bool = field_(default=False, compare=False)
    nameless: Message | None = field_(default=None, compare=False)
