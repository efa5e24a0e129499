"""Each rule of a disclosure profile over a register: what it keeps home, and how many; for reviewers alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from forensics.catalogue import RecordType
from forensics.disclosure import Leaves, Profile
from forensics.fields import Sensitivity
from forensics.messages import say
from forensics.ports import Progress
from forensics.withheld import Rule, Withheld, withheld_cells
from layers.errors import MayNotWrite
from layers.exports.consents import Consents, consents_of, handing_of
from layers.exports.counted import count_openly, counted_types
from layers.exports.exposing import exposing
from layers.exports.for_court import HandedOver, handed_over
from layers.exports.selecting import Selection, asked_types
from layers.exports.today import VOIDED
from layers.exports.unnamed import LETTING
from layers.project import Project

_FIELDS_AT_ONCE = 8


def account_of(
    project: Project, profile: Profile, selection: Selection, progress: Progress | None = None, *,
    only: Collection[str] | None = None,
) -> tuple[Withheld, ...]:  # fmt: skip
    """What stays home of a product, of the register as it is now; raises ExportRefused as the product does.

    `only` are the types that it can show, which tells no numbers then; None where it can show all and numbers too.
    """
    catalogue = project.catalogue
    consents = consents_of(
        catalogue, profile, handing_of(profile, selection.recipient), project.register.fields_of, counts=True
    ).keeping(exposing(project, [kind.name for kind in profile.kinds(catalogue)]))
    asked = asked_types(profile, profile.kinds(catalogue), selection)
    handed = handed_over(project, profile, asked, selection)
    kinds = handed.kinds(asked, catalogue)
    found: list[Withheld] = []
    for at, kind in enumerate(catalogue):
        if progress is not None:
            progress(at, len(catalogue.types))
        shown = only is None or kind.name in only
        found += _Type(project, profile, selection, consents, handed, kind, shown).withheld(kind in kinds)
    cells = _cells(project, profile, selection) if only is None else ()
    return _records_first((*found, *_erased(project), *cells))


def account_of_records(
    project: Project, profile: Profile, consents: Consents, leaving: Mapping[str, Collection[str]],
    home: Mapping[str, Collection[str]],
) -> tuple[Withheld, ...]:  # fmt: skip
    """The same of single records, ids by type: of those that stay home by which rule, of those that leave the fields.

    Of types that leave as no records all are counted, since nothing says which of them were meant.
    """
    found: list[Withheld] = []
    for kind in project.catalogue:
        of = _Type(project, profile, Selection(), consents, HandedOver(), kind)
        found += of.among(leaving.get(kind.name, ()), home.get(kind.name, ()))
    return _records_first((*found, *_erased(project)))


def _erased(project: Project) -> list[Withheld]:
    erased = sum(map(len, project.register.erasures.records.values()))
    return [Withheld(Rule.ERASED, erased)] if erased else []


def _cells(project: Project, profile: Profile, selection: Selection) -> Iterator[Withheld]:
    """What of numbers is hidden, where a file tells any at all."""
    types = [one for one in counted_types(project.catalogue, profile) if not selection.types or one in selection.types]
    if not selection.asks:
        yield from hidden_numbers(project, profile, selection, types)


def hidden_numbers(
    project: Project, profile: Profile, selection: Selection, types: Collection[str]
) -> Iterator[Withheld]:  # fmt: skip
    """What of the numbers of these types is not told, and why."""
    if not types:
        return
    try:
        counted = count_openly(project, profile, selection.recipient, note=False)
    except MayNotWrite:
        return
    for name, table in counted.tables.items():
        type_ = name.partition("/")[0]
        if type_ in types:
            yield from withheld_cells(table, counted.published[name], say(project.catalogue[type_].about.plural))


class _Type:
    """The records of one type, each asked rule by rule."""

    def __init__(
        self, project: Project, profile: Profile, selection: Selection, consents: Consents, handed: HandedOver,
        kind: RecordType, shown: bool = True,
    ) -> None:  # fmt: skip
        self._shown = shown
        self._project, self._profile, self._selection = project, profile, selection
        self._consents, self._handed, self._kind = consents, handed, kind
        self._label = say(kind.about.plural)
        self._decided = profile.by_decision.get(kind.name, "")

    def withheld(self, asked: bool) -> list[Withheld]:
        """What stays home; `asked` says that records of the type leave at all."""
        rows = self._rows()
        chosen = self._chosen() if asked and self._shown else None
        rules = [self._rule(row, chosen, asked) for row in rows]
        leaving = {str(row["id"]) for row, rule in zip(rows, rules, strict=True) if rule in (None, Rule.PLACE)}
        return [*self._counted(rules), *self._fields(leaving)]

    def among(self, leaving: Collection[str], home: Collection[str]) -> list[Withheld]:
        """The same of these records; of all, where the type leaves as no records."""
        whole = self._profile.leaves(self._kind.name) is not Leaves.RECORDS
        rows = [row for row in self._rows() if whole or row["id"] in home or row["id"] in leaving]
        return [*self._counted(self._rule(row, None, True) for row in rows), *self._fields(set(leaving))]

    def _counted(self, rules: Iterable[Rule | None]) -> list[Withheld]:
        counts = Counter(rules)
        return [Withheld(rule, counts[rule], self._kind.name, self._label) for rule in Rule if counts[rule]]

    def _rows(self) -> list[Mapping[str, Any]]:
        names = ["id", "review", "sensitivity", *([self._decided] if self._decided else [])]
        known = [name for name in names if name in self._kind.by_name]
        return list(self._project.register.fields_of(self._kind.name, known))

    def _chosen(self) -> set[str] | None:
        """The ids that were asked for; None for all."""
        if not (self._selection.asks or self._handed.only is not None or self._handed.along):
            return None
        return set(self._handed.ids(self._project, self._kind.name, replace(self._selection, voided=True)))

    def _rule(self, row: Mapping[str, Any], chosen: set[str] | None, asked: bool) -> Rule | None:
        profile, leaves = self._profile, self._profile.leaves(self._kind.name)
        if leaves is not Leaves.RECORDS:
            return Rule.TYPE if leaves is Leaves.NEVER else Rule.AS_NUMBERS
        if row.get("review") == VOIDED and not (profile.voided or self._selection.voided):
            return Rule.VOIDED
        if row.get("sensitivity", Sensitivity.PUBLIC.value) not in profile.record_classes():
            return Rule.CLASS
        if self._decided and row.get(self._decided) not in LETTING:
            return Rule.DECISION
        if row["id"] in self._consents.exposing.get(self._kind.name, ()):
            return Rule.EXPOSING
        if row["id"] in self._consents.at_home(self._kind.name):
            return Rule.CONSENT
        if not self._shown:
            return Rule.NOT_SHOWN
        if not asked or (chosen is not None and row["id"] not in chosen):
            return Rule.ASKED
        return Rule.PLACE if self._decided and row.get(self._decided) != "yes" else None

    def _fields(self, leaving: set[str]) -> Iterator[Withheld]:
        """The fields that stay home of the records that leave, where they are answered."""
        shown = {one.name for one in self._profile.fields(self._kind)}
        kept = [one for one in self._kind.fields if one.name not in shown]
        for some in (kept[at : at + _FIELDS_AT_ONCE] for at in range(0, len(kept) if leaving else 0, _FIELDS_AT_ONCE)):
            rows = self._project.register.fields_of(self._kind.name, ["id", *(one.name for one in some)])
            answered = Counter(name for row in rows if str(row["id"]) in leaving for name in row)
            for one in some:
                if answered[one.name]:
                    yield Withheld(
                        Rule.FIELD, answered[one.name], self._kind.name, self._label, one.name, say(one.label)
                    )


def _records_first(account: Sequence[Withheld]) -> tuple[Withheld, ...]:
    """What becomes of records and numbers, and after all of that what becomes of single fields, which are many."""
    return tuple(sorted(account, key=lambda one: one.rule is Rule.FIELD))


def document_of(account: Sequence[Withheld]) -> list[dict[str, Any]]:
    """The account for programs."""
    return [{"rule": one.rule.value, "type": one.type or None, "what": one.what or None, "count": one.count,
             "words": str(one.words)} for one in account]  # fmt: skip
