"""Which confirmed names hold."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.naming import Claim, holding, named_twice
from tests.counts import count

CLAIMS = st.lists(
    st.tuples(st.sampled_from([None, "m1", "m2", "m3"]), st.lists(st.sampled_from("abcd"), max_size=3)), max_size=8
)


def test_remains_with_two_names_have_none_and_others_keep_theirs() -> None:
    claims: list[Claim] = [("m1", ["a"]), ("m2", ["a", "b"]), ("m1", ["c"]), ("m1", ["c"]), (None, ["d"])]
    assert named_twice(claims) == {"a"}
    assert holding(claims) == [("m1", ["c"]), ("m1", ["c"]), (None, ["d"])]


@given(CLAIMS)
@settings(max_examples=count(100, 2000))
def test_of_what_holds_no_remains_have_two_names_and_nothing_else_is_dropped(claims: list[Claim]) -> None:
    held = holding(claims)
    assert named_twice(held) == frozenset()
    assert all(not named_twice(claims).isdisjoint(cases) for person, cases in claims if (person, cases) not in held)
