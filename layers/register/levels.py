"""Incidents fall with their sources: a commit that takes from sources what carried a level lowers it too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from forensics.changes import Change, Edits, Operation
from forensics.grading import FALLS_TO, Footing, level_left, rests_on
from forensics.ports import Found, Values

INCIDENT, SOURCE = "incident", "source"
LEVEL, GROUP, VOIDED = "level", "independence_group", "voided"


class Held(Protocol):
    """What is asked of the register, as it was before the commit."""

    def many_values(self, type_: str, records: list[str], /) -> dict[str, Values]: ...
    def referring(self, record: str, type_: str, /) -> list[Found]: ...


class Following:
    """The changes of a commit, and behind them those that lower what no longer stands on its sources.

    `lowered` are the incidents that fell, once all changes were taken.
    """

    def __init__(self, held: Held, changes: Iterable[Change | Edits]) -> None:
        self._held, self._changes = held, changes
        self._groups: dict[str, str | None] = {}
        self._gone: set[str] = set()
        self._decided: set[str] = set()
        self.lowered: list[Found] = []

    def __iter__(self) -> Iterator[Change | Edits]:
        for one in self._changes:
            if one.type in (INCIDENT, SOURCE) and one.operation != Operation.ADD:
                for change in one.changes() if isinstance(one, Edits) else (one,):
                    self._note(change)
            yield one
        if self._groups or self._gone:
            yield from self._lowering(self._groups, self._gone, self._decided)

    def _note(self, change: Change) -> None:
        if change.type == INCIDENT:
            self._decided.add(change.record)  # whoever changes it was asked about its level
        elif change.operation == Operation.VOID:
            self._gone.add(change.record)
        elif GROUP in change.fields:
            self._groups[change.record] = change.after.get(GROUP)

    def _lowering(self, groups: Mapping[str, str | None], gone: set[str], decided: set[str]) -> Iterator[Change]:
        resting = {one.id: one for id_ in (*groups, *gone) for one in self._held.referring(id_, SOURCE)
                   if one.type == INCIDENT and one.id not in decided}  # fmt: skip
        incidents = self._held.many_values(INCIDENT, sorted(resting))
        named_by = {id_: rests_on(one) for id_, one in incidents.items()}
        sources = self._held.many_values(SOURCE, sorted({id_ for ids in named_by.values() for id_ in ids}))
        for id_, incident in sorted(incidents.items()):
            level = incident.get(LEVEL)
            if level not in FALLS_TO or incident.get("review") == VOIDED:
                continue
            of = {one: sources[one].get(GROUP) for one in named_by[id_] if _stands(sources.get(one))}
            left = {one: groups.get(one, group) for one, group in of.items() if one not in gone}
            lower = level_left(level, Footing.of(of.values()), Footing.of(left.values()))
            if lower != level:
                self.lowered.append(resting[id_])
                yield Change(INCIDENT, id_, Operation.SET, after={LEVEL: lower}, before={LEVEL: level})


def _stands(source: Mapping[str, Any] | None) -> bool:
    return source is not None and source.get("review") != VOIDED
