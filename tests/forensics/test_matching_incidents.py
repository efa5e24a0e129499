"""Incidents that look like one event are ranked with reasons, never merged, and linked by a person."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.matching.incidents import NEAR_DAYS, NEAR_KM, Event, likely_pairs, near, weighed
from forensics.matching.weighing import Verdict
from tests.counts import count

BASE = Event("1", "murder", date="2022-03-04", place=(30.2, 50.5), exact=True, party="russia", killed=(3, 5))


def like(id_: str, **other: object) -> Event:
    return Event(**{**vars(BASE), "id": id_, **other})  # type: ignore[arg-type]


def test_the_same_event_told_twice_goes_before_what_differs_in_anything() -> None:
    others = {
        "same": like("same"),
        "day after": like("day after", date="2022-03-05"),
        "other place": like("other place", place=(30.3, 50.5)),
        "other category": like("other category", category="torture"),
        "other party": like("other party", party="ukraine"),
        "other dead": like("other dead", killed=(40, 50)),
    }
    scores = {name: weighed(BASE, other).score for name, other in others.items()}
    assert max(scores, key=lambda name: scores[name]) == "same"
    for name in ("other place", "other category", "other party", "other dead"):
        key = {"place": "place", "category": "category", "party": "party", "dead": "killed"}[name.split()[1]]
        (reason,) = [one for one in weighed(BASE, others[name]).reasons if one.key == key]
        assert reason.verdict is (Verdict.UNKNOWN if key == "place" else Verdict.DIFFERS)


def test_what_is_not_said_weighs_nothing() -> None:
    bare = Event("2", date="2022-03-04", place=(30.2, 50.5))
    weights = {one.key: one.weight for one in weighed(BASE, bare).reasons}
    assert weights == {"place": 1.0, "date": 1.0, "category": 0.0, "party": 0.0, "killed": 0.0, "means": 0.0}


def test_a_pair_is_one_whichever_side_it_is_seen_from() -> None:
    other = like("2", date="2022-03", category="torture", acts=frozenset({"murder"}), words=frozenset({"rifle"}))
    one, back = weighed(BASE, other), weighed(other, BASE)
    assert (one.score, [(each.key, each.weight) for each in one.reasons]) == (
        back.score, [(each.key, each.weight) for each in back.reasons]
    )  # fmt: skip


@given(
    st.lists(
        st.tuples(st.floats(30, 30.4), st.floats(50, 50.4), st.integers(1, 28), st.sampled_from(["03", "04", "05"])),
        max_size=14,
    )
)
@settings(max_examples=count(25, 400), deadline=None)
def test_no_pair_that_is_close_in_place_and_time_is_missed(found: list[tuple[float, float, int, str]]) -> None:
    events = [Event(str(at), date=f"2022-{m}-{d:02}", place=(lon, lat)) for at, (lon, lat, d, m) in enumerate(found)]
    seen = {frozenset(map(int, pair)) for pair in near(events)}
    for one, other in combinations(range(len(events)), 2):
        (lon, lat), (east, north) = events[one].place or (0, 0), events[other].place or (0, 0)
        km = np.hypot((lon - east) * 71.5, (lat - north) * 111.2)
        days = abs(events[one].days[0] - events[other].days[0])
        if km < 0.9 * NEAR_KM and days < NEAR_DAYS:
            assert {one, other} in seen


def test_of_one_incident_only_its_own_pairs_are_found_and_a_link_is_known() -> None:
    events = [BASE, like("2", same_as=frozenset({"1"})), like("3"), like("4", place=(36.0, 48.0)), like("5", date=None)]
    pairs = likely_pairs(events, "2")
    assert {(pair.one, pair.other): pair.linked for pair in pairs} == {("2", "1"): True, ("2", "3"): False}
    assert len(likely_pairs(events)) == 3
    assert likely_pairs(events, "nobody") == []
