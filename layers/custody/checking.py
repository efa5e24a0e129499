"""What is wrong with the custody of a project's items: gaps, overlaps, changed seals, one item in two hands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from forensics.changes import Change, Operation
from forensics.consenting import named
from forensics.custody.holding import Sealed, Standing, seals_of, standing_of
from forensics.custody.packages import Packing, apart_from_package
from forensics.messages import Message, say
from forensics.naming import body_of
from forensics.ports import Event, Found, Query, Values
from forensics.records.evidence import ITEMS, Custody
from forensics.records.remains import Case, Disposition
from forensics.rules.begun import EXAMINING, FOLLOWED, remains_were_moved
from forensics.rules.custody_chain import READ, chain_problems
from forensics.rules.hand_signing import foreign_signatures
from forensics.rules.laid_to_rest import apart_from_dispositions, given_in_part
from forensics.rules.signers import GIVER, RECEIVER, key_in
from forensics.rules.splitting import given_under_seal, split_under_seal
from forensics.signed import altered, is_signed
from layers.custody.chains import CUSTODY, MEDIA, called, chains_of, packing_around, packing_of, typed_event
from layers.custody.given import given_bones
from layers.custody.proving import Receipts
from layers.evidence_custody import is_evidence
from layers.photos.log import OF_A_GRAVE, is_unlogged
from layers.project import Project
from layers.records import read_all
from layers.signers import signers_of

SPLIT = ("split_from", "association_on", "recorded_at")
"""What is looked at of remains that were split off others."""
OF_A_DISPOSITION = (
    "cases", "kind", "date", "plot", "marker_number", "place", "cemetery", "facility", "received_by", "valid_until",
    "remains_missing",
)  # fmt: skip


@dataclass(frozen=True)
class Wrong:
    """One thing that is wrong with the custody of an item; `event` is the code of the event, where it is one's."""

    item: Found
    message: Message
    event: str = ""


def custody_problems(project: Project, items: Sequence[str] | None = None) -> list[Wrong]:
    """Everything that is wrong with the custody of these items, or of all of the project, in the order of their codes.

    Raises nothing for what is recorded, however wrong.
    """
    with project.register.at_one_moment():
        chains = _all_chains(project) if items is None else chains_of(project, items)
        packing = packing_of(project) if items is None else packing_around(project, items)
        bare = _never_begun(project, chains, packing, items or ())
        checking = _Checking(project, chains, packing)
        wrong = [*checking.problems(items), *bare]
    return sorted(wrong, key=lambda one: (one.item.type, one.item.code))


def _all_chains(project: Project) -> dict[str, list[Custody]]:
    found: dict[str, list[Custody]] = {}
    for values in project.register.select(Query(CUSTODY)):
        found.setdefault(str(values.get("item")), []).append(typed_event(project, values))
    return found


def _never_begun(
    project: Project, chains: Mapping[str, Sequence[Custody]], packing: Packing, items: Sequence[str]
) -> Iterator[Wrong]:
    """Items of which there is no custody, though they are no longer where they were found, or are files of evidence."""
    handled = _handled(project)
    for type_ in (*FOLLOWED, MEDIA, "package", "case"):
        for values in project.register.select(Query(type_, ids=tuple(items))):
            id_ = str(values["id"])
            moved = type_ in FOLLOWED or bool(packing.holds.get(id_)) or (type_ == MEDIA and is_evidence(values))
            moved = moved or id_ in handled or (type_ == "case" and remains_were_moved(values))
            if moved and not chains.get(id_):
                found = Found(type_, id_, str(values.get("code") or ""))
                yield Wrong(found, say("No custody of {item} is recorded.", item=found.code))


def _handled(project: Project) -> set[str]:
    """The ids of remains that were examined, sampled or brought somewhere, or that others were split off."""
    rows = [
        row for type_ in EXAMINING
        for row in project.register.fields_of(type_, ("review", "case", "cases"), ("review", "voided"))
    ]  # fmt: skip
    split = project.register.fields_of("case", ("review", "id", "split_from"), ("review", "voided"))
    return {id_ for row in rows for name in ("case", "cases") for id_ in named(row.get(name))} | {
        str(row["id"]) for row in split if row.get("split_from")
    }


def _bodies(cases: Iterable[Case]) -> dict[str, list[Case]]:
    """By case all remains that are one body with it now, where they are several."""
    listed = list(cases)
    joined = {one.id or "": one.joined_to for one in listed if one.joined_to is not None}
    bodies: dict[str, list[Case]] = {}
    for one in listed:
        bodies.setdefault(body_of(joined, one.id or ""), []).append(one)
    return {one.id or "": parts for parts in bodies.values() if len(parts) > 1 for one in parts}


class _Checking:
    """The chains of one project, each item's and those of packages against what lies in them."""

    def __init__(self, project: Project, chains: dict[str, list[Custody]], packing: Packing) -> None:
        self._project, self._packing = project, packing
        self._receipts, self._as_named = Receipts(project, chains), chains
        self._chains = {item: [*map(self._receipts.proven, events)] for item, events in chains.items()}
        self._signers = signers_of(project)
        self._histories: dict[str, list[Event]] | None = None
        around = set(packing.holds) | {item for held in packing.holds.values() for item in held}
        further = chains_of(project, sorted(around - set(chains)))
        self._standings = {item: standing_of(events) for item, events in {**further, **chains}.items()}
        self._found = project.register.titles(set(self._standings), ITEMS)
        self._holders = called(project, self._standings.values())

    def problems(self, items: Sequence[str] | None) -> Iterator[Wrong]:
        for item, events in self._chains.items():
            found = self._found.get(item, Found("", item, item))
            for problem in chain_problems(events, self._signers.people):
                yield Wrong(found, problem.message, str(problem.value or ""))
            yield from (Wrong(found, *told) for told in self._signatures(events))
            for event in self._as_named[item]:
                yield from (Wrong(found, told, event.code or "") for told in self._receipts.problems(event))
        yield from self._seals(whole=items is None)
        yield from self._split(items)
        yield from self._given(items)
        yield from self._at_rest(items)
        yield from self._files(items)
        lying: dict[str, list[str]] = {}
        for package, held in self._packing.holds.items():
            for item in held:
                lying.setdefault(item, []).append(package)
        for item, packages in lying.items():
            if items is None or item in items or not set(packages).isdisjoint(items):
                yield from self._lying(item, packages)

    def _seals(self, *, whole: bool) -> Iterator[Wrong]:
        """One seal on two items at one time; `whole` says that every chain is here, else the others are read."""
        under = {item: seals_of(events) for item, events in self._chains.items()}
        if not whole:
            others = self._others_under({one.seal for mine in under.values() for one in mine}) - set(under)
            under |= {item: seals_of(events) for item, events in chains_of(self._project, sorted(others)).items()}
        by_seal: dict[str, list[Sealed]] = {}
        for held in under.values():
            for one in held:
                by_seal.setdefault(one.seal, []).append(one)
        codes = self._project.register.titles(list(under), ITEMS)
        for seal, held in by_seal.items():
            for one in held if len(held) > 1 else ():
                for other in held if one.item in self._chains else ():
                    if one.item != other.item and one.meets(other) and {one.item, other.item} <= set(codes):
                        yield Wrong(codes[one.item], say(
                            "Seal {seal} is on {item} and on {other} at one time.",
                            seal=seal, item=codes[one.item].code, other=codes[other.item].code,
                        ), one.event)  # fmt: skip

    def _split(self, items: Sequence[str] | None) -> Iterator[Wrong]:
        """Remains that were split off others without a word of the seal that these were under."""
        parts = [one for one in read_all(self._project, Case, SPLIT) if one.split_from is not None]
        asked = [one for one in parts if items is None or {one.id, one.split_from} & set(items)]
        known = {id_ for one in asked for id_ in (one.id or "", one.split_from or "")}
        chains = {**chains_of(self._project, sorted(known - set(self._chains))), **self._chains} if known else {}
        codes = self._project.register.titles(sorted(known), ("case",))
        for one in asked:
            whole = codes.get(one.split_from or "")
            told = (
                split_under_seal(one, chains.get(one.id or "", ()), whole.code, chains.get(whole.id, ()))
                if (whole is not None)
                else None
            )
            if told is not None and whole is not None:
                yield Wrong(whole, told)

    def _given(self, items: Sequence[str] | None) -> Iterator[Wrong]:
        """Bones that were given to other remains without a word of the seals that the two were under."""
        given = [one for one in given_bones(self._project) if items is None or {one.before, one.after} & set(items)]
        known = {id_ for one in given for id_ in (one.before, one.after)}
        chains = {**chains_of(self._project, sorted(known - set(self._chains))), **self._chains} if known else {}
        codes = self._project.register.titles(sorted(known), ("case",)) if known else {}
        for one in given:
            remains = tuple(codes[id_].code for id_ in (one.before, one.after) if id_ in codes)
            for id_ in (one.before, one.after) if len(remains) == 2 else ():
                told = given_under_seal(
                    one.code, (remains[0], remains[1]), one.day, codes[id_].code, chains.get(id_, ())
                )
                if told is not None:
                    yield Wrong(codes[id_], told)

    def _at_rest(self, items: Sequence[str] | None) -> Iterator[Wrong]:
        """Remains that by their custody are elsewhere than their dispositions say, and bodies given in part."""
        if items is not None and not self._project.register.titles(list(items), ("case",)):
            return
        cases = {one.id or "": one for one in read_all(self._project, Case, ("joined_to",))}
        dispositions: dict[str, list[Disposition]] = {}
        for one in read_all(self._project, Disposition, OF_A_DISPOSITION):
            for case in one.cases or ():
                dispositions.setdefault(case, []).append(one)
        bodies = _bodies(cases.values())
        wanted = set(items or ()) & set(cases) if items is not None else set(cases)
        around = {part.id or "" for case in wanted for part in bodies.get(case, ())}
        chains = {**chains_of(self._project, sorted(around - set(self._chains))), **self._chains}
        for id_ in sorted(wanted):
            found = Found("case", id_, str(cases[id_].code or ""))
            for told in apart_from_dispositions(cases[id_], chains.get(id_, ()), dispositions.get(id_, ())):
                yield Wrong(found, told)
        for parts in {id(parts): parts for case, parts in bodies.items() if case in wanted}.values():
            for part, told in given_in_part(parts, chains, dispositions):
                yield Wrong(Found("case", part.id or "", str(part.code or "")), told)

    def _files(self, items: Sequence[str] | None) -> Iterator[Wrong]:
        """Files whose custody tells of another hash than their record, and photographs that no log has."""
        for values in self._project.register.select(Query(MEDIA, ids=tuple(items or ()))):
            found = Found(MEDIA, str(values["id"]), str(values.get("code") or ""))
            for event in self._chains.get(found.id, ()):
                hashes = {one for one in (event.hash_before, event.hash_after) if one}
                if values.get("sha256") and hashes - {str(values["sha256"])}:
                    message = say("{event} is of another file than {item}: its SHA-256 is another one.",
                                  event=event.code, item=found.code)  # fmt: skip
                    yield Wrong(found, message, event.code or "")
            if is_evidence(values) and is_unlogged(values, self._graves, self._lifted):
                yield Wrong(found, say("{item} is a photograph of a grave, and has no number in its photo log.",
                                       item=found.code))  # fmt: skip

    @cached_property
    def _graves(self) -> frozenset[str]:
        """Graves and what belongs to them."""
        register = self._project.register
        return frozenset(str(row["id"]) for type_ in OF_A_GRAVE for row in register.fields_of(type_, ("id",)))

    @cached_property
    def _lifted(self) -> dict[str, str]:
        """When remains left the ground, by their ids: as they say it, or by the first event of their custody."""
        register = self._project.register
        taken = [(one.get("item"), one.get("at")) for one in register.fields_of(CUSTODY, ("item", "at", "sequence"))
                 if one.get("sequence") == 1]  # fmt: skip
        said = [(one.get("id"), one.get("recovered_at")) for one in register.fields_of("case", ("id", "recovered_at"))]
        return {str(id_): str(moment) for id_, moment in (*taken, *said) if moment}

    def _others_under(self, seals: set[str]) -> set[str]:
        register = self._project.register
        return {
            str(values.get("item"))
            for seal in seals
            for values in register.select(Query(CUSTODY, where=(("seal_after", seal),)))
        }

    def _lying(self, item: str, packages: Sequence[str]) -> Iterator[Wrong]:
        found = self._found.get(item)
        if found is None:
            return
        code = {package: self._found[package].code for package in packages if package in self._found}
        if len(packages) > 1:
            message = say(
                "{item} is said to lie in {packages}: it is in two places.",
                item=found.code, packages=" + ".join(sorted(code.values())),
            )  # fmt: skip
            yield Wrong(found, message)
        for package in code:
            told = apart_from_package(
                found.code, code[package], self._standing(item), self._standing(package), self._holders
            )
            if told is not None:
                yield Wrong(found, told)

    def _standing(self, item: str) -> Standing:
        return self._standings.get(item, Standing())

    def _signatures(self, events: Sequence[Custody]) -> Iterator[tuple[Message, str]]:
        """Signatures by a key that did not sign the commit which entered them, or over what was changed since.

        And those by a key that is none of whose hand it was.
        """
        for event in events:
            for name in (GIVER, RECEIVER):
                key = key_in(getattr(event, name) or "")
                told = self._against_signature(event, name, key) if key else None
                if told is not None:
                    yield told, event.code or ""
            if self._unread_inside(event):
                yield say("{event} does not say which number was read on the seal.", event=event.code), event.code or ""
            if not is_signed(CUSTODY, vars(event)):
                yield from ((told, event.code or "") for told in self._rewritten(event))
        yield from foreign_signatures(events, self._signers, self._signed_at)

    def _unread_inside(self, event: Custody) -> bool:
        """Whether a sealed item came in a package that is under no seal, and nobody read the item's own."""
        if event.moved_with is None or event.action not in READ or event.seal_read or not event.seal_before:
            return False
        package = self._by_id.get(event.moved_with)
        signed = bool(key_in(event.signed_by_receiver or ""))
        return signed and package is not None and not package.get("seal_before")

    @cached_property
    def _by_id(self) -> dict[str, Values]:
        """The events of packages that items were moved with."""
        ids = {one.moved_with for events in self._chains.values() for one in events if one.moved_with}
        return self._project.register.many_values(CUSTODY, sorted(ids)) if ids else {}

    def _rewritten(self, event: Custody) -> Iterator[Message]:
        """That an event which nobody signed was changed by another key than the one that recorded it."""
        written = self._written(event)
        for one in written[1:]:
            change = Change(CUSTODY, event.id or "", Operation.SET, after=one.after, before=one.before)
            if one.device != written[0].device and altered(change):
                yield say(
                    "{event} was recorded with key {key}, and “{field}” was changed with another one, {other}.",
                    event=event.code, key=written[0].device, field=altered(change)[0], other=one.device,
                )  # fmt: skip
                return

    def _signed_at(self, event: Custody, name: str) -> str:
        return next((one.time for one in reversed(self._written(event)) if name in one.after), "")

    def _written(self, event: Custody) -> list[Event]:
        """The commits that count and wrote an event; those of all events are read at once."""
        if self._histories is None:
            ids = [one.id for events in self._chains.values() for one in events if one.id is not None]
            self._histories = self._project.register.histories(CUSTODY, ids)
        return [one for one in self._histories.get(event.id or "", ()) if one.counts]

    def _against_signature(self, event: Custody, name: str, key: str) -> Message | None:
        """What is wrong with one signature: the newest commit that wrote it is the key's, and nothing came after."""
        counted = self._written(event)
        written = [at for at, one in enumerate(counted) if name in one.after]
        if not written or counted[written[-1]].device != key:
            return say("{event} names a signature by key {key}, which did not sign it.", event=event.code, key=key)
        for one in counted[written[-1] + 1 :]:
            since = Change(CUSTODY, event.id or "", Operation.SET, after=one.after, before=one.before)
            if one.operation == Operation.SET and altered(since):
                return say(
                    "{event} is not what key {key} signed: “{field}” was changed afterwards.",
                    event=event.code, key=key, field=altered(since)[0],
                )  # fmt: skip
        return None
