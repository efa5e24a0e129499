"""The receipt of a hand-over: what is printed for the other side to sign, and its scan, taken in by hash."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from forensics.changes import Change, difference
from forensics.custody.deeds import BEGINS, HAND_OVERS
from forensics.errors import ValueRefused
from forensics.ports import Found, Progress, Query, Values
from forensics.records.evidence import ITEMS
from layers.custody.chains import CUSTODY, held_values
from layers.custody.seals_read import is_unread
from layers.evidence import Taken, TakenIn, take_in
from layers.project import Project

FORMAT = "taphos-receipt-1"
_OF_A_HAND_OVER = ("action", "at", "from_holder", "from_outside", "to_holder", "to_outside")


@dataclass(frozen=True)
class Line:
    """One item of a receipt: its event, the item, the seal that it is under, and whether it lies in a package above.

    `came_under` is the seal that it came under, `is_read` whether the number on that was read already.
    """

    event: str
    item: Found
    seal: str
    condition: str
    inside: bool
    came_under: str = ""
    is_read: bool = False
    waits_for_reading: bool = False

    @property
    def is_unread(self) -> bool:
        """Whether who receives it has a number to read on a seal."""
        return self.waits_for_reading


@dataclass(frozen=True)
class HandOver:
    """What was handed over in one commit; `first` are the values of its first event."""

    commit: str
    first: Values
    lines: tuple[Line, ...]
    giver: str
    taker: str

    def code(self, project: str) -> bytes:
        """What the QR code holds: the receipt's commit, by which all that it says is signed."""
        document = {"format": FORMAT, "project": project, "commit": self.commit, "event": self.first.get("code")}
        return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)


def hand_over_of(project: Project, event: Found) -> HandOver:
    """All that was handed over in the commit that recorded an event; raises ValueRefused for what is no hand-over."""
    register = project.register
    commit = register.history(event.id)[0].commit
    first = register.values(CUSTODY, event.id) or {}
    alike = Query(CUSTODY, where=(("action", first.get("action")), ("at", first.get("at"))), voided=True)
    held = {
        str(one["id"]): one for one in register.select(alike)
        if _together(one, first) and register.history(str(one["id"]))[0].commit == commit
    }  # fmt: skip
    if first.get("action") not in (BEGINS, *HAND_OVERS):
        raise ValueRefused(
            "{event} hands nothing over; a receipt is made of: {allowed}.",
            event=event.code, allowed=", ".join((BEGINS, *HAND_OVERS)),
        )  # fmt: skip
    items = register.titles([str(values.get("item")) for values in held.values()], ITEMS)
    ends = register.titles([str(first.get(name)) for name in ("from_holder", "to_holder") if first.get(name)])
    lines = tuple(
        Line(
            str(values.get("code")),
            items[str(values["item"])],
            str(values.get("seal_after") or ""),
            str(values.get("condition") or ""),
            bool(values.get("moved_with")),
            str(values.get("seal_before") or ""),
            bool(values.get("seal_read")),
            is_unread(values, held.get(str(values.get("moved_with"))) or {}),
        )
        for values in held.values()
        if str(values.get("item")) in items
    )

    def end(name: str) -> str:
        holder = ends.get(str(first.get(f"{name}_holder")))
        return holder.code if holder is not None else str(first.get(f"{name}_outside") or "")

    return HandOver(commit, first, lines, end("from"), end("to"))


def _together(one: Values, other: Values) -> bool:
    """Whether two events of one commit are one hand-over; what was imported has many in a commit."""
    return all(one.get(name) == other.get(name) for name in _OF_A_HAND_OVER)


def take_in_receipt(
    project: Project, events: Sequence[Found], scan: Path, *, progress: Progress | None = None
) -> TakenIn:
    """Take the scan of a signed receipt in by its hash, and name it in these events, all in one commit."""
    if not events:
        raise ValueRefused("No event was named that the receipt is of.")

    def naming(taken: Sequence[Taken]) -> Iterator[Change]:
        for event in events:
            before = held_values(project, event)
            receipts = list(dict.fromkeys([*(before.get("receipt") or ()), *(one.media for one in taken)]))
            change = difference(CUSTODY, event.id, before, {**before, "receipt": receipts})
            if change is not None:
                yield change

    values = {"kind": "document", "copy_kind": "printed", "sensitivity": "restricted"}
    return take_in(project, [scan], attach=events[0].id, further=lambda held: values, also=naming, progress=progress)


def events_of(project: Project, event: Found) -> list[Found]:
    """The events that one receipt is of: those of the commit that recorded it."""
    return [Found(CUSTODY, project.register.find(line.event, (CUSTODY,)).id, line.event)
            for line in hand_over_of(project, event).lines]  # fmt: skip
