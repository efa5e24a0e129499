"""Which cells of a table are hidden: those that are small, and so many others that no subtraction gives them back.

Complementary cell suppression (A. Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapter 4) in its
plainest form. The leaves are divided into blocks, each a leaf that is told, or several that are hidden together and
hold enough records; a number is told where it is the sum of whole blocks. Whatever is added or subtracted then gives
sums of whole blocks again, never a part of one. Against what was published earlier two rules hold: a block is never
divided again, and one that differs from what was known of it by less than may be told goes dark, with every sum of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from forensics.counts.tables import GROUP, WHOLE, Block, Leaves, Published, Table
from forensics.statistics.suppression import FEWEST_AT_RISK

History = Mapping[str, Sequence[Published]]
"""By the name of a table what was published of it, oldest first."""


def publish(tables: Sequence[Table], history: History) -> dict[str, Published]:
    """By the name of each table what of it may be published now; a family's whole is told in all its tables or none."""
    tables = [with_lost(table, history.get(table.name, ())) for table in tables]
    found = {table.name: _publish_one(table, history.get(table.name, ())) for table in tables}
    families: dict[str, list[Table]] = defaultdict(list)
    for table in tables:
        families[table.family].append(table)
    for members in families.values():
        if _hides_whole(members, found, history):
            for table in members:
                found[table.name] = _without_whole(found[table.name])
    return found


def with_lost(table: Table, earlier: Iterable[Published]) -> Table:
    """The table with the leaves that were published and are no more, at nought: their blocks are not divided either.

    What needed more than FEWEST when it was published needs it still.
    """
    earlier = tuple(earlier)
    lost = {leaf for one in earlier for block in one.blocks for leaf in block.leaves} - table.numbers.keys()
    if lost:
        table = replace(table, numbers={**table.numbers, **dict.fromkeys(sorted(lost), 0)})
    before = frozenset[str]().union(*(one.at_risk for one in earlier)) - table.at_risk
    return replace(table, least={**table.least, **dict.fromkeys(before, FEWEST_AT_RISK)}) if before else table


def _publish_one(table: Table, earlier: Sequence[Published]) -> Published:
    """Blocks that would tell a change fall apart again, as far as what was published before lets them."""
    parts = _joined([frozenset((leaf,)) for leaf in table.numbers], earlier)
    part_of = {leaf: part for part in parts for leaf in part}

    def tellable(leaves: Leaves) -> bool:
        return is_safe(table, leaves) and not _tells_change(table, leaves, earlier)

    told: list[Leaves] = []
    for leaves in _joined(_fresh(table), earlier):
        listed = [leaves] if tellable(leaves) else {part_of[leaf] for leaf in leaves}
        told += [part for part in listed if tellable(part)]
    blocks = sorted((Block(leaves, table.sum_of(leaves)) for leaves in told), key=lambda block: sorted(block.leaves))
    dark = frozenset(table.numbers) - {leaf for leaves in told for leaf in leaves}
    return _darkened(table, Published(tuple(blocks), dark, table.at_risk), earlier)


# What hides what


def is_safe(table: Table, leaves: Leaves) -> bool:
    """Whether the sum of these leaves may be known: each could still be anything from nought to too many to tell.

    Where all of several are small, whoever knows that must not find them all at the top: four and four, if eight.
    """
    least, total = table.least_of(leaves), table.sum_of(leaves)
    if total < least:
        return False
    if len(leaves) == 1:
        return True
    largest = max(table.numbers[leaf] for leaf in leaves)
    tops = sorted(table.least_of(frozenset((leaf,))) - 1 for leaf in leaves)
    return largest >= least or total <= sum(tops[:-1])


def _fresh(table: Table) -> list[Leaves]:
    """The blocks of a table by itself: small leaves with others of their group, and those left over across groups."""
    blocks: list[Leaves] = []
    carried: Leaves = frozenset()
    grouped: dict[str, list[str]] = defaultdict(list)
    for leaf in table.numbers:
        grouped[table.groups.get(leaf, "")].append(leaf)
    for _, listed in sorted(grouped.items()):
        alone = [frozenset((leaf,)) for leaf in listed if is_safe(table, frozenset((leaf,)))]
        small = frozenset(listed) - {leaf for one in alone for leaf in one}
        pool, left = _filled(table, small, alone)
        blocks += left
        if pool and is_safe(table, pool):
            blocks.append(pool)
        else:
            carried |= pool
    pool, left = _filled(table, carried, blocks)
    return [*left, *([pool] if pool else [])]


def _filled(table: Table, pool: Leaves, others: Sequence[Leaves]) -> tuple[Leaves, list[Leaves]]:
    """The pool with the smallest of the others until it is safe, and the others that are left."""
    left = sorted(others, key=lambda leaves: (-table.sum_of(leaves), sorted(leaves)))
    while pool and left and not is_safe(table, pool):
        pool |= left.pop()
    return pool, left


# Against what was published earlier


def _joined(blocks: Sequence[Leaves], earlier: Sequence[Published]) -> list[Leaves]:
    """The blocks, joined until none divides one that was published."""
    above: dict[str, str] = {leaf: leaf for leaves in blocks for leaf in leaves}

    def top(leaf: str) -> str:
        while above[leaf] != leaf:
            above[leaf] = leaf = above[above[leaf]]
        return leaf

    met = {one.leaves for published in earlier for one in published.blocks}
    for leaves in (*blocks, *met):
        known = [leaf for leaf in leaves if leaf in above]
        for leaf in known[1:]:
            above[top(leaf)] = top(known[0])
    joined: dict[str, set[str]] = defaultdict(set)
    for leaf in above:
        joined[top(leaf)].add(leaf)
    return [frozenset(leaves) for leaves in joined.values()]


def _tells_change(table: Table, leaves: Leaves, earlier: Sequence[Published]) -> bool:
    """Whether the sum differs from what could be known of it after any earlier publication by less than may be told."""
    total, least = table.sum_of(leaves), table.least_of(leaves)
    return any(0 < abs(total - known) < least for known in known_sums(leaves, earlier))


def known_sums(leaves: Leaves, earlier: Sequence[Published]) -> set[int]:
    """What could be known of a sum after each earlier publication, from its blocks and those before it.

    Leaves of which nothing was published yet count as nought: then the difference is what they hold.
    """
    found: set[int] = set()
    for at in range(len(earlier)):
        rest, total, any_known = set(leaves), 0, False
        for published in reversed(earlier[: at + 1]):
            for block in published.inside(frozenset(rest)):
                rest -= block.leaves
                total, any_known = total + block.number, True
            if not rest:
                break
        if any_known:
            found.add(total)
    return found


def _darkened(table: Table, published: Published, earlier: Sequence[Published]) -> Published:
    """The same with a block gone dark in each named sum that would tell a change, until none does."""
    sums = [leaves for cell, leaves in table.cells.items() if cell[0] == GROUP or cell == WHOLE]
    for leaves in sorted(sums, key=len):
        if published.number_of(leaves) is not None and _tells_change(table, leaves, earlier):
            published = _without(published, min(published.inside(leaves), key=_size))
    return published


def _size(block: Block) -> tuple[int, list[str]]:
    return block.number, sorted(block.leaves)


def _without(published: Published, block: Block) -> Published:
    left = tuple(one for one in published.blocks if one is not block)
    return replace(published, blocks=left, dark=published.dark | block.leaves)


def _without_whole(published: Published) -> Published:
    """The same so that the whole cannot be worked out: with its smallest block gone dark where nothing is."""
    if published.whole is None:
        return published
    return _without(published, min(published.blocks, key=_size))


def _hides_whole(members: Sequence[Table], found: Mapping[str, Published], history: History) -> bool:
    """Whether a family must not tell how many records there are: one table does not, or an earlier whole was near."""
    if any(found[table.name].whole is None for table in members):
        return True
    wholes = {one.whole for table in members for one in history.get(table.name, ())} - {None}
    table = members[0]
    total, least = table.sum_of(frozenset(table.numbers)), max(one.least_of(frozenset(one.numbers)) for one in members)
    return any(0 < abs(total - whole) < least for whole in wholes if whole is not None)
