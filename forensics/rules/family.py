"""The rules of one record type, asked of a record, or of many at once, column by column.

A rule that says which fields it looks at is asked once of what stands in them: what it had nothing to say of is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from forensics.catalogue import RecordType
from forensics.problems import Problem
from forensics.records.base import Record
from forensics.rules import Rule, family_rules, looks_at

Typed = Mapping[str, Any]
"""Typed values by field name; None is the same as absent."""

Columns = Mapping[str, Sequence[Any]]
"""Typed values of many records by field name, in the same order; what is not there is absent in all."""

_MOST_KEPT = 50_000
"""Sets of values that are kept for one rule; past them it is asked anew."""


class FamilyRules:
    """What the rules of a type's family say; keeps of which values they said nothing."""

    def __init__(self, kind: RecordType) -> None:
        self._build = record_builder(kind.model)
        self._rules = [_Asked(rule) for rule in family_rules().get(kind.name, ())]

    def problems(self, typed: Typed) -> list[Problem]:
        """What is wrong with a record."""
        record: Record | None = None
        found: list[Problem] = []
        for one in self._rules:
            key = one.key(typed)
            if key is None or key not in one.silent:
                record = record or self._build(typed)
                said = list(one.rule(record))
                found += said
                if key is not None and not said:
                    one.keep(key)
        return found

    def silent(self, columns: Columns, count: int, unseen: Collection[str] = ()) -> list[bool]:
        """Of which of `count` records it is known that no rule has anything to say.

        `unseen` are the fields that may have values beside the columns; others that are no column are absent.
        """
        known = [True] * count
        for one in self._rules:
            try:
                keys = one.keys(columns, count, unseen)
                fresh = set(keys) - one.silent
            except (TypeError, LookupError):  # it looks at what is not seen here, or at what cannot be compared
                return [False] * count
            spoken = {key for key in fresh if any(one.rule(self._build(one.values(key))))}
            for key in fresh - spoken:
                one.keep(key)
            if spoken:
                known = [still and key not in spoken for still, key in zip(known, keys, strict=True)]
        return known


class _Asked:
    """A rule, the fields that it looks at, and the values in them of which it had nothing to say."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.fields = looks_at(rule)
        self.silent: set[tuple[Any, ...]] = set()

    def key(self, typed: Typed) -> tuple[Any, ...] | None:
        """What stands in its fields; None where that cannot be compared, or where it looks at all of them."""
        if self.fields is None:
            return None
        key = tuple(map(typed.get, self.fields))
        try:
            hash(key)
        except TypeError:
            return None
        return key

    def keys(self, columns: Columns, count: int, unseen: Collection[str]) -> list[tuple[Any, ...]]:
        """What stands in its fields, of each record; raises LookupError where it may look at one that is unseen."""
        if self.fields is None or not set(self.fields).isdisjoint(unseen):
            raise LookupError
        absent = [None] * count
        return list(zip(*[columns.get(name, absent) for name in self.fields], strict=True))

    def values(self, key: tuple[Any, ...]) -> dict[str, Any]:
        """The typed values that a key stands for."""
        return dict(zip(self.fields or (), key, strict=True))

    def keep(self, key: tuple[Any, ...]) -> None:
        if len(self.silent) >= _MOST_KEPT:
            self.silent.clear()
        self.silent.add(key)


def record_builder(model: type[Record]) -> Callable[[Typed], Record]:
    """Makes records of typed values that were checked already, as model_construct does and eight times as fast."""
    empty = dict.fromkeys(model.model_fields)

    def build(typed: Typed) -> Record:
        record = model.__new__(model)
        object.__setattr__(record, "__dict__", {**empty, **typed})
        object.__setattr__(record, "__pydantic_fields_set__", set(typed))
        object.__setattr__(record, "__pydantic_extra__", None)
        object.__setattr__(record, "__pydantic_private__", None)
        return record

    return build
