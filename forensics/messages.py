"""What the core has to tell a person: an English sentence as its own id, with the values that fill it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


def english_number(one: str, many: str, count: int) -> str:
    """The form of an English sentence for `count` things."""
    return one if count == 1 else many


@dataclass(frozen=True)
class Message:
    """A sentence to be translated later: `id` is the English text with {names}, `values` fills them.

    A value may itself be a Message; it is rendered by the same translator. With `plural` the sentence tells of
    `values["count"]` things: `id` is the English for one, `plural` for any other number.
    """

    id: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str = ""

    def __str__(self) -> str:
        return self.render(lambda text: text)

    def render(
        self,
        translate: Callable[[str], str],
        translate_count: Callable[[str, str, int], str] = english_number,
        fill: Callable[[str, Mapping[str, object]], str] = str.format_map,
    ) -> str:
        """The sentence in the language of `translate`, which maps an id to its text.

        `translate_count` maps id, plural and count to the text for that count; `fill` puts the values into a text.
        """
        filled = {
            name: value.render(translate, translate_count, fill) if isinstance(value, Message) else value
            for name, value in self.values.items()
        }
        text = translate_count(self.id, self.plural, self._count) if self.plural else translate(self.id)
        return fill(text, filled) if filled else text

    @property
    def _count(self) -> int:
        return int(str(self.values["count"]))


def say(text: str, /, **values: object) -> Message:
    """Mark `text` for translation and fill it with `values`."""
    return Message(text, values)


def say_count(one: str, many: str, /, *, count: int, **values: object) -> Message:
    """Mark a sentence about `count` things, in English for one and for many; both may hold {count}."""
    return Message(one, {"count": count, **values}, many)
