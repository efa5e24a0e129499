"""The numbers that a mission publishes, computed over a register under a disclosure profile."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from forensics.catalogue import MAIN, Catalogue, RecordType
from forensics.disclosure import Leaves, Profile
from forensics.editions import Edition
from forensics.errors import UnknownName
from forensics.fields import Kind
from forensics.messages import Message, say, say_count
from forensics.ports import Progress, Query, Register
from forensics.statistics.counting import UNITS, Figure, Statistic, Value
from forensics.statistics.graves import beyond_minimum
from forensics.statistics.published import PUBLISHED
from forensics.statistics.suppression import fewest, suppressed, was_suppressed
from layers.exports.consents import BOUND, INCIDENT, LEVEL, Consents, handing_of, told_left_out, under_consents
from layers.exports.countable import Countable
from layers.exports.for_court import is_for_court
from layers.exports.manifest import Manifest, note_export
from layers.exports.out_files import document_bytes, out_bytes
from layers.exports.profiles import load_profile
from layers.exports.pseudonyms import Masking, masking_of
from layers.exports.reached import Chosen, parents_of
from layers.exports.recipes import Recipe
from layers.exports.releases import Making
from layers.exports.selecting import Selection, refuse_text
from layers.exports.standing import standing_document
from layers.language import Translator
from layers.methodology import methodology_of, uses_the_word
from layers.planning.board import board
from layers.project import Project
from layers.register.comparing import OR
from layers.statistics_open import is_of_numbers, tell_openly

BY_STATUS = "survey_areas_by_status"
SHOWN = "display_area"
"""The field that says how coarsely a record may be shown or counted."""


@dataclass(frozen=True)
class Computed:
    """One number as it may be told: `value` None, whole or in a cell, is not told, and `note` says why.

    `left_out` is how many records no consent in force lets be counted; None where so few are not told. `counted` says
    what is counted at all, `methodology` how “verified” was reached, where the number tells of levels.
    """

    statistic: Statistic
    value: Value
    unknown: int | None
    note: Message | None
    cut_off: str
    head: str
    left_out: int | None = 0
    counted: Message | None = None
    methodology: Message | None = None


def statistics_of(
    project: Project,
    profile: str,
    selection: Selection = Selection(),  # noqa: B008 - frozen
    as_of: str = "",
    progress: Progress | None = None,
    only: Sequence[str] = (),
    *,
    note: bool = True,
) -> tuple[Computed, ...]:
    """All published numbers over the records that are asked for, voided ones left out. Raises ExportRefused.

    A condition or an area reaches records through those that they belong to. `as_of` is a commit or a time; `only`
    names some of the numbers by their keys. Without `note` nothing is journaled, and no number may be handed out.
    """
    chosen = load_profile(profile, tuple(project.catalogue.types))
    _known_fields(project.catalogue, selection)
    refuse_text(chosen, selection)
    counted = [one for one in PUBLISHED if not only or one.key in only]
    numbers = None if is_for_court(chosen) else tell_openly(project, chosen, selection, as_of, note=note)

    def count(consents: Consents) -> tuple[Computed, ...]:
        countable = Countable(project, chosen, as_of)
        records = Gathered(project.register, counted, selection, as_of, consents, countable)
        point = project.register.point_of(as_of)
        told: list[Computed] = []
        masking, methodology = masking_of(project, chosen), methodology_of(project).told
        for at, statistic in enumerate(counted):
            records.turn_to(statistic)
            unknown: int | None = None
            left_out: int | None = 0
            if numbers is not None and is_of_numbers(statistic, chosen):
                value, note = numbers(statistic)
            else:
                value, unknown, note = _tell(statistic, records, chosen, selection)
                left_out = _few_left_out(records.left_out(statistic), chosen.leaves(statistic.type))
            value = _without_devices(value, masking)
            note = (
                note
                or _not_covered(left_out)
                or (consents.note if LEVEL in statistic.reads.get(INCIDENT, ()) else None)
            )
            told.append(Computed(statistic, value, unknown, note, point.time, point.head,
                                 left_out, countable.told(statistic.type),
                                 methodology if uses_the_word(statistic) else None))  # fmt: skip
            if progress is not None:
                progress(at + 1, len(counted))
        beside = _beside_minimum(told)
        return tuple(beside if numbers is not None or as_of else _beside_status(project, selection, beside))

    return under_consents(project, chosen, selection.recipient, count, as_of=as_of, counts=True)


def _beside_minimum(told: Sequence[Computed]) -> Iterator[Computed]:
    """Says beside the persons identified where they are more than the minimum of all graves, if both are told."""
    minimum = next((one.value for one in told if one.statistic.key == "mni"), None)
    graves = [least for least in minimum.values() if isinstance(least, int)] if isinstance(minimum, Mapping) else []
    whole = isinstance(minimum, Mapping) and len(graves) == len(minimum)
    for one in told:
        if whole and one.statistic.key == "identified" and one.note is None and isinstance(one.value, int):
            yield replace(one, note=beyond_minimum(one.value, sum(graves)))
        else:
            yield one


def _beside_status(project: Project, selection: Selection, told: Iterable[Computed]) -> Iterator[Computed]:
    """Says beside the areas by status how many of those that are under way by their status nobody may enter today.

    That rests on planned days and overrides, which are restricted: the court alone is told, and of all areas.
    """
    for one in told:
        if one.statistic.key == BY_STATUS and one.note is None and selection == Selection():
            count = len(board(project).blocked)
            note = say_count(
                "{count} of those that are assigned or in progress is blocked today, so that nobody may be there.",
                "{count} of those that are assigned or in progress are blocked today, so that nobody may be there.",
                count=count,
            )  # fmt: skip
            yield replace(one, note=note) if count else one
        else:
            yield one


def _without_devices(value: Value, masking: Masking) -> Value:
    """A number or numbers by the codes of records, these as they are told."""
    if not isinstance(value, Mapping):
        return value
    return {masking.code(str(key)): _without_devices(one, masking) for key, one in value.items()}


def _few_left_out(count: int, leaves: Leaves) -> int | None:
    """How many are left out, where that may be told."""
    if leaves is Leaves.RECORDS:
        return count
    return 0 if leaves is Leaves.NEVER else None if 0 < count < fewest(AT_MOST_RISK) else count


def _not_covered(left_out: int | None) -> Message | None:
    if left_out is None:
        return SOME_NOT_COVERED
    return told_left_out({"": left_out})


def document(
    told: Iterable[Computed], translate: Callable[[Message], str], standing: Mapping[str, Any] | None = None
) -> dict[str, dict[str, Any]]:
    """As `taphos statistics --json` gives it; codes and keys never change with the language.

    `standing` says of numbers for everybody whether they are a draft.
    """
    found: dict[str, dict[str, Any]] = {}
    for one in told:
        found[one.statistic.key] = {
            "value": one.value,
            "unit": translate(one.statistic.unit),
            "rule": translate(one.statistic.rule),
            "unknown": one.unknown,
            "cut_off": one.cut_off,
            "head": one.head,
            "label": translate(one.statistic.label),
            "left_out": one.left_out,
            "counted": None if one.counted is None else translate(one.counted),
            "note": None if one.note is None else translate(one.note),
            **({} if one.methodology is None else {"methodology": translate(one.methodology)}),
            **({"standing": standing} if standing else {}),
        }
    return found


STATISTICS = "statistics"
"""What the ledger and a recipe call them."""


@dataclass(frozen=True)
class Printed:
    """Numbers as they are handed on: as a document, for everybody or not, and why no ledger could note them."""

    told: tuple[Computed, ...]
    document: dict[str, dict[str, Any]]
    is_open: bool
    unnoted: Message | None = None


def print_statistics(
    project: Project, profile: str, selection: Selection, as_of: str, translate: Translator,
    progress: Progress | None = None, *, edition: Edition | None = None, name: str = f"{STATISTICS}.json",
) -> Printed:  # fmt: skip
    """Compute the published numbers and enter them into the ledger of exports, unless they are for a court.

    Raises ExportRefused, also where an edition is not what was looked at.
    """
    chosen = load_profile(profile, tuple(project.catalogue.types))
    told = statistics_of(project, profile, selection, as_of, progress)
    found = document(told, translate, standing_document(edition) if chosen.is_open else None)
    if is_for_court(chosen):
        return Printed(told, found, False)
    made = out_bytes(document_bytes(found), name)
    tables = [{"name": f"{STATISTICS}.{one.statistic.key}", "rows": _numbers_in(one.value),
               "sha256": hashlib.sha256(orjson.dumps(one.value, option=orjson.OPT_SORT_KEYS)).hexdigest()}
              for one in told]  # fmt: skip
    entry = {
        "profile": chosen.name,
        "head": told[0].head if told else "",
        "file": made.document,
        "consent": Consents(handing_of(chosen, selection.recipient)).document({}),
        "selection": {"where": selection.conditions},
        "tables": tables,
    }
    recipe = Recipe(STATISTICS, selection, as_of, {"language": translate.language, "ending": ".json"})
    noted = note_export(project, Manifest(Path(made.name), entry), Making(chosen, recipe, edition))
    return Printed(told, found, chosen.is_open, noted.unnoted)


def _numbers_in(value: Value) -> int:
    if isinstance(value, Mapping):
        return sum(_numbers_in(one) for one in value.values())
    return int(value is not None)


def _known_fields(catalogue: Catalogue, selection: Selection) -> None:
    """Raises UnknownName for a condition on a field that no type has."""
    for name, _ in selection.where:
        if not any(name in kind.by_name for kind in catalogue):
            raise UnknownName("“{name}” is a field of no type of record.", name=name)


NEVER = say("Nothing of this leaves under the profile “{profile}”.")
SMALL = say(
    "Numbers below {least} (below {more} of sexual violence and children) are not told: they could point at a person."
)
NOT_THIS_WAY = say("These records cannot be asked for in this way.")
TOO_FINE = say("Some of these may be counted for a larger area only.")
SOME_NOT_COVERED = say("Some records are left out: no consent in force covers giving them to this recipient.")
LACKING = say("This rests on a field or a type of record that stays home under this profile.")


def _tell(
    statistic: Statistic, records: Gathered, profile: Profile, selection: Selection
) -> tuple[Value, int | None, Message | None]:
    """The value, what is unknown, and why something is not told."""
    leaves = profile.leaves(statistic.type)
    if leaves is Leaves.NEVER and not (statistic.open and not selection.asks):
        return None, None, replace(NEVER, values={"profile": profile.name})
    if not records.reaches(statistic):
        return None, None, NOT_THIS_WAY
    if leaves is Leaves.RECORDS and records.lacks(statistic):
        return None, None, LACKING
    figure = statistic.count(records)
    if statistic.open or leaves is Leaves.RECORDS:
        return figure.value, figure.unknown, None
    if selection.asks and records.holds_coarser(statistic):
        return None, None, TOO_FINE
    value = _small_left_out(statistic, figure, records.named_codes())
    unknown = None if 0 < figure.unknown < fewest(()) else figure.unknown
    small = replace(SMALL, values={"least": fewest(()), "more": fewest(AT_MOST_RISK)})
    return value, unknown, small if was_suppressed(value) else None


AT_MOST_RISK = ("under_18",)


def _small_left_out(statistic: Statistic, figure: Figure, codes: Sequence[str]) -> Value:
    if isinstance(figure.value, Mapping):
        return suppressed(figure.value, codes, summed=statistic.summed)
    if not statistic.persons:
        return figure.value
    counted = figure.value if figure.rests_on is None else figure.rests_on
    return None if suppressed(counted, codes) is None else figure.value


class Gathered:
    """The records of a register as statistics read them: each type is read once, and only what is looked at is kept."""

    def __init__(
        self, register: Register, statistics: Sequence[Statistic], selection: Selection, as_of: str,
        consents: Consents, countable: Countable,
    ) -> None:  # fmt: skip
        self._consents = consents
        self._countable = countable
        self._own = False
        self._register = register
        self._as_of = as_of
        self._selection = selection
        self._fields = _looked_at(register.catalogue, statistics, selection)
        self._columns: dict[str, dict[str, list[Any]]] = {}
        self._chosen = Chosen(register.catalogue, self.around, self._matching, selection)

    @property
    def units(self) -> Mapping[int, str]:
        """The fields of a settlement that hold its administrative units, by level."""
        pack = self._register.catalogue.pack
        return {added.level: added.name for added in pack.fields if added.level and added.type == "settlement"}

    def turn_to(self, statistic: Statistic) -> None:
        """Count for this one from here on: what no consent covers is left out, unless it is the mission's own work."""
        self._own = statistic.own and not self._names_somebody

    def rows(self, type_: str, *fields: str) -> Iterator[tuple[Any, ...]]:
        """These fields of the records of a type that are asked for."""
        chosen = self._chosen.ids(type_)
        home: frozenset[str] = frozenset() if self._own else self._consents.at_home(type_)
        rows = self.around(type_, *fields)
        if type_ == INCIDENT and self._consents.fallen and LEVEL in fields:
            rows = self._at_level_left(rows, fields.index(LEVEL))
        if chosen is None and not home:
            return rows
        ids = self.around(type_, "id")
        return (
            row for (id_,), row in zip(ids, rows, strict=True) if id_ not in home and (chosen is None or id_ in chosen)
        )

    def _at_level_left(self, rows: Iterator[tuple[Any, ...]], at: int) -> Iterator[tuple[Any, ...]]:
        """The rows of incidents at the level that the sources carry which may be used."""
        for (id_,), row in zip(self.around(INCIDENT, "id"), rows, strict=True):
            yield (*row[:at], self._consents.level_told(id_, row[at]), *row[at + 1 :])

    @property
    def _names_somebody(self) -> bool:
        """Whether a condition names one person or record that needs a consent: any number then tells of them."""
        bound = [self._register.catalogue[type_] for type_ in BOUND]
        names = {"id", "code", *(kind.name for kind in bound), *(kind.about.person for kind in bound)}
        return any(name in names for name, _ in self._selection.where)

    def left_out(self, statistic: Statistic) -> int:
        """How many records of what is counted no consent lets be counted, whatever was asked for."""
        if self._own or not (home := self._consents.at_home(statistic.type)):
            return 0
        return sum(id_ in home for (id_,) in self.around(statistic.type, "id"))

    def reaches(self, statistic: Statistic) -> bool:
        """Whether what is asked for can be asked of the records that the statistic counts."""
        return self._chosen.reaches(statistic.type)

    def lacks(self, statistic: Statistic) -> bool:
        """Whether the profile keeps home something of what the statistic looks at."""
        levels = tuple(self.units.values())
        return self._countable.lacks(
            {type_: [one for name in names for one in (levels if name == UNITS else (name,))]
             for type_, names in statistic.reads.items()}
        )  # fmt: skip

    def named_codes(self) -> list[str]:
        """The codes that a number may be of alone: those of the conditions, and those that are left of a type's."""
        named = [part.strip() for _, value in self._selection.where if value for part in value.split(OR)]
        for type_, out in self._selection.without:
            kind = self._register.catalogue[type_]
            style = kind.by_name.get(kind.about.style)
            codes = style.vocabulary.all_codes if style is not None and style.vocabulary is not None else ()
            named += [code for code in codes if code not in out]
        return named

    def holds_coarser(self, statistic: Statistic) -> bool:
        """Whether some of the records may be told for a larger area than a settlement only."""
        if SHOWN not in self._register.catalogue[statistic.type].by_name:
            return False
        return any(shown != "settlement" for (shown,) in self.rows(statistic.type, SHOWN))

    def around(self, type_: str, *fields: str) -> Iterator[tuple[Any, ...]]:
        """These fields of all records of a type that are counted under the profile."""
        columns = self._columns.get(type_)
        if columns is None:
            columns = self._columns[type_] = self._read(type_)
        return zip(*(columns[name] for name in fields), strict=True)

    def _read(self, type_: str) -> dict[str, list[Any]]:
        columns: dict[str, list[Any]] = {name: [] for name in self._fields[type_]}
        coded = {name for name in columns if self._register.catalogue[type_].by_name[name].kind is Kind.CODE}
        for values in self._countable.among(type_, self._register.select(Query(type_, as_of=self._as_of))):
            for name, held in columns.items():
                value = values.get(name)
                held.append(sys.intern(value) if value is not None and name in coded else value)
        return columns

    def _matching(self, query: Query) -> set[str]:
        found = self._register.select(replace(query, as_of=self._as_of))
        return {str(values["id"]) for values in self._countable.among(query.type, found)}


def _looked_at(
    catalogue: Catalogue, statistics: Sequence[Statistic], selection: Selection
) -> dict[str, tuple[str, ...]]:
    """By type the fields that are kept: those that statistics declare, and those by which records are asked for."""
    found: dict[str, dict[str, None]] = {kind.name: dict.fromkeys(_always(kind, selection)) for kind in catalogue}
    levels = [added.name for added in catalogue.pack.fields if added.level and added.type == "settlement"]
    for statistic in statistics:
        for type_, fields in statistic.reads.items():
            for name in fields:
                found[type_].update(dict.fromkeys(levels if name == UNITS else (name,)))
    return {type_: tuple(fields) for type_, fields in found.items()}


def _always(kind: RecordType, selection: Selection) -> Iterator[str]:
    yield from ("id", "code")
    yield from (name for name in (SHOWN, "publish") if name in kind.by_name)
    if selection.asks:
        yield from parents_of(kind)
    if selection.by_place and kind.main_place is not None:
        yield MAIN


def words_of(catalogue: Catalogue, statistic: Statistic) -> dict[str, Message]:
    """What the codes that are keys of a table are called, from the vocabularies of the fields that it reads."""
    found: dict[str, Message] = {}
    for type_, names in statistic.reads.items():
        fields = (catalogue[type_].by_name[name] for name in names if name != UNITS)
        for vocabulary in (field.vocabulary for field in fields if field.vocabulary is not None):
            found.update({code: Message(label) for code, label in vocabulary.all_codes.items()})
    return {**found, **statistic.words}
