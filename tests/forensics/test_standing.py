"""Whose commits count follows from the set of commits: leads enrol and revoke, and a stolen key enrols nobody."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.standing import Deed, Link, Standing, standing

ROOT = "root"


class Story:
    """Commits told one after the other; the lead A makes the project."""

    def __init__(self) -> None:
        self.commits: dict[str, Link] = {ROOT: Link("A", ())}
        self.deeds = [Deed(ROOT, "A", b"A", lead=True)]

    def by(self, device: str, name: str, *after: str) -> str:
        self.commits[name] = Link(device, after or (ROOT,))
        return name

    def enrols(self, device: str, name: str, whom: str, *after: str, lead: bool = False) -> str:
        self.deeds.append(Deed(self.by(device, name, *after), whom, whom.encode(), lead))
        return name

    def revokes(self, device: str, name: str, whom: str, *after: str) -> str:
        self.deeds.append(Deed(self.by(device, name, *after), whom, revokes=True))
        return name

    @property
    def told(self) -> Standing:
        return standing(ROOT, self.commits, self.deeds)

    def counting(self) -> set[str]:
        told = self.told
        return {name for name in self.commits if told.counts(name)}


def test_a_commit_of_an_unknown_device_counts_once_a_lead_enrols_it() -> None:
    story = Story()
    story.by("B", "before")
    assert story.counting() == {ROOT}
    assert story.told.unknown == {"before"}
    story.enrols("A", "enrolment", "B")
    assert story.counting() == {ROOT, "before", "enrolment"}


def test_devices_stand_in_the_order_of_their_enrolments_whatever_their_names() -> None:
    story = Story()
    story.enrols("A", "z", "second")
    story.enrols("A", "y", "first", "z")
    story.enrols("A", "x", "apart")
    assert [one for one in story.told.order if one != "apart"] == ["A", "second", "first"]
    assert story.told.order.index("apart") in (1, 2)


def test_a_device_that_enrols_itself_or_is_enrolled_by_no_lead_stays_unknown() -> None:
    story = Story()
    story.enrols("B", "itself", "B", lead=True)
    story.enrols("A", "worker", "C")
    story.enrols("C", "by a worker", "D", "worker")
    assert story.counting() == {ROOT, "worker", "by a worker"}
    assert story.told.enrolled == {"A", "C"}
    assert story.told.void == {("itself", "B"), ("by a worker", "D")}


def test_a_revocation_is_not_retroactive_but_covers_what_it_had_not_seen() -> None:
    story = Story()
    story.enrols("A", "enrolment", "B")
    story.by("B", "known", "enrolment")
    story.revokes("A", "revocation", "B", "known")
    story.by("B", "beside it", "known")
    story.by("B", "after it", "revocation")
    assert story.counting() == {ROOT, "enrolment", "known", "revocation"}
    assert story.told.after == {"beside it", "after it"}


def test_a_revoked_device_is_not_enrolled_again() -> None:
    story = Story()
    story.enrols("A", "enrolment", "B")
    story.revokes("A", "revocation", "B", "enrolment")
    story.enrols("A", "again", "B", "revocation")
    story.by("B", "later", "again")
    assert not story.told.counts("later")


def test_a_stolen_leads_key_enrols_and_revokes_nobody_once_it_is_revoked() -> None:
    story = Story()
    story.enrols("A", "two", "T", lead=True)
    story.enrols("A", "three", "B", "two", lead=True)
    story.revokes("A", "stolen", "T", "three")
    story.enrols("T", "a friend", "F", "three", lead=True)
    story.revokes("T", "revenge", "B", "three")
    story.by("F", "forged", "a friend")
    story.by("B", "honest", "three")
    told = story.told
    assert told.enrolled == {"A", "B", "T"}
    assert told.revoked == {"T"}
    assert told.counts("honest")
    assert not {name for name in ("a friend", "revenge", "forged") if told.counts(name)}


def test_two_leads_who_revoke_each_other_are_both_revoked() -> None:
    story = Story()
    story.enrols("A", "two", "B", lead=True)
    story.revokes("A", "by A", "B", "two")
    story.revokes("B", "by B", "A", "two")
    told = story.told
    assert told.revoked == {"A", "B"}
    assert story.counting() == {ROOT, "two"}


def test_a_second_commit_without_parents_founds_nothing() -> None:
    story = Story()
    story.commits["other root"] = Link("X", ())
    story.deeds.append(Deed("other root", "X", b"X", lead=True))
    story.by("X", "more", "other root")
    assert story.counting() == {ROOT}


DEVICES = "ABCDE"
STEP = st.tuples(
    st.sampled_from(DEVICES), st.sampled_from(["write", "enrol", "lead", "revoke"]), st.sampled_from(DEVICES),
    st.lists(st.integers(0, 30), min_size=1, max_size=2),
)  # fmt: skip


def tell(steps: Sequence[tuple[str, str, str, list[int]]]) -> Story:
    story = Story()
    for number, (device, what, whom, after) in enumerate(steps):
        known = list(story.commits)
        parents = tuple(dict.fromkeys(known[at % len(known)] for at in after))
        name = f"commit {number}"
        if what == "write":
            story.by(device, name, *parents)
        elif what == "revoke":
            story.revokes(device, name, whom, *parents)
        else:
            story.enrols(device, name, whom, *parents, lead=what == "lead")
    return story


@given(st.lists(STEP, max_size=25), st.integers())
def test_the_order_in_which_commits_arrive_changes_nothing(
    steps: list[tuple[str, str, str, list[int]]], seed: int
) -> None:
    story = tell(steps)
    commits, deeds = list(story.commits.items()), list(story.deeds)
    random.Random(seed).shuffle(commits)
    random.Random(seed + 1).shuffle(deeds)
    assert standing(ROOT, dict(commits), deeds) == story.told


@given(st.lists(STEP, max_size=25))
def test_what_counts_was_enrolled_by_what_counts_or_hangs_in_a_circle_of_leads(
    steps: list[tuple[str, str, str, list[int]]],
) -> None:
    story = tell(steps)
    told = story.told
    assert told.counts(ROOT) or "A" in told.revoked
    assert not told.unknown & told.after
    assert told.leads <= told.enrolled <= set(told.keys)
    assert {link.device for name, link in story.commits.items() if told.counts(name)} <= told.enrolled
    assert ROOT not in told.after


@pytest.mark.parametrize("length", [2000])
def test_a_long_line_of_commits_is_told_without_recursion(length: int) -> None:
    story = Story()
    last = story.enrols("A", "enrolment", "B")
    for number in range(length):
        last = story.by("AB"[number % 2], f"commit {number}", last)
    story.revokes("A", "revocation", "B", last)
    assert story.counting() == set(story.commits)
