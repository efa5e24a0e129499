"""The table of real periods of control: facts, each with its source, and nothing invented."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest

from forensics.catalogue import catalogue
from forensics.dates import read_date
from layers.countries.gazetteer import Gazetteer, gazetteer
from layers.countries.pack import load_pack

FACTS = Path(__file__).parents[2] / "resources" / "facts"


def rows(name: str) -> list[dict[str, str]]:
    with (FACTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def periods() -> list[dict[str, str]]:
    return rows("periods_of_control.csv")


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    return gazetteer(load_pack("ua"))


def test_every_period_is_of_a_settlement_of_the_gazetteer_under_its_official_code(
    periods: list[dict[str, str]], places: Gazetteer
) -> None:
    assert len(periods) > 100
    for period in periods:
        row = places.rows_by_id[period["geonameid"]]
        assert places.codes[row] == period["official_code"] != ""
        assert {language: names[row] for language, names in places.names.items()} == {
            "uk": period["name_uk"], "en": period["name_en"],
        }  # fmt: skip


def test_columns_and_codes_are_those_of_the_record_type(periods: list[dict[str, str]]) -> None:
    types = catalogue(load_pack("ua").declarations)
    occupation, settlement = types["occupation"], types["settlement"]
    of_settlement = {"geonameid", "official_code", "name_uk", "name_en", "name_at_event"}
    for column in periods[0].keys() - of_settlement:
        assert column in occupation.by_name
    assert (of_settlement - {"geonameid"}) <= settlement.by_name.keys()
    for period in periods:
        for column in ("character", "control", "party", "confidence", "basis"):
            vocabulary = occupation.field(column).vocabulary
            assert vocabulary is not None
            assert all(code in vocabulary for code in period[column].split(";")), period


def test_dates_are_edtf_and_a_period_ends_after_it_starts(periods: list[dict[str, str]]) -> None:
    for period in periods:
        start = read_date(period["start"])
        assert (period["end"] == "") == (period["ongoing"] == "true")
        if period["end"]:
            end = read_date(period["end"])
            assert start.earliest is not None
            assert end.latest is not None
            assert start.earliest <= end.latest, period["code"]


def test_every_period_names_sources_that_are_listed_and_every_source_is_used(periods: list[dict[str, str]]) -> None:
    sources = {source["code"]: source for source in rows("sources.csv")}
    used = {code for period in periods for code in period["sources"].split(";")}
    assert used == sources.keys()
    for period in periods:
        for code in period["sources"].split(";"):
            assert sources[code]["publisher"] in period["basis_text"]
            assert sources[code]["title"] in period["basis_text"]
    kinds = catalogue()["source"].field("kind").vocabulary
    assert kinds is not None
    for source in sources.values():
        assert source["kind"] in kinds
        assert read_date(source["date"])
        assert source["independence_group"]


def test_nothing_in_the_facts_is_invented(periods: list[dict[str, str]]) -> None:
    for text in (FACTS / "periods_of_control.csv", FACTS / "sources.csv"):
        assert "EX-" not in text.read_text("utf-8")
        assert "EXAMPLE" not in text.read_text("utf-8")


def test_the_facts_agree_with_what_was_observed_from_day_to_day(
    periods: list[dict[str, str]], shared_data: Path
) -> None:
    """Against the day-by-day control of towns: a liberation falls on the day, or between the days, that we state."""
    path = shared_data / "control" / "ua_town_control_periods_wikipedia_2022-2024.csv"
    freed: dict[str, list[str]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for spell in csv.DictReader(file):
            if spell["control"] == "Ukraine":
                freed[spell["geonameid"]].append(spell["observed_from"])
    compared = []
    for period in periods:
        ended = [day for day in freed[period["geonameid"]] if "2022-03-20" < day < "2022-12-31"]
        if period["character"] == "occupied" and period["end"].startswith("2022") and ended:
            end = read_date(period["end"])
            assert end.earliest is not None
            assert end.latest is not None
            first, last = end.earliest - timedelta(days=2), end.latest + timedelta(days=2)
            agrees = any(first <= date.fromisoformat(day) <= last for day in ended)
            compared.append((period["name_en"], agrees))
    assert len(compared) > 25
    assert sum(agrees for _, agrees in compared) / len(compared) > 0.9, [
        name for name, agrees in compared if not agrees
    ]
