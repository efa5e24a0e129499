"""The three counts of a report, as `taphos statistics` and `taphos mni` give them; none stands for another."""

from __future__ import annotations

from dataclasses import dataclass, replace

from layers.exports.countable import Countable
from layers.exports.selecting import Selection
from layers.individuals import Counts, counts_of
from layers.project import Project
from layers.statistics import Computed, statistics_of

COUNTED = ("cases", "cases_by_class", "mni", "cases_without_inventory", "mni_linked", "identified", "pending_dna")


@dataclass(frozen=True)
class Counted:
    """The published numbers of a grave by key, and the working of the minimum where bones leave."""

    numbers: dict[str, Computed]
    working: tuple[Counts, ...] = ()


def count_site(
    project: Project, profile: str, countable: Countable, selection: Selection, site: str, code: str, *, bones: bool
) -> Counted:  # fmt: skip
    """The counts of one site, of what the selection means; the working only of the whole grave."""
    narrowed = replace(selection, where=(*selection.where, ("site", code)), types=())
    told = statistics_of(project, profile, narrowed, only=COUNTED)
    working = counts_of(project, [site], countable.among) if bones and not selection.asks else []
    return Counted({one.statistic.key: one for one in told}, tuple(working))
