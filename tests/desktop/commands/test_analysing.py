"""`taphos patterns` and `taphos shadow`: what repeats and clusters, and when a shadow can have fallen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forensics.changes import Change, Operation
from forensics.identifiers import new_id
from forensics.places import point_hex
from tests.desktop.commands.running import Terminal
from tests.layers.projects import closing, make

TOWN, VILLAGE, UNASKED, SURVEYED = (new_id() for _ in range(4))


def added(type_: str, id_: str = "", **values: Any) -> Change:
    return Change(type_, id_ or new_id(), Operation.ADD, after={k: v for k, v in values.items() if v is not None})


def at(lon: float, lat: float = 50.5) -> dict[str, str]:
    return {"geometry": point_hex(lon, lat), "crs": "EPSG:4326"}


def incident(number: int, date: str, settlement: str | None = TOWN, **values: Any) -> Change:
    after = {"category": "torture", "date": date, "settlement": settlement, **values}
    return added("incident", code=f"EX-I-{number}", **after)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with closing(make(tmp_path_factory.mktemp("patterns") / "held", pack="ua")) as project:
        project.register.commit([
            added("settlement", TOWN, code="EX-S-1", place=at(36.0), population=2000),
            added("settlement", VILLAGE, code="EX-S-2", place=at(36.5)),
            added("settlement", UNASKED, code="EX-S-3", place=at(37.0), population=100),
            added("occupation", code="EX-OC-1", settlement=TOWN, character="occupied", start="2022-03-01",
                  end="2022-03-20", present_min=500, present_max=1000),
            added("occupation", code="EX-OC-2", settlement=UNASKED, character="occupied", start="2022-03-01",
                  ongoing=True),
            added("occupation", code="EX-OC-3", settlement=VILLAGE, character="contested", start="2022-03-01"),
            added("interview", code="EX-IV-1", settlement=TOWN), added("interview", code="EX-IV-2", settlement=TOWN),
            added("visit", code="EX-V-1", visited=[VILLAGE]),
            added("settlement", SURVEYED, code="EX-S-4", place=at(37.5)),
            added("occupation", code="EX-OC-4", settlement=SURVEYED, character="occupied", start="2022-03-01",
                  ongoing=True),
            added("survey_area", code="EX-AR-1", settlement=SURVEYED, status="complete"),
            *(incident(number, f"2022-03-{10 + number % 2}", place=at(36.001), acts=["unlawful_detention"])
              for number in range(8)),
            incident(20, "2022-02-10", alleged_unit="EX-unit"), incident(21, "2022-04"),
            incident(22, "2022-03-01/2022-03-25"),
            incident(23, "2022-03-10", VILLAGE, category="murder"), incident(24, "2022-03-10", None, category="murder"),
            incident(30, "2022-03-10", level="refuted"), incident(31, "2022-03-10", category="hostilities"),
        ])  # fmt: skip
        yield project.folder


@pytest.fixture(scope="module")
def told(folder: Path) -> Any:
    from forensics.patterns.clustering import Near
    from layers.language import Translator
    from layers.patterns import document, patterns_of
    from layers.project import open_project

    with closing(open_project(folder)) as project:
        return document(patterns_of(project, Near(500, 2)), Translator("en"))


def test_refuted_incidents_and_those_without_a_crime_are_left_out_and_told(told: Any) -> None:
    assert (told["asked"], told["used"], told["left_out"]) == (15, 13, {"refuted": 1, "no_crime": 1})
    assert told["without_settlement"] == 1


def test_acts_are_counted_once_an_incident_over_settlements_and_months(told: Any) -> None:
    assert {act: (one["incidents"], one["settlements"]) for act, one in told["acts"].items()} == {
        "torture": (11, 1), "unlawful_detention": (8, 1), "murder": (2, 1),
    }  # fmt: skip
    assert told["acts"]["torture"]["months"] == 3
    assert told["acts"]["torture"]["units"] == 1
    [pair] = told["together"]
    assert (pair["one"], pair["other"], pair["both"]) == ("torture", "unlawful_detention", 8)


def test_sides_of_an_occupation_and_rates_name_what_they_rest_on(told: Any) -> None:
    town = next(one for one in told["settlements"] if one["code"] == "EX-S-1")
    assert {side: count for side, count in town["sides"].items() if count} == {
        "before": 1, "during": 8, "after": 1, "untold": 1,
    }  # fmt: skip
    rates = {rate["of"]: rate for rate in town["rates"]}
    assert rates["per 1,000 people who lived there before the war"]["value"] == pytest.approx(11 / 2000 * 1000)
    assert rates["per day of occupation"]["value"] == pytest.approx(8 / 20)
    present = rates["per 1,000 people estimated to have been present"]
    assert present["value"] == pytest.approx(11 / 750 * 1000)
    assert present["least"] < 11 < 22 < present["most"], "from the least of most people to the most of fewest"
    assert rates["per 100 interviews held"]["value"] == pytest.approx(550)


def test_a_settlement_where_nobody_asked_is_told_as_not_covered_and_not_as_nothing(told: Any, folder: Path) -> None:
    village, unasked = (
        next(one for one in told["settlements"] if one["code"] == code) for code in ("EX-S-2", "EX-S-3")
    )
    assert (unasked["covered"], unasked["incidents"], unasked["rates"]) == (False, None, [])
    assert (village["covered"], village["incidents"]) == (True, 1)
    assert {side: count for side, count in village["sides"].items() if count} == {"never_occupied": 1}
    surveyed = next(one for one in told["settlements"] if one["code"] == "EX-S-4")
    assert (surveyed["covered"], surveyed["incidents"], surveyed["areas"]) == (True, 0, 1)


def test_what_lies_together_is_a_cluster_and_the_test_says_what_it_does_not_show(told: Any) -> None:
    found = told["clustering"]
    assert found["usable"] == 10, "one has no place, two a date that spans weeks"
    assert found["test"]["pairs"] >= 28
    assert found["clusters"][0]["incidents"] == tuple(f"EX-I-{number}" for number in range(8))
    assert found["clusters"][0]["settlements"] == ("EX-S-1",)
    assert (found["clusters"][0]["first"], found["clusters"][0]["last"]) == ("2022-03-10", "2022-03-11")
    assert any("not a random sample" in one for one in told["does_not_show"])


def test_the_command_tells_it_all_and_fewer_for_a_condition(terminal: Terminal, folder: Path) -> None:
    said = terminal("patterns", folder, "--metres", "500", "--days", "2").out
    assert "EX-S-3: not covered" in said
    assert "EX-S-1: 11 incidents (1 before, 8 during, 1 after, 1 not to be told)" in said
    assert "not a random sample" in said
    assert "systematic" in said
    fewer = terminal("patterns", folder, "--where", "category=murder", "--json").document
    assert (fewer["asked"], fewer["clustering"]["test"]) == (2, None)
    assert "Not tested" in fewer["clustering"]["refused"]
    assert "не випадкову вибірку" in terminal("patterns", folder, "--language", "uk").out
    assert "1 m to 100 km" in terminal("patterns", folder, "--metres", "0", status=2).err
    assert "2 or more" in terminal("patterns", folder, "--least", "1", status=2).err


def test_the_sun_is_told_and_the_times_at_which_a_shadow_can_have_fallen(terminal: Terminal, folder: Path) -> None:
    sun = terminal("shadow", folder, "EX-I-1", "--at", "2022-03-10T10:00+02:00", "--json").document
    assert sun["azimuth"] == pytest.approx(148.7, abs=0.1)
    assert sun["shadow_azimuth"] == pytest.approx(sun["azimuth"] + 180)
    day = ("--from", "2022-03-10T00:00+02:00", "--to", "2022-03-11T00:00+02:00")
    asked = ("--azimuth", f"{sun['shadow_azimuth']:.1f}", "--length", f"{sun['shadow_length']:.2f}")
    [span] = terminal("shadow", folder, "EX-I-1", *asked, *day, "--json").document["fits"]
    assert span["from"] < "2022-03-10T08:00" < span["to"]
    said = terminal("shadow", folder, "EX-I-21", *asked, *day).out
    assert "place of its own" in said
    assert "2022-03-10 09:" in said, "told in the zone that was asked in"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ((), "Give --at"), (("--at", "yesterday"), "is no time"), (("--at", "2022-03-10T10:00"), "no time zone"),
        (("--azimuth", "400", "--from", "2022-03-10T10:00Z", "--to", "2022-03-11T10:00Z"), "0 to 360"),
        (("--azimuth", "40"), "Give --at"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_of_the_sun_is_refused(
    terminal: Terminal, folder: Path, asked: tuple[str, ...], sentence: str
) -> None:
    assert sentence in terminal("shadow", folder, "EX-I-1", *asked, status=2).err


def test_a_record_without_a_place_has_no_sun(terminal: Terminal, folder: Path) -> None:
    assert "no place" in terminal("shadow", folder, "EX-I-24", "--at", "2022-03-10T10:00Z", status=2).err


def test_a_voided_source_lowers_the_level_and_the_command_says_so(terminal: Terminal, tmp_path: Path) -> None:
    with closing(make(tmp_path / "levels", pack="ua")) as project:
        sources = [added("source", code=f"EX-SO-{at}", kind="video", independence_group=at) for at in ("A", "B")]
        held = [one.record for one in sources]
        project.register.commit([*sources, incident(1, "2022-03-10", None, level="verified", sources=held)])
        folder = project.folder
    said = terminal("void", folder, "EX-SO-A", "--reason", "EXAMPLE").out
    assert "1 incident fell to a lower level" in said
    assert "EX-I-1" in said
    assert terminal("show", folder, "EX-I-1", "--json").document["level"] == "credible"


def test_a_methodology_is_recorded_told_and_stands_with_the_numbers(terminal: Terminal, folder: Path) -> None:
    assert "recorded no methodology" in terminal("methodology", folder).out
    assert "go together" in terminal("methodology", folder, "--text", "EXAMPLE", status=2).err
    terminal("methodology", folder, "--text", "EXAMPLE: two analysts", "--on", "2026-11-01")
    told = terminal("methodology", folder, "--json").document
    assert (told["text"], told["date"]) == ("EXAMPLE: two analysts", "2026-11-01")
    said = terminal("statistics", folder, "--profile", "court").out
    assert said.count("Methodology of 2026-11-01: EXAMPLE: two analysts") == 4
