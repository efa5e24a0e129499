"""The two projects that ship: facts with their sources, and an example in which nothing could be taken for real."""

from __future__ import annotations

import sqlite3
import struct
import zlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing as closing_file
from functools import cached_property
from math import atan2, degrees
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from forensics.catalogue import TYPES
from forensics.changes import Change
from forensics.geodesy import ellipsoid
from forensics.numbering import taken_for
from forensics.ports import Query
from forensics.records.base import Record
from forensics.records.graves import SiteLog
from forensics.records.remains import Disposition
from forensics.rules.custody_chain import chain_problems
from forensics.rules.family import record_builder
from forensics.rules.general import problems_of
from forensics.rules.linked import linked_problems, named_by
from forensics.rules.sexual_violence import allowed_for_sexual_violence, is_of_sexual_violence
from forensics.values import typed_values
from layers.checking import verify_project
from layers.countries.gazetteer import gazetteer
from layers.countries.pack import CountryPack, load_pack
from layers.demo import facts
from layers.demo.building import build_facts, whole_folder
from layers.demo.example import changes, make_example
from layers.demo.making import Sizes
from layers.demo.world import INTERVIEWERS, read_world
from layers.errors import ProjectRefused
from layers.exports.consents import told_left_out
from layers.exports.exporting import export_records
from layers.exports.selecting import Selection
from layers.planning.board import board
from layers.project import Project, new_project, open_project
from layers.register.journal import EXPORT
from layers.statistics import statistics_of
from tests.layers.examples import SIZES, open_example
from tests.layers.projects import closing
from tests.tools.proofs import Proof

CLEAR_M = 1_000
"""No invented place lies nearer to a real settlement."""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with closing(open_example(tmp_path_factory.mktemp("demo"))) as project:
        yield project


@pytest.fixture(scope="module")
def made(example: Project) -> list[Change]:
    """The records of the example as they were made, in memory."""
    return [change for change in changes(example, SIZES) if not change.type.startswith("_")]


@pytest.fixture(scope="module")
def records(example: Project, made: list[Change]) -> dict[str, Record]:
    built = {}
    for change in made:
        kind = example.catalogue[change.type]
        typed = typed_values(kind.by_name, change.after)
        built[change.record] = record_builder(kind.model)({**typed, "id": change.record})
    return built


class Among:
    """What rules ask, answered from changes that were made."""

    def __init__(self, made: list[Change], pack: CountryPack | None) -> None:
        self.bounds = pack.bounds if pack else None
        self._types = {change.record: change.type for change in made}
        self._codes = {(change.type, change.after["code"]): change.record for change in made}

    def type_of(self, record: str) -> str | None:
        return self._types.get(record)

    def record_with_code(self, type_: str, code: str) -> str | None:
        return self._codes.get((type_, code))

    def code_alike(self, type_: str, code: str, record: str | None) -> str | None:
        looks = {taken_for(type_, other) for kind, other in self._codes if kind == type_ and other != code}
        return code if taken_for(type_, code) in looks else None


class Around:
    """The records around one, from a mapping of all."""

    def __init__(self, records: dict[str, Record]) -> None:
        self._records = records
        self._naming: dict[str, list[Record]] = defaultdict(list)
        for one in records.values():
            for _, id_ in named_by(one):
                self._naming[id_].append(one)

    def record(self, id_: str) -> Record | None:
        return self._records.get(id_)

    def referring(self, id_: str) -> list[Record]:
        return self._naming.get(id_, [])

    @cached_property
    def _alike(self) -> dict[tuple[str, str, str], list[Record]]:
        found: dict[tuple[str, str, str], list[Record]] = defaultdict(list)
        for one in self._records.values():
            if isinstance(one, Disposition):
                found["disposition", "plot", str(one.plot)].append(one)
            elif isinstance(one, SiteLog):
                found["site_log", "day", str(one.day)].append(one)
        return found

    def alike(self, type_: str, field: str, value: str) -> list[Record]:
        assert (type_, field) in (("disposition", "plot"), ("site_log", "day"))
        return self._alike[type_, field, value]


def complaints(project: Project, made: list[Change]) -> list[str]:
    among = Among(made, project.pack)
    return [
        f"{change.type} {change.after['code']}: {problem.message}"
        for change in made
        for problem in problems_of(
            project.catalogue[change.type],
            {**typed_values(project.catalogue[change.type].by_name, change.after), "id": change.record},
            among,
        )
    ]


# The example


def test_the_rules_have_nothing_to_say_of_any_invented_record(example: Project, made: list[Change]) -> None:
    assert complaints(example, made) == []


def test_nothing_is_wrong_between_invented_records(records: dict[str, Record]) -> None:
    around = Around(records)
    assert [str(problem.message) for one in records.values() for problem in linked_problems(one, around)] == []


def test_the_orientation_of_a_body_is_that_of_its_own_points(made: list[Change]) -> None:
    bodies = [change.after for change in made if change.type == "case" and change.after.get("skull")]
    assert len(bodies) > 20
    for one in bodies:
        head, hips = (shapely.from_wkb(one[name]["site_geometry"]) for name in ("skull", "pelvis"))
        bearing = degrees(atan2(head.x - hips.x, head.y - hips.y))
        assert one["orientation_north"] == "site_grid"
        assert abs((bearing - one["orientation"] + 180) % 360 - 180) < 1, one["code"]


def test_every_type_of_record_is_there_and_every_code_says_that_it_is_invented(made: list[Change]) -> None:
    assert {change.type for change in made} == set(TYPES)
    assert all(change.after["code"].startswith("EX-") for change in made)
    assert all(change.after["example"] is True for change in made)
    codes = [(change.type, change.after["code"]) for change in made]
    assert len(codes) == len(set(codes))


def test_the_project_itself_says_that_it_is_invented(example: Project) -> None:
    assert example.register.settings["example"] is True
    assert example.name == "EXAMPLE"
    assert not example.encrypted


def test_the_same_seed_gives_the_same_records(example: Project, made: list[Change]) -> None:
    again = [change for change in changes(example, SIZES) if not change.type.startswith("_")]
    assert again == made


def test_the_example_has_the_scale_of_the_mission(example: Project, proof: Proof) -> None:
    counts = example.register.info().counts
    assert counts["settlement"] == 85
    assert counts["exhumation"] == 14
    assert counts["interview"] == SIZES.interviews
    assert counts["incident"] == SIZES.incidents
    held = example.register.select(Query("interview"))
    assert len({values["interviewer"] for values in held}) == INTERVIEWERS
    proof("A", "the example has the scale of the mission", f"{counts['interview']:,} interviews")


def test_incidents_are_of_exactly_four_categories(records: dict[str, Record]) -> None:
    categories = {getattr(one, "category", None) for one in records.values() if type(one).about.type == "incident"}
    assert categories == {"murder", "sexual_violence", "torture", "unlawful_detention"}


def test_of_sexual_violence_nothing_more_is_invented_than_may_be_recorded(
    example: Project, made: list[Change], records: dict[str, Record]
) -> None:
    secret = [change for change in made if is_of_sexual_violence_of(records[change.record])]
    assert {change.type for change in secret} == {"incident", "victim"}
    for change in secret:
        assert set(change.after) <= allowed_for_sexual_violence(example.catalogue[change.type])


def is_of_sexual_violence_of(one: Record) -> bool:
    return type(one).about.type in ("incident", "victim") and is_of_sexual_violence(one)


def test_some_survivors_did_not_agree_or_took_it_back_and_stay_home(
    example: Project, made: list[Change], tmp_path: Path, proof: Proof
) -> None:
    asked = {change.record: change.after["survivor_consent"] for change in made if "survivor_consent" in change.after}
    assert set(asked.values()) == {"yes", "no", "in_part", "withdrawn"}
    home = {record for record, answer in asked.items() if answer != "yes"}
    victims = {change.record for change in made if change.type == "victim"}
    assert home < victims, "each incident may be told, since another survivor agreed"
    manifest = export_records(example, tmp_path / "partner.gpkg", "partner", Selection(types=("incident", "victim")))
    told = manifest.document["consent"]["left_out"]
    assert (told["victim"], told.get("incident")) == (len(home), None)
    assert told_left_out(told) is not None
    (entry,) = example.register.administrative(EXPORT).values()
    assert f"victim:{len(home)}" in entry["left_out"]
    with closing_file(sqlite3.connect(tmp_path / "partner.gpkg")) as file:
        assert file.execute("SELECT count(*) FROM victim").fetchone() == (len(victims) - len(home),)
    shown = {one.statistic.key: one for one in statistics_of(example, "public", Selection())}
    assert (shown["victims"].value, shown["victims"].left_out) == (None, 0)  # how many stay home is told to nobody
    assert shown["victims"].note is not None
    proof(
        "B",
        "survivors of the example who stay home from a partner's export",
        f"{len(home)} of {len(victims):,} victims",
    )


def test_no_party_of_a_real_conflict_is_accused(made: list[Change]) -> None:
    named = {change.after.get(field) for change in made for field in ("party", "alleged_party", "operated_by")}
    assert named <= {None, "other", "not_applicable"}


def test_custody_runs_from_the_collection_of_each_item_without_a_gap(records: dict[str, Record]) -> None:
    chains: dict[str, list[Any]] = defaultdict(list)
    for one in records.values():
        if type(one).about.type == "custody":
            chains[one.item].append(one)
    held = ("case", "artefact", "sample", "package", "media")
    assert [one.code for id_, one in records.items() if type(one).about.type in held and id_ not in chains] == []
    assert [str(problem.message) for chain in chains.values() for problem in chain_problems(chain)] == []


def test_no_invented_place_lies_near_a_real_settlement(example: Project, records: dict[str, Record]) -> None:
    assert example.pack is not None
    real = gazetteer(example.pack)
    for one in records.values():
        place = getattr(one, "place", None)
        if type(one).about.type in ("settlement", "incident", "site", "facility", "case") and place is not None:
            shape = place.shape.centroid
            near = np.flatnonzero((abs(real.lon - shape.x) < 0.05) & (abs(real.lat - shape.y) < 0.05))
            for row in near:
                metres = ellipsoid().inv(shape.x, shape.y, real.lon[row], real.lat[row])[2]
                assert metres > CLEAR_M, f"{one.code} lies {metres:.0f} m from {real.names['en'][row]}"


def test_the_head_of_remains_points_where_their_orientation_says(records: dict[str, Record]) -> None:
    for one in records.values():
        if type(one).about.type == "case" and one.skull is not None:
            skull, pelvis = one.skull.site_shape, one.pelvis.site_shape
            bearing = np.degrees(np.arctan2(skull.x - pelvis.x, skull.y - pelvis.y)) % 360
            assert abs((bearing - one.orientation + 180) % 360 - 180) < 1


def test_every_picture_is_a_png_that_any_program_can_read(tmp_path: Path) -> None:
    received: dict[str, bytes] = {}
    with closing(new_project(tmp_path / "pictures.taphos")) as project:
        for _ in changes(project, Sizes(40, 20, 0.1), received.__setitem__):
            pass
    assert received
    for data in received.values():
        assert data.startswith(b"\x89PNG\r\n\x1a\n")
        width, height = struct.unpack(">II", data[16:24])
        start = data.index(b"IDAT") + 4
        rows = zlib.decompress(data[start:-12])
        assert len(rows) == height * (1 + width // 2)


def test_the_example_verifies_with_every_picture(example: Project) -> None:
    verdict = verify_project(example)
    assert verdict.ok, verdict.first
    assert verdict.checked["files"] == example.register.info().counts["media"]


def test_the_ground_of_the_example_lies_within_the_country() -> None:
    pack = load_pack("ua")
    world = read_world(pack)
    west, south, east, north = pack.bounds
    assert len(world.villages) == 85
    assert all(west < one.lon < east and south < one.lat < north for one in world.villages)


# The facts


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    folder = build_facts(tmp_path_factory.mktemp("facts"))
    with closing(open_project(folder)) as project:
        yield project


def test_not_one_fact_is_invented_and_each_names_its_sources(real: Project) -> None:
    codes = set(real.register.codes("source").values())
    for type_ in ("settlement", "occupation"):
        for values in real.register.select(Query(type_)):
            assert not values["code"].startswith("EX-")
            assert "example" not in values
            assert values["sources"]
            assert set(values["sources"]) <= codes
    counts = real.register.info().counts
    assert {name for name, count in counts.items() if count} == {"settlement", "occupation", "source"}


def test_the_facts_are_all_settlements_of_the_gazetteer_and_all_periods(real: Project) -> None:
    assert real.pack is not None
    counts = real.register.info().counts
    assert counts["settlement"] == len(gazetteer(real.pack))
    assert counts["occupation"] == len(facts._rows("periods_of_control.csv"))


def test_the_rules_refuse_no_fact(real: Project) -> None:
    made = list(facts.changes(real))
    open_questions = {line.split(":", 1)[1] for line in complaints(real, made)}
    assert open_questions <= {" “Date” was not recorded: the title names the edition."}


def test_the_facts_verify(real: Project) -> None:
    assert verify_project(real).ok


# The folder


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ProjectRefused, match="not empty"), whole_folder(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_an_empty_folder_is_taken_for_none(tmp_path: Path) -> None:
    target = tmp_path / "example"
    target.mkdir()
    with whole_folder(target) as folder:
        (folder / "made").write_text("whole")
    assert (target / "made").read_text() == "whole"
    assert [path.name for path in tmp_path.iterdir()] == ["example"]


def test_what_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        with whole_folder(tmp_path / "example") as folder:
            (folder / "half").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_project_may_be_moved_because_it_does_not_say_where_it_was_made(tmp_path: Path) -> None:
    project = make_example(tmp_path / "here" / "example.taphos", Sizes(40, 20, 0.1))
    project.close()
    (tmp_path / "there").mkdir()
    moved = project.folder.rename(tmp_path / "there" / "example.taphos")
    with closing(open_project(moved)) as again:
        assert verify_project(again).ok
    assert str(tmp_path / "here").encode() not in (moved / "register.db").read_bytes()
    assert str(tmp_path / "here") not in (moved / "project.toml").read_text("utf-8")


def test_a_planner_can_try_the_example_some_areas_may_be_entered_and_some_not(example: Project) -> None:
    found = board(example)
    planned = found.columns["planned"]
    assert {bool(card.closed) for card in planned} == {True, False}
    assert all(card.team is None for card in planned)
    for status in ("assigned", "in_progress"):
        assert {bool(card.blocked) for card in found.columns[status]} == {True, False}, status
    whys = {str(why) for card in found.cards for why in card.closed}
    assert any("holds until 2025-06-30 only" in why for why in whys)
    assert any("is open, and it lies within its exclusion distance" in why for why in whys)


def test_a_number_of_areas_under_way_says_how_many_of_them_nobody_may_enter(example: Project) -> None:
    [told] = statistics_of(example, "court", only=("survey_areas_by_status",))
    blocked = len(board(example).blocked)
    assert blocked
    assert str(told.note).startswith(f"{blocked} of those that are assigned or in progress are blocked today")
    [partners] = statistics_of(example, "partner", only=("survey_areas_by_status",))
    assert partners.note is None
    assert partners.value == told.value
