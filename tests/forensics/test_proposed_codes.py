"""Proposed codes leave without the device and the order of writing; what a person typed leaves as it is."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.identifiers import code_of, id_of_content, id_of_key, may_be_typed, new_id
from forensics.proposed_codes import ProposedCodes

DEVICES = {"c146e6": "C14", "c14fff": "C14F", "123abc": "123"}
CODES = ProposedCodes(lambda: b"k" * 32, DEVICES)
numbers = st.integers(1, 999_999_999)


@pytest.mark.parametrize(
    "code", ["S-1", "S-C14", "C14-1", "S-C15-1", "S-C14-1x", "S-XC14-1", "S-c14-1", "UA23060210010066666", "S-C14-B1"]
)
def test_what_a_person_typed_stays(code: str) -> None:
    assert CODES.told(code) == code


@pytest.mark.parametrize("name", DEVICES.values())
def test_a_device_is_named_nowhere_and_always_called_alike(name: str) -> None:
    proposed = [f"S-{name}-7", f"KR-1-{name}-007B", f"S-{name}-7-{name}-002BP", f"S-{name}-7-001B"]
    told = [CODES.told(code) for code in proposed]
    assert not any(re.search(rf"-{name}\b", code) for code in told)
    assert len({re.findall(r"-([G-Z]{6,})-", code)[0] for code in told}) == 1
    assert told[3] == f"{told[0]}-001B"
    assert (told[1][-1], told[2][-2:]) == ("B", "BP")


@given(numbers, numbers, st.sampled_from(sorted(DEVICES.values())), st.sampled_from(sorted(DEVICES.values())))
def test_two_codes_are_never_told_alike(one: int, other: int, first: str, second: str) -> None:
    codes = f"S-{first}-{one}", f"S-{second}-{other}"
    assert (CODES.told(codes[0]) == CODES.told(codes[1])) is (codes[0] == codes[1])


def test_numbers_that_follow_one_another_are_moved_apart_and_none_is_told_twice() -> None:
    told = [CODES.told(f"IN-C14-{number}") for number in range(1, 2_000)]
    assert len(set(told)) == len(told)
    moved = [int(code.rpartition("-")[2]) for code in told]
    assert sum(after - before == 1 for before, after in itertools.pairwise(moved)) < 5
    assert sorted(moved) != moved


def test_another_project_tells_the_same_code_otherwise_and_the_key_is_asked_only_where_needed() -> None:
    other = ProposedCodes(lambda: b"o" * 32, DEVICES)
    assert other.told("S-C14-7") != CODES.told("S-C14-7")

    def no_key() -> bytes:
        raise AssertionError

    assert ProposedCodes(no_key, DEVICES).told("S-1") == "S-1"


RECORD = id_of_content(("site", "50.5", "EXAMPLE"), 1)
rows = st.lists(st.text(), min_size=1, max_size=3)


@given(rows, rows)
def test_a_code_made_of_an_id_tells_nothing_of_it_and_is_always_told_alike(one: list[str], other: list[str]) -> None:
    codes = [code_of("S", id_of_content(cells, 1)) for cells in (one, other)]
    told = [CODES.told(code) for code in codes]
    assert not any(code[2:] in said for code, said in zip(codes, told, strict=True))
    assert (told[0] == told[1]) is (codes[0] == codes[1])
    assert all(re.fullmatch("S-[G-Z]{13}", code) for code in told)
    assert [CODES.told(code) for code in told] == told
    assert CODES.told(f"code={codes[0]}-001B") == f"code={told[0]}-001B"


def test_a_uuid_within_a_code_is_replaced() -> None:
    assert RECORD not in CODES.told(f"S-{RECORD}")
    assert CODES.told(RECORD) == CODES.told(RECORD.upper())


def test_a_code_that_only_looks_as_though_it_were_made_stays_where_it_is_known_as_typed() -> None:
    typed = ProposedCodes(lambda: b"k" * 32, {}, {"S": ("S-2024000001",), "P": ()}.__getitem__)
    assert typed.told("S-2024000001-001B") == "S-2024000001-001B"
    assert typed.told("P-2024000001") != "P-2024000001"


def test_what_was_typed_is_told_from_what_an_id_gave() -> None:
    own = new_id()
    assert may_be_typed("S-EXAMP00002", own)
    assert may_be_typed("S-2024000001", RECORD)
    assert not may_be_typed("S-EXAMP00002", id_of_key("site", "S-EXAMP00002")), "another register may have made it"
    assert not any(may_be_typed(code_of("S", one), one) for one in (own, RECORD))
