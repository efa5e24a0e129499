"""What the core has to tell a person: an English sentence as its own id, with the values that fill it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Message:
    """A sentence to be translated later: `id` is the English text with {names}, `values` fills them.

    A value may itself be a Message; it is rendered by the same translator.
    """

    id: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.render(lambda text: text)

    def render(self, translate: Callable[[str], str]) -> str:
        """The sentence in the language of `translate`, which maps an id to its text."""
        filled = {
            name: value.render(translate) if isinstance(value, Message) else value
            for name, value in self.values.items()
        }
        return translate(self.id).format(**filled) if filled else translate(self.id)


def say(text: str, **values: object) -> Message:
    """Mark `text` for translation and fill it with `values`."""
    return Message(text, values)
