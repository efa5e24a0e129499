"""One item is never in two hands by the application's own road, and whatever comes by another road is found."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from forensics.changes import Change, ChangeRefused, Operation
from forensics.custody.deeds import CustodyRefused
from forensics.errors import ValueRefused
from forensics.identifiers import new_id
from layers.cases import Association, reassociate
from layers.custody.chains import packing_of, standings_of
from layers.custody.signatures import signature_of
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
    device_of,
    do,
    holder,
    key_row,
    mission,
    of,
    on,
    standing,
    wrong,
)
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


def event(project: Project, item: str, number: int, action: str, giver: str, to: str, **values: Any) -> Change:
    """An event as a merge, an import or a form brings it, unruled."""
    after = {
        "code": f"EX-M-{number}-{new_id()[-12:]}", "item": of(project, item).id, "sequence": number, "action": action,
        "at": at(number), "from_holder": of(project, giver).id if giver else None, "to_holder": of(project, to).id,
        **(signatures(project, giver, to) if giver != to and action != "collected" else {}), **values,
    }  # fmt: skip
    kept = {name: value for name, value in after.items() if value is not None}
    return Change("custody", new_id(), Operation.ADD, after=kept)


def signatures(project: Project, giver: str, to: str) -> dict[str, str]:
    """Those of both hands; one who acts for two places signs for the one that gives."""
    ends = {"signed_by_giver": giver, "signed_by_receiver": to}
    return {name: signature_of(device_of(project, code)) for name, code in ends.items() if code}


def sound(project: Project, item: str = "EX-B-1") -> list[Change]:
    """Five events of one item without a fault."""
    return [
        event(project, item, 1, "collected", "", "PR-1"),
        event(project, item, 2, "sealed", "PR-1", "PR-1", seal_after="S-1"),
        event(project, item, 3, "transferred", "PR-1", "PR-2", seal_before="S-1", seal_read="S-1", seal_after="S-1"),
        event(project, item, 4, "received", "PR-2", "EX-STORE", seal_before="S-1", seal_read="S-1", seal_after="S-1"),
        event(project, item, 5, "opened", "EX-STORE", "EX-STORE", seal_before="S-1"),
    ]


def changed(events: list[Change], number: int, **values: Any) -> list[Change]:
    one = events[number - 1]
    after = {name: value for name, value in {**one.after, **values}.items() if value is not None}
    return [*events[: number - 1], Change(one.type, one.record, one.operation, after=after), *events[number:]]


PLANTED: dict[str, Callable[[Project, list[Change]], list[Change]]] = {
    "Custody has a gap": lambda project, events: [*events[:2], *events[3:]],
    "does not begin with the collection": lambda project, events: events[1:],
    "earlier than": lambda project, events: changed(events, 4, at=at(2)),
    "another holder": lambda project, events: changed(events, 3, from_holder=of(project, "PR-3").id),
    "does not say who gave": lambda project, events: changed(events, 3, from_holder=None),
    "does not say who has the item afterwards": lambda project, events: changed(events, 3, to_holder=None),
    "The seal changed by itself": lambda project, events: changed(
        events, 4, seal_before="S-2", seal_read="S-2", seal_after="S-2"
    ),
    "The seal changed from S-1 to S-2": lambda project, events: changed(events, 3, seal_after="S-2"),
    "which number was read on the seal": lambda project, events: changed(events, 4, seal_read=None),
    "The number read on the seal is S-2, and not S-1": lambda project, events: changed(events, 4, seal_read="S-2"),
    "found seal S-1 broken": lambda project, events: changed(events, 4, seal_condition="broken"),
    "still under seal S-1": lambda project, events: changed(events, 3, seal_after=None),
    "signed by nobody": lambda project, events: changed(
        events, 3, signed_by_giver=None, signed_by_receiver=None
    ),
    "is of an item that was let go": lambda project, events: changed(events, 4, action="released"),
    "was let go and did not come back": lambda project, events: changed(events, 4, action="reburied"),
    "does not say who gave the item": lambda project, events: changed(
        events, 4, action="stored", from_holder=None
    ),
    "is signed by nobody: neither by a key": lambda project, events: changed(
        events, 5, to_holder=of(project, "PR-3").id, signed_by_giver=None, signed_by_receiver=None
    ),
    "after which nothing was left": lambda project, events: changed(events, 4, action="destroyed"),
    "was not found": lambda project, events: changed(events, 4, action="reported_missing"),
    "is signed on paper, no scan": lambda project, events: changed(
        events, 3, signed_by_giver="Ivan", signed_by_receiver="Ivan"
    ),
    "who gives has not signed yet": lambda project, events: changed(events, 3, signed_by_giver=None),
    "who receives has not signed yet": lambda project, events: changed(events, 3, signed_by_receiver=None),
    "by nobody for the place that receives": lambda project, events: changed(events, 4, signed_by_receiver=None),
    "by nobody for the place that gives": lambda project, events: [
        *events,
        event(project, str(events[0].after["item"]), 6, "transferred", "EX-STORE", "PR-3", signed_by_giver=None),
    ],
    "on both sides with one key": lambda project, events: changed(
        events, 3, signed_by_receiver=events[2].after["signed_by_giver"]
    ),
    "is that of PR-3, and not of PR-1": lambda project, events: changed(
        events, 3, signed_by_giver=signature_of(device_of(project, "PR-3"))
    ),
    "is taken from somebody outside, and no signed receipt": lambda project, events: changed(
        events, 3, from_holder=None, from_outside="EXAMPLE police"
    ),
    "is handed to somebody outside, and no signed receipt": lambda project, events: changed(
        events, 4, to_holder=None, to_outside="EXAMPLE court"
    ),
    "the item is in two hands": lambda project, events: [
        *events, event(project, str(events[0].after["item"]), 5, "examined", "EX-STORE", "PR-3", seal_before="S-1"),
    ],
}  # fmt: skip


def moved_to(project: Project, item: str, person: str, *rows: dict[str, str]) -> list[Change]:
    """The item passes to a person with these keys, who signs with the first of them."""
    keys = {"signing_keys": list(rows)} if rows else {}
    project.register.commit([record("practitioner", person, roles=["evidence_custodian"], **keys)])
    return [*sound(project, item)[:2],
            event(project, item, 3, "transferred", "PR-1", person, seal_before="S-1", seal_after="S-1")]  # fmt: skip


def self_enrolled(project: Project, item: str) -> None:
    """An expert enters a key of their own, with that very device: typed as if a lead had."""
    brought(project, moved_to(project, item, "EX-ALONE"))
    rows = {"signing_keys": [key_row(device_of(project, "EX-ALONE"))]}
    with on(project, device_of(project, "EX-ALONE")) as theirs:
        theirs.register.commit([Change("practitioner", of(project, "EX-ALONE").id, Operation.SET, after=rows)])


def shared_key(project: Project, item: str) -> None:
    """A lead enrols one key for two experts."""
    row = key_row(device_of(project, "EX-ONE"))
    project.register.commit([record("practitioner", "EX-OTHER", roles=["analyst"], signing_keys=[row])])
    brought(project, moved_to(project, item, "EX-ONE", row))


def never_begun(project: Project, item: str) -> None:
    change = Change("case", of(project, item).id, Operation.SET, before={"origin": "exhumation"},
                    after={"origin": "handed_over"})  # fmt: skip
    project.register.commit([change])


def never_begun_and_examined(project: Project, item: str) -> None:
    project.register.commit([record("examination", f"EX-EX-{item}", case=of(project, item).id, kind="autopsy")])


def split_under_seal(project: Project, item: str) -> None:
    """A bone gets a number of its own while what it was split off lies under its seal."""
    brought(project, sound(project, item)[:4])
    part = record("case", f"{item}-PART", remains_class="body_part", split_from=of(project, item).id,
                  association_on="2024-05-02", origin="exhumation")  # fmt: skip
    project.register.commit([part])
    brought(project, [event(project, f"{item}-PART", 1, "collected", "", "PR-1", at=at(9, 2))])


def given_under_seal(project: Project, item: str) -> None:
    """A bone is given to other remains while the bag that it came from lies under its seal."""
    brought(project, sound(project, item)[:4])
    bone = record("element", f"EX-BONE-{item}", case=of(project, item).id, bone="femur", side="L")
    project.register.commit([bone])
    reassociate(project, [of(project, f"EX-BONE-{item}")], of(project, "EX-B-2"), Association(reason="EXAMPLE"))


def left(project: Project, item: str, action: str, **values: Any) -> None:
    brought(project, changed(sound(project, item)[:4], 4, action=action, **values))


def reburied_nowhere(project: Project, item: str) -> None:
    left(project, item, "reburied")


def released_to_nobody(project: Project, item: str) -> None:
    left(project, item, "released")


def reburied_without_a_plot(project: Project, item: str) -> None:
    left(project, item, "reburied")
    project.register.commit([disposition(project, item, kind="reburied", cemetery="EXAMPLE")])


def said_to_be_released(project: Project, item: str) -> None:
    brought(project, sound(project, item))
    project.register.commit([disposition(project, item, kind="released", received_by="EXAMPLE")])


def disposition(project: Project, item: str, **values: Any) -> Change:
    return record("disposition", f"EX-DS-{item}", cases=[of(project, item).id], **values)


def disposed_of_without_custody(project: Project, item: str) -> None:
    project.register.commit([disposition(project, item, kind="released", received_by="EXAMPLE")])


def given_in_part(project: Project, item: str, **values: Any) -> None:
    """A body is released, and a leg that was joined to it stays."""
    left(project, item, "released")
    leg = record("case", f"{item}-LEG", remains_class="body_part", origin="exhumation", joined_to=of(project, item).id)
    project.register.commit([leg, disposition(project, item, kind="released", received_by="EXAMPLE", **values)])
    brought(project, [event(project, f"{item}-LEG", 1, "collected", "", "PR-1")])


def given_as_if_whole(project: Project, item: str) -> None:
    given_in_part(project, item, remains_missing="no")


def another_file(project: Project, item: str) -> None:
    media = record("media", f"EX-F-{item}", file="x", sha256="1" * 64, copy_kind="original")
    project.register.commit([media])
    brought(project, [event(project, f"EX-F-{item}", 1, "collected", "", "PR-1", hash_after="2" * 64)])


def unlogged(project: Project, item: str) -> None:
    picture = record("media", f"EX-P-{item}", file="x", sha256="3" * 64, copy_kind="original", media_type="image/png",
                     subject=[of(project, item).id])  # fmt: skip
    project.register.commit([picture])
    brought(project, [event(project, f"EX-P-{item}", 1, "collected", "", "PR-1")])


def receipt_without_a_file(project: Project, item: str) -> None:
    """The receipt that is named is a record of a medium, of which no file was taken in."""
    paper = record("media", f"EX-PAPER-{item}", kind="document", copy_kind="printed")
    project.register.commit([paper])
    brought(project, changed(sound(project, item), 4, to_holder=None, to_outside="EXAMPLE court",
                             signed_by_receiver=None, receipt=[paper.record]))  # fmt: skip


def receipt_of(project: Project, item: str, **values: Any) -> str:
    """Somebody outside gets the item, and a file with these values is named as the receipt that they signed."""
    told = {"file": "x", "sha256": "4" * 64, "kind": "document", "media_type": "application/pdf", "bytes": 9, **values}
    paper = record("media", f"EX-PAPER-{item}", copy_kind="printed", **told)
    project.register.commit([paper])
    brought(project, changed(sound(project, item), 4, to_holder=None, to_outside="EXAMPLE court",
                             signed_by_receiver=None, receipt=[paper.record])[:4])  # fmt: skip
    return paper.record


def receipt_of_another(project: Project, item: str) -> None:
    """A second family is said to have signed the receipt of the first."""
    paper = receipt_of(project, item)
    project.register.commit([record("case", f"{item}-NEXT", remains_class="body", origin="exhumation")])
    brought(project, changed(sound(project, f"{item}-NEXT"), 4, to_holder=None, to_outside="EXAMPLE family",
                             signed_by_receiver=None, receipt=[paper])[:4])  # fmt: skip


def rewritten(project: Project, item: str) -> None:
    """Another device makes somebody else the one who took the item up."""
    first = event(project, item, 1, "collected", "", "PR-1", signed_by_receiver=None)
    brought(project, [first])
    with on(project, device_of(project, "PR-2")) as theirs:
        after, before = {"to_holder": of(project, "PR-2").id}, {"to_holder": first.after["to_holder"]}
        theirs.register.commit([Change("custody", first.record, Operation.SET, after=after, before=before)])


def unread_in_an_open_box(project: Project, item: str) -> None:
    """A sealed body is handed on in a box that is under no seal, and nobody reads the number."""
    project.register.commit([record("package", f"EX-OPEN-{item}", kind="box")])
    moved = event(project, f"EX-OPEN-{item}", 2, "transferred", "PR-1", "PR-2")
    inside = event(project, item, 3, "transferred", "PR-1", "PR-2", seal_before="S-1", seal_after="S-1",
                   moved_with=moved.record)  # fmt: skip
    brought(project, [event(project, f"EX-OPEN-{item}", 1, "collected", "", "PR-1"), moved,
                      *sound(project, item)[:2], inside])  # fmt: skip


NO_RECEIPT: dict[str, dict[str, Any]] = {
    "it is empty": {"bytes": 0}, "it is of type text/plain": {"media_type": "text/plain"},
    "it is not what its name says": {"file_problem": "EXAMPLE"}, "it is of kind photo": {"kind": "photo"},
}  # fmt: skip
PLANTED_AROUND: dict[str, Callable[[Project, str], object]] = {
    "does not say which number was read on the seal": unread_in_an_open_box,
    "no lead other than EX-ALONE enrolled it": self_enrolled,
    "is enrolled for EX-ONE and for EX-OTHER, and proves neither": shared_key,
    "No custody of {item} is recorded": never_begun,
    "No custody of {item} is recorded.": never_begun_and_examined,
    "custody of {item} is recorded.": disposed_of_without_custody,
    "{item}-PART was split off {item}, which was under seal S-1": split_under_seal,
    "EX-BONE-{item} was given from {item} to EX-B-2 while {item} was under seal S-1": given_under_seal,
    "reburied {item}, and no disposition with a plot says where": reburied_nowhere,
    "released {item}, and no disposition says who received it": released_to_nobody,
    "EX-DS-{item}, which says where {item} is: Buried remains need a plot": reburied_without_a_plot,
    "EX-DS-{item} says that {item} left us, but by its custody one of ours still holds it": said_to_be_released,
    "{item} was let go, and {item}-LEG, which is one body with it, is still here": given_in_part,
    "EX-DS-{item} says that nothing of {item} is missing, but {item}-LEG": given_as_if_whole,
    "is of another file than EX-F-{item}": another_file,
    "is handed to somebody outside, and no signed receipt was taken in": receipt_without_a_file,
    **{
        f"EX-PAPER-{{item}} as its signed receipt, which proves nothing: {why}": partial(receipt_of, **values)
        for why, values in NO_RECEIPT.items()
    },
    "EX-PAPER-{item} as its signed receipt, which proves nothing: another hand-over names it too": receipt_of_another,
    "was recorded with key": rewritten,
    "EX-P-{item} is a photograph of a grave, and has no number in its photo log": unlogged,
}
"""Faults of which the records around the chain tell."""


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
