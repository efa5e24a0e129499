"""Hours of a day at a site: as clocks show them, over midnight too, and what cannot be told is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.site_day import minute_of, presence

MINUTES = st.integers(0, 24 * 60 - 1)


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@given(st.lists(st.tuples(MINUTES, st.integers(0, 24 * 60 - 1)), max_size=12))
def test_the_minutes_of_all_are_added_up_whatever_the_hour(stays: list[tuple[int, int]]) -> None:
    rows = [
        {"person": f"P-{number}", "in": clock(start), "out": clock((start + stay) % (24 * 60))}
        for number, (start, stay) in enumerate(stays)
    ]
    told = presence(rows)
    assert (told.people, told.minutes) == (len(stays), sum(stay for _, stay in stays))
    assert (told.still_in, told.unread) == ((), ())


@pytest.mark.parametrize(
    ("text", "minute"),
    [("8:05", 485), ("08.05", 485), ("0805", 485), ("8", 480), ("23:59", 1439), ("24:00", None), ("8:60", None),
     ("morning", None), ("", None)],
)  # fmt: skip
def test_a_clock_is_read_as_people_write_it(text: str, minute: int | None) -> None:
    assert minute_of(text) == minute


def test_who_came_twice_counts_once_and_who_is_still_in_is_named() -> None:
    rows = [
        {"person": "P-1", "in": "8:00", "out": "12:00"},
        {"person": "P-1", "in": "13:00", "out": "16:30"},
        {"person": "P-2", "in": "9:00"},
        {"person": "P-3", "in": "early", "out": "10:00"},
        {"person": "P-4", "in": "9:00", "out": "late"},
    ]
    told = presence(rows)
    assert (told.people, told.hours) == (4, 7.5)
    assert (told.still_in, told.unread) == (("P-2",), ("P-3", "P-4"))
