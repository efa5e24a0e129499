"""Tables of counts: leaves, of which each record is in one, the groups that they add up to, and the whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from forensics.statistics.suppression import FEWEST

Leaves = frozenset[str]
Cell = tuple[str, str]
"""A number that has a name: `("leaf", L)`, `("group", G)` or `WHOLE`."""

LEAF, GROUP = "leaf", "group"
WHOLE: Cell = ("whole", "")


@dataclass(frozen=True)
class Table:
    """Counts by one thing: `numbers` by leaf, `groups` names the group of a leaf that has one.

    Tables of one `family` count the same records, so that they have the same whole. `least` is the smallest number
    that is told of a leaf, where it is not FEWEST.
    """

    name: str
    family: str
    numbers: Mapping[str, int]
    groups: Mapping[str, str] = field(default_factory=dict)
    least: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def cells(self) -> Mapping[Cell, Leaves]:
        """The leaves of every number that has a name."""
        grouped: dict[str, set[str]] = defaultdict(set)
        for leaf, group in self.groups.items():
            if leaf in self.numbers:
                grouped[group].add(leaf)
        found: dict[Cell, Leaves] = {(LEAF, leaf): frozenset((leaf,)) for leaf in self.numbers}
        found |= {(GROUP, group): frozenset(leaves) for group, leaves in grouped.items()}
        found[WHOLE] = frozenset(self.numbers)
        return found

    def sum_of(self, leaves: Leaves) -> int:
        """How many records the leaves hold."""
        return sum(self.numbers[leaf] for leaf in leaves)

    @property
    def at_risk(self) -> Leaves:
        """The leaves of which more than FEWEST are needed."""
        return frozenset(leaf for leaf in self.numbers if self.least.get(leaf, FEWEST) > FEWEST)

    def least_of(self, leaves: Leaves) -> int:
        """The smallest number that may be told of these leaves together."""
        return max((self.least.get(leaf, FEWEST) for leaf in leaves), default=FEWEST)


@dataclass(frozen=True)
class Block:
    """Leaves of which the sum may be known, and nothing else of any part of them; `number` is that sum."""

    leaves: Leaves
    number: int


@dataclass(frozen=True)
class Published:
    """What was let out of a table at one time: its blocks, and the leaves of which nothing could be known.

    `at_risk` are the leaves of which more than FEWEST were needed; they stay so, or who leaves them could be counted.
    """

    blocks: tuple[Block, ...]
    dark: Leaves = frozenset()
    at_risk: Leaves = frozenset()

    @cached_property
    def block_of(self) -> Mapping[str, Block]:
        return {leaf: block for block in self.blocks for leaf in block.leaves}

    @property
    def whole(self) -> int | None:
        """How many records the table held, where that could be worked out."""
        return None if self.dark or not self.blocks else sum(block.number for block in self.blocks)

    def told(self, table: Table) -> dict[Cell, int | None]:
        """The numbers that have a name, None where they are hidden."""
        return {cell: self.number_of(leaves) for cell, leaves in table.cells.items()}

    def number_of(self, leaves: Leaves) -> int | None:
        """The sum of these leaves, where it is one of whole blocks."""
        total, seen = 0, 0
        for block in self.inside(leaves):
            total, seen = total + block.number, seen + len(block.leaves)
        return total if seen == len(leaves) and seen else None

    def inside(self, leaves: Leaves) -> Iterator[Block]:
        """The blocks that lie within these leaves."""
        met: set[Leaves] = set()
        for leaf in leaves:
            block = self.block_of.get(leaf)
            if block is not None and block.leaves not in met:
                met.add(block.leaves)
                if block.leaves <= leaves:
                    yield block
