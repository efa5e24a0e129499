"""Law: whatever stands in the open fields of records, a pack that nobody edited comes back without a change."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
import shapely

from forensics.changes import Change, Operation
from forensics.fields import Field, Kind
from forensics.identifiers import new_id
from forensics.places import place_of
from forensics.values import canonical_values
from layers.exports.selecting import Selection
from layers.fieldpack.area import BELONGING, FORM_ALONE, IN_AREA, Area, field_profile
from layers.fieldpack.making import write_field_pack
from layers.fieldpack.returned import read_pack
from layers.fieldpack.reviewing import review
from layers.project import Project
from tests.counts import count
from tests.layers.projects import closing, make

BOX = (30.0, 50.0, 30.5, 50.5)
LETTERS = "aЇ'\"{}[];,|\\\n\t%–…’ 0"
DATES = ("2022", "2022-03", "2022-03-04", "2022-03-01/2022-03-04", "[..2022-03-01]", "2022-03?", "2022~", "1984/..")
MOMENT = "2022-03-04T05:06:07+02:00[Europe/Kyiv]"


def value(field: Field, random: Random, ids: list[str]) -> Any:
    """A typed value of a field, often one that is hard to write into a table."""
    codes = list(field.vocabulary.all_codes) if field.vocabulary is not None else ["a"]
    some = lambda listed: tuple(random.sample(listed, random.randint(1, min(3, len(listed)))))  # noqa: E731
    least, most = field.least or 0, field.most if field.most is not None else 900
    made: dict[Kind, Any] = {
        Kind.TEXT: "x" + "".join(random.choices(LETTERS.replace("\n", "").replace("\t", ""), k=9)) + "x",
        Kind.NOTE: "".join(random.choices(LETTERS, k=30)) + "x",
        Kind.CODE: random.choice(codes),
        Kind.CODES: some(codes),
        Kind.WHOLE: random.randint(int(least), int(most)),
        Kind.NUMBER: round(random.uniform(least, most), field.decimals),
        Kind.FLAG: random.random() < 0.5,
        Kind.DATE: random.choice(DATES),
        Kind.INSTANT: MOMENT,
        Kind.REFERENCE: random.choice(ids),
        Kind.REFERENCES: some(ids),
        Kind.ROWS: ({name: _cell(field, name, random) for name in field.columns or {}},),
        Kind.ANSWERS: {"code": "x"},
    }
    return place(field, random) if field.spatial else made[field.kind]


def _cell(field: Field, name: str, random: Random) -> str:
    coded = (field.coded or {}).get(name)
    return "1|;" if coded is None else random.choice(list(coded.all_codes))


def place(field: Field, random: Random) -> Any:
    x, y = random.uniform(30.1, 30.4), random.uniform(50.1, 50.4)
    shape = {
        "Point": shapely.Point(x, y, random.uniform(0, 9)) if random.random() < 0.3 else shapely.Point(x, y),
        "MultiPolygon": shapely.MultiPolygon([shapely.Point(x, y).buffer(0.01)]),
        "MultiLineString": shapely.MultiLineString([[(x, y), (x + 0.01, y + 0.01)]]),
    }[field.geometry]
    return place_of(shape, crs="EPSG:32636", method="handheld_GNSS", horizontal_accuracy=random.uniform(0, 30))


def filled(project: Project, random: Random, each: int) -> None:
    """Records of every type that a pack holds, every open field of them filled or left by chance."""
    profile = field_profile(project)
    ids = {type_: [new_id() for _ in range(each)] for type_ in (*IN_AREA, *BELONGING)}
    everything = [one for listed in ids.values() for one in listed]
    changes = []
    for type_, listed in ids.items():
        kind = project.catalogue[type_]
        for number, id_ in enumerate(listed):
            typed: dict[str, Any] = {}
            for field in profile.fields(kind):
                if not field.typed or field.name in ("sensitivity", "review", "not_recorded", "code"):
                    continue
                targets = [one for target in field.target for one in ids.get(target, [])] or everything
                if random.random() < 0.7 or field.name in ("place", *BELONGING.get(type_, {})):
                    typed[field.name] = value(field, random, targets)
            typed["code"] = f"EX-{type_}-{number}"
            changes.append(Change(type_, id_, Operation.ADD, after=canonical_values(kind.typed, typed)))
    project.register.commit(changes)


@pytest.mark.parametrize("seed", range(count(1, 25)))
def test_what_nobody_edited_comes_back_without_a_change(tmp_path: Path, seed: int) -> None:
    each = 6
    with closing(make(tmp_path / "filled", pack="ua")) as project:
        filled(project, Random(seed), each)
        write_field_pack(project, tmp_path / "pack.gpkg", Area(BOX, "EXAMPLE"), Selection(), "uk")
        pack = read_pack(project, tmp_path / "pack.gpkg")
        found = review(project, pack)
    held = {table.name: len(pack.rows[table.name]) for table in pack.tables if not table.part}
    assert held == dict.fromkeys((*IN_AREA, *BELONGING), each) | {FORM_ALONE: 0}
    told = [
        (item.code, one.field.name, one.base, one.theirs, str(one.problem))
        for item in found.items
        for one in item.fields
    ]
    assert told == []
    assert found.items == ()
    assert not any(base.unread for base in pack.base.values())
    assert found.unchanged == each * (len(IN_AREA) + len(BELONGING))
