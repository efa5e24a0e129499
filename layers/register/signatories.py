"""What a register tells of who signed: whose keys and roles count, and what a signature put out of force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Engine

from forensics.ports import KeyRow, Values
from layers.register.engine import reading as read_transaction
from layers.register.granted import is_signed_by_expert, roles_that_count
from layers.register.own_keys import founder_of, is_by_own_key, keys_that_count
from layers.register.succession import replaced_opinions


class Signatories:
    """The questions about signatures, asked of one register."""

    _engine: Engine

    def is_by_own_key(self, type_: str, record: str, values: Values) -> bool:
        """Whether what signs a record with these values is a key of whoever is named as signing it."""
        with read_transaction(self._engine) as connection:
            return is_by_own_key(connection, type_, record, values)

    def is_signed_by_expert(self, opinion: str, values: Values) -> bool:
        """Whether an opinion with these values is signed by one who could give it when they signed."""
        with read_transaction(self._engine) as connection:
            return is_signed_by_expert(connection, opinion, values)

    def keys_that_count(self, held: Mapping[str, Sequence[Values]]) -> dict[str, list[KeyRow]]:
        """Of people, by id, with the rows of signing keys that they hold: which of these count."""
        with read_transaction(self._engine) as connection:
            return keys_that_count(connection, held)

    def roles_that_count(self, held: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
        """Of people, by id, with the roles that they hold: those that count."""
        with read_transaction(self._engine) as connection:
            return roles_that_count(connection, held)

    def replaced_opinions(self) -> dict[str, str]:
        """The id of each opinion that another one took the place of, and of that one."""
        with read_transaction(self._engine) as connection:
            return replaced_opinions(connection)

    def founder(self) -> str:
        """The fingerprint of the device that made the project."""
        with read_transaction(self._engine) as connection:
            return founder_of(connection)
