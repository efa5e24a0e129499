"""What comes by another road than the application's: events as a merge brings them, and every fault that is planted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from forensics.changes import Change, Operation
from forensics.identifiers import new_id
from layers.cases import Association, reassociate
from layers.hand_signatures import signature_of
from layers.project import Project
from tests.layers.custody.hands import at, brought, device_of, key_row, of, on
from tests.layers.projects import record


def event(project: Project, item: str, number: int, action: str, giver: str, to: str, **values: Any) -> Change:
    """An event as a merge, an import or a form brings it, unruled."""
    after = {
        "code": f"EX-M-{number}-{new_id()[-12:]}", "item": of(project, item).id, "sequence": number, "action": action,
        "at": at(number), "from_holder": of(project, giver).id if giver else None, "to_holder": of(project, to).id,
        **(signatures(project, giver, to) if giver != to else {}), **values,
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
    "is not signed by who took the item up": lambda project, events: changed(events, 1, signed_by_receiver=None),
    "is that of PR-2, and not of PR-1": lambda project, events: changed(
        events, 1, signed_by_receiver=signature_of(device_of(project, "PR-2"))
    ),
    "as who gives, and nobody gave the item": lambda project, events: changed(
        events, 1, signed_by_giver=signature_of(device_of(project, "PR-2"))
    ),
    "begins with somebody outside: no signed receipt": lambda project, events: changed(
        events, 1, from_outside="EXAMPLE police"
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
