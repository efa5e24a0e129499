"""What a map, a web page, a report or a list of numbers would let out, said before it is made; nothing is written.

A preview is for whoever decides, within the mission: it counts what stays home, which no product tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forensics.catalogue import declared_models
from forensics.fields import Field
from forensics.messages import Message, say
from forensics.ports import Progress, Values
from forensics.withheld import Withheld
from layers.custody.checking import Wrong
from layers.exports.accounting import account_of, document_of
from layers.exports.custody_gaps import document_of as faults_document
from layers.exports.custody_gaps import gated, told
from layers.exports.disclosed import DisclosedType, disclose, is_drawn
from layers.exports.selecting import Selection
from layers.exports.web_fields import popup_fields
from layers.project import Project


@dataclass(frozen=True)
class LeavingType:
    """The records of one type that would leave: how many, and the fields that at least one of them would tell.

    `without_place` is how many a map could not show; None where what is made is no map.
    """

    name: str
    label: Message
    rows: int
    fields: tuple[Field, ...]
    without_place: int | None = None


@dataclass(frozen=True)
class LeavingNumber:
    """One published number: how many of its cells would be told, how many would not, and why not."""

    name: str
    label: Message
    told: int
    hidden: int
    note: Message | None = None


@dataclass(frozen=True)
class Preview:
    """What would leave under a profile, what stays home by which rule, and what is said of both.

    `contradicting` are by type the records that come along because they contradict what was asked for,
    `contradicting_home` those that would and stay home; `wrong` are the faults that keep it from a court.
    """

    profile: str
    head: str
    consent: Mapping[str, Any]
    conditions: Sequence[str] = ()
    types: tuple[LeavingType, ...] = ()
    numbers: tuple[LeavingNumber, ...] = ()
    account: tuple[Withheld, ...] = ()
    contradicting: Mapping[str, int] = field(default_factory=dict)
    contradicting_home: Mapping[str, int] = field(default_factory=dict)
    wrong: tuple[Wrong, ...] = ()

    @property
    def faults(self) -> tuple[Message, ...]:
        """The faults of custody and order of what would leave."""
        return tuple(map(told, self.wrong))

    @property
    def document(self) -> dict[str, Any]:
        """For programs, with the names that the dry run of an export has."""
        return {
            "dry_run": True,
            "profile": self.profile,
            "head": self.head or None,
            "selection": {"where": list(self.conditions)},
            "tables": [
                {"name": one.name, "rows": one.rows, "without_place": one.without_place,
                 "fields": [field.name for field in one.fields]}
                for one in self.types
            ],
            "numbers": [
                {"name": one.name, "told": one.told, "hidden": one.hidden,
                 "note": None if one.note is None else str(one.note)}
                for one in self.numbers
            ],
            "contradicting": dict(self.contradicting),
            "contradicting_kept_home": dict(self.contradicting_home),
            "consent": dict(self.consent),
            "custody": faults_document(self.wrong),
            "removed": document_of(self.account),
        }  # fmt: skip

    @property
    def lines(self) -> list[Message]:
        """For people."""
        return [*self._leaving(), *self._contradicting(), say("What stays home, rule by rule:"),
                *(Message("  {line}", {"line": one.words}) for one in self.account)]  # fmt: skip

    def _leaving(self) -> list[Message]:
        found = [say("What leaves:")]
        for one in self.types:
            labels = {f"field{number}": say(field.label) for number, field in enumerate(one.fields)}
            fields = Message(", ".join(f"{{{name}}}" for name in labels), labels)
            found.append(say("  {type}: {count:,} ({fields})", type=one.label, count=one.rows, fields=fields))
        for number in self.numbers:
            line = say("  {label}: numbers told {told:,}, not told {hidden:,}", label=number.label, told=number.told,
                       hidden=number.hidden)  # fmt: skip
            found.append(line if number.note is None else Message("{line}. {why}", {"line": line, "why": number.note}))
        return found

    def _contradicting(self) -> list[Message]:
        listed = [
            (say("Along with what was asked for, because it contradicts it or says otherwise of the same:"),
             self.contradicting),
            (say("Contradicts this, and no consent covers giving it to this recipient:"), self.contradicting_home),
        ]  # fmt: skip
        return [
            Message("{words} {types}", {"words": words, "types": _by_name(types)}) for words, types in listed if types
        ]  # fmt: skip


def _by_name(counts: Mapping[str, int]) -> Message:
    """“Sources 2, Opinions 1”, from counts by record type."""
    names = {name: say(declared_models()[name].about.plural) for name in counts}
    return Message(", ".join(f"{{{name}}} {count:,}" for name, count in counts.items()), names)


def preview_map(
    project: Project, profile: str, selection: Selection, as_of: str = "", progress: Progress | None = None, *,
    popups: bool = False,
) -> Preview:  # fmt: skip
    """What a page would show, or a web page with `popups`; raises ExportRefused and what `disclose` does."""
    disclosed = gated(project, disclose(project, profile, selection, as_of), with_gaps=True)
    drawn = {kind.name for kind in project.catalogue if is_drawn(kind)}
    going, home = disclosed.handed.told(disclosed.consents.at_home)
    return Preview(
        profile=disclosed.profile.name,
        head=disclosed.head,
        consent=disclosed.consent,
        conditions=selection.conditions,
        types=tuple(_leaving(one, popups=popups) for one in disclosed.types if one.records),
        account=account_of(project, disclosed.profile, selection, progress, only=drawn),
        contradicting=_of(going, drawn),
        contradicting_home=_of(home, drawn),
        wrong=disclosed.gaps,
    )


def _of(counts: Mapping[str, int], types: set[str]) -> dict[str, int]:
    return {type_: count for type_, count in counts.items() if type_ in types}


def _leaving(one: DisclosedType, *, popups: bool) -> LeavingType:
    shown = popup_fields(one) if popups else _on_paper(one)
    places = [part for part in one.fields if part.spatial and _is_placed(one, part)]
    fields = (*answered(shown, one.records), *places)
    return LeavingType(one.kind.name, say(one.kind.about.plural), len(one.records), fields, one.without_place)


def _on_paper(one: DisclosedType) -> list[Field]:
    """What a page says of a record: what it is called, and the look that its code gives it."""
    names = {"code", *one.kind.names, one.kind.about.style}
    return [declared for declared in one.fields if declared.name in names]


def _is_placed(one: DisclosedType, part: Field) -> bool:
    if part.name in one.parts:
        return any(shape is not None for shape in one.parts[part.name])
    return one.without_place < len(one.records) and not one.borrowed.all()


def answered(fields: Sequence[Field], records: Sequence[Values]) -> list[Field]:
    """The fields that any of the records answers."""
    return [one for one in fields if any(record.get(one.name) not in (None, "", ()) for record in records)]
