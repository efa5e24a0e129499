"""What must hold of a record, beyond what its declaration says: one module for each family of record types.

A family's module has RULES: the name of a type to its rules. forensics.rules.general applies them after what holds of
every record.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib.util import find_spec

from forensics.catalogue import MODULES
from forensics.problems import Problem

Rule = Callable[..., Iterator[Problem]]
"""Told a record of the type that it is listed under, it yields what is wrong with it."""

_LOOKS_AT = "looks_at"


def rests_on(*names: str) -> Callable[[Rule], Rule]:
    """Says of a rule that it looks at these fields of a record and at nothing else."""

    def noted(rule: Rule) -> Rule:
        vars(rule)[_LOOKS_AT] = names
        return rule

    return noted


def looks_at(rule: Rule) -> tuple[str, ...] | None:
    """The fields that a rule looks at; None where it may look at any."""
    return vars(rule).get(_LOOKS_AT)


@cache
def family_rules() -> Mapping[str, tuple[Rule, ...]]:
    """The rules of each type, of all families that have a module here."""
    found: dict[str, tuple[Rule, ...]] = {}
    for family in MODULES:
        name = f"{__name__}.{family}"
        if find_spec(name) is None:
            continue
        listed: Mapping[str, Iterable[Rule]] = importlib.import_module(name).RULES
        for type_, rules in listed.items():
            found[type_] = (*found.get(type_, ()), *rules)
    return found
