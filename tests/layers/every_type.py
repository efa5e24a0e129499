"""A record of every type with as many of its fields as the rules let stand together, each found by trying."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import shapely

from forensics.catalogue import Catalogue, RecordType
from forensics.fields import Answer, Field, Kind
from forensics.identifiers import id_of_key
from forensics.places import Place, place_of
from forensics.ports import Box
from forensics.reading import NOT_RECORDED
from forensics.rules.general import problems_of, refused
from forensics.values import canonical_values

NOT_FILLED = frozenset(
    {"code", "review", "sensitivity", NOT_RECORDED, "withdrawn_on", "sealed_subject", "bears_on_sexual_violence"}
)
"""What an import never takes, or what would keep the record home."""
_LET_OUT = ({"recipient": "prosecutor", "answer": "yes"},)
LEAVING: Mapping[tuple[str, str], Any] = {
    ("missing_person", "consent"): _LET_OUT, ("interview", "informed_consent"): "yes",
    ("consent", "recipient"): "prosecutor", ("consent", "purpose"): "prosecutor", ("consent", "scope"): ("statement",),
    ("consent", "expires_on"): "2199",
}  # fmt: skip
"""What lets a record, and what speaks of it, leave for a court."""
_SQUARES = shapely.MultiPolygon([shapely.box(30.2, 50.5, 30.3, 50.6), shapely.box(30.4, 50.5, 30.5, 50.6)])
_SHAPES = {
    "Point": shapely.Point(30.2512345678, 50.55, 101.25),
    "MultiLineString": shapely.MultiLineString([[(30.2, 50.5), (30.3, 50.6)], [(30.4, 50.5), (30.5, 50.55)]]),
    "MultiPolygon": _SQUARES,
}


TARGETS = 2
"""Records of each type that the others name."""


def target(type_: str, number: int = 0) -> str:
    """The id of one of them."""
    return id_of_key("every type", type_, str(number))


@dataclass(frozen=True)
class Targets:
    """What is there: two records of every type; keeps forensics.rules.declared.Lookup."""

    catalogue: Catalogue
    bounds: Box | None = None

    def type_of(self, record: str) -> str | None:
        every = ((kind.name, number) for kind in self.catalogue for number in range(TARGETS))
        return next((type_ for type_, number in every if target(type_, number) == record), None)

    def record_with_code(self, type_: str, code: str) -> str | None:
        return None

    def code_alike(self, type_: str, code: str, record: str | None) -> str | None:
        return None


def filled_record(kind: RecordType, catalogue: Catalogue) -> dict[str, Any]:
    """Its canonical values; a field of which no value is let stand is left out."""
    around = Targets(catalogue)
    typed: dict[str, Any] = {"code": f"EX-{kind.name}"}
    wanted = [field for field in kind.typed if field.name not in NOT_FILLED]
    for field in sorted(wanted, key=lambda one: one.answer is not Answer.NEEDED):
        chosen = LEAVING.get((kind.name, field.name))
        for value in [chosen] if chosen else _tried(field, catalogue):
            found = problems_of(kind, {**typed, field.name: value}, around)
            own = [one for one in found if one.field in (field.name, *typed)]
            if refused(own) is None:
                typed[field.name] = value
                break
    return canonical_values(kind.fields, typed)


def bare_record(kind: RecordType, number: int) -> dict[str, Any]:
    """The canonical values of a record that others name."""
    values = {name: value for (type_, name), value in LEAVING.items() if type_ == kind.name}
    if kind.name == "consent":  # of the same question, since one takes the place of another
        values |= {"interview": target("interview"), "answer": "yes"}
    roles = kind.by_name.get("roles")
    if roles is not None and roles.vocabulary is not None:
        values["roles"] = tuple(roles.vocabulary.all_codes)
    return canonical_values(kind.fields, {**values, "code": f"T-{number}-{kind.name}"})


def _tried(field: Field, catalogue: Catalogue) -> Iterator[Any]:
    if field.holds_codes and field.vocabulary is not None:
        codes = [code for code in field.vocabulary.all_codes if code != NOT_RECORDED]
        for code in sorted(codes, key=lambda one: one != "yes"):
            yield code if field.kind is Kind.CODE else (code,)
    elif field.names_record:
        for type_ in field.target or tuple(kind.name for kind in catalogue):
            for named in (target(type_, number) for number in range(TARGETS)):
                yield named if field.kind is Kind.REFERENCE else (named,)
    elif field.kind is Kind.PLACE:
        yield _place(field)
    elif field.kind is not Kind.ANSWERS:
        yield from _PLAIN[field.kind](field)


def _place(field: Field) -> Place:
    beside = (
        {"height": 101.25, "height_datum": "EVRF", "horizontal_accuracy": 0.02} if field.geometry == "Point" else {}
    )
    return place_of(_SHAPES[field.geometry], crs="EPSG:4326", method="RTK", **beside)


def _within(field: Field) -> tuple[float, ...]:
    least = 0 if field.least is None else field.least
    most = least + 100 if field.most is None else field.most
    return (least + (most - least) / 4, most, least)


def _texts(field: Field) -> Iterator[Any]:
    yield "EX-0012" if field.identifier else "приклад; з комою, і «лапками»"
    yield from ("a" * 64, "2022", "10YR 4/3", "uk")


def _rows(field: Field) -> Iterator[Any]:
    for text in ("0012", "2022-04-01T10:00:00+03:00", "10:00"):
        yield (dict.fromkeys(field.columns or {}, text),)


_PLAIN: Mapping[Kind, Any] = {
    Kind.TEXT: _texts, Kind.CODE: _texts, Kind.CODES: lambda field: ((one,) for one in _texts(field)),
    Kind.NOTE: lambda field: ("  рядок 1\nрядок 2\tкінець",),
    Kind.WHOLE: lambda field: map(int, _within(field)), Kind.NUMBER: _within, Kind.FLAG: lambda field: (True, False),
    Kind.DATE: lambda field: ("2022-04-01/2022-04-30", "2022-04", "2022-04-01"),
    Kind.INSTANT: lambda field: ("2022-04-01T10:00:00+03:00",), Kind.ROWS: _rows,
}  # fmt: skip
