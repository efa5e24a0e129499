"""What an export holds: under a profile, which tables with which columns, and the SQL that gives their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from forensics.catalogue import MAIN, Catalogue, RecordType
from forensics.disclosure import Profile
from forensics.errors import UnknownName, ValueRefused
from forensics.fields import Field, Kind, Sensitivity
from forensics.folding import query_keys
from forensics.identifiers import is_id
from forensics.places import DECIMALS
from forensics.ports import Box, Days, Query
from layers.errors import ExportRefused
from layers.exports.pseudonyms import CODE, DAY, is_time_of_writing
from layers.register.areas import area_of
from layers.register.columns import PLACE_PARTS
from layers.register.comparing import can_hold, compared

GEOMETRY = "geom"
KEY = "fid"
HOME = 'temp."consent_home"'
"""Where an export puts the ids of the records that no consent lets leave (layers.exports.consents)."""
FALLEN = 'temp."consent_level"'
"""Where it puts the incidents that leave at a lower level: which, each level that was recorded, and what is left."""
WRITTEN = "written"
"""The part of a place that says it in the words in which it was given: a door or a farm, whatever the geometry says."""
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Selection:
    """Which records are asked for; a condition holds for every type that has its field, types without it stay home.

    `without` names by type codes of the field that it is styled by (“” for none): records that have one stay home, and
    other types are not touched by it. `text` is looked for in all of a record's texts, `area` is a polygon as WKT that
    its place meets. `days` leaves what may be dated then; types without a date are undated.
    `recipient` is whom it is for, by the code that consents are recorded with; the profile's first where none is named.
    `authority` is the code of one under which something was done: what belongs to it, and what that belongs to.
    `belonging` names records by type and code of which the same is meant; both are for a court alone.
    """

    types: tuple[str, ...] = ()
    where: tuple[tuple[str, str | None], ...] = ()
    bbox: Box | None = None
    voided: bool = False
    text: str = ""
    area: str = ""
    without: tuple[tuple[str, tuple[str, ...]], ...] = ()
    days: Days | None = None
    recipient: str = ""
    authority: str = ""
    belonging: tuple[tuple[str, str], ...] = ()

    @property
    def asks(self) -> bool:
        """Whether anything is asked of the records themselves."""
        return bool(self.where or self.by_place or self.text or self.without or self.days)

    @property
    def by_place(self) -> bool:
        """Whether it is asked where records lie."""
        return self.bbox is not None or bool(self.area)

    def left_out(self, type_: str) -> tuple[str, ...]:
        """The codes of a type whose records stay home."""
        return dict(self.without).get(type_, ())

    @property
    def conditions(self) -> list[str]:
        """What is asked of the records, a text each, as manifests and the ledger of exports hold it."""
        said = [f"{name}={value or ''}" for name, value in (*self.where, *self.belonging)]
        said += [f"text={self.text}"] if self.text else []
        said += [f"area={self.area}"] if self.area else []
        said += [f"{type_}!={','.join(code or '(none)' for code in codes)}" for type_, codes in self.without]
        if self.days is not None:
            days = f"{iso_day(self.days.first)}/{iso_day(self.days.last)}"
            said.append(f"days={days}" + ("" if self.days.undated else " dated"))
        return [*said, *([f"authority={self.authority}"] if self.authority else [])]

    def query(self, type_: str, as_of: str = "") -> Query:
        """What is asked of the register for the records of one type."""
        return Query(
            type_, where=self.where, bbox=self.bbox, area=self.area, text=self.text, voided=self.voided,
            without=self.left_out(type_), days=self.days, as_of=as_of,
        )  # fmt: skip


def selection_written(selection: Selection) -> dict[str, Any]:
    """What the journal keeps of a selection; numbers that are not whole are text there."""
    written: dict[str, Any] = {}
    if selection.types:
        written["types"] = list(selection.types)
    if selection.where:
        written["where"] = [[name, value or ""] for name, value in selection.where]
    if selection.bbox:
        written["bbox"] = [repr(float(number)) for number in selection.bbox]
    written |= {name: text for name, text in (("text", selection.text), ("area", selection.area)) if text}
    if selection.without:
        written["without"] = {type_: sorted(codes) for type_, codes in selection.without}
    if selection.days:
        written["days"] = [selection.days.first, selection.days.last]
        written["undated"] = selection.days.undated
    return written


def selection_held(held: Mapping[str, Any], recipient: str = "") -> Selection:
    """The selection that was written so; raises AttributeError, TypeError or ValueError where nothing was."""
    west, south, east, north = map(float, held.get("bbox") or (0, 0, 0, 0))
    first, last = map(int, held.get("days") or (0, 0))
    return Selection(
        types=tuple(map(str, held.get("types") or ())),
        where=tuple((str(name), str(value)) for name, value in held.get("where") or ()),
        bbox=(west, south, east, north) if held.get("bbox") else None,
        text=str(held.get("text") or ""),
        area=str(held.get("area") or ""),
        without=tuple((type_, tuple(codes)) for type_, codes in sorted((held.get("without") or {}).items())),
        days=Days(first, last, held.get("undated") is not False) if held.get("days") else None,
        recipient=recipient,
    )


def iso_day(number: int) -> str:
    """A day since 1970-01-01 as ISO 8601 writes it."""
    return date.fromordinal(_EPOCH + number).isoformat()


def day_of(text: str) -> int:
    """The number of a day in ISO 8601; raises ValueError."""
    return date.fromisoformat(text).toordinal() - _EPOCH


@dataclass(frozen=True)
class ColumnOut:
    """One column of an exported table: its name, SQL type, the field that it is of, and the SQL that gives it."""

    name: str
    type: str
    field: Field
    sql: str


@dataclass(frozen=True)
class TableOut:
    """One exported table: a type's main geometry or attributes, or a TYPE_PART with a further geometry."""

    name: str
    kind: RecordType
    part: str
    geometry: Field | None
    geometry_sql: str
    columns: tuple[ColumnOut, ...] = field(default=())

    @property
    def title(self) -> str:
        """What the table is called by people: a message id."""
        return self.kind.about.plural if not self.part or self.geometry is None else self.geometry.label


_TYPES = {Kind.WHOLE: "INTEGER", Kind.NUMBER: "DOUBLE", Kind.FLAG: "BOOLEAN"}
_PART_TYPES = {"horizontal_accuracy": "DOUBLE", "vertical_accuracy": "DOUBLE", "height": "DOUBLE"}


def tables_out(profile: Profile, kinds: Sequence[RecordType]) -> list[TableOut]:
    """The tables of an export, each type's own first and then its parts."""
    found: list[TableOut] = []
    for kind in kinds:
        fields = profile.fields(kind)
        places = [place for place in fields if place.spatial]
        main = next((place for place in places if place.name == MAIN), None)
        columns = tuple(
            column for one in fields if one.name == MAIN or not one.spatial for column in _columns(kind, one, profile)
        )
        found.append(TableOut(kind.name, kind, "", main, _geometry_sql(kind, main, profile), columns))
        for place in places:
            if place.part:
                found.append(_part(kind, place, profile))
    return found


def _part(kind: RecordType, place: Field, profile: Profile) -> TableOut:
    ids = [kind.by_name[name] for name in ("id", "code", "example")]
    columns = tuple(column for one in (*ids, place) for column in _columns(kind, one, profile))
    return TableOut(f"{kind.name}_{place.part}", kind, place.part, place, _geometry_sql(kind, place, profile), columns)


def _geometry_sql(kind: RecordType, place: Field | None, profile: Profile) -> str:
    """GeoPackage binary: 8 bytes of header (version 1, little-endian, no envelope, EPSG:4326) and the WKB as it is."""
    if place is None:
        return ""
    source = _source(place, place.name)
    blob = f"CASE WHEN {source} IS NULL THEN NULL ELSE CAST(X'47500001E6100000' || {source} AS BLOB) END"
    return _where_decided(kind, profile, blob)


def _where_decided(kind: RecordType, profile: Profile, sql: str) -> str:
    """`sql`, or nothing where the recorded decision does not let the exact place out."""
    decided = profile.by_decision.get(kind.name)
    if decided is None:
        return sql
    return f"CASE WHEN {_source(kind.by_name[decided], decided)} = 'yes' THEN {sql} END"


def _source(of: Field, column: str) -> str:
    return f'{"a" if of.sensitivity.apart else "m"}."{column}"'


def _columns(kind: RecordType, of: Field, profile: Profile) -> list[ColumnOut]:
    if of.spatial:
        return [
            ColumnOut(
                f"{of.name}_{part}",
                _PART_TYPES.get(part, "TEXT"),
                of,
                _where_decided(kind, profile, _part_sql(of, part)),
            )
            for part in PLACE_PARTS
            if part != WRITTEN or Sensitivity.RESTRICTED in profile.classes or profile.codes_as_kept
        ]
    source = _source(of, of.name)
    if profile.pseudonyms and (of.name == "id" or of.kind is Kind.REFERENCE):
        source = f"pseudonym({source})"
    elif profile.pseudonyms and of.kind is Kind.REFERENCES:
        source = f"pseudonyms({source})"
    elif profile.hides_makers and of.name == CODE:
        source = f"told_code({source})"
    elif profile.hides_makers and is_time_of_writing(of):
        source = f"substr({source}, 1, {DAY})"
    elif of.kind is Kind.NUMBER:
        source = f"round({source}, {of.decimals})"  # as it is kept today, also where an earlier version kept more
    return [ColumnOut(of.name, _TYPES.get(of.kind, "TEXT"), of, source)]


def _part_sql(of: Field, part: str) -> str:
    source = _source(of, f"{of.name}_{part}")
    if part == "site_geometry":  # as hex, so that every column but the geometry is text or a number
        return f"CASE WHEN {source} IS NOT NULL THEN hex({source}) END"
    return f"round({source}, {DECIMALS})" if part in _PART_TYPES else source


def only_leaving(column: ColumnOut) -> ColumnOut:
    """The column of a reference without the records that no consent lets leave."""
    of = column.field
    source, home = _source(of, of.name), f"(SELECT id FROM {HOME})"
    if of.kind is Kind.REFERENCE:
        left = f"CASE WHEN {source} NOT IN {home} THEN {source} END"
    else:
        left = f"(SELECT nullif(json_group_array(value), '[]') FROM json_each({source}) WHERE value NOT IN {home})"
    return replace(column, sql=column.sql.replace(source, left))


def at_level_left(column: ColumnOut) -> ColumnOut:
    """The column of the level of incidents, lowered where not all of their sources may be used."""
    source = _source(column.field, column.field.name)
    left = f"coalesce((SELECT level FROM {FALLEN} f WHERE f.id = m.id AND f.recorded = {source}), {source})"
    return replace(column, sql=column.sql.replace(source, left))


def record_condition(profile: Profile, kind: RecordType, selection: Selection) -> str:
    """The SQL condition that the profile itself puts on a type's records."""
    classes = ", ".join(f"'{one}'" for one in profile.record_classes())
    parts = [f"coalesce(m.sensitivity, 'public') IN ({classes})"]
    if not (selection.voided or profile.voided):
        parts.append("(m.review IS NULL OR m.review <> 'voided')")
    if (kept := profile.keeps_home(kind.name)) is not None:
        codes = ", ".join(f"'{code}'" for code in sorted(kept[1]))
        parts.append(f"coalesce({_source(kind.by_name[kept[0]], kept[0])}, '') NOT IN ({codes})")
    decided = profile.by_decision.get(kind.name)
    if decided is not None:
        letting = "('yes')" if selection.by_place else "('yes', 'generalised')"
        parts.append(f"{_source(kind.by_name[decided], decided)} IN {letting}")
    return " AND ".join(parts)


def asked_types(profile: Profile, kinds: Sequence[RecordType], selection: Selection) -> list[RecordType]:
    """The types that the selection leaves: those named, and those that show every field of its conditions.

    What is withheld selects nothing either: which records come would tell it. Raises ExportRefused where a record is
    named by its id and the profile puts a pseudonym in its place, since the manifest says what was asked for, and for
    a text under a profile that withholds any.
    """
    refuse_text(profile, selection)
    for name, value in selection.where if profile.pseudonyms else ():
        if name == "id" or is_id(str(value)):
            raise ExportRefused(
                "Under the profile “{profile}” a pseudonym stands for the id of a record, so none is named by it "
                "({field}={value}); name it by its code.",
                profile=profile.name, field=name, value=value,
            )  # fmt: skip
    return [
        kind
        for kind in kinds
        if (not selection.types or kind.name in selection.types) and _may_select(profile, kind, selection)
    ]


def refuse_text(profile: Profile, selection: Selection) -> None:
    """Raise ExportRefused for a text under a profile that withholds what texts are restricted: it looks into all."""
    if selection.text and Sensitivity.RESTRICTED not in profile.classes:
        raise ExportRefused(
            "Under the profile “{profile}” nothing is asked for by a text: it would be looked for in texts that the "
            "profile withholds.",
            profile=profile.name,
        )  # fmt: skip


def _has(kind: RecordType, name: str) -> bool:
    return name in kind.by_name or any(name in declared.aliases for declared in kind.fields)


def refuse_senseless(catalogue: Catalogue, selection: Selection) -> None:
    """Refuse a condition that no record could meet, which would leave everything at home in silence.

    Raises UnknownName for a field that none of the types asked for has, ValueRefused for a value that none can hold.
    """
    kinds = [catalogue[type_] for type_ in selection.types] or list(catalogue)
    if selection.text and not query_keys(selection.text):
        raise ValueRefused("“{text}” has no word that could be searched for.", text=selection.text)
    if selection.area:
        area_of(selection.area)
    for name, value in selection.where:
        having = [kind.field(name) for kind in kinds if _has(kind, name)]
        if not having and len(kinds) == 1:
            kinds[0].field(name)
        if not having:
            raise UnknownName("“{name}” is a field of no type of record.", name=name)
        if not any(can_hold(field, value) for field in having):
            compared(having[0], value)


def _may_select(profile: Profile, kind: RecordType, selection: Selection) -> bool:
    shown = {declared.name for declared in profile.fields(kind)}
    asked = [name for name, _ in selection.where]
    about = kind.about
    used = [about.style] if selection.left_out(kind.name) else []
    used += [name for name in (about.date, about.until) if name] if selection.days else []
    return (
        all(_has(kind, name) and kind.field(name).name in shown for name in asked)
        and all(can_hold(kind.field(name), value) for name, value in selection.where)
        and all(name in shown for name in used)
        and (not selection.by_place or MAIN in shown)
    )
