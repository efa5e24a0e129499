"""Which published numbers would be told and which not, said before they are; nothing is journaled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forensics.disclosure import Profile
from forensics.ports import Progress
from forensics.statistics.counting import Value
from forensics.withheld import Withheld
from layers.exports.accounting import hidden_numbers
from layers.exports.consents import Consents, handing_of
from layers.exports.counted import as_numbers
from layers.exports.for_court import is_for_court
from layers.exports.preview import LeavingNumber, Preview
from layers.exports.profiles import load_profile
from layers.exports.selecting import Selection
from layers.project import Project
from layers.statistics import statistics_of


def preview_statistics(
    project: Project, profile: str, selection: Selection, as_of: str = "", progress: Progress | None = None
) -> Preview:  # fmt: skip
    """How many cells of each number would be told, and why others not; raises as `statistics_of` does.

    What they are is not said: told without an entry in the journal, a number could be subtracted from a later one.
    """
    chosen = load_profile(profile, tuple(project.catalogue.types))
    computed = statistics_of(project, profile, selection, as_of, progress, note=False)
    numbers = []
    for one in computed:
        cells = list(_cells(one.value))
        told = sum(cell is not None for cell in cells)
        numbers.append(LeavingNumber(one.statistic.key, one.statistic.label, told, len(cells) - told, one.note))
    left_out = {one.statistic.type: one.left_out for one in computed if one.left_out}
    return Preview(
        profile=chosen.name,
        head=computed[0].head if computed else "",
        consent=Consents(handing_of(chosen, selection.recipient)).document(left_out),
        conditions=selection.conditions,
        numbers=tuple(numbers),
        account=tuple(_hidden(project, chosen, selection, as_of)),
    )


def _hidden(project: Project, profile: Profile, selection: Selection, as_of: str) -> Iterator[Withheld]:
    """The cells that are hidden; a court is told all, and under a condition or of then no number is told anyway."""
    if not (is_for_court(profile) or selection.asks or as_of):
        yield from hidden_numbers(project, profile, selection, as_numbers(project.catalogue, profile))


def _cells(value: Value) -> Iterator[int | float | None]:
    if isinstance(value, Mapping):
        for one in value.values():
            yield from _cells(one)
    else:
        yield value
