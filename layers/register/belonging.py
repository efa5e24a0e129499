"""Whether what an entry says may lie under the class under which it lies; `verify` asks it of every payload."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forensics.catalogue import Catalogue
from forensics.errors import UnknownName
from forensics.fields import Sensitivity
from layers.register.journal import ADMINISTRATIVE, CLASSES, REASON, administrative_class

_UNBOUND = 1
"""The schema of payloads that do not say their class yet."""

_RANKS = {name: rank for rank, name in enumerate(CLASSES)}
_MOST_SHAPES = 10_000
_NOTHING: Mapping[str, Any] = {}


class Belonging:
    """What was found of payloads of one shape (type and names of fields) is kept, and looked up for the next."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._lowest: dict[tuple[Any, ...], int] = {}

    def holds(self, payload: Mapping[str, Any], type_: str, rank: int) -> bool:
        """Whether the class of this rank is the one that the payload says, and none of its fields is of a stricter one.

        One of schema 1 says none.
        """
        said = payload.get("class")
        if said != CLASSES[rank] and (said is not None or payload.get("schema") != _UNBOUND):
            return False
        after, before = payload.get("after", _NOTHING), payload.get("before")
        if "sensitivity" in after and _RANKS.get(after["sensitivity"], 0) > rank:
            return False
        shape = (type_, *after, None, *before) if before else (type_, *after)
        lowest = self._lowest.get(shape)
        if lowest is None:
            if len(self._lowest) >= _MOST_SHAPES:
                self._lowest.clear()
            lowest = self._lowest[shape] = self._lowest_of(type_, {*shape[1:]} - {None})
        return rank >= lowest

    def _lowest_of(self, type_: str, names: set[str]) -> int:
        """The rank of the most open class that these fields may lie under."""
        if type_ in ADMINISTRATIVE:
            return (Sensitivity.RESTRICTED if type_ == REASON else administrative_class(type_)).rank
        kind = self._catalogue.types.get(type_)
        lowest = 0
        if kind is None:
            return lowest
        for name in names:
            try:
                lowest = max(lowest, kind.field(name).sensitivity.rank)
            except UnknownName:  # of a newer version, which alone knows its class
                continue
        return lowest
