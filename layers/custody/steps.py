"""Custody as one operation: a step with one or several items is one commit, and what lies in a package goes with it.

The chain is read while nobody else can write, so that no two steps can both take an item from where it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from forensics.changes import Change, Operation, difference
from forensics.custody.deeds import (
    BEGINS,
    DEEDS,
    HAND_OVERS,
    CustodyRefused,
    Step,
    next_event,
    objections,
    refuse_senseless,
)
from forensics.custody.holding import NOBODY, Standing
from forensics.custody.packages import apart_from_package
from forensics.errors import RecordRefused, ValueRefused
from forensics.identifiers import new_id
from forensics.messages import Message, say
from forensics.ports import Found, Receipt
from forensics.rules.general import refused
from forensics.rules.signers import Signers
from forensics.values import canonical_values
from layers.custody.chains import (
    CUSTODY,
    IN_PACKAGES,
    MEDIA,
    PACKAGE,
    called,
    held_values,
    named,
    now,
    packing_around,
    standings_of,
)
from layers.editing import all_problems, propose_code
from layers.hand_signatures import beginning_signed, signature_of
from layers.project import Project
from layers.signers import signers_of


@dataclass(frozen=True)
class Recorded:
    """The events of one commit: their codes in the order of the items, those of a package's contents after its own.

    `against` is what the chains said against it, where it was recorded all the same.
    """

    receipt: Receipt
    events: tuple[Found, ...]
    against: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Proposed:
    """What a step would do, before it is recorded: who holds each item, what goes with it, and what speaks against."""

    items: tuple[Found, ...]
    inside: tuple[Found, ...]
    standings: Mapping[str, Standing]
    holders: Mapping[str, str]
    against: tuple[Message, ...] = ()


def propose(project: Project, items: Sequence[str], step: Step | None = None) -> Proposed:
    """What is known of items and, where a step is told, what would go with them and what speaks against it."""
    with project.register.at_one_moment():
        return _Plan(project, items, step).proposed


def record_step(project: Project, items: Sequence[str], step: Step, *, into: str = "", reason: str = "") -> Recorded:
    """Record one step with all of these items (ids) in one commit, or none of it.

    `into` is the package that they are packed into. Raises CustodyRefused where the chain speaks against it and the
    step does not say why it is recorded as it happened; ValueRefused, RecordRefused.
    """
    refuse_senseless(step)
    if not items:
        raise ValueRefused("No item was named.")
    if len(items) > 1 and (step.seal or step.found_seal):
        raise ValueRefused("A seal is on one item alone; {count} were named.", count=len(items))
    if (step.action == "packed") != bool(into):
        raise ValueRefused("Items are packed into a package, and nothing else is; name the package, or another action.")
    writing = _Writing(project, items, step, into)
    receipt = project.register.commit(writing.changes(), step.because or reason)
    return Recorded(receipt, tuple(writing.events), writing.against)


class _Plan:
    """Which items a step is about, and what their chains say."""

    def __init__(self, project: Project, items: Sequence[str], step: Step | None, into: str = "") -> None:
        self.items = list(named(project, items).values())
        self.packing = packing_around(project, [*items, *([into] if into else [])])
        self.inside = self._inside(project, items, step)
        every = [one.id for one in (*self.items, *self.inside)]
        around = {package for item in every for package in (*self.packing.outermost(item), *self.packing.around(item))}
        self.standings = standings_of(project, [*every, *sorted(around - set(every))])
        self.packages = named(project, around)
        mentioned = (step.to.holder, step.giver.holder) if step is not None else ()
        self.holders = called(project, self.standings.values(), *mentioned)
        said = {str(one): one for one in (self._objections(step) if step is not None else ())}
        self.against = tuple(said.values())

    def _inside(self, project: Project, items: Sequence[str], step: Step | None) -> list[Found]:
        if step is not None and not DEEDS[step.action].carries:
            return []
        held = dict.fromkeys(inner for item in items for inner in self.packing.within(item))
        return list(named(project, [id_ for id_ in held if id_ not in items]).values())

    def _objections(self, step: Step) -> Iterator[Message]:
        moving = {one.id for one in (*self.items, *self.inside)}
        for item in self.items:
            yield from objections(item.code, self.standings[item.id], step.of_item(item.id), self.holders)
            yield from self._against_leaving(item, step, moving)
        for item in self.inside:
            carried = step.of_contents(item.id)
            yield from objections(item.code, self.standings[item.id], carried, self.holders, inside=True)
            yield from self._against_package(item)

    def _against_leaving(self, item: Found, step: Step, moving: set[str]) -> Iterator[Message]:
        """An item leaves a package, or is handled, only when every package around it is open or goes with it."""
        deed = DEEDS[step.action]
        for package in self.packing.outermost(item.id):
            standing = self.standings[package]
            if package not in moving and standing.seal and (deed.moves or deed.bare or step.action == "packed"):
                yield say(
                    "{item} lies in {package}, which is under seal {seal}: the package is opened first.",
                    item=item.code, package=self.packages[package].code, seal=standing.seal,
                )  # fmt: skip
        yield from self._against_package(item)

    def _against_package(self, item: Found) -> Iterator[Message]:
        around = self.packing.around(item.id)
        if len(around) > 1:
            packages = " + ".join(self.packages[one].code for one in around)
            yield say("{item} is said to lie in {packages}: it is in two places.", item=item.code, packages=packages)
        for package in around:
            told = apart_from_package(
                item.code, self.packages[package].code, self.standings[item.id], self.standings[package], self.holders
            )
            if told is not None:
                yield told

    @property
    def proposed(self) -> Proposed:
        return Proposed(tuple(self.items), tuple(self.inside), self.standings, self.holders, self.against)


@dataclass
class _Writing:
    """The changes of one step, drawn inside its commit."""

    project: Project
    items: Sequence[str]
    step: Step
    into: str
    events: list[Found] = field(default_factory=list)
    against: tuple[Message, ...] = ()

    @cached_property
    def signers(self) -> Signers:
        """Whose keys are known; read once for all of the items."""
        return signers_of(self.project)

    def changes(self) -> Iterator[Change]:
        """Raises CustodyRefused and RecordRefused before anything is written."""
        plan = _Plan(self.project, self.items, self.step, self.into)
        self.against = (*plan.against, *self._against_packing(plan))
        if self.against and not self.step.because.strip():
            raise CustodyRefused(
                "{problem} If it happened all the same, say why, and it is recorded as it happened, with the problem.",
                problem=self.against[0],
            )
        yield from self._events(plan)
        yield from self._contents(plan)

    def _against_packing(self, plan: _Plan) -> Iterator[Message]:
        if not self.into:
            return
        package = named(self.project, [self.into])[self.into]
        if package.type != PACKAGE:
            raise ValueRefused("{code} is no package.", code=package.code)
        standing = standings_of(self.project, [self.into])[self.into]
        if self.into in self.items or any(self.into in plan.packing.within(item) for item in self.items):
            raise ValueRefused("A package cannot hold itself, by way of another one.")
        if standing.seal:
            yield say("{package} is under seal {seal}: it is opened first.", package=package.code, seal=standing.seal)
        for item in plan.items:
            told = apart_from_package(
                item.code, package.code, plan.standings[item.id], standing,
                {**plan.holders, **called(self.project, [standing])},
            )  # fmt: skip
            if told is not None:
                yield told
        if not standing.begun:
            yield say("The custody of {item} has not begun: it is collected first.", item=package.code)

    def _events(self, plan: _Plan) -> Iterator[Change]:
        kind = self.project.catalogue[CUSTODY]
        prefix, _, number = propose_code(self.project, kind).rpartition("-")
        of_package: dict[str, str] = {}
        for at, item in enumerate((*plan.items, *plan.inside)):
            carried = at >= len(plan.items)
            typed = self._event(plan, item, of_package if carried else None)
            typed["code"] = f"{prefix}-{int(number) + at}"
            event = new_id()
            of_package[item.id] = event
            judged = {name: value for name, value in typed.items() if name != "moved_with"}  # it is of this commit too
            problem = refused(all_problems(self.project, kind, {**judged, "id": event}))
            if problem is not None:
                raise RecordRefused(problem.message)
            self.events.append(Found(CUSTODY, event, typed["code"]))
            yield Change(CUSTODY, event, Operation.ADD, after=canonical_values(kind.typed, typed))

    def _event(self, plan: _Plan, item: Found, of_package: Mapping[str, str] | None) -> dict[str, Any]:
        """The typed values of one event; of what lies in a package its own seal stays, and the package is named."""
        step = self.step.of_item(item.id)
        more: dict[str, Any] = {}
        if of_package is not None:
            step = self.step.of_contents(item.id)
            around = [package for package in plan.packing.outermost(item.id) if package in of_package]
            more["moved_with"] = of_package[around[-1]] if around else None
        if self.into:
            more["made"] = (self.into,)
        gives = step.giver or plan.standings[item.id].hand
        device = self.project.device
        if step.action == BEGINS:
            more |= beginning_signed(device, self.signers, step.to, step.at, now())
        elif step.action in HAND_OVERS or step.to not in (NOBODY, gives):
            side = self.signers.side_of(device.fingerprint, gives, step.to, step.at, now())
            more |= {side: signature_of(device)} if side else {}
        step = replace(step, fields={**step.fields, **more})
        return next_event(item.id, plan.standings[item.id], step, sha256=self._sha256(item))

    def _sha256(self, item: Found) -> str:
        if item.type != MEDIA:
            return ""
        return str((self.project.register.values(MEDIA, item.id) or {}).get("sha256") or "")

    def _contents(self, plan: _Plan) -> Iterator[Change]:
        """What lies where afterwards: out of the package that it leaves, into the one that it is packed into.

        What lies in a package that is packed itself stays in it.
        """
        moving = {one.id for one in (*plan.items, *plan.inside)}
        leaves = DEEDS[self.step.action].moves or self.step.action in ("packed", "destroyed", "consumed")
        out: dict[str, set[str]] = {}
        inside = {item.id for item in plan.items if moving.intersection(plan.packing.outermost(item.id))}
        into = [item.id for item in plan.items if item.id not in inside] if self.into else []
        for item in plan.items if leaves and self.step.action != BEGINS else ():
            for package in plan.packing.around(item.id):
                if package not in moving and package != self.into:
                    out.setdefault(package, set()).add(item.id)
        for package in dict.fromkeys([*out, *([self.into] if self.into else [])]):
            yield from self._holding(package, out.get(package, set()), into if package == self.into else [])
        for item in plan.items:
            left = item.id in {one for left in out.values() for one in left}
            if item.type in IN_PACKAGES and (item.id in into or left):
                yield from self._lying(item)

    def _holding(self, package: str, out: set[str], into: Sequence[str]) -> Iterator[Change]:
        before = held_values(self.project, Found(PACKAGE, package, ""))
        held = [item for item in before.get("holds") or () if item not in out]
        held += [item for item in into if item not in held]
        change = difference(PACKAGE, package, before, _with(before, "holds", held))
        if change is not None:
            yield change

    def _lying(self, item: Found) -> Iterator[Change]:
        before = held_values(self.project, item)
        change = difference(item.type, item.id, before, _with(before, "package", self.into))
        if change is not None:
            yield change


def _with(before: Mapping[str, Any], name: str, value: object) -> dict[str, Any]:
    after = {**before, name: value}
    return {one: held for one, held in after.items() if held not in ("", [], ())}
