from __future__ import annotations

from layers.countries.build_ua import Coded, _coded, fold, is_cyrillic, loose, other_names, ukrainian_name
from layers.countries.matching import Entry, Place, match
from layers.countries.pack import load_pack


def place(name: str, lon: float, lat: float, population: int = 600, region: str = "R") -> Place:
    return Place(lon, lat, (region,), (frozenset({name}),), population)


def entry(code: str, name: str, unit: str, standing: int = 0, region: str = "R") -> Entry:
    return Entry(code, (region, "D" + unit[0], unit), frozenset({name}), standing)


def codes(places: list[Place], entries: list[Entry]) -> list[str | None]:
    return [found.code if found else None for found in match(places, entries)]


def test_a_name_that_is_one_entrys_alone_decides() -> None:
    assert codes([place("a", 30, 50)], [entry("1", "a", "u"), entry("2", "b", "u")]) == ["1"]


def test_a_name_of_another_region_does_not_count() -> None:
    assert codes([place("a", 30, 50)], [entry("1", "a", "u", region="Q")]) == [None]


def test_of_namesakes_the_one_whose_unit_lies_around_the_place_is_taken() -> None:
    places = [place("x", 30, 50), place("y", 33, 50), place("a", 30.1, 50), place("a", 33.1, 50)]
    entries = [entry("1", "x", "u"), entry("2", "y", "w"), entry("3", "a", "u"), entry("4", "a", "w")]
    assert codes(places, entries) == ["1", "2", "3", "4"]


def test_namesakes_that_nothing_tells_apart_stay_without_a_code() -> None:
    assert codes([place("a", 30, 50)], [entry("1", "a", "u"), entry("2", "a", "w")]) == [None]
    near = [place("x", 30, 50), place("y", 30.3, 50), place("a", 30.15, 50)]
    entries = [entry("1", "x", "u"), entry("2", "y", "w"), entry("3", "a", "u"), entry("4", "a", "w")]
    assert codes(near, entries) == ["1", "2", None]


def test_where_many_people_live_a_town_goes_before_a_village() -> None:
    entries = [entry("1", "a", "u", standing=2), entry("2", "a", "w")]
    assert codes([place("a", 30, 50, population=40_000)], entries) == ["1"]
    assert codes([place("a", 30, 50, population=400)], entries) == [None]


def test_no_entry_is_given_to_two_places() -> None:
    assert codes([place("a", 30, 50, 10), place("a", 30.01, 50, 900)], [entry("1", "a", "u")]) == [None, "1"]


def test_a_place_far_from_its_unit_loses_its_code() -> None:
    places = [place(name, 30 + at / 100, 50) for at, name in enumerate("bcdef")] + [place("a", 33, 50)]
    entries = [entry(name, name, "u") for name in "abcdef"]
    assert codes(places, entries) == [*"bcdef", None]


def test_the_category_letters_are_latin_whatever_the_edition_writes() -> None:
    row = {"A": "UA01000000000013043", "B": "UA01020000000022387", "F": "Р", "G": "Бахчисарайський "}  # Cyrillic Р
    assert _coded(row) == Coded("UA01020000000022387", "P", "Бахчисарайський", ("UA01000000000013043",))


def test_a_city_with_special_status_stands_in_itself_alone() -> None:
    city = "UA80000000000093317"
    assert _coded(dict.fromkeys("ABCD", city) | {"F": "K", "G": "Київ"}).units == ()
    assert _coded(dict.fromkeys("ABCD", city) | {"E": "UA80000000000126643", "F": "B", "G": "Голосіївський"}).units == (
        city,
    )


def test_romanisations_of_one_name_meet_in_the_loose_key_only() -> None:
    assert fold("Kozyatyn") != fold("Koziatyn")
    assert loose(fold("Kozyatyn")) == loose(fold("Koziatyn"))
    assert fold("Куп’янськ") == fold("Куп'янськ") == fold("КУПʼЯНСЬК")
    assert fold("Desnyanskyi District") == fold("Desnyanskyi Rayon")
    assert not is_cyrillic("Бyча")  # a Latin y


def test_a_name_with_a_russian_ending_is_not_taken_for_ukrainian() -> None:
    pack = load_pack("ua")
    russian = {"name": "Olenevka", "alternatenames": ["Оленевка", "Olenevka"]}
    assert ukrainian_name(russian, pack) == ""
    assert other_names(russian, {"", "Olenevka"}) == ["Оленевка"]
    both = {"name": "Stepok", "alternatenames": ["Степок", "Степокъ", "ICAO"]}
    assert ukrainian_name(both, pack) == "Степок"
