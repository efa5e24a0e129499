"""The errors of the core: each is one plain sentence that quotes the value and what was allowed."""

from __future__ import annotations

from forensics.messages import Message, say


class TaphosError(Exception):
    """Anything that a person is to be told in one sentence; `message` is translated at the door."""

    def __init__(self, message: Message | str, /, **values: object) -> None:
        self.message = message if isinstance(message, Message) else say(message, **values)
        super().__init__(str(self.message))


class ValueRefused(TaphosError):
    """A value that its field cannot hold."""


class RecordRefused(TaphosError):
    """A record that may not be kept as it is."""


class UnknownName(TaphosError):
    """A type, field, code or record that does not exist, or a code that fits two records."""
