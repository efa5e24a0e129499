"""Acts that are repeated, and those that come together, each incident counted once."""

from __future__ import annotations

from forensics.patterns.repetition import Act, Repeated, Together, repeated, together

HELD = [
    Act(("torture", "unlawful_detention"), "A", "2022-03", "1"),
    Act(("torture", "unlawful_detention", "torture"), "B", "2022-04"),
    Act(("torture",), "A", None, "1"),
    Act(("murder",), None, "2022-03"),
    Act((), "A", "2022-03"),
]


def test_an_act_is_counted_once_an_incident_and_over_the_places_and_months_that_are_known() -> None:
    found = repeated(HELD)
    assert list(found) == ["torture", "unlawful_detention", "murder"]
    assert found["torture"] == Repeated(3, 2, 2, 1, 0, 1)
    assert found["murder"] == Repeated(1, 0, 1, 0, 1, 0)


def test_a_pair_of_acts_is_counted_once_an_incident() -> None:
    assert together(HELD) == [Together("torture", "unlawful_detention", 2, 3, 2, 2)]
