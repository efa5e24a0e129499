"""New records that a commit is told column by column are kept as if each had been told by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count as numbers
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forensics.catalogue import catalogue
from forensics.changes import Change, Edits, Operation
from forensics.fields import Sensitivity
from forensics.identifiers import new_id
from forensics.payloads import payloads_of
from forensics.ports import Query
from layers.project import Project
from layers.register import spatial
from tests.counts import count
from tests.layers.every_type import filled_record
from tests.layers.projects import ENGINES, closing, make, site

KINDS = [kind for kind in catalogue() if kind.name in ("site", "interview", "incident", "case", "finding", "media")]
FILLED = {kind.name: filled_record(kind, catalogue()) for kind in KINDS}
CODES = numbers(1)
BOXES = [(-180.0, -90.0, 180.0, 90.0), (0.0, 0.0, 90.0, 45.0), (30.1, 50.4, 30.3, 50.6), (10.0, 10.0, 10.1, 10.1)]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with closing(make(tmp_path / "p.taphos", ENGINES[1])) as made:
        yield made


@st.composite
def together(draw: st.DrawFn) -> Edits:
    """Records of one type, each with some of the fields that it may have, and a reason in a class of its own."""
    kind = draw(st.sampled_from(KINDS))
    filled = FILLED[kind.name]
    kept = st.sets(st.sampled_from(sorted(filled)), min_size=len(filled) // 2)
    records = [{name: filled[name] for name in one} for one in draw(st.lists(kept, min_size=1, max_size=8))]
    for one in records:
        one["code"] = f"EX-{next(CODES)}"
        if draw(st.booleans()):
            one["sensitivity"] = draw(st.sampled_from(["public", "restricted"]))
    names = dict.fromkeys(name for one in records for name in one)
    columns = {name: [one.get(name) for one in records] for name in names}
    return Edits(kind.name, Operation.ADD, [new_id() for _ in records], columns)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=count(12, 500), deadline=None)
@given(edits=together())
def test_what_comes_together_holds_what_each_says_and_verifies(project: Project, edits: Edits) -> None:
    receipt = project.register.commit([edits])
    assert receipt.count == len(edits.records)
    assert receipt.changed == {edits.type: list(edits.records)}
    for change in edits.changes():
        held = project.register.values(edits.type, change.record) or {}
        assert {name: held.get(name) for name in change.after} == change.after
        (told,) = project.register.changes_of(receipt.commit, change.record)
        assert (told.record, told.operation, told.after, told.before) == (
            change.record,
            Operation.ADD,
            change.after,
            {},
        )
    verdict = project.register.verify()  # makes each row, with its entries in the indexes, anew from the journal
    assert verdict.ok, verdict.problems


@settings(max_examples=count(100, 5_000), deadline=None)
@given(edits=together())
def test_the_bytes_of_many_are_those_of_each(edits: Edits) -> None:
    kind = catalogue()[edits.type]
    changes = list(edits.changes())
    alike = [one for one in changes if one.after.keys() == changes[0].after.keys()]
    at_once = payloads_of(Edits.of(alike), kind, Sensitivity.PUBLIC)
    for at, change in enumerate(alike):
        alone = payloads_of(Edits.of([change]), kind, Sensitivity.PUBLIC)
        assert [(one.sensitivity, one.bodies[at]) for one in at_once] == [
            (one.sensitivity, one.bodies[0]) for one in alone
        ]


def test_a_field_that_nobody_may_type_is_refused_of_many_too(project: Project) -> None:
    edits = Edits("site", Operation.ADD, [new_id()], {"code": ["EX-1"], "record_hash": ["0" * 64]})
    with pytest.raises(Exception, match="kept by the register"):
        project.register.commit([edits])
    assert project.register.count(Query("site")) == 0


def placed(many: int, seed: int) -> list[Change]:
    """Sites all over, some at the same place."""
    chance = np.random.default_rng(seed)
    xy = np.round(chance.uniform((-180, -90), (180, 90), (many, 2)), 3)
    xy[: many // 10] = xy[0]
    return [site(f"EX-{seed}-{at}", lon=lon, lat=lat) for at, (lon, lat) in enumerate(xy.tolist())]


def found_in(changes: Sequence[Change], box: tuple[float, float, float, float]) -> set[str]:
    return {one.record for one in changes if _inside(one.after["place"], box)}


def _inside(place: Mapping[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = np.frombuffer(bytes.fromhex(place["geometry"])[5:], "<f8")
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


@pytest.mark.parametrize("many", [60, 3_000])
def test_a_packed_index_finds_what_lies_in_an_area_and_takes_what_comes_later(
    project: Project, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(spatial, "FEWEST", 55)
    first, later, last = placed(40, 1), placed(many, 2), placed(50, 3)
    for some in (first, later, last):  # one by one, packed with those that are there, one by one again
        project.register.commit(some)
    moved = site("EX-moved").after["place"]
    held = project.register.values("site", later[0].record) or {}
    project.register.commit(
        [Change("site", later[0].record, Operation.SET, after={"place": moved}, before={"place": held["place"]})]
    )
    every = [*first, Change("site", later[0].record, Operation.ADD, after={"place": moved}), *later[1:], *last]
    for box in [
        (-180.0, -90.0, 180.0, 90.0),
        (0.0, 0.0, 90.0, 45.0),
        (30.1, 50.4, 30.3, 50.6),
        (10.0, 10.0, 10.1, 10.1),
    ]:
        found = {values["id"] for values in project.register.select(Query("site", bbox=box))}
        assert found == found_in(every, box)
    verdict = project.register.verify()  # the engine checks its tree too
    assert verdict.ok, verdict.problems


def test_an_edit_in_the_same_commit_moves_a_record_that_waited_to_be_packed(project: Project) -> None:
    new = site("EX-1")
    there = site("EX-2", lon=30.9).after["place"]
    edit = Change("site", new.record, Operation.SET, after={"place": there}, before={"place": new.after["place"]})
    project.register.commit([new, edit])
    assert project.register.count(Query("site", bbox=(30.8, 50.0, 31.0, 51.0))) == 1
    assert project.register.count(Query("site", bbox=(30.1, 50.0, 30.3, 51.0))) == 0
    assert project.register.verify().ok
