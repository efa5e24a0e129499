"""What a record holds once the commits of two copies lie in one journal: a function of their set, in whatever order.

Of each field those writes stand that no later write of the field had seen. Where they agree the field has their value;
else it is in conflict and keeps them all, ordered by the hashes of their commits, until a commit that follows them all
writes it. A void stands until something that has seen it lifts it. Nothing here looks at a clock to decide.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from forensics.journal import State

Name = TypeVar("Name", bound=Hashable)

VOIDED = "voided"
SEXUAL_VIOLENCE = "sexual_violence"
_REVIEW, _VOID_REASON, _CATEGORY, _PLACE = "review", "void_reason", "category", "place"

HOLDS_FIRST: Mapping[str, tuple[str, ...]] = {
    "category": (SEXUAL_VIOLENCE,),
    "sensitivity": ("sealed", "restricted", "partner", "public"),
    "publish": ("no", "generalised"),
    "answer": ("no", "not_asked"),
    "recontact": ("no", "only_through_contact", "not_asked"),
    "hazard_class": ("confirmed", "suspected"),
    "access": ("mined", "frontline", "inaccessible", "restricted"),
}
"""Of a field in conflict the codes that are in force meanwhile, the most careful first; of others the first by hash.

A field that is empty on one side gives way: a hold, a withdrawal or a reservation that one side knows of stands.
"""


class Ancestry(Generic[Name]):
    """Which commits had seen which, told at once for any two of them.

    The graph is cut into chains, each commit following the one before it; of every commit it is noted how far along
    each chain it had seen. There are about as many chains as copies that were edited apart at one time.
    """

    def __init__(self, parents: Mapping[Name, Sequence[Name]]) -> None:
        """`parents` lists every commit behind those that it follows; parents that are not in it are passed over."""
        self._row: dict[Name, int] = {}
        chains, places, tips = list[int](), list[int](), list[int]()
        known: list[list[int]] = []
        for name, listed in parents.items():
            before = [self._row[one] for one in listed if one in self._row]
            row = self._row[name] = len(chains)
            following = next((one for one in before if tips[chains[one]] == one), None)
            if following is None:
                chains.append(len(tips))
                places.append(0)
                tips.append(row)
            else:
                chains.append(chains[following])
                places.append(places[following] + 1)
                tips[chains[following]] = row
            known.append(before)
        self._chains, self._places, self._tips = chains, places, tips
        self._seen = self._marks(known) if len(tips) > 1 else None

    def _marks(self, known: Sequence[Sequence[int]]) -> NDArray[np.int32]:
        """For each commit the place of the last one of each chain that it had seen, itself among them; -1 for none."""
        seen = np.full((len(known), len(self._tips)), -1, dtype=np.int32)
        for row, before in enumerate(known):
            for one in before:
                np.maximum(seen[row], seen[one], out=seen[row])
            seen[row, self._chains[row]] = self._places[row]
        return seen

    @property
    def is_a_line(self) -> bool:
        """Whether every commit follows all that came before it: nothing was ever edited apart."""
        return len(self._tips) <= 1

    def follows(self, later: Name, earlier: Name) -> bool:
        """Whether `later` was written having seen `earlier`; of no two commits both ways, and of none itself."""
        if later == earlier or later not in self._row or earlier not in self._row:
            return False
        mine, other = self._row[later], self._row[earlier]
        if self._seen is None:
            return mine > other
        return bool(self._seen[mine, self._chains[other]] >= self._places[other])

    def newest(self, names: Iterable[Name]) -> list[Name]:
        """Those of these commits that none of the others follows."""
        listed = [one for one in names if one in self._row]
        found: list[Name] = []
        for one in sorted(listed, key=lambda name: self._row[name], reverse=True):  # none is followed by one before it
            if not any(self.follows(other, one) for other in found):
                found.append(one)
        return found


@dataclass(frozen=True)
class History:
    """The graph of a journal by the numbers of its commits, and what each is called."""

    graph: Ancestry[int]
    names: Mapping[int, str] = field(default_factory=dict)

    @property
    def is_a_line(self) -> bool:
        """Whether nothing was ever edited apart."""
        return self.graph.is_a_line

    def are_apart(self, one: int, other: int) -> bool:
        """Whether neither of two commits had seen the other."""
        return one != other and not self.graph.follows(one, other) and not self.graph.follows(other, one)


LINE = History(Ancestry({}))
"""The history of a journal in which nothing was edited apart."""


@dataclass(frozen=True)
class Rival:
    """One of the values that a field has where nobody has decided yet; None where it was emptied."""

    commit: str
    value: Any


@dataclass
class Merged(State):
    """A record after commits that were made apart: `values` has of a field in conflict the one that is in force.

    `conflicts` are the rivals of each such field, by hash; `unseen` the commits that edited a voided record without
    having seen the void; `withheld` fields that are not in force beside what the other side wrote: the point of what
    turned out to be sexual violence. `first` are the numbers of the commits that nothing of the record comes before.
    """

    conflicts: dict[str, tuple[Rival, ...]] = field(default_factory=dict)
    unseen: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    first: tuple[int, ...] = ()

    @property
    def undecided(self) -> frozenset[str]:
        """The fields about which a person has something to decide."""
        return frozenset((*self.conflicts, *self.withheld, *((_REVIEW,) if self.unseen else ())))


Entry = tuple[int, bytes, Mapping[str, Any] | None]
"""A payload of a record: the number of its commit, its digest, and what it says; None where it is not here."""


def merged(type_: str, remembered: Mapping[str, Any], entries: Sequence[Entry], history: History) -> Merged:
    """What a record holds by its payloads, given in the order of their commits, over what is remembered of it."""
    state = Merged(type_, dict(remembered))
    if not entries:
        return state
    state.first = (entries[0][0],)
    for number, digest, payload in entries:
        state.fold(str(number), digest, payload)
    commits = list(dict.fromkeys(number for number, _, _ in entries))
    if history.is_a_line or _is_a_line(commits, history.graph):
        return state
    state.first = tuple(one for one in commits if not any(history.graph.follows(one, other) for other in commits))
    _settle(state, remembered, _standing_writes(entries, history.graph), history, commits)
    return state


def _is_a_line(commits: Sequence[int], graph: Ancestry[int]) -> bool:
    return all(graph.follows(later, earlier) for earlier, later in pairwise(commits))


Writes = dict[str, list[tuple[int, Any]]]
"""By field the writes that no later one had seen: number of the commit, and value."""


def _standing_writes(entries: Sequence[Entry], graph: Ancestry[int]) -> Writes:
    standing: Writes = {}
    for number, _, payload in entries:
        after: Mapping[str, Any] = (payload or {}).get("after", {})
        before: Mapping[str, Any] = (payload or {}).get("before", {})
        for name in dict.fromkeys((*before, *after)):
            others = [
                (one, value)
                for one, value in standing.get(name, ())
                if one != number and not graph.follows(number, one)
            ]
            standing[name] = [*others, (number, after.get(name))]
    return standing


def _settle(
    state: Merged, remembered: Mapping[str, Any], standing: Writes, history: History, commits: Sequence[int]
) -> None:
    """Give a record the values of the writes that stand, and the conflicts between them."""
    state.values = dict(remembered)
    voids = [number for number, value in standing.get(_REVIEW, ()) if value == VOIDED]
    for name, writes in standing.items():
        rivals = tuple(sorted((Rival(history.names[number], value) for number, value in writes), key=_by_hash))
        value = _in_force(name, rivals)
        if name == _VOID_REASON:
            value = _reasons(rivals) if voids else None
        elif _differ(rivals) and not (name == _REVIEW and voids):
            state.conflicts[name] = rivals
        state.values.pop(name, None)
        if value is not None:
            state.values[name] = value
    if state.values.get(_CATEGORY) == SEXUAL_VIOLENCE and _PLACE in standing and state.values.pop(_PLACE, None):
        state.withheld = (_PLACE,)
    if voids:
        apart = [one for one in commits if one not in voids and not any(history.graph.follows(v, one) for v in voids)]
        state.unseen = tuple(sorted(history.names[one] for one in apart))


def _by_hash(rival: Rival) -> str:
    return rival.commit


def _differ(rivals: Sequence[Rival]) -> bool:
    return any(one.value != rivals[0].value for one in rivals)


def _in_force(name: str, rivals: Sequence[Rival]) -> Any:
    """The value that a field has meanwhile: the most careful, else the first by hash of those that are not empty."""
    filled = [one.value for one in rivals if one.value is not None]
    order = (VOIDED,) if name == _REVIEW else HOLDS_FIRST.get(name, ())
    return next((code for code in order if code in filled), filled[0] if filled else None)


def _reasons(rivals: Sequence[Rival]) -> str | None:
    """Why a record was voided, in the words of all who did so apart."""
    return " / ".join(dict.fromkeys(str(one.value) for one in rivals if one.value is not None)) or None
