"""Which files are the signed receipt that an event names them as; what is none proves no hand-over, and is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from forensics.custody.holding import in_force
from forensics.messages import Message, say
from forensics.ports import Values
from forensics.records.evidence import Custody
from layers.custody.chains import CUSTODY, MEDIA, chains_of
from layers.project import Project

HANDING = ("action", "at", "from_holder", "from_outside", "to_holder", "to_outside")
"""What the events of one hand-over have alike: one receipt is signed for them."""
_SCANS = ("application/pdf", "image/")
_SHEET = "document"


class Receipts:
    """The receipts that events name, and what is wrong with each; read once for all of these chains."""

    def __init__(self, project: Project, chains: Mapping[str, Sequence[Custody]]) -> None:
        named = {id_ for events in chains.values() for event in events for id_ in event.receipt or ()}
        self._held = project.register.many_values(MEDIA, sorted(named)) if named else {}
        self._handings: dict[str, set[tuple[object, ...]]] = {}
        self._events: dict[str, set[str]] = {}
        for event in _naming(project, named):
            for id_ in named.intersection(event.receipt or ()):
                self._handings.setdefault(id_, set()).add(tuple(getattr(event, name) for name in HANDING))
                self._events.setdefault(id_, set()).add(event.code or "")

    def proven(self, event: Custody) -> Custody:
        """The event without the receipts that prove nothing."""
        receipts = tuple(id_ for id_ in event.receipt or () if self._against(event, id_) is None)
        return event if len(receipts) == len(event.receipt or ()) else event.model_copy(update={"receipt": receipts})

    def problems(self, event: Custody) -> Iterator[Message]:
        """Why the receipts that an event names prove nothing; of those that are no file nothing is said."""
        for id_ in event.receipt or ():
            why = self._against(event, id_)
            if why is not None and id_ in self._held:
                yield say("{event} names {media} as its signed receipt, which proves nothing: {why}.",
                          event=event.code, media=self._held[id_].get("code"), why=why)  # fmt: skip

    def _against(self, event: Custody, id_: str) -> Message | None:
        held = self._held.get(id_)
        if held is None or not held.get("sha256") or held.get("review") == "voided":
            return say("no file of it was taken in")
        others = sorted(self._events.get(id_, set()) - {event.code or ""})
        if len(self._handings.get(id_, ())) > 1:
            return say("another hand-over names it too, {others}", others=", ".join(others))
        return _no_scan(held)


def _no_scan(held: Values) -> Message | None:
    """Why a file is no scan of a sheet; what is not known of it is not held against it."""
    type_, kind = str(held.get("media_type") or ""), held.get("kind")
    if held.get("bytes") == 0:
        return say("it is empty")
    if held.get("file_problem"):
        return say("it is not what its name says")
    if type_ and not type_.startswith(_SCANS):
        return say("it is of type {type}, and no scan", type=type_)
    if kind and kind != _SHEET:
        return say("it is of kind {kind}, and no document", kind=str(kind))
    return None


def _naming(project: Project, media: set[str]) -> Iterator[Custody]:
    """The events in force that name any of these files."""
    items = {
        str(values.get("item"))
        for id_ in media
        for values in project.register.many_values(
            CUSTODY, [one.id for one in project.register.referring(id_, MEDIA) if one.type == CUSTODY]
        ).values()
    }
    for events in chains_of(project, sorted(items)).values() if items else ():
        yield from in_force(events)
