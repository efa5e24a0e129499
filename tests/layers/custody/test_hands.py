"""One item is never in two hands by the application's own road, and whatever comes by another road is found."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from forensics.changes import Change, ChangeRefused, Operation
from forensics.custody.deeds import CustodyRefused
from forensics.errors import ValueRefused
from layers.cases import Association, reassociate
from layers.custody.chains import packing_of, standings_of
from layers.custody.steps import Recorded
from layers.custody.superseding import supersede_event
from layers.editing import keep, setting
from layers.project import Project
from tests.counts import count
from tests.layers.custody.hands import (
    ITEMS,
    PACKAGES,
    PEOPLE,
    PLACES,
    at,
    brought,
    collected,
    countersign,
    do,
    holder,
    mission,
    of,
    standing,
    wrong,
)
from tests.layers.custody.planted import PLANTED, PLANTED_AROUND, disposition, event, left, sound
from tests.layers.projects import record
from tests.tools.proofs import Proof

EVERY = (*ITEMS, *PACKAGES)
ACTIONS = (
    "transferred", "packed", "stored", "sealed", "opened", "transferred", "packed", "received", "returned", "released",
    "opened", "packed", "reburied", "examined", "relabelled", "reported_missing", "found",
)  # fmt: skip
HOLDERS = (*PEOPLE, *PLACES, "[EXAMPLE court]")

Step = tuple[str, list[str], str, str, str, int]


def random_steps(seed: int) -> Iterator[Step | None]:
    """A program that mostly goes on, and often does what it should not; None takes the last step back."""
    random = Random(seed)
    for _ in range(count(30, 60)):
        if random.random() < 0.1:
            yield None
            continue
        yield (
            random.choice(ACTIONS) if random.random() < 0.95 else random.choice(("destroyed", "collected")),
            random.sample(EVERY, random.choice((1, 1, 2))),
            random.choice(HOLDERS),
            random.choice(HOLDERS) if random.random() < 0.1 else "",
            random.choice(PACKAGES),
            random.choice((1, 1, 2, 0)) if random.random() < 0.95 else -2,
        )


def take(project: Project, step: Step, hour: int) -> Recorded | None:
    """Try a step the application's way; gives what it recorded, nothing where it is refused."""
    action, items, to, giver, into, _ = step
    moves = action in ("collected", "transferred", "received", "stored", "returned", "released", "reburied")
    more: dict[str, Any] = {"seal": f"S-{hour}-{items[0]}"} if action == "sealed" and len(items) == 1 else {}
    if action == "received":  # whoever receives reads the seals, and now and then another one than the right one
        seals = {of(project, item).id: standing(project, item).seal for item in items}
        more["found_seals"] = {item: seal if hour % 7 else f"S-{hour}" for item, seal in seals.items() if seal}
    try:
        return do(
            project, action, *items, hour=hour, to=to if moves else "", giver=giver,
            into=into if action == "packed" else "", signed=False, **more,
        )  # fmt: skip
    except (CustodyRefused, ValueRefused):
        return None


def in_two_hands(project: Project) -> list[str]:
    """Items that two hold, or that lie in two packages, or in one that another holds: seen without our own checks."""
    ids = {of(project, code).id: code for code in EVERY}
    standings, packing = standings_of(project, list(ids)), packing_of(project)
    found = [code for id_, code in ids.items() if len(standings[id_].hands) > 1]
    for id_, code in ids.items():
        around = packing.around(id_)
        if len(around) > 1 or any(standings[package].hands != standings[id_].hands for package in around):
            found.append(code)
    return found


@settings(max_examples=count(6, 400), suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32))
@example(30416)  # out of a pallet that is then handed on: taking that back would put it where the pallet no longer is
@example(2933619)  # packed into a pallet together with the box that it lies in: it stays in the box
def program(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder, mission(Path(folder)) as project:
        collected(project, *EVERY)
        hour, taken, commits = 10, list[Recorded | None](), list[str]()
        for step in random_steps(seed):
            if step is None:
                undo(project, commits)
            else:
                hour += step[-1]
                taken.append(take(project, step, hour))
                commits.append(taken[-1].receipt.commit if taken[-1] is not None else "")
        assert in_two_hands(project) == []
        countersign(project, *(one for one in taken if one is not None))
        assert [one for one in wrong(project) if "no signed receipt" not in one and "no disposition" not in one] == []
        PROGRAMS.append(sum(bool(commit) for commit in commits))


def undo(project: Project, commits: list[str]) -> None:
    """Take back what was done last, where that may be."""
    while commits and not commits[-1]:
        commits.pop()
    if commits:
        try:
            project.register.undo(commits.pop())
        except ChangeRefused:
            return


PROGRAMS: list[int] = []


def test_no_program_of_steps_brings_an_item_into_two_hands(proof: Proof) -> None:
    PROGRAMS.clear()
    program()
    assert sum(PROGRAMS) > 3 * len(PROGRAMS)  # steps were taken, not only refused
    proof("C5", "random programs entered through the application never yield an item in two hands",
          f"{len(PROGRAMS)} programs, {sum(PROGRAMS)} steps recorded")  # fmt: skip


# By another road


def test_every_fault_of_what_is_around_a_chain_is_found(tmp_path: Path) -> None:
    with mission(tmp_path) as project:
        for number, (fault, plant) in enumerate(PLANTED_AROUND.items()):
            code = f"EX-B-{70 + number}"
            project.register.commit([record("case", code, remains_class="body", origin="exhumation")])
            before = wrong(project)
            plant(project, code)
            told = fault.format(item=code)
            assert not any(told in one for one in before), told
            assert any(told in one for one in wrong(project)), told


def test_a_sealed_body_that_is_opened_before_a_part_is_split_off_has_no_fault(tmp_path: Path) -> None:
    with mission(tmp_path) as project:
        collected(project, "EX-B-1")
        do(project, "sealed", "EX-B-1", hour=2, seal="S-1")
        do(project, "opened", "EX-B-1", hour=3)
        part = record("case", "EX-BP-1", remains_class="body_part", split_from=of(project, "EX-B-1").id)
        project.register.commit([part])
        collected(project, "EX-BP-1", hour=4)
        do(project, "sealed", "EX-B-1", hour=5, seal="S-2")
        assert wrong(project, "EX-B-1", "EX-BP-1") == []


def test_what_custody_and_dispositions_say_alike_is_no_fault(tmp_path: Path) -> None:
    with mission(tmp_path) as project:
        left(project, "EX-B-1", "reburied")
        buried = disposition(project, "EX-B-1", kind="reburied", cemetery="EXAMPLE", plot="7")
        leg = record("case", "EX-LEG", remains_class="body_part", origin="exhumation",
                     joined_to=of(project, "EX-B-1").id)  # fmt: skip
        project.register.commit([buried, leg])
        brought(project, [event(project, "EX-LEG", 1, "collected", "", "PR-1")])
        assert len(wrong(project, "EX-B-1", "EX-LEG")) == 1, "of the leg nothing is said"
        keep(project, setting(project, of(project, "EX-DS-EX-B-1"), {"remains_missing": "yes"}), "EXAMPLE")
        assert wrong(project, "EX-B-1", "EX-LEG") == []


def test_a_bone_that_is_given_out_of_open_bags_or_taken_back_has_no_fault(tmp_path: Path) -> None:
    with mission(tmp_path) as project:
        project.register.commit([record("element", "EX-E", case=of(project, "EX-B-1").id, bone="femur", side="L")])
        collected(project, "EX-B-1", "EX-B-2")
        reassociate(project, [of(project, "EX-E")], of(project, "EX-B-2"), Association(reason="EXAMPLE"))
        assert wrong(project, "EX-B-1", "EX-B-2") == []
        do(project, "sealed", "EX-B-1", hour=2, seal="S-1")
        assert wrong(project, "EX-B-1") != [], "the seal is older than the day on which it was given"
        reassociate(project, [of(project, "EX-E")], of(project, "EX-B-1"), Association(reason="EXAMPLE"))
        assert wrong(project, "EX-B-1", "EX-B-2") == []


def test_a_sound_chain_that_came_by_another_road_has_no_fault(tmp_path: Path) -> None:
    with mission(tmp_path) as project:
        brought(project, sound(project))
        assert wrong(project, "EX-B-1") == []
        assert holder(project, "EX-B-1") == "EX-STORE"


def test_every_fault_that_is_planted_is_found(tmp_path: Path) -> None:
    with mission(tmp_path) as project:
        for number, (fault, plant) in enumerate(PLANTED.items()):
            code = f"EX-B-{10 + number}"
            project.register.commit([record("case", code, remains_class="body", origin="exhumation")])
            brought(project, plant(project, sound(project, code)))
            assert any(fault in one for one in wrong(project, code)), fault
        everything = wrong(project)
        assert all(any(fault in one for one in everything) for fault in PLANTED)


def test_two_devices_that_hand_one_item_on_are_found_and_a_person_decides(tmp_path: Path, proof: Proof) -> None:
    with mission(tmp_path) as project:
        collected(project, "EX-B-1")
        brought(project, [event(project, "EX-B-1", 2, "transferred", "PR-1", "PR-2")])
        other = event(project, "EX-B-1", 2, "transferred", "PR-1", "PR-3")
        brought(project, [other])
        assert len(standing(project, "EX-B-1").hands) == 2
        assert any("the item is in two hands" in one for one in wrong(project))
        with pytest.raises(CustodyRefused, match="both claim to be the last"):
            do(project, "transferred", "EX-B-1", hour=5, to="EX-STORE")
        third = of(project, str(other.after["code"]))
        texts = {"sequence": "3", "from_holder": "PR-2", "at": at(4)}
        countersign(project, supersede_event(project, third, texts, "it was after the other, from PR-2"))
        assert wrong(project, "EX-B-1") == []
        assert holder(project, "EX-B-1") == "PR-3"
    proof(
        "C5",
        "every planted gap, overlap, seal change and pair of hands is found",
        f"{len(PLANTED) + len(PLANTED_AROUND)} kinds of fault",
    )


def test_an_item_in_two_packages_and_one_apart_from_its_package_are_found(tmp_path: Path) -> None:
    with mission(tmp_path) as project:
        collected(project, "EX-A-1", *PACKAGES)
        do(project, "packed", "EX-A-1", hour=3, into="EX-BOX")
        pallet = of(project, "EX-PALLET").id
        held = {"holds": [of(project, "EX-A-1").id]}
        project.register.commit([Change("package", pallet, Operation.SET, after=held)])
        assert any("it is in two places" in one for one in wrong(project))
        project.register.commit([event(project, "EX-PALLET", 2, "transferred", "PR-1", "PR-2")])
        assert any("holds the item and PR-2 the package" in one for one in wrong(project))
        assert wrong(project, "EX-A-1") != []


def test_what_was_moved_and_has_no_custody_is_named(tmp_path: Path) -> None:
    with mission(tmp_path) as project:
        bare = [f"No custody of {code} is recorded." for code in ("EX-A-1", "EX-BOX", "EX-SA-1")]
        held = {"holds": [of(project, "EX-B-2").id]}
        project.register.commit([Change("package", of(project, "EX-BOX").id, Operation.SET, after=held)])
        assert wrong(project) == bare, "a package that holds nothing is no item yet"
        recovered = {"recovered_at": "2024-05-01T08:00:00+03:00"}
        project.register.commit([Change("case", of(project, "EX-B-1").id, Operation.SET, after=recovered)])
        assert wrong(project, "EX-B-1") == ["No custody of EX-B-1 is recorded."]
        moved = Change("case", of(project, "EX-B-2").id, Operation.SET, after={"status": "lifted"})
        project.register.commit([moved])
        assert "No custody of EX-B-2 is recorded." in wrong(project)


def test_an_item_in_a_package_and_in_the_one_around_it_is_said_to_be_in_two_places(tmp_path: Path) -> None:
    """The item lies in the outermost package of three and in the innermost too; the step names both places."""
    with mission(tmp_path) as project:
        project.register.commit([record("package", "EX-INNER", kind="box")])
        collected(project, "EX-A-1", *PACKAGES, "EX-INNER")
        do(project, "packed", "EX-INNER", hour=2, into="EX-BOX")
        do(project, "packed", "EX-BOX", hour=3, into="EX-PALLET")
        do(project, "packed", "EX-A-1", hour=4, into="EX-PALLET")
        held = {"holds": [of(project, "EX-A-1").id]}
        project.register.commit([Change("package", of(project, "EX-INNER").id, Operation.SET, after=held)])
        with pytest.raises(CustodyRefused, match=r"EX-A-1 is said to lie in .*: it is in two places"):
            do(project, "transferred", "EX-PALLET", hour=5, to="PR-2")
        with pytest.raises(CustodyRefused, match="it is in two places"):
            do(project, "transferred", "EX-A-1", hour=5, to="PR-2")


def test_from_a_store_an_item_is_not_examined_and_stored_again_without_giver_and_signature(tmp_path: Path) -> None:
    """PR-1 stores it, PR-2 examines it, PR-3 stores it: nobody gave it, nobody signed."""
    with mission(tmp_path) as project:
        unsigned = {"signed_by_giver": None, "signed_by_receiver": None}
        chain = [
            event(project, "EX-B-1", 1, "collected", "", "PR-1"),
            event(project, "EX-B-1", 2, "stored", "PR-1", "EX-STORE", **unsigned),
            event(project, "EX-B-1", 3, "examined", "", "PR-2", **unsigned),
            event(project, "EX-B-1", 4, "stored", "", "PR-3", **unsigned),
        ]
        brought(project, chain)
        told = wrong(project, "EX-B-1")
        assert len([one for one in told if "is signed by nobody" in one]) == 3
        assert len([one for one in told if "does not say who gave" in one]) == 2


def test_what_was_reburied_comes_back_by_an_exhumation_with_an_authority_alone(tmp_path: Path) -> None:
    with mission(tmp_path) as project:
        project.register.commit([record("authority", "EX-AU-1", authority_type="court_order")])
        collected(project, "EX-B-1")
        do(project, "reburied", "EX-B-1", hour=2, to="[EXAMPLE cemetery]")
        project.register.commit([disposition(project, "EX-B-1", kind="reburied", cemetery="EXAMPLE", plot="7")])
        assert [one for one in wrong(project, "EX-B-1") if "no signed receipt" not in one] == []
        assert any("no signed receipt" in one for one in wrong(project, "EX-B-1"))
        for action, to in (("examined", ""), ("sampled", ""), ("transferred", "PR-2"), ("released", "[EXAMPLE court]")):
            with pytest.raises(CustodyRefused, match="was let go"):
                do(project, action, "EX-B-1", hour=3, to=to)
        with pytest.raises(CustodyRefused, match="has begun already"):
            do(project, "collected", "EX-B-1", hour=3, to="PR-2")
        do(project, "collected", "EX-B-1", hour=3, to="PR-2", fields={"authority": of(project, "EX-AU-1").id})
        do(project, "transferred", "EX-B-1", hour=4, to="PR-3")
        assert [one for one in wrong(project, "EX-B-1") if "no signed receipt" not in one] == []


def test_one_seal_on_two_items_at_one_time_is_found_and_one_after_the_other_is_none(tmp_path: Path) -> None:
    with mission(tmp_path) as project:
        collected(project, "EX-B-1", "EX-B-2", "EX-A-1")
        do(project, "sealed", "EX-B-1", hour=2, seal="S-1")
        do(project, "opened", "EX-B-1", hour=3)
        do(project, "sealed", "EX-A-1", hour=4, seal="S-1")
        assert wrong(project, "EX-B-1", "EX-A-1") == []
        do(project, "sealed", "EX-B-2", hour=5, seal="S-1")
        both = ["Seal S-1 is on EX-A-1 and on EX-B-2 at one time.", "Seal S-1 is on EX-B-2 and on EX-A-1 at one time."]
        assert wrong(project, "EX-A-1") == both[:1]
        assert [one for one in wrong(project) if "Seal" in one] == both
