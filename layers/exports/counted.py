"""The numbers that the public may know: counted, hidden, audited and journaled here, and nowhere else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import shapely

from forensics.at_risk import bearing_fields, looked_at, telling_types, who_is_at_risk
from forensics.catalogue import MAIN, Catalogue
from forensics.consenting import named
from forensics.counts.audit import audit
from forensics.counts.hiding import publish
from forensics.counts.tables import GROUP, LEAF, WHOLE, Cell, Published, Table
from forensics.dates import month_of
from forensics.disclosure import Leaves, Profile
from forensics.ports import Values
from forensics.statistics.suppression import FEWEST_AT_RISK
from layers.errors import ExportRefused
from layers.exports.consents import Consents, consents_of, handing_of
from layers.exports.countable import counted_classes
from layers.exports.counted_ledger import history_of, note_counts
from layers.exports.hexagons import hexagon_at
from layers.project import Project

ELSEWHERE = ""
"""The leaf of what has no settlement that may be told, or no month."""
PLACE, TIME, HELD = "place", "time", "held"
COVERED, UNCOVERED = "covered", "uncovered"
OWN_WORK = ("interview",)
"""The types of which the mission tells how many there are at all, which is its own work and rests on no consent."""
_TRIES = 5
_FIRST_YEAR = 1900
_ABOVE: Mapping[str, tuple[str, ...]] = {"victim": ("incidents",), "identification": ("cases",)}
"""By type what a record takes settlement and date from, where the declarations of its place do not say."""
SHOWN, MONTH = "display_area", "month"


@dataclass(frozen=True)
class Counted:
    """What may be told of the numbers of some types at one moment; `settlements` are those that are told by name."""

    types: tuple[str, ...]
    tables: Mapping[str, Table]
    published: Mapping[str, Published]
    settlements: Mapping[str, Values]
    left_out: Mapping[str, int]

    @cached_property
    def _told(self) -> Mapping[str, Mapping[Cell, int | None]]:
        return {name: self.published[name].told(table) for name, table in self.tables.items()}

    def whole(self, type_: str) -> int | None:
        """How many records there are, where that is told."""
        return self._told[f"{type_}/{PLACE}"][WHOLE]

    def held(self, type_: str) -> int | None:
        """How many there are with those that no consent covers, where neither part can be worked out to be small."""
        name = f"{type_}/{HELD}"
        if name not in self.tables:
            return self.whole(type_)
        told = self._told[name]
        return told[WHOLE] if self.whole(type_) is not None and told[LEAF, UNCOVERED] is not None else None

    def by_settlement(self, type_: str) -> dict[str, int | None]:
        """By the id of a settlement."""
        told = self._told[f"{type_}/{PLACE}"]
        return {leaf: told[LEAF, leaf] for leaf in self.settlements}

    def by_hexagon(self, type_: str) -> dict[str, int | None]:
        """By the name of a hexagon that holds a settlement."""
        return _of_kind(GROUP, self._told[f"{type_}/{PLACE}"])

    def by_month(self, type_: str) -> dict[str, int | None]:
        """By month from the first that is told to the last: which others there are would tell of them."""
        found = _of_kind(LEAF, self._told[f"{type_}/{TIME}"])
        return _between_told({month: number for month, number in sorted(found.items()) if month != ELSEWHERE})

    def by_year(self, type_: str) -> dict[str, int | None]:
        """By year, likewise."""
        return _between_told(dict(sorted(_of_kind(GROUP, self._told[f"{type_}/{TIME}"]).items())))

    @property
    def hidden(self) -> dict[str, int]:
        """By table how many numbers with a name are not told."""
        return {name: sum(number is None for number in told.values()) for name, told in self._told.items()}


def _of_kind(kind: str, told: Mapping[Cell, int | None]) -> dict[str, int | None]:
    return {name: number for (one, name), number in told.items() if one == kind}


def _between_told(numbers: Mapping[str, int | None]) -> dict[str, int | None]:
    names = list(numbers)
    told = [at for at, name in enumerate(names) if numbers[name] is not None]
    return {name: numbers[name] for name in names[told[0] : told[-1] + 1]} if told else {}


def counted_types(catalogue: Catalogue, profile: Profile) -> tuple[str, ...]:
    """The types that leave under an open profile as numbers, of which files carry tables."""
    return as_numbers(catalogue, profile) if profile.is_open else ()


def as_numbers(catalogue: Catalogue, profile: Profile) -> tuple[str, ...]:
    """The types that leave under a profile as numbers."""
    return tuple(kind.name for kind in catalogue if profile.leaves(kind.name) is Leaves.COUNTS)


def count_openly(project: Project, profile: Profile, recipient: str = "", *, note: bool = True) -> Counted:
    """Count what may be known of the register as it is now, and enter it into the journal before it is told.

    What partners are told is held to what they and everybody were told, since who has both may subtract.

    Raises ExportRefused where an audit finds a number that could be narrowed, and MayNotWrite where the project may
    only be read: what is told and not noted could be subtracted later.
    """
    register, audience = project.register, "" if profile.is_open else profile.name
    for _ in range(_TRIES):
        before = register.heads_and_count()
        counted = _count(project, profile, recipient)
        history = history_of(project, audience)
        tables = list(counted.tables.values())
        published = publish(tables, history)
        found = audit(tables, published, history)
        if found:
            raise ExportRefused(
                "Nothing is told of numbers: {cell} of {table} could be worked out.",
                cell=found[0].cell[1], table=found[0].table,
            )  # fmt: skip
        if register.heads_and_count() == before:
            if note:
                note_counts(project, published, history, audience)
            return Counted(counted.types, counted.tables, published, counted.settlements, counted.left_out)
    raise ExportRefused("Records are being written while this is counted; try again when that is done.")


def _count(project: Project, profile: Profile, recipient: str) -> Counted:
    catalogue = project.catalogue
    consents = consents_of(catalogue, profile, handing_of(profile, recipient), project.register.fields_of, counts=True)
    types = as_numbers(catalogue, profile)
    reading = _Reading(project, profile, consents)
    tables = {table.name: table for type_ in types for table in reading.tables(type_)}
    left_out = {type_: len(consents.at_home(type_)) for type_ in types if consents.at_home(type_)}
    return Counted(types, tables, {}, reading.settlements, left_out)


class _Reading:
    """Reads each type once, and follows references to the settlement and the month of a record."""

    def __init__(self, project: Project, profile: Profile, consents: Consents) -> None:
        self._project = project
        self._profile = profile
        self._consents = consents
        self._rows: dict[str, dict[str, Values]] = {}
        allowed = profile.record_classes()
        self.settlements = {
            id_: row for id_, row in self._of("settlement").items()
            if _stands(row) and (row.get("sensitivity") or "public") in allowed
            and profile.leaves("settlement") is Leaves.RECORDS
        }  # fmt: skip
        self._hexagons = {id_: _hexagon(row) for id_, row in self.settlements.items()}

    def tables(self, type_: str) -> Iterator[Table]:
        home, classes = self._consents.at_home(type_), counted_classes(self._project, self._profile, type_)
        counted = [
            row for id_, row in self._of(type_).items()
            if _stands(row) and (row.get("sensitivity") or "public") in classes and id_ not in home
        ]  # fmt: skip
        places = Counter(self._settlement(type_, row) for row in counted)
        risky = self._at_risk(type_)
        yield Table(
            f"{type_}/{PLACE}", type_, {leaf: places[leaf] for leaf in (*self.settlements, *_nowhere(places))},
            {id_: name for id_, name in self._hexagons.items() if name},
            _needing_more(self._settlement(type_, row) for row in risky.values()),
        )  # fmt: skip
        gone = sum(_stands(row) for id_, row in self._of(type_).items() if id_ in home)
        if type_ in OWN_WORK and gone:
            yield Table(f"{type_}/{HELD}", f"{type_}/{HELD}", {COVERED: len(counted), UNCOVERED: gone},
                        least=_needing_more(UNCOVERED if id_ in home else COVERED for id_ in risky))  # fmt: skip
        months = Counter(self._month(type_, row) for row in counted)
        leaves = [*_months(months), *_nowhere(months)]
        yield Table(
            f"{type_}/{TIME}", type_, {leaf: months[leaf] for leaf in leaves},
            {leaf: leaf[:4] for leaf in leaves if leaf},
            _needing_more(self._month(type_, row) for row in risky.values()),
        )  # fmt: skip

    def _at_risk(self, type_: str) -> dict[str, Values]:
        """The records about a child or sexual violence, also those that are not counted: their going must not show."""
        bearing = bearing_fields(self._project.catalogue, self._project.catalogue[type_])
        known = self._known_at_risk
        return {
            id_: row for id_, row in self._of(type_).items()
            if id_ in known or any(other in known for name in bearing for other in named(row.get(name)))
        }  # fmt: skip

    @cached_property
    def _known_at_risk(self) -> frozenset[str]:
        catalogue = self._project.catalogue
        return who_is_at_risk(catalogue, {kind.name: self._of(kind.name).values() for kind in telling_types(catalogue)})

    def _of(self, type_: str) -> dict[str, Values]:
        if type_ not in self._rows:
            kind = self._project.catalogue[type_]
            names = ["id", "review", "sensitivity", self._dated(type_), "settlement", SHOWN, *self._above(type_)]
            names += looked_at(self._project.catalogue, kind)
            names += ["code", MAIN] if type_ == "settlement" else []
            known = [name for name in dict.fromkeys(names) if name in kind.by_name]
            self._rows[type_] = {str(row["id"]): row for row in self._project.register.fields_of(type_, known)}
        return self._rows[type_]

    def _dated(self, type_: str) -> str:
        """The field that says when; of an interview the month, which is all that may be told."""
        kind = self._project.catalogue[type_]
        return MONTH if MONTH in kind.by_name else kind.about.date

    def _above(self, type_: str) -> tuple[str, ...]:
        return (*self._project.catalogue[type_].about.place_from, *_ABOVE.get(type_, ()))

    def _settlement(self, type_: str, row: Values, way: tuple[str, ...] = ()) -> str:
        """The settlement that a record may be told of, by itself or by what it belongs to."""
        if SHOWN in self._project.catalogue[type_].by_name and row.get(SHOWN) != "settlement":
            return ELSEWHERE
        if row.get("settlement"):
            return row["settlement"] if row["settlement"] in self.settlements else ELSEWHERE
        found = (self._settlement(other, one, (*way, type_)) for other, one in self._belongs(type_, row, way))
        return next((one for one in found if one), ELSEWHERE)

    def _month(self, type_: str, row: Values, way: tuple[str, ...] = ()) -> str:
        """The month in which a record lies for certain, by its own date or by that of what it belongs to."""
        if dated := self._dated(type_):
            return _sensible(month_of(str(row[dated]).split("T")[0])) if row.get(dated) else ELSEWHERE
        found = (self._month(other, one, (*way, type_)) for other, one in self._belongs(type_, row, way))
        return next((one for one in found if one), ELSEWHERE)

    def _belongs(self, type_: str, row: Values, way: tuple[str, ...]) -> Iterator[tuple[str, Values]]:
        """What a record belongs to, of each reference the first that is named."""
        for name in self._above(type_):
            value = row.get(name)
            first = value if isinstance(value, str) else next(iter(value or ()), "")
            targets: Sequence[str] = self._project.catalogue[type_].by_name[name].target if first else ()
            for target in targets:
                if target not in (*way, type_, "settlement") and first in self._of(target):
                    yield target, self._of(target)[first]


def _nowhere(found: Counter[str]) -> tuple[str, ...]:
    """The leaf without a name, where there is anything in it."""
    return (ELSEWHERE,) if found[ELSEWHERE] else ()


def _needing_more(leaves: Iterable[str]) -> dict[str, int]:
    return dict.fromkeys(leaves, FEWEST_AT_RISK)


def _stands(row: Values) -> bool:
    return row.get("review") != "voided"


def _hexagon(row: Values) -> str:
    place = (row.get(MAIN) or {}).get("geometry")
    if not place:
        return ""
    point = shapely.from_wkb(place).representative_point()
    return hexagon_at(point.x, point.y)


def _sensible(month: str | None) -> str:
    """Months that a record can be of; what is mistyped far away is undated."""
    last = datetime.now(UTC).year + 1
    return month if month and _FIRST_YEAR <= int(month[:4]) <= last else ELSEWHERE


def _months(found: Iterable[str]) -> list[str]:
    """All months of the years from the first that is found to the last."""
    years = [int(month[:4]) for month in found if month]
    if not years:
        return []
    return [f"{year}-{month:02}" for year in range(min(years), max(years) + 1) for month in range(1, 13)]
