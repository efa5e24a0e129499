"""Numbers of remains: whoever works apart, no number is given twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.errors import ValueRefused
from forensics.numbering import Block, account, next_number, overlapping, read_block, running_number

DEVICES = ("3F2", "A07", "123")
SUFFIXES = st.sampled_from(("B", "BP", "GB", ""))


@st.composite
def reserved(draw: st.DrawFn) -> list[Block]:
    """Blocks of a site that a rule lets stand: no two of them overlap."""
    spans = draw(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 3), st.sampled_from(DEVICES)), max_size=4))
    blocks, first = [], 1
    for size, apart, device in spans:
        blocks.append(Block("case", first + apart, first + apart + size - 1, device))
        first += apart + size
    return blocks


@given(reserved(), st.lists(st.tuples(st.sampled_from(DEVICES), SUFFIXES), max_size=40))
def test_teams_that_work_apart_never_give_one_number_twice(blocks: list[Block], turns: list[tuple[str, str]]) -> None:
    apart: dict[str, list[str]] = {device: [] for device in DEVICES}
    for device, suffix in turns:
        apart[device].append(next_number("S-1", suffix, device, blocks, apart[device]))  # each knows its own alone
    numbers = [code.rstrip("BGP") for codes in apart.values() for code in codes]
    assert len(numbers) == len(set(numbers)) == len(turns)


@given(reserved(), st.lists(SUFFIXES, max_size=20))
def test_a_block_is_used_from_its_first_number_on_and_accounted_for(blocks: list[Block], suffixes: list[str]) -> None:
    codes: list[str] = []
    for suffix in suffixes:
        codes.append(next_number("S-1", suffix, "3F2", blocks, codes))
    for block in blocks:
        told = account("S-1", block, codes, ())
        assert sorted([*told.used, *told.unexplained]) == list(block.numbers)
        assert list(told.used) == list(block.numbers)[: len(told.used)]


@pytest.mark.parametrize(
    ("code", "number"),
    [("S-1-007B", 7), ("S-1-007", 7), ("S-1-12BP", 12), ("S-1-3-GB", 3), ("S-1-3F2-001B", None), ("S-1-123-001B", None),
     ("S-1-2-001B", None), ("S-10-001B", None), ("S-1-", None), ("S-1-7 b", None)],
)  # fmt: skip
def test_a_running_number_is_read_of_this_site_alone_whatever_its_suffix(code: str, number: int | None) -> None:
    assert running_number(code, "S-1-") == number


def test_blocks_of_one_series_that_share_a_number_overlap() -> None:
    one, other = Block("case", 1, 10), Block("case", 10, 12)
    assert overlapping([other, one]) == (one, other)
    assert overlapping([one, Block("sample", 1, 10), Block("case", 11, 12)]) is None
    assert overlapping([Block("case", 1, 100), Block("case", 2, 3), Block("case", 50, 60)]) is not None


@pytest.mark.parametrize(
    "row",
    [{"series": "bag", "first": "1", "last": "2"}, {"series": "case", "first": "3", "last": "2"},
     {"series": "case", "first": "one", "last": "2"}, {"series": "case"}],
)  # fmt: skip
def test_a_row_that_is_no_block_is_refused(row: dict[str, str]) -> None:
    with pytest.raises(ValueRefused):
        read_block(row)
