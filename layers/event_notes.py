"""What is said of an edit in a history beside what it did."""

from __future__ import annotations

from forensics.messages import Message, say
from forensics.ports import Event


def notes_of(event: Event) -> list[Message]:
    """That it does not count, and that the clock by which it was made was wrong."""
    found = []
    if not event.counts:
        found.append(
            say("By a device that no lead enrolled or that had been revoked: kept, but not part of the state.")
        )
    if event.clock:
        found.append(
            say("The clock: made before what it follows, by the clock of its device; that was wrong or was set back.")
        )
    return found
