"""The minimum number of individuals: the worked sets of the issue, and laws held against a brute-force minimum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.mni import LeftOut, Minimum, groups_of, minimum
from forensics.pieces import NOT_KNOWN, YOUNG, Piece, exclude, piece_of, told_apart
from forensics.vocabulary.bones import bones

LONG = bones()["femur"].zones


def piece(id_: str, bone: str = "femur", side: str = "L", *zones: str, age: str = "adult", **more: object) -> Piece:
    return Piece(id_, bone, side, frozenset(zones or bones()[bone].zones), age, **more)  # type: ignore[arg-type]


def count(*pieces: Piece) -> int:
    found = minimum(pieces)
    assert found.exact
    return found.value


def test_two_halves_of_one_femur_are_one_person() -> None:
    assert count(piece("a", "femur", "L", "proximal_end"), piece("b", "femur", "L", "distal_end")) == 1


def test_two_proximal_ends_of_left_femora_are_two_people() -> None:
    assert count(piece("a", "femur", "L", "proximal_end"), piece("b", "femur", "L", "proximal_end")) == 2


def test_an_adult_right_and_a_childs_left_femur_are_two_people() -> None:
    assert count(piece("a", "femur", "R"), piece("b", "femur", "L", age="child")) == 2


def test_three_pieces_that_overlap_pairwise_are_three_people_though_no_zone_is_there_three_times() -> None:
    proximal, middle, distal = "proximal_end", "middle_third", "distal_end"
    pieces = [piece("a", "femur", "L", proximal, middle), piece("b", "femur", "L", middle, distal),
              piece("c", "femur", "L", proximal, distal)]  # fmt: skip
    found = minimum(pieces)
    assert found.value == 3
    assert found.exact
    assert {one.id for one in found.forced_by} == {"a", "b", "c"}
    assert max(len(row.pieces) for row in found.rows) == 2


def test_a_bone_of_no_certain_age_may_be_anybodys() -> None:
    assert count(piece("a"), piece("b", "femur", "R", age="undetermined")) == 1
    assert count(piece("a", age="child"), piece("b", age="subadult", side="R")) == 1
    assert count(piece("a"), piece("b", age="subadult", side="R")) == 2


def test_an_unfused_epiphysis_is_no_adults() -> None:
    epiphysis = Piece("b", "femur_head_epiphysis", "L", frozenset({"whole"}))
    assert count(piece("a"), epiphysis) == 2


def test_pieces_that_fit_are_one_bone_unless_they_share_a_zone_or_their_ages_exclude_each_other() -> None:
    upper = piece("a", "femur", "L", "proximal_end", "middle_third")
    third = piece("c", "femur", "L", "proximal_end")
    fitted = piece("b", "femur", "L", "distal_end", fits=frozenset({"a"}))
    assert count(upper, third) == count(upper, third, fitted) == 2
    assert count(upper, piece("d", "femur", "L", "proximal_end", fits=frozenset({"a"}))) == 2
    ages = [piece("e", "femur", "R", "proximal_end"),
            piece("f", "femur", "R", "distal_end", age="child", fits=frozenset({"e"}))]  # fmt: skip
    assert count(upper, third, *ages) == 3


def test_bones_without_side_or_number_prove_a_least_number() -> None:
    unsided = [piece(str(at), "femur", "unsided") for at in range(3)]
    assert minimum(unsided[:2]).value == 1
    assert minimum(unsided).value == 2
    assert minimum([*unsided, piece("l"), piece("r", "femur", "R")]).value == 3
    ribs = [Piece(str(at), "rib", "L", frozenset({"shaft"})) for at in range(13)]
    assert minimum(ribs[:12]).value == 1
    assert minimum(ribs).value == 2
    assert minimum([Piece("x", "cranial_fragment", None, frozenset())]).value == 1
    assert minimum([]).value == 0


def test_teeth_are_counted_by_their_number() -> None:
    teeth = [Piece(id_, "tooth", "L", frozenset({"crown"}), tooth=number) for id_, number in (("a", "36"), ("b", "37"))]
    assert count(*teeth) == 1
    assert count(*teeth, Piece("c", "tooth", "L", frozenset({"crown"}), tooth="36")) == 2


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Piece("a", "fragment", "L", frozenset({"whole"})), LeftOut.NO_BONE),
        (Piece("a", None, "L", frozenset({"whole"})), LeftOut.NO_BONE),
        (Piece("a", "rib", "L", frozenset({"shaft"})), LeftOut.ONE_OF_SEVERAL),
        (Piece("a", "tooth", "L", frozenset({"crown"})), LeftOut.ONE_OF_SEVERAL),
        (Piece("a", "femur", "unsided", frozenset({"shaft"})), LeftOut.NO_SIDE),
        (Piece("a", "femur", "L", frozenset()), LeftOut.NO_ZONE),
    ],
)
def test_what_says_too_little_is_left_out_and_named(said: Piece, why: LeftOut) -> None:
    found = minimum([said])
    assert found.value == 1, "somebody it is of"
    assert found.left_out == {"a": why}


def test_graves_that_links_tie_together_are_one_group() -> None:
    assert groups_of([("a", "b"), ("b", "c"), ("d", "e")]) == [frozenset("abc"), frozenset("de")]


# Whole and part, fused and unfused


def element(id_: str, bone: str = "femur", side: str = "L", *zones: str, **more: object) -> Piece:
    """One element as it is recorded."""
    said = dict.fromkeys(("tooth", "joined_with", "basis", "completeness", "fusion", "fusion_by_zone"))
    recorded: dict[str, object] = {**said, "case": "C", "age": "adolescent", "fragments": 1, **more}
    return piece_of(id_, bone=bone, side=side, zones=zones, **recorded)  # type: ignore[arg-type]


def test_a_bone_that_is_nearly_whole_and_another_that_is_more_than_the_rest_are_two_people_without_any_zone() -> None:
    whole = element("a", completeness="over_75")
    assert count(whole, element("b", completeness="over_75")) == 2
    assert count(whole, element("b", completeness="25_75")) == 2
    assert count(whole, element("b", "femur", "L", *LONG)) == 2
    assert count(whole, element("b", completeness="under_25")) == 1
    assert count(whole, element("b", "femur", "L", "distal_end")) == 1
    assert count(element("a", completeness="25_75"), element("b", completeness="25_75")) == 1
    assert count(whole, element("b", "femur", "R", completeness="over_75")) == 1
    assert [(row.zone, row.pieces) for row in minimum([whole]).rows] == [("", ("a",))]


def test_zones_that_are_recorded_of_both_decide_whatever_is_said_of_how_much_is_there() -> None:
    upper = element("a", "femur", "L", *LONG[:4], completeness="over_75")
    assert count(upper, element("b", "femur", "L", LONG[4], completeness="25_75")) == 1


def test_a_fragment_without_a_zone_proves_one_person_and_no_more() -> None:
    fragments = [element(str(at)) for at in range(4)]
    found = minimum(fragments)
    assert found.value == 1
    assert "0" not in found.left_out, "one is counted, for the age that nothing else shows"
    assert {found.left_out[str(at)] for at in (1, 2, 3)} == {LeftOut.NO_ZONE}
    assert count(piece("whole", age="adolescent"), *fragments) == 1


def test_what_says_nothing_but_its_age_is_somebody_of_that_age() -> None:
    adults = [piece(str(at)) for at in range(3)]
    assert count(*adults, element("x", "fragment", "unsided", age="child")) == 4
    assert count(*adults, element("x", "fragment", "unsided", age="adult")) == 3
    assert count(*adults, element("x", "sternebra", "midline", age=None)) == 4, "it is of the young"


def test_a_bone_that_was_looked_for_and_is_absent_is_nobodys() -> None:
    absent = element("a", fragments=0)
    assert minimum([absent]).value == 0
    assert minimum([absent]).left_out == {"a": LeftOut.ABSENT}
    assert count(piece("b"), element("c", age="child", fragments=0)) == 1
    assert count(piece("b"), element("c", "femur", "L", *LONG, fragments=0)) == 1, "whatever its record says"


def test_more_bones_without_side_than_a_pair_prove_what_their_number_does_and_it_is_said() -> None:
    found = minimum([element(str(at), "femur", "unsided", completeness="over_75") for at in range(5)])
    assert (found.value, found.by_number) == (3, 3)
    assert minimum([piece("a")]).by_number == 0


def test_a_shaft_and_its_own_loose_end_are_one_person_and_a_fused_bone_and_a_loose_end_are_two() -> None:
    loose = element("e", "femur_distal_epiphysis", "L", "whole", fusion="unfused")
    thirds = LONG[1:4]
    assert count(element("s", "femur", "L", *thirds, fusion="unfused"), loose) == 1
    assert count(element("s", "femur", "L", *LONG, fusion="unfused"), loose) == 1
    assert count(element("s", "femur", "L", *LONG, fusion="fused"), loose) == 2
    assert count(element("s", "femur", "R", *LONG, fusion="fused"), loose) == 1, "of the other leg: not told apart"
    stages = ({"zone": "proximal_end", "stage": "fused"}, {"zone": "distal_end", "stage": "unfused"})
    assert count(element("s", "femur", "L", *LONG, fusion_by_zone=stages), loose) == 1
    assert count(element("s", "femur", "L", *LONG, fusion_by_zone=(stages[0],)), loose) == 1


def test_a_fused_and_an_unfused_bone_of_one_side_are_two_people_where_ages_overlap() -> None:
    for zones in (LONG, ()):
        fused, unfused = (element(stage, "femur", "L", *zones, fusion=stage) for stage in ("fused", "unfused"))
        assert count(fused, unfused) == 2
    assert count(element("a", fusion="fused"), element("b", "femur", "R", fusion="unfused")) == 1
    assert count(element("a", fusion="fused"), element("b", fusion="fusing")) == 1, "not surely another stage"
    end = element("d", "femur", "L", "distal_end", fusion="fused")
    assert count(end, element("s", "femur", "L", *LONG[1:4], fusion="unfused")) == 2, "its own end is missing"


def test_one_end_may_be_fused_and_the_other_not() -> None:
    upper = element("a", "femur", "L", "proximal_end", "proximal_third", fusion="fused")
    assert count(upper, element("b", "femur", "L", "distal_third", "distal_end", fusion="unfused")) == 1


def test_an_element_of_the_young_is_the_zone_of_the_bone_that_it_becomes() -> None:
    hip = element("h", "hip_bone", "L", "ilium", "acetabulum")
    assert count(hip, element("i", "ilium", "L", "whole", age=None)) == 2
    assert count(hip, element("i", "ischium", "L", "whole", age=None)) == 1
    frontal = element("f", "frontal", "midline", "half_left", age=None)
    assert count(frontal, element("l", "half_frontal", "L", "whole", age=None)) == 2
    assert count(frontal, element("r", "half_frontal", "R", "whole", age=None)) == 1


# The cranium and its bones


def cranium(case: str, *zones: str, completeness: str = "", age: str = "adult") -> Piece:
    return element(f"cranium {case}", "cranium", "midline", *zones, case=case, completeness=completeness, age=age)


def test_a_whole_cranium_and_a_bone_of_its_zones_from_other_remains_are_two_people() -> None:
    vault = cranium("B", "vault")
    for bone, side, zone, people in (
        ("frontal", "midline", "half_left", 2), ("parietal", "R", "anterior_half", 2), ("temporal", "L", "squama", 2),
        ("temporal", "L", "petrous", 1), ("occipital", "midline", "basilar", 1), ("zygomatic", "L", "whole", 1),
        ("half_frontal", "R", "whole", 2), ("pars_petrosa", "R", "whole", 1), ("mandible", "midline", "ramus_left", 1),
    ):  # fmt: skip
        age = YOUNG if bones()[bone].juvenile else NOT_KNOWN
        single = element("x", bone, side, zone, case="BP", age=age)
        assert count(replace(vault, age=NOT_KNOWN), single) == people, bone


def test_a_bone_that_is_recorded_beside_its_own_cranium_is_the_same_skull() -> None:
    frontal = element("f", "frontal", "midline", "half_left", "half_right", case="B", age="adult")
    assert count(cranium("B", "vault", "face", "base"), frontal) == 1
    assert count(cranium("B", "vault", "face", "base"), replace(frontal, case="BP")) == 2
    assert count(cranium("B", "vault"), frontal, replace(frontal, id="g", case="BP")) == 2


def test_of_a_cranium_that_is_less_than_its_zones_nothing_is_certain_and_thin_bones_are_often_lost() -> None:
    frontal = element("f", "frontal", "midline", "half_left", case="BP", age="adult")
    assert count(cranium("B", "vault", "face", "base", completeness="25_75"), frontal) == 1
    assert count(cranium("B", "vault", completeness="25_75"), frontal) == 2, "a calvaria is the vault and no more"
    assert count(cranium("B", "vault", completeness="under_25"), frontal) == 1
    nasal = element("n", "nasal", "L", "whole", case="BP", age="adult")
    assert count(cranium("B", "vault", "face", "base"), nasal) == 1


def test_crania_and_skulls_in_pieces_are_counted_together_and_exactly() -> None:
    parts = [(bone, side) for bone in ("frontal", "parietal", "temporal", "maxilla")
             for side in (("L", "R") if bones()[bone].paired else ("midline",))]  # fmt: skip
    whole = [cranium(f"B{at}", "vault", "face", "base") for at in range(30)]
    single = [piece(f"{at} {bone} {side}", bone, side, case=f"P{at}") for at in range(30) for bone, side in parts]
    assert count(*whole, *single) == 60


@pytest.mark.parametrize("ages", [("infant", "child"), ("child", "adolescent"), ("adolescent", "adult")])
def test_ages_that_touch_are_two_and_who_cannot_tell_them_apart_says_so(ages: tuple[str, str]) -> None:
    one, other = ages
    assert exclude(one, other)
    unsure = "undetermined" if other == "adult" else "subadult"
    assert not exclude(one, unsure)
    assert not exclude(other, unsure)


# Laws

AGES = ("adult", "child", "infant", "subadult", "undetermined")


@st.composite
def inventories(draw: st.DrawFn, most: int = 8) -> list[Piece]:
    """A few pieces of few bones, so that they meet often; some without a zone, some fused, some loose ends."""
    bone_side = st.sampled_from((("femur", "L"), ("femur", "R"), ("femur_distal_epiphysis", "L")))
    zones = st.frozensets(st.sampled_from(LONG[::2]))
    share, stage = st.sampled_from(("over_75", "25_75")), st.sampled_from(("", "fused", "unfused"))
    found = draw(st.lists(st.tuples(bone_side, zones, st.sampled_from(AGES), share, stage), max_size=most))
    skulls = draw(st.lists(st.tuples(
        st.sampled_from((("cranium", "midline"), ("cranium", "midline"), ("frontal", "midline"), ("temporal", "L"))),
        st.sampled_from(AGES), st.integers(0, 2)), max_size=most // 2))  # fmt: skip
    return [
        piece_of(f"s{at}", "", bone, side, bones()[bone].zones[: first + 1], age, None, None, None, None, None, None, 1)
        for at, ((bone, side), age, first) in enumerate(skulls)
    ] + [
        piece_of(str(at), "", bone, side, tuple(shown), age, None, None, None, share, stage, None, 1)
        if bone == "femur"
        else piece_of(str(at), "", bone, side, ("whole",), YOUNG if age == NOT_KNOWN else age, None, None, None,
                      share, stage, None, 1)  # as it is counted: what exists only before fusion is of the young
        for at, ((bone, side), shown, age, share, stage) in enumerate(found)
    ]  # fmt: skip


def fewest(pieces: Sequence[Piece]) -> int:
    """The fewest groups in which no two pieces are told apart, by trying every partition."""

    def partitions(left: Sequence[Piece], groups: list[list[Piece]], best: int) -> int:
        if len(groups) >= best:
            return best
        if not left:
            return len(groups)
        first, rest = left[0], left[1:]
        for group in groups:
            if not any(told_apart(first, other) for other in group):
                group.append(first)
                best = partitions(rest, groups, best)
                group.pop()
        groups.append([first])
        best = partitions(rest, groups, best)
        groups.pop()
        return best

    return partitions(pieces, [], len(pieces) + 1)


def holds(found: Minimum, pieces: Sequence[Piece]) -> None:
    """The working proves the number: everybody can have what is given to them, and those who force it are apart."""
    assert sorted(one.id for person in found.people for one in person) == sorted(one.id for one in pieces)
    assert all(not told_apart(*pair) for person in found.people for pair in combinations(person, 2))
    assert all(told_apart(*pair) for pair in combinations(found.forced_by, 2))
    assert len(found.forced_by) <= found.value <= found.enough == len(found.people)


@given(inventories())
def test_the_number_is_the_one_that_trying_everything_finds(pieces: list[Piece]) -> None:
    found = minimum(pieces)
    holds(found, pieces)
    assert found.exact
    assert found.value == fewest(pieces)


@given(inventories(most=30))
def test_another_piece_never_lowers_it(pieces: list[Piece]) -> None:
    holds(minimum(pieces), pieces)
    assert all(minimum(pieces[:at]).value <= minimum(pieces[: at + 1]).value for at in range(len(pieces)))


@given(inventories(most=14), inventories(most=14))
def test_linked_graves_pooled_are_at_most_the_sum_and_at_least_the_larger(one: list[Piece], other: list[Piece]) -> None:
    moved = [replace(piece, id=f"x{piece.id}") for piece in other]
    apart = [minimum(one).value, minimum(moved).value]
    assert max(apart) <= minimum([*one, *moved]).value <= sum(apart)


@given(inventories(most=14))
def test_pieces_of_one_bone_that_the_working_gives_to_one_person_can_be_put_together(pieces: list[Piece]) -> None:
    found = minimum(pieces)
    for one, other in _of_one_bone(found):
        merged = [_fitted(piece, one, other) for piece in pieces]
        assert minimum(merged).value == found.value


def _of_one_bone(found: Minimum) -> Iterator[tuple[Piece, Piece]]:
    for person in found.people:
        for one, other in combinations(person, 2):
            if one.key == other.key and one.age == other.age:
                yield one, other


def _fitted(piece: Piece, one: Piece, other: Piece) -> Piece:
    return replace(piece, fits=frozenset({other.id}) if piece.id == one.id else frozenset())


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.sampled_from(("adult", "child"))), max_size=10))
def test_putting_neighbouring_pieces_of_one_bone_together_never_raises_it(spans: list[tuple[int, int, str]]) -> None:
    pieces = [
        Piece(str(at), "femur", "L", frozenset(LONG[min(first, last) : max(first, last) + 1]), age)
        for at, (first, last, age) in enumerate(spans)
    ]
    before = minimum(pieces).value
    for one, other in combinations(pieces, 2):
        touch = max(LONG.index(zone) for zone in one.zones) + 1 == min(LONG.index(zone) for zone in other.zones)
        if touch and not exclude(one.age, other.age):
            assert minimum([_fitted(piece, one, other) for piece in pieces]).value == before


def test_a_fit_across_a_gap_may_raise_it_since_it_says_who_cannot_share_the_gap() -> None:
    proximal, middle, distal = "proximal_end", "middle_third", "distal_end"
    pieces = [piece("a", "femur", "L", proximal), piece("b", "femur", "L", distal),
              piece("c", "femur", "L", proximal, middle), piece("d", "femur", "L", middle, distal)]  # fmt: skip
    assert count(*pieces) == 2
    assert count(*(_fitted(one, pieces[0], pieces[1]) for one in pieces)) == 3


@given(inventories(most=30))
def test_a_search_that_is_given_up_tells_what_is_proven_and_what_is_enough(pieces: list[Piece]) -> None:
    bound, exact = minimum(pieces, steps=0), minimum(pieces)
    assert exact.exact
    holds(bound, pieces)
    assert bound.value <= exact.value <= bound.enough


def test_a_grave_of_hundreds_is_counted_exactly() -> None:
    pieces = [
        Piece(f"{body}-{bone}-{side}", bone, side, frozenset(bones()[bone].zones), "adult" if body % 5 else "child")
        for body in range(200)
        for bone in ("femur", "humerus", "tibia", "cranium")
        for side in (("L", "R") if bones()[bone].paired else ("midline",))
    ]
    loose = [Piece(f"u{at}", "femur", "L", frozenset({LONG[at % 5]}), "undetermined") for at in range(30)]
    found = minimum([*pieces, *loose])
    assert found.exact
    assert found.value == 206
