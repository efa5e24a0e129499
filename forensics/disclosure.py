"""Who may see what: a profile names the types and classes that leave; what it does not name stays home."""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from forensics.catalogue import Catalogue, RecordType
from forensics.fields import Field, Sensitivity

ANY = "*"
DEVICE = "device"
PACK = "*pack"


class Leaves(StrEnum):
    """How a type leaves under a profile."""

    RECORDS = "records"
    COUNTS = "counts"
    NEVER = "never"


WHERE_WITNESSES_SPOKE: Mapping[str, tuple[str, frozenset[str]]] = {"visit": ("purpose", frozenset({"interviews"}))}
"""By type the field and its codes of records that leave only where restricted ones do: such a visit names a door."""


@dataclass(frozen=True)
class Profile:
    """A disclosure profile; there is no default one, and it fails closed.

    `by_decision` names, for a type, the code field whose `yes` lets a record out with its place, whose `generalised`
    lets it out without one; any other value keeps the record home. `recipients` are those that it is for, each with the
    purposes of which one suffices, the first where none is named; without any, nothing leaves that needs a consent.
    `named` are by type the fields that leave, of the classes that do; None where the classes alone decide. PACK stands
    for the names and units that a country pack adds. `text` is the file of a mission's own, empty for what ships.
    `codes_as_kept` is of what comes back to the register, which must know its records again.
    """

    name: str
    classes: frozenset[Sensitivity]
    types: Mapping[str, Leaves]
    pseudonyms: bool
    voided: bool = False
    by_decision: Mapping[str, str] = field(default_factory=dict)
    recipients: Mapping[str, frozenset[str]] = field(default_factory=dict)
    named: Mapping[str, frozenset[str]] | None = None
    text: str = ""
    codes_as_kept: bool = False

    @property
    def hides_makers(self) -> bool:
        """Whether it stays home which device wrote a record and when: codes and times that leave do not tell it."""
        shown = Sensitivity.RESTRICTED in self.classes and (
            self.named is None or all(DEVICE in names for names in self.named.values())
        )
        return not (shown or self.codes_as_kept)

    @property
    def is_open(self) -> bool:
        """Whether what leaves under it is for everybody."""
        return max(self.classes, key=lambda one: one.rank, default=Sensitivity.PUBLIC) is Sensitivity.PUBLIC

    def keeps_home(self, type_: str) -> tuple[str, frozenset[str]] | None:
        """The field and its codes by which records of a type tell where witnesses spoke; None where they may."""
        may_know = Sensitivity.RESTRICTED in self.classes or self.codes_as_kept
        return None if may_know else WHERE_WITNESSES_SPOKE.get(type_)

    def leaves(self, type_: str) -> Leaves:
        """How records of a type leave."""
        return self.types.get(type_, self.types.get(ANY, Leaves.NEVER))

    def fields(self, kind: RecordType) -> tuple[Field, ...]:
        """The fields of a type that are in the file at all; none where its records do not leave."""
        if self.leaves(kind.name) is not Leaves.RECORDS:
            return ()
        allowed = tuple(declared for declared in kind.fields if declared.sensitivity in self.classes)
        if self.named is None:
            return allowed
        named = self.named.get(kind.name, frozenset())
        return tuple(one for one in allowed if one.name in named or (PACK in named and one.name not in kind.own_names))

    def record_classes(self) -> tuple[str, ...]:
        """The classes of records that may leave, strictest last."""
        return tuple(one.value for one in Sensitivity if one in self.classes)

    def kinds(self, catalogue: Catalogue) -> tuple[RecordType, ...]:
        """The types whose records leave."""
        return tuple(kind for kind in catalogue if self.leaves(kind.name) is Leaves.RECORDS)


def pseudonym(key: bytes, record: str) -> str:
    """The id under which a record leaves: the same in every export of a project, telling nothing without its key.

    HMAC-SHA-256 of the id under the project's pseudonym key, written as a UUID of version 8 (RFC 9562).
    """
    digest = bytearray(hmac.digest(key, record.encode(), "sha256")[:16])
    digest[6] = digest[6] & 0x0F | 0x80
    digest[8] = digest[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(digest)))
