"""A record type of the tests' own, with a field of every kind, so that what holds of all types is tried without any."""

from __future__ import annotations

from typing import ClassVar

from forensics.catalogue import RecordType
from forensics.fields import (
    Answers,
    Code,
    Codes,
    Date,
    Flag,
    Instant,
    Note,
    Number,
    PlaceValue,
    Reference,
    References,
    Rows,
    Text,
    Whole,
    asked,
    declared_fields,
    field,
    needed,
)
from forensics.records.base import About, Record
from forensics.vocabulary.declaring import vocabulary

SOIL = vocabulary("soil", "Soil", "EXAMPLE", clay="Clay", loam="Loam", c_0_3="0–3", F="Female", f2="Female?")


class Trench(Record):
    """EXAMPLE: nothing that anybody digs."""

    about: ClassVar[About] = About("trench", "Trench", "Trenches", prefix="T")

    title: Text = needed("Title")
    soil: Code = asked("Soil", vocabulary=SOIL)
    layers: Codes = field("Layers", vocabulary=SOIL)
    dug_on: Date = asked("Dug on")
    began_at: Instant = field("Began at")
    finds: Whole = field("Finds", least=0, most=100)
    depth: Number = field("Depth", unit="m", least=0)
    open: Flag = field("Open")
    site: Reference = field("Site", target="site")
    people: References = field("People", target="practitioner")
    place: PlaceValue = field("Place", geometry="Point")
    outline: PlaceValue = field("Outline", geometry="MultiPolygon", part="outline")
    marks: Rows = field("Marks", columns={"tool": "Tool", "width": "Width"})
    answers: Answers = field("Answers")
    description: Note = field("Description")


def trench_type(names: tuple[str, ...] = ()) -> RecordType:
    """The type, its checker not made yet."""
    return RecordType(Trench.about, Trench, declared_fields(Trench), names)
