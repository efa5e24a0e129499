"""What rules between records ask of the records around one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from forensics.problems import Problem
from forensics.records.base import Record


class Surroundings(Protocol):
    """The records around one, voided ones left out."""

    def record(self, id_: str) -> Record | None:
        """The record with that id, None where there is none."""
        ...

    def alike(self, type_: str, field: str, value: str) -> Iterable[Record]:
        """The records of a type in which a field has that value."""
        ...

    def referring(self, id_: str) -> Iterable[Record]:
        """The records that name that id in any field."""
        ...


LinkedRule = Callable[..., Iterator[Problem]]
"""Told a record and its surroundings, it yields what is wrong between them."""
