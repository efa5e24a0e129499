"""Which layer of a file is read, where it has several."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from forensics.messages import Message, say
from layers.imports.source import Opening, UnknownLayer

NAMED = 6
"""So many further layers are told by name."""


def layer_among(path: Path, names: Sequence[str], opening: Opening) -> str:
    """The layer that is asked for, else the only one, else the one preferred; raises UnknownLayer."""
    wanted = opening.layer or (names[0] if len(names) == 1 else opening.preferred)
    if wanted in names:
        return str(wanted)
    if opening.layer:
        raise UnknownLayer(
            "“{file}” has no layer “{layer}”; it has: {allowed}.",
            file=path.name, layer=opening.layer, allowed=", ".join(names),
        )  # fmt: skip
    raise UnknownLayer("“{file}” has several layers; name one of: {allowed}.", file=path.name, allowed=", ".join(names))


def besides(taken: str, names: Sequence[str], opening: Opening) -> tuple[Message, ...]:
    """That further layers are there, where nobody was asked which of them is meant."""
    rest = [name for name in names if name != taken]
    if opening.layer or not rest:
        return ()
    named = ", ".join(rest[:NAMED]) + (" …" if len(rest) > NAMED else "")
    return (say("Only the layer “{layer}” is taken; there are also: {rest}.", layer=taken, rest=named),)
