"""One field is filled by one column: of two that would, only a person knows which is meant, so both are named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NoReturn

from layers.errors import SourceRefused
from layers.imports.recipes import Recipe


class MappingRefused(SourceRefused):
    """Columns that do not fit the record type, or a mapping that names what is not there."""


class TwoColumns(MappingRefused):
    """Two columns for one field, or for one part of a place."""


def refuse_two(first: str, second: str, field: str) -> NoReturn:
    """Raise TwoColumns, which names both."""
    if first == second:
        raise TwoColumns("More than one column is called “{column}”; give each a name of its own.", column=first)
    raise TwoColumns(
        "“{first}” and “{second}” would both fill “{field}”; map the one that is meant, and no other: COLUMN={field}.",
        first=first, second=second, field=field,
    )  # fmt: skip


def claimed(held: str, column: str, field: str) -> str:
    """`column` as what fills `field`, which `held` may fill already; raises TwoColumns for another one."""
    if held and held != column:
        refuse_two(held, column, field)
    return column


def refuse_two_geometries(recipe: Recipe, field: str) -> None:
    """Raise TwoColumns where a place would be read from one column and from columns of coordinates too."""
    if recipe.column and (recipe.x or recipe.y):
        refuse_two(recipe.column, ", ".join(filter(None, (recipe.y, recipe.x))), field)


def refuse_doubled(columns: Sequence[str], used: Iterable[str], field: str) -> None:
    """Raise TwoColumns where a column that fills `field` is one of two of the same name."""
    for column in used:
        if columns.count(column) > 1:
            refuse_two(column, column, field)
