"""Laws of the ranked list: what agrees never costs, what is not known weighs nothing, both directions say the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.matching.sides import Body, Persons, Remains, persons_of, remains_of
from forensics.matching.teeth import Tooth, compare_teeth, read_teeth
from forensics.matching.weighing import ASPECTS, Verdict, rank
from forensics.records.identity import MissingPerson
from forensics.records.remains import Profile
from tests.counts import count

PLACE = (30.2, 50.5)
BODY = Body(
    "c",
    (
        Profile(
            sex="M", age_min=30, age_max=45, stature_min=170, stature_max=180,
            dental_chart=({"tooth": "36", "state": "filling"}, {"tooth": "11", "state": "sound"}),
            healed_injury="EXAMPLE fracture radius",
        ),
    ),
    PLACE, "2022-03", "2022-06-01", ("jacket corduroy", "keyring"), serials=("AB 123456",),
)  # fmt: skip
FACTS: dict[str, Any] = {
    "sex": "M", "age_min": 38, "age_max": 38, "stature": 175.0, "last_seen": "2022-03-04",
    "dental_chart": ({"tooth": "36", "state": "filling"},), "clothing": "EXAMPLE corduroy jacket",
    "medical": "fracture of the radius", "implants": ({"serial": "AB123456"},),
}  # fmt: skip
"""Each of these agrees with the body."""
AGAINST: dict[str, Any] = {
    "sex": "F", "age_min": 60, "age_max": 61, "stature": 150.0, "last_seen": "2019-01-01",
    "dental_chart": ({"tooth": "11", "state": "crown"},),
}  # fmt: skip


def person(id_: str = "p", **values: Any) -> MissingPerson:
    return MissingPerson(id=id_, code=id_, **values)


def persons(*people: MissingPerson, places: dict[str, tuple[float, float]] | None = None) -> Persons:
    return persons_of(people, places or {})


def verdicts(remains: Remains, others: Persons) -> dict[str, Verdict]:
    found = rank(remains, others)
    return {name: Verdict(int(values[0])) for name, values in found.verdicts.items()}


def test_every_fact_that_agrees_is_told_as_that() -> None:
    told = verdicts(remains_of([BODY]), persons(person(**FACTS), places={"p": PLACE}))
    assert {name for name, verdict in told.items() if verdict is Verdict.AGREES} == {
        "sex", "age", "stature", "place", "date", "teeth", "numbers", "marks", "effects"
    }  # fmt: skip


def test_what_nobody_knows_weighs_nothing() -> None:
    ranking = rank(remains_of([BODY]), persons(person()))
    assert ranking.score[0] == 0
    assert set(verdicts(remains_of([BODY]), persons(person())).values()) == {Verdict.UNKNOWN}
    blank = rank(remains_of([Body("c")]), persons(person(**FACTS), places={"p": PLACE}))
    assert blank.score[0] == 0


facts = st.sets(st.sampled_from(sorted(FACTS)))


def taken(names: set[str], source: dict[str, Any]) -> dict[str, Any]:
    whole = names | {"age_min", "age_max"} if names & {"age_min", "age_max"} else names
    return {name: source[name] for name in whole if name in source}


@given(facts, st.sampled_from(sorted(FACTS)), st.lists(facts, min_size=1, max_size=6), st.data())
@settings(max_examples=count(80, 1500), deadline=None)
def test_a_fact_that_agrees_never_lowers_the_rank(
    held: set[str], more: str, others: list[set[str]], data: st.DataObject
) -> None:
    rivals = [person(f"r{at}", **taken(names, FACTS)) for at, names in enumerate(others)]
    at = data.draw(st.integers(0, len(rivals)))
    before = [*rivals[:at], person(**taken(held, FACTS)), *rivals[at:]]
    after = [*rivals[:at], person(**taken({*held, more}, FACTS)), *rivals[at:]]
    places = {
        id_: rank(remains_of([BODY]), persons(*people)).order.tolist().index(at)
        for id_, people in (("before", before), ("after", after))
    }
    assert places["after"] <= places["before"]


@given(facts, st.sampled_from(sorted(AGAINST)))
@settings(max_examples=count(40, 500), deadline=None)
def test_a_fact_that_differs_never_raises_the_score(held: set[str], against: str) -> None:
    without = {name: value for name, value in taken(held, FACTS).items() if name not in taken({against}, AGAINST)}
    worse = {**without, **taken({against}, AGAINST)}
    before, after = (rank(remains_of([BODY]), persons(person(**one))) for one in (without, worse))
    assert after.score[0] <= before.score[0] or after.excluded[0]


@given(st.lists(facts, min_size=1, max_size=5), st.lists(st.booleans(), min_size=5, max_size=5))
@settings(max_examples=count(40, 500), deadline=None)
def test_both_directions_say_the_same_of_a_pair(others: list[set[str]], placed: list[bool]) -> None:
    people = [person(f"p{at}", **taken(names, FACTS)) for at, names in enumerate(others)]
    places = {f"p{at}": PLACE for at, is_placed in enumerate(placed) if is_placed}
    bodies = [BODY, Body("bare"), replace(BODY, id="other", profiles=(Profile(sex="F?", age_min=1, age_max=9),))]
    for one in bodies:
        by_case = rank(remains_of([one]), persons_of(people, places))
        for at, who in enumerate(people):
            by_person = rank(remains_of(bodies), persons_of([who], places))
            row = bodies.index(one)
            assert by_person.score[row] == by_case.score[at]
            for aspect in ASPECTS:
                assert by_person.verdicts[aspect.key][row] == by_case.verdicts[aspect.key][at]


@given(st.permutations(range(5)))
@settings(max_examples=count(20, 120), deadline=None)
def test_no_order_of_the_list_changes_a_score(order: list[int]) -> None:
    people = [person(f"p{at}", sex="M" if at % 2 else None, age_min=20 * at, age_max=20 * at + 1) for at in range(5)]
    straight = rank(remains_of([BODY]), persons(*people)).score
    mixed = rank(remains_of([BODY]), persons(*(people[at] for at in order))).score
    assert [mixed[place] for place in range(5)] == [straight[at] for at in order]


# What excludes, and what does not


@pytest.mark.parametrize(
    "values",
    [
        {"last_seen": "2022-07-01"},  # alive after the remains were dug up
        {"last_seen": "2022-04-02"},  # alive after the death that is known
        {"status": "alive"},
        {"age_min": 80, "age_max": 81},
        {"dental_chart": ({"tooth": "36", "state": "extracted"},)},
    ],
)
def test_what_cannot_be_excludes_and_stands_at_the_end_of_the_list(values: dict[str, Any]) -> None:
    ranking = rank(remains_of([BODY]), persons(person("x", **{**FACTS, **values}), person("y", sex="F")))
    assert ranking.excluded.tolist() == [True, False]
    assert ranking.order.tolist() == [1, 0]


def test_a_doubtful_sex_differs_and_that_by_dna_excludes() -> None:
    doubtful = replace(BODY, profiles=(Profile(sex="F?"),))
    sure = replace(BODY, profiles=(Profile(sex="F", sex_methods=("DNA",)),))
    assert verdicts(remains_of([doubtful]), persons(person(sex="M")))["sex"] is Verdict.DIFFERS
    assert verdicts(remains_of([sure]), persons(person(sex="M")))["sex"] is Verdict.EXCLUDED


def test_profiles_that_contradict_each_other_say_nothing_of_the_sex() -> None:
    body = replace(BODY, profiles=(Profile(sex="F"), Profile(sex="M?")))
    assert verdicts(remains_of([body]), persons(person(sex="M")))["sex"] is Verdict.UNKNOWN


def test_the_age_follows_from_the_birth_where_none_is_told() -> None:
    born = person(born="1984-05", last_seen="2022-03-04")
    assert verdicts(remains_of([BODY]), persons(born))["age"] is Verdict.AGREES


def test_a_stature_never_excludes() -> None:
    assert verdicts(remains_of([BODY]), persons(person(stature=120.0)))["stature"] is Verdict.DIFFERS


def test_the_same_grave_weighs_more_than_another_district() -> None:
    near, far, beyond = (
        rank(remains_of([BODY]), persons(person(), places={"p": (30.2 + away, 50.5)})).score[0]
        for away in (0.001, 0.2, 3.0)
    )
    assert near > far > 0 > beyond


def test_words_meet_across_languages_and_common_ones_do_not() -> None:
    body = replace(BODY, things=("dark jacket",), serials=())
    assert verdicts(remains_of([body]), persons(person(clothing="dark coat")))["effects"] is Verdict.UNKNOWN
    ukrainian = replace(BODY, things=("куртка вельвет",), serials=())
    assert verdicts(remains_of([ukrainian]), persons(person(clothing="вельвет")))["effects"] is Verdict.AGREES


def test_teeth_lost_after_death_and_milk_teeth_say_nothing() -> None:
    assert read_teeth([{"tooth": "36", "state": "lost postmortem"}, {"tooth": "55", "state": "filling"}]) == {}


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        (Tooth.FILLED, Tooth.FILLED, 0), (Tooth.FILLED, Tooth.SOUND, 1), (Tooth.ABSENT, Tooth.SOUND, 2),
        (Tooth.SOUND, Tooth.FILLED, None), (Tooth.SOUND, Tooth.ABSENT, None), (Tooth.SOUND, Tooth.SOUND, None),
        (Tooth.FILLED, Tooth.CROWNED, None), (Tooth.CROWNED, Tooth.FILLED, 1),
    ],
)  # fmt: skip
def test_a_tooth_changes_one_way_only(before: Tooth, after: Tooth, place: int | None) -> None:
    found = compare_teeth({"36": before}, {"36": after})
    assert [at for at, teeth in enumerate(found) if teeth] == ([] if place is None else [place])


def test_nobody_against_nobody_is_an_empty_list() -> None:
    assert len(rank(remains_of([BODY]), persons()).order) == 0
    assert len(rank(remains_of([]), persons(person())).order) == 0


def test_what_agrees_weighs_nothing_or_more() -> None:
    ranking = rank(remains_of([BODY]), persons(person(**FACTS), places={"p": PLACE}))
    for name, found in ranking.verdicts.items():
        agreed = found == Verdict.AGREES
        assert (ranking.weights[name][agreed] >= 0).all()
    assert np.isfinite(ranking.score).all()
