from __future__ import annotations

import re
import shutil
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pyproj import CRS

from forensics.catalogue import catalogue
from forensics.places import HEIGHT_DATUMS
from layers.countries.checks import PackRefused, faults_of
from layers.countries.pack import SHIPPED, CodeSystem, CountryPack, load_pack, packs
from layers.countries.romanise import romanise
from tests.tools.proofs import Proof


@pytest.fixture(scope="module")
def pack() -> CountryPack:
    return load_pack("ua")


@pytest.fixture
def described() -> dict[str, Any]:
    return tomllib.loads((SHIPPED / "ua" / "pack.toml").read_text("utf-8"))


def test_the_shipped_pack_has_no_fault_and_is_found_by_its_code(pack: CountryPack) -> None:
    assert packs() == ("ua",)
    assert (pack.code, pack.name("en"), pack.name("uk")) == ("ua", "Ukraine", "Україна")
    assert pack.name("fr") == "Ukraine"


def test_a_settlement_takes_names_and_units_from_the_pack(pack: CountryPack) -> None:
    settlement = catalogue(pack.declarations)["settlement"]
    added = [field.name for field in settlement.fields if field.name in {one.name for one in pack.declarations.fields}]
    assert added == ["name_uk", "name_en", "admin3", "admin2", "admin1"]
    assert pack.declarations.languages == ("uk", "en")


def test_the_lists_of_the_pack_take_the_place_of_the_built_in_ones(pack: CountryPack) -> None:
    types = catalogue(pack.declarations)
    lists = {field.vocabulary.name: field.vocabulary for kind in types for field in kind.fields if field.vocabulary}
    supplied = {name for name, one in lists.items() if one.from_pack}
    assert supplied == set(pack.vocabularies)
    for name in supplied:
        assert set(lists[name].codes) == set(pack.vocabularies[name].codes)


def test_an_expert_does_not_say_homicide_where_the_law_leaves_it_to_the_court(pack: CountryPack) -> None:
    assert set(pack.vocabularies["manner_of_death"].codes) == {
        "natural", "undetermined", "pending", "not_for_the_expert",
    }  # fmt: skip


def test_every_label_of_the_shipped_pack_is_in_both_languages(pack: CountryPack) -> None:
    assert all(set(labels) >= {"en", "uk"} for labels in pack._labels)
    shown = {one.label for one in pack.declarations.fields}
    shown |= {text for listed in pack.declarations.vocabularies.values() for text in listed.values()}
    assert shown <= pack.translations("uk").keys()
    assert pack.translations("uk")["Oblast"] == "Область"


def test_every_coordinate_system_exists_in_force_and_reaches_the_country(pack: CountryPack) -> None:
    west, south, east, north = pack.bounds
    for code in pack.epsg:
        crs = CRS.from_epsg(code)
        assert crs.area_of_use is not None
        assert not crs.is_deprecated, crs.name
        assert crs.area_of_use.south < north
        assert crs.area_of_use.north > south
        assert crs.area_of_use.west < east
        assert crs.area_of_use.east > west or crs.area_of_use.east < crs.area_of_use.west
    assert pack.epsg[0] == 4326
    assert {32634, 32637, 5561, 5562, 5565, 6381, 6387, 4284, 28404, 28407} <= set(pack.epsg)


def test_heights_are_those_that_a_place_can_have(pack: CountryPack) -> None:
    assert {one.datum for one in pack.heights} <= set(HEIGHT_DATUMS)
    assert all(CRS.from_epsg(one.epsg).to_epsg() == one.epsg for one in pack.heights if one.epsg)


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        # The examples of the resolution itself.
        ("Алушта", "Alushta"), ("Борщагівка", "Borshchahivka"), ("Вінниця", "Vinnytsia"), ("Гадяч", "Hadiach"),
        ("Ґалаґан", "Galagan"), ("Донецьк", "Donetsk"), ("Рівне", "Rivne"), ("Єнакієве", "Yenakiieve"),
        ("Житомир", "Zhytomyr"), ("Закарпаття", "Zakarpattia"), ("Медвин", "Medvyn"), ("Іваньків", "Ivankiv"),
        ("Їжакевич", "Yizhakevych"), ("Кадиївка", "Kadyivka"), ("Йосипівка", "Yosypivka"), ("Стрий", "Stryi"),
        ("Згорани", "Zghorany"), ("Розгон", "Rozghon"), ("Щербухи", "Shcherbukhy"), ("Юрій", "Yurii"),
        ("Корюківка", "Koriukivka"), ("Яготин", "Yahotyn"), ("Знам’янка", "Znamianka"), ("Феодосія", "Feodosiia"),
        # What follows from it for names of several words, and capitals.
        ("Івано-Франківськ", "Ivano-Frankivsk"), ("Новий Їжак", "Novyi Yizhak"), ("ЯЛТА", "YALTA"), ("", ""),
    ],
)  # fmt: skip
def test_romanisation_is_the_official_one(pack: CountryPack, name: str, latin: str) -> None:
    assert pack.romanisation is not None
    assert romanise(name, pack.romanisation) == latin


def test_a_code_fits_its_system_or_does_not(pack: CountryPack) -> None:
    assert pack.code_system is not None
    assert pack.code_system.fits("UA80000000000093317")
    assert not pack.code_system.fits("UA8000000000009331")
    assert not pack.code_system.fits("UА80000000000093317")  # the second letter is Cyrillic


def broken(described: dict[str, Any], **changes: object) -> list[str]:
    return [str(fault) for fault in faults_of({**described, **changes})]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"format": 2}, "has format 2; this version reads format 1"),
        ({"code": "../../etc"}, "code is “../../etc”"),
        ({"languages": []}, "names no language"),
        ({"languages": ["Ukrainian", "en"]}, "“Ukrainian” is no language code"),
        ({"languages": ["uk", "en", "uk"]}, "a language twice: uk, en, uk"),
        ({"bounds": [40, 44, 22, 52]}, "west must be less than east"),
        ({"bounds": "all"}, "bounds are all"),
        ({"name": {"fr": "Ukraine"}}, "“name” of the country pack has no label"),
        ({"levels": [{"field": "county", "label": {"en": "County"}}]}, "has the field “county”; it must be “admin1”"),
        ({"names": []}, "no field for a settlement's name"),
        ({"names": [{"field": "name", "language": "uk", "label": {"en": "x"}}]}, "must be called “name_uk”"),
        ({"vocabularies": {"party": {"source": "x", "codes": {}}}}, "“party” of the country pack has no codes"),
        ({"vocabularies": {"party": {"codes": {"a": {"en": "A"}}}}}, "names no source"),
        (
            {"vocabularies": {"party": {"source": "x", "codes": {"a": {"en": "A"}}, "sexual_violence": ["b"]}}},
            "“b” is marked as sexual violence",
        ),
        ({"vocabularies": {"party": {"source": "x", "codes": {"Ä": {"en": "A"}}}}}, "“Ä” in the vocabulary “party”"),
        ({"code_system": {"name": "X", "pattern": "("}}, "is no regular expression"),
        ({"code_system": {"name": "X", "pattern": r"(a)\1"}}, "no reference back"),
        ({"code_system": {"name": "X", "pattern": "(?=a)a"}}, "no look-around"),
        ({"code_system": {"name": "X", "pattern": "((x{100}){100}){10}"}}, "is no regular expression that may be"),
        ({"code_system": {"name": "X", "pattern": "x" * 201}}, "at most 200 characters"),
        ({"crs": []}, "lists no coordinate system"),
        ({"crs": [{"group": {"en": "UTM"}, "epsg": ["32636"]}]}, "must list EPSG numbers"),
        ({"attribution": []}, "names no source of its data"),
        ({"attribution": [{"line": {"en": "Mine"}}]}, "names no licence"),
        ({"romanisation": {"letters": "abc"}}, "no table of letters"),
    ],
)
def test_each_fault_of_a_pack_is_one_plain_sentence(
    described: dict[str, Any], changes: dict[str, object], says: str
) -> None:
    faults = broken(described, **changes)
    assert len([fault for fault in faults if says in fault]) == 1
    assert all(re.fullmatch(r"[^\n]+\.", fault) for fault in faults)


def test_a_hostile_pattern_takes_no_longer_than_the_text_is_long(described: dict[str, Any], proof: Proof) -> None:
    """Python's own engine would take 2^40 steps for the first of these."""
    begun = time.perf_counter()
    for pattern, text in (
        (r"(a+)+$", "a" * 40 + "!"),
        (r"(a|aa)+", "a" * 100_000 + "!"),
        (r"(.*,){30}P", "x," * 30_000),
    ):
        assert not list(faults_of(described | {"code_system": described["code_system"] | {"pattern": pattern}}))
        assert not CodeSystem("X", {}, pattern, "", "").fits(text)
    seconds = time.perf_counter() - begun
    assert seconds < 5
    proof("B", "three patterns that hang Python's re, on up to 100,000 characters", f"{seconds:.2f} s")


def test_every_fault_is_told_at_once(described: dict[str, Any]) -> None:
    assert len(broken(described, format=2, bounds=[], crs=[])) == 3


def test_a_folder_that_is_no_pack_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(PackRefused, match=r"is no country pack: it has no file pack\.toml\."):
        load_pack(tmp_path)
    (tmp_path / "pack.toml").write_text("format = ", "utf-8")
    with pytest.raises(PackRefused, match=r"“pack\.toml” cannot be read"):
        load_pack(tmp_path)
    with pytest.raises(PackRefused, match="There is no country pack “xx”; there are: ua"):
        load_pack("xx")


def test_a_pack_of_the_users_goes_before_the_shipped_one(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED / "ua", tmp_path / "ua")
    assert load_pack("ua", tmp_path).folder == tmp_path / "ua"
    assert load_pack("ua").folder == SHIPPED / "ua"
