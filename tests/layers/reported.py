"""A grave with everything that a report tells of, and in every field of words a canary that says what it is of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

from shapely.geometry.base import BaseGeometry

from forensics.catalogue import Catalogue
from forensics.changes import Change, Operation
from forensics.fields import Kind
from forensics.records.base import ADMINISTRATION
from layers.evidence import InMemory, take_in
from layers.project import Project
from tests.layers import pictures
from tests.layers.graves import Grave, at, grave
from tests.layers.projects import make

CANARY = re.compile(r"kzq([a-z_]+)\.([a-z0-9_]+)\.(public|partner|restricted|sealed)\.([a-z]+)qzk")
WORDS = (Kind.TEXT, Kind.NOTE, Kind.ROWS, Kind.ANSWERS)
MARKED = ("public", "partner", "restricted", "sealed")
GPS: dict[int, Any] = {**pictures.KHARKIV}
SERIAL = "KZQSERIAL"


@dataclass(frozen=True)
class Canary:
    """One that was found: of which type and field, of which class the record and which the field."""

    type: str
    field: str
    record: str
    declared: str


def found_in(text: str) -> set[Canary]:
    """The canaries in a text; breaks of lines do not hide one."""
    return {Canary(*parts) for parts in CANARY.findall(re.sub(r"\s+", "", text))}


def words_of(value: Any) -> Iterator[str]:
    """Every text in the blocks of a report, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        yield value.decode("utf-8", "replace")
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from words_of(key)
            yield from words_of(inner)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from words_of(getattr(value, one.name))
    elif isinstance(value, Sequence | set | frozenset) and not isinstance(value, BaseGeometry):
        for inner in value:
            yield from words_of(inner)


def canaries(catalogue: Catalogue, type_: str, marked: str) -> dict[str, Any]:
    """A value for every field of words of a type, saying of what it is."""
    found: dict[str, Any] = {}
    for declared in catalogue[type_].fields:
        if declared.kind not in WORDS or not declared.typed or declared.identifier or declared.name == "code":
            continue
        if declared.group == ADMINISTRATION and declared.name != "not_recorded":
            continue
        text = f"kzq{type_}.{declared.name}.{marked}.{declared.sensitivity.value}qzk"
        if declared.kind is Kind.ROWS:
            found[declared.name] = [dict.fromkeys(declared.columns or {}, text)]
        elif declared.kind is Kind.ANSWERS:
            found[declared.name] = {"code": text}
        else:
            found[declared.name] = text
    return found


UNTOUCHED = ("grid_controls", "height_shifts")
"""Short tables that are read as numbers."""


class Reported(Grave):
    """Adds records with their canaries."""

    def __init__(self, catalogue: Catalogue, marked: str = "partner") -> None:
        super().__init__()
        self.catalogue, self.marked = catalogue, marked

    def told(self, type_: str, code: str, **values: Any) -> str:
        """One more record with a canary in every field of words, marked with its class."""
        words = {k: v for k, v in canaries(self.catalogue, type_, self.marked).items() if k not in UNTOUCHED}
        return self.add(type_, code, **{"sensitivity": self.marked, **words, **values})


def reported(folder: Path, engine: str = "plain") -> Project:
    """A project with one grave, S-1, a body of each class, and what belongs to them."""
    project = make(folder, engine, pack="ua")
    dug = grave()
    with_canaries(project, dug)
    project.register.commit(dug.changes)
    for marked in MARKED:
        project.register.commit(bodies(project.catalogue, dug.ids, marked).changes)
    photographs(project)
    return project


def with_canaries(project: Project, dug: Grave) -> None:
    """What the grave has already, its fields of words filled."""
    for number, change in enumerate(dug.changes):
        words = canaries(project.catalogue, change.type, "partner")
        kept = {name: value for name, value in words.items() if name not in UNTOUCHED}
        after = {"sensitivity": "partner", **kept, **change.after}
        dug.changes[number] = Change(change.type, change.record, Operation.ADD, after=after)


def bodies(catalogue: Catalogue, ids: Mapping[str, str], marked: str) -> Reported:
    """A body with its bones, findings, opinion, samples, custody and family, all of one class."""
    made, short = Reported(catalogue, marked), marked[:3].upper()
    person = made.told("practitioner", f"PE-{short}", roles=["archaeologist"])
    missing = made.told("missing_person", f"MP-{short}")
    made.told("authority", f"AU-{short}", sites=[ids["S-1"]], authority_type="prosecutor_order", date="2023-01-01")
    case = made.told(
        "case", f"S-1-{short}B", site=ids["S-1"], exhumation=ids["X-1"], remains_class="body", recovered_by=person,
        place=at(1.0, 1.0, -1.0),
    )  # fmt: skip
    bone = made.told("element", f"EL-{short}", case=case, bone="femur", side="L", zones=["proximal_third"])
    exam = made.told("examination", f"EM-{short}", case=case, kind="anthropology", examiners=[person])
    made.told("profile", f"PF-{short}", case=case, examination=exam, sex="M", age_min="30", age_max="40")
    made.told("finding", f"FN-{short}", case=case, element=bone, timing="perimortem", mechanism="projectile")
    made.told("opinion", f"OP-{short}", case=case, examination=exam, signed_by=person)
    made.told("identification", f"ID-{short}", cases=[case], missing_person=missing, status="proposed")
    made.told("disposition", f"DS-{short}", cases=[case], kind="in_storage")
    sample = made.told("sample", f"SA-{short}", case=case, purpose="DNA", taken_by=person)
    thing = made.told("artefact", f"A-{short}", case=case, site=ids["S-1"], artefact_class="clothing")
    made.told("package", f"PK-{short}", kind="box", holds=[thing, sample])
    made.told("site_log", f"LOG-{short}", site=ids["S-1"], day="2023-01-02")
    for number, action in ((1, "collected"), (3, "sealed")):
        made.told(
            "custody", f"CU-{short}-{number}", item=case, sequence=number, action=action, to_holder=person,
            at=f"2023-01-0{number}T10:00:00+02:00",
        )  # fmt: skip
    return made


def photographs(project: Project) -> None:
    """Two photographs of bodies, one of which shows a face, whose files tell where and with what they were taken."""
    for short, marked, face in (("PAR", "restricted", "no"), ("RES", "restricted", "yes")):
        data = photograph(f"{SERIAL}-{short}")
        taken = take_in(project, [InMemory(f"kzqphoto-{short}.jpg", data)], attach=f"S-1-{short}B").files[0]
        words = canaries(project.catalogue, "media", marked)
        kept = {name: value for name, value in words.items() if name not in ("file", "media_type", "time_stamp_token")}
        after = {**kept, "sensitivity": marked, "kind": "photo", "shows_face": face, "log_number": f"L-{short}"}
        held = project.register.values("media", taken.media) or {}
        before = {name: held[name] for name in after if name in held}
        project.register.commit([Change("media", taken.media, Operation.SET, before=before, after=after)], "told")


def photograph(serial: str, width: int = 400, height: int = 300) -> bytes:
    """A real JPEG with a place and a serial number in its EXIF."""
    from PyQt6.QtCore import QBuffer, QIODevice
    from PyQt6.QtGui import QColor, QImage, QPainter

    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#7a6a4a"))
    painter = QPainter(image)
    painter.fillRect(width // 4, height // 4, width // 2, height // 2, QColor("#c03020"))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPG", 90)
    plain = buffer.data().data()
    block = pictures.tiff({pictures.MAKE: serial}, {pictures.SERIAL: serial}, GPS)
    carrier = pictures.jpeg(block)
    segment = carrier[2 : carrier.index(b"\xff\xda")]
    return plain[:2] + segment + plain[2:]
