"""How the records of a type look on any map: by the field that the type is styled by, or by one that a person chose.

The window, pages and their legends all ask `looks_of`, so that they show the same and call it the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forensics.catalogue import Catalogue, RecordType
from forensics.classing import METHODS, MOST_CLASSES, bounds_of, classes_of
from forensics.errors import ValueRefused
from forensics.fields import Field, Kind, Sensitivity
from forensics.messages import Message, say, say_count
from layers.drawing import doubtful, value_title, why_uncertain
from layers.errors import LayersError
from layers.symbols import (
    UNCERTAIN,
    AreaStyle,
    Symbol,
    area_styles,
    numbered_areas,
    numbered_symbols,
    point_symbols,
    told_apart_areas,
    told_apart_symbols,
)

NUMBERS = (Kind.WHOLE, Kind.NUMBER)
CODED = (Kind.CODE, Kind.CODES, Kind.FLAG)
CLASSES = 5
METHOD = "natural"
SEVERAL = "+several"
"""Stands for a record that has more than one code; no vocabulary has it."""
NO_VALUE = say("No value")
YES_NO = {"yes": "Yes", "no": "No"}


class LookRefused(LayersError):
    """Records cannot be styled by what was asked for."""


@dataclass(frozen=True)
class By:
    """What a type is styled by: a field, and for a number how it is put into classes (forensics.classing)."""

    field: str
    method: str = METHOD
    classes: int = CLASSES
    bounds: tuple[float, ...] = ()

    @property
    def text(self) -> str:
        """As it is typed and kept: FIELD, FIELD:METHOD:CLASSES, or FIELD:own:BOUND,BOUND."""
        if self.method == "own":
            return f"{self.field}:own:{','.join(map(_plain, self.bounds))}"
        chosen = (self.method, self.classes) != (METHOD, CLASSES)
        return f"{self.field}:{self.method}:{self.classes}" if chosen else self.field


@dataclass(frozen=True, eq=False)
class Looks:
    """What the style codes of a type's records stand for; all but `codes` by style code."""

    codes: NDArray[np.uint16]  # of each record
    values: tuple[str, ...]  # codes of the field, or numbers of classes; uncertain ones end so, '' is no value
    titles: tuple[Message, ...]
    symbols: tuple[Symbol, ...]
    areas: tuple[AreaStyle, ...]
    by: Message | None = None  # what the type is styled by, where a person chose it

    def certain(self, code: int) -> int:
        """The style code of the same value where its place is certain, or the code itself where none is drawn so."""
        value = self.values[code].removesuffix(UNCERTAIN)
        return self.values.index(value) if value in self.values else code


def is_stylable(field: Field) -> bool:
    """Whether records can be styled by a field: it holds codes or a number, and may be seen at all on a map."""
    return field.typed and field.kind in (*NUMBERS, *CODED) and field.sensitivity is not Sensitivity.SEALED


def stylable(kind: RecordType) -> tuple[Field, ...]:
    """The fields by which records of a type can be styled."""
    return tuple(field for field in kind.fields if is_stylable(field))


def read_by(catalogue: Catalogue, type_: str, text: str) -> By:
    """FIELD, FIELD:METHOD, FIELD:METHOD:CLASSES or FIELD:own:BOUND,BOUND, read.

    Raises UnknownName for a type or field that is none, LookRefused for one that cannot be styled by, ValueRefused.
    """
    kind = catalogue[type_]
    name, _, how = text.partition(":")
    field = kind.field(name.strip())
    if not is_stylable(field):
        raise LookRefused(
            "“{field}” of {type} holds neither codes nor a number that may be shown; it can be styled by {allowed}.",
            field=field.name, type=type_, allowed=", ".join(one.name for one in stylable(kind)),
        )  # fmt: skip
    if not how:
        return By(field.name)
    if field.kind not in NUMBERS:
        raise LookRefused("“{text}” asks for classes, and “{field}” holds no number.", text=text, field=field.name)
    method, _, more = how.partition(":")
    by = By(field.name, "own", CLASSES, _numbers(more)) if method == "own" else By(field.name, method, _count(more))
    bounds_of(np.zeros(0), by.method, by.classes, by.bounds)
    return by


def read_styles(catalogue: Catalogue, texts: Iterable[str]) -> dict[str, By]:
    """TYPE=FIELD, as often as given; raises as `read_by`, and LookRefused for what is not written so."""
    found: dict[str, By] = {}
    for text in texts:
        type_, equals, asked = text.partition("=")
        if not equals:
            raise LookRefused("“{text}” is not TYPE=FIELD, such as settlement=population.", text=text)
        found[type_.strip()] = read_by(catalogue, type_.strip(), asked)
    return found


def styles_text(styles: Mapping[str, By]) -> str:
    """As `read_styles` reads them, parted by spaces."""
    return " ".join(f"{type_}={by.text}" for type_, by in sorted(styles.items()))


def _numbers(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        raise ValueRefused("“{text}” are no numbers parted by commas, such as 1000,5000.", text=text) from None


def _count(text: str) -> int:
    if text and not text.isdecimal():
        raise ValueRefused("“{classes}” is no number of classes; 2 to {most} were expected.",
                           classes=text, most=MOST_CLASSES)  # fmt: skip
    return int(text) if text else CLASSES


def looks_of(
    kind: RecordType, values: Sequence[Any] | NDArray[Any], by: By | None = None,
    uncertain: NDArray[np.bool_] | None = None,
) -> Looks:  # fmt: skip
    """The looks of records whose field (`by`, else the type's own) has these canonical values, None or “” for none.

    A number may come as float64 with NaN. `uncertain` marks records whose place or dates are not certain.
    """
    field = kind.by_name.get(by.field if by is not None else kind.about.style)
    if by is not None and field is not None and field.kind in NUMBERS:
        made = _numbered(kind, field, _floats(values), by)
    elif by is None or by.field == kind.about.style:
        made = _own(kind, field, values)
    else:
        assert field is not None
        made = _coded(kind, field, values)
    made = _shaped(made, kind)
    return _used(_with_uncertain(kind, made, uncertain) if uncertain is not None and uncertain.any() else made)


def own_looks(
    kind: RecordType, codes: Sequence[str], numbers: NDArray[Any], uncertain: NDArray[np.bool_] | None = None
) -> Looks:
    """The looks by the type's own field, whose codes are known and numbered already (-1 for none)."""
    values = (*codes, "")
    style = np.where(numbers < 0, len(codes), numbers).astype(np.uint16)
    made = _of_type(kind, values, style)
    return _used(_with_uncertain(kind, made, uncertain) if uncertain is not None and uncertain.any() else made)


def _own(kind: RecordType, field: Field | None, values: Sequence[Any] | NDArray[Any]) -> Looks:
    listed = [str(value or "") for value in values]
    declared = tuple(field.vocabulary.all_codes) if field is not None and field.vocabulary is not None else ()
    known = (*declared, *sorted(set(listed) - set(declared) - {""}), "")
    return _of_type(kind, known, _numbered_as(listed, known))


def _of_type(kind: RecordType, values: tuple[str, ...], style: NDArray[np.uint16]) -> Looks:
    titles = tuple(value_title(kind, value) for value in values)
    return Looks(style, values, titles, point_symbols(kind.name, values), area_styles(kind.name, values))


def _coded(kind: RecordType, field: Field, values: Sequence[Any] | NDArray[Any]) -> Looks:
    listed = [_code(field, value) for value in values]
    words = YES_NO if field.vocabulary is None else field.vocabulary.all_codes
    others = sorted(set(listed) - set(words) - {"", SEVERAL})
    known = (*words, *others, *((SEVERAL,) if field.kind is Kind.CODES else ()), "")
    titles = tuple(
        NO_VALUE if not code else say("Several") if code == SEVERAL else say(words.get(code, code)) for code in known
    )
    symbols, areas = told_apart_symbols(kind.name, known), told_apart_areas(kind.name, known)
    return Looks(_numbered_as(listed, known), known, titles, symbols, areas, say(field.label))


def _code(field: Field, value: Any) -> str:
    """The one value by which a record is drawn, as text: canonical, or as it lies in the table."""
    if value is None or value == "":
        return ""
    if field.kind is Kind.FLAG:
        return "yes" if value in (True, "1") else "no"
    if field.kind is Kind.CODES:
        import orjson

        codes = orjson.loads(value) if isinstance(value, str) else value
        return "" if not codes else str(codes[0]) if len(codes) == 1 else SEVERAL
    return str(value)


def _numbered_as(listed: Sequence[str], known: Sequence[str]) -> NDArray[np.uint16]:
    numbers = {value: number for number, value in enumerate(known)}
    return np.fromiter((numbers[value] for value in listed), np.uint16, len(listed))


def _floats(values: Sequence[Any] | NDArray[Any]) -> NDArray[np.float64]:
    if isinstance(values, np.ndarray) and values.dtype == np.float64:
        return values
    given = (float("nan") if value is None or value == "" else float(value) for value in values)
    return np.fromiter(given, np.float64, len(values))


def _numbered(kind: RecordType, field: Field, values: NDArray[np.float64], by: By) -> Looks:
    whole = field.kind is Kind.WHOLE
    bounds = bounds_of(values, by.method, by.classes, by.bounds, whole=whole)
    found = classes_of(values, bounds)
    known = values[np.isfinite(values)]
    ends = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
    count = len(bounds) + 1
    titles = (*(_range(number, bounds, ends, by, whole=whole) for number in range(count)), NO_VALUE)
    named = say("{field}, {unit}", field=say(field.label), unit=say(field.unit)) if field.unit else say(field.label)
    how = say_count("{field}: {method}, {count} class", "{field}: {method}, {count} classes",
                    field=named, method=METHODS[by.method], count=count)  # fmt: skip
    codes = np.where(found < 0, count, found).astype(np.uint16)
    names = (*map(str, range(count)), "")
    return Looks(codes, names, titles, numbered_symbols(count), numbered_areas(kind.name, count), how)


def _range(number: int, bounds: NDArray[np.float64], ends: tuple[float, float], by: By, *, whole: bool) -> Message:
    """What lies in a class in words; bounds of a person's own say nothing of what there is beyond them."""
    first, last = number == 0, number == len(bounds)
    least = ends[0] if first else float(bounds[number - 1])
    under = ends[1] if last else float(bounds[number])
    if by.method == "own" and first and not last:
        return say("under {bound}", bound=_amount(under))
    if by.method == "own" and last:
        return say("{bound} and more", bound=_amount(least))
    most = under if last else under - 1 if whole and under == int(under) else None
    if most is None:
        return say("{least} to under {bound}", least=_amount(least), bound=_amount(under))
    return _amount(least) if least == most else say("{least} to {most}", least=_amount(least), most=_amount(most))


def _amount(value: float) -> Message:
    """A number as each language writes it, with no more places than it has."""
    places = len(_plain(value).partition(".")[2])
    return Message(f"{{number:,.{min(places, 6)}f}}", {"number": value})


def _plain(value: float) -> str:
    return np.format_float_positional(value, trim="-")


def _shaped(made: Looks, kind: RecordType) -> Looks:
    """A line of a type that is drawn as an arrow stays one."""
    arrow = area_styles(kind.name, ("",))[0].arrow
    return replace(made, areas=tuple(replace(area, arrow=arrow) for area in made.areas)) if arrow else made


def _with_uncertain(kind: RecordType, made: Looks, uncertain: NDArray[np.bool_]) -> Looks:
    """Each value a second time, hollow and dashed, for records whose place or dates are not certain."""
    count = len(made.values)
    return replace(
        made,
        codes=np.where(uncertain, made.codes + count, made.codes).astype(np.uint16),
        values=(*made.values, *(value + UNCERTAIN for value in made.values)),
        titles=(*made.titles, *(doubtful(title, why_uncertain(kind)) for title in made.titles)),
        symbols=(*made.symbols, *(symbol.as_uncertain for symbol in made.symbols)),
        areas=(*made.areas, *(area.as_uncertain for area in made.areas)),
    )


def _used(made: Looks) -> Looks:
    """Without the values that no record has; a first one stays where there is no record at all."""
    counts = np.bincount(made.codes, minlength=len(made.values))
    kept = np.flatnonzero(counts) if len(made.codes) else np.zeros(1, np.int64)
    order = sorted(kept.tolist(), key=lambda code: made.values.index(made.values[code].removesuffix(UNCERTAIN)))
    turned = np.zeros(len(made.values), np.uint16)
    turned[order] = np.arange(len(order))
    return Looks(
        turned[made.codes], tuple(made.values[code] for code in order), tuple(made.titles[code] for code in order),
        tuple(made.symbols[code] for code in order), tuple(made.areas[code] for code in order), made.by,
    )  # fmt: skip
