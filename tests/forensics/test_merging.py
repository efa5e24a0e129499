"""What a record holds is a function of the set of its commits: of any order in which they came, and of nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.journal import State
from forensics.merging import Ancestry, History, Merged, merged
from tests.counts import count
from tests.tools.proofs import Proof

FIELDS = ("code", "sex", "age", "note")


@dataclass
class Replica:
    """One copy: the commits that it knows, each with its parents and what it wrote of the one record."""

    commits: dict[str, tuple[tuple[str, ...], Mapping[str, Any]]] = field(default_factory=dict)

    @property
    def heads(self) -> tuple[str, ...]:
        named = {parent for parents, _ in self.commits.values() for parent in parents}
        return tuple(sorted(set(self.commits) - named))

    def write(self, **payload: Any) -> str:
        name = hashlib.sha256(repr((self.heads, payload, len(self.commits))).encode()).hexdigest()
        self.commits[name] = (self.heads, payload)
        return name

    def set(self, **after: Any) -> str:
        held = self.state().values
        before = {one: held[one] for one in after if one in held}
        return self.write(after={one: value for one, value in after.items() if value is not None}, before=before)

    def void(self, reason: str) -> str:
        return self.set(review="voided", void_reason=reason)

    def restore(self) -> str:
        return self.set(review="draft", void_reason=None)

    def merge(self, other: Replica) -> None:
        self.commits |= other.commits

    def copy(self) -> Replica:
        return Replica(dict(self.commits))

    def state(self, random: Random | None = None) -> Merged:
        """What the record holds, its commits taken in any order in which none comes before one that it follows."""
        names: list[str] = []
        waiting = sorted(self.commits)
        while waiting:
            ready = [one for one in waiting if set(self.commits[one][0]) <= set(names)]
            chosen = ready[0] if random is None else random.choice(ready)
            names.append(chosen)
            waiting.remove(chosen)
        numbers = {name: number for number, name in enumerate(names, 1)}
        parents = {numbers[name]: [numbers[one] for one in self.commits[name][0]] for name in names}
        entries = [(numbers[name], name.encode(), self.commits[name][1]) for name in names]
        return merged("case", {}, entries, History(Ancestry(parents), dict(enumerate(names, 1))))

    def told(self, random: Random | None = None) -> tuple[Any, ...]:
        state = self.state(random)
        return sorted(state.values.items()), state.conflicts, state.unseen, state.withheld


def begun() -> Replica:
    replica = Replica()
    replica.write(after={"code": "C-1", "sex": "M"})
    return replica


ACTS = st.tuples(
    st.integers(0, 2), st.sampled_from(("set", "void", "restore", "merge", "decide")), st.sampled_from(FIELDS),
    st.integers(0, 3), st.integers(0, 2),
)  # fmt: skip


def play(acts: list[tuple[int, str, str, int, int]]) -> list[Replica]:
    """Three copies edited apart by a program."""
    replicas = [begun() for _ in range(3)]
    for who, what, name, value, other in acts:
        one = replicas[who]
        voided = one.state().values.get("review") == "voided"
        if what == "merge":
            one.merge(replicas[other])
        elif what == "restore" and voided:
            one.restore()
        elif what == "void" and not voided:
            one.void(f"reason {value}")
        elif what == "decide" and not voided:
            for rivalled in list(one.state().conflicts):
                one.set(**{rivalled: value})
        elif what == "set" and not voided:
            one.set(**{name: value or None})
    return replicas


@settings(max_examples=count(60, 2000), deadline=None)
@given(st.lists(ACTS, max_size=24), st.randoms(use_true_random=False))
def test_the_order_in_which_commits_came_changes_nothing(acts: list[Any], random: Random) -> None:
    replicas = play(acts)
    union = replicas[0].copy()
    for one in replicas[1:]:
        union.merge(one)
    assert [union.told(random) for _ in range(3)] == [union.told()] * 3
    for one in replicas:
        one.merge(union)
        assert one.told(random) == union.told()


@settings(max_examples=count(60, 1000), deadline=None)
@given(st.lists(ACTS, max_size=24))
def test_nothing_is_decided_but_by_a_later_write_of_the_field(acts: list[Any]) -> None:
    union = Replica()
    for one in play(acts):
        union.merge(one)
    state = union.state()
    graph = _ancestors(union)
    for name in FIELDS:
        writes = [
            one
            for one, (_, payload) in union.commits.items()
            if name in {**payload.get("before", {}), **payload["after"]}
        ]
        standing = {one for one in writes if not any(one in graph[later] for later in writes)}
        values = [union.commits[one][1]["after"].get(name) for one in sorted(standing)]
        if len({repr(value) for value in values}) > 1:
            assert {rival.commit for rival in state.conflicts[name]} == standing
            assert [rival.value for rival in state.conflicts[name]] == values
            assert state.values[name] == next(value for value in values if value is not None)
        else:
            assert name not in state.conflicts
            assert state.values.get(name) == (values[0] if values else None)


def _ancestors(replica: Replica) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, (parents, _) in replica.commits.items():
        waiting, seen = list(parents), set[str]()
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting.extend(replica.commits[one][0])
        found[name] = seen
    return found


@given(st.lists(ACTS.filter(lambda act: act[1] != "merge").map(lambda act: (0, *act[1:])), max_size=12))
def test_what_was_never_edited_apart_is_what_its_edits_come_to_in_their_order(acts: list[Any]) -> None:
    replica = play(acts)[0]
    state = State("case")
    for name, (_, payload) in replica.commits.items():
        state.fold(name, name.encode(), payload)
    assert replica.state().values == state.values
    assert not replica.state().conflicts


def test_a_conflict_decided_differently_on_two_sides_is_a_conflict_again(proof: Proof) -> None:
    left = begun()
    right = left.copy()
    left.set(sex="F")
    right.set(sex="indeterminate")
    left.merge(right)
    right.merge(left)
    assert {rival.value for rival in left.state().conflicts["sex"]} == {"F", "indeterminate"}
    assert left.told() == right.told()
    left.set(sex="F")
    assert not left.state().conflicts
    right.set(sex="F?")
    left.merge(right)
    assert {rival.value for rival in left.state().conflicts["sex"]} == {"F", "F?"}
    left.set(sex="F?")
    assert not left.state().conflicts
    proof("H3", "one conflict decided differently on two sides is a conflict again", "F, F?")


def test_a_void_wins_over_an_edit_that_had_not_seen_it_and_what_has_seen_it_may_lift_it() -> None:
    left = begun()
    right = left.copy()
    left.void("a bone of an animal")
    edited = right.set(sex="F")
    right.merge(left)
    state = right.state()
    assert (state.values["review"], state.values["sex"], state.conflicts) == ("voided", "F", {})
    assert state.unseen == (edited,)
    right.restore()
    left.merge(right)
    assert left.state().values == {"code": "C-1", "sex": "F", "review": "draft"}
    assert left.state().unseen == ()


def test_one_void_that_was_not_seen_outlives_the_lifting_of_another() -> None:
    left = begun()
    right = left.copy()
    left.void("twice")
    left.restore()
    right.void("wrong grave")
    left.merge(right)
    assert (left.state().values["review"], left.state().values["void_reason"]) == ("voided", "wrong grave")


def test_the_stricter_class_and_the_side_that_knows_of_a_hold_are_in_force_until_somebody_decides() -> None:
    left = begun()
    left.set(sensitivity="restricted", legal_hold="order 1")
    right = left.copy()
    left.set(sensitivity="partner", legal_hold=None)
    right.set(sensitivity="sealed", legal_hold="order 2")
    left.merge(right)
    assert (left.state().values["sensitivity"], left.state().values["legal_hold"]) == ("sealed", "order 2")
    assert set(left.state().conflicts) == {"sensitivity", "legal_hold"}


def test_the_point_of_what_turned_out_to_be_sexual_violence_is_not_in_force() -> None:
    left = begun()
    right = left.copy()
    left.set(category="sexual_violence")
    right.set(place={"geometry": "…"}, category="torture")
    left.merge(right)
    assert left.state().values["category"] == "sexual_violence"
    assert "place" not in left.state().values
    assert left.state().withheld == ("place",)
    left.set(category="torture")
    assert "place" in left.state().values


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30))
def test_who_had_seen_whom_is_told_as_the_graph_has_it(steps: list[tuple[int, int]]) -> None:
    parents: dict[int, list[int]] = {0: []}
    for number, (one, other) in enumerate(steps, 1):
        parents[number] = sorted({max(0, number - 1 - one), max(0, number - 1 - other)})
    ancestry = Ancestry(parents)
    seen: dict[int, set[int]] = {}
    for number, before in parents.items():
        seen[number] = set(before).union(*(seen[one] for one in before)) if before else set()
    for later in parents:
        for earlier in parents:
            assert ancestry.follows(later, earlier) == (earlier in seen[later])
    newest = {one for one in parents if not any(one in seen[other] for other in parents)}
    assert set(ancestry.newest(parents)) == newest
