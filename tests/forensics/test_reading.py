from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.catalogue import catalogue
from forensics.errors import UnknownName, ValueRefused
from forensics.fields import Kind
from forensics.places import Place, number_text
from forensics.reading import NotRecorded, Reading, read_record, read_value
from tests.forensics.declared import trench_type

KIND = trench_type()
CASE = catalogue()["case"]
UKRAINIAN = {"Clay": "Глина", "Yes": "Так", "No": "Ні", "Not recorded": "Не зафіксовано"}
READING = Reading(labels=lambda label: (label, UKRAINIAN.get(label, label)))


def read(name: str, text: str, reading: Reading = READING) -> Any:
    return read_value(KIND.field(name), text, reading)


@pytest.mark.parametrize("written", ["clay", "Clay", " CLAY ", "глина", "Глина"])
def test_a_code_is_read_by_its_code_or_its_label_in_any_language(written: str) -> None:
    assert read("soil", written) == "clay"


def test_a_code_beginning_with_a_figure_is_read() -> None:
    assert read("soil", "0_3") == "0_3"
    assert read("soil", "0–3") == "0_3"


def test_an_unknown_code_is_refused_with_the_allowed_ones() -> None:
    with pytest.raises(ValueRefused, match=r"“granite” is not one of: clay, loam, .*unknown, not_recorded"):
        read("soil", "granite")


@pytest.mark.parametrize("written", ["clay; loam", "Clay;Loam;", '["clay", "loam"]', "clay;loam;clay"])
def test_several_codes_stand_with_semicolons_or_as_a_json_list(written: str) -> None:
    assert read("layers", written) == ("clay", "loam")


@pytest.mark.parametrize("written", ['["clay"', "[1, 2]", "[" * 100_000])
def test_a_list_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(ValueRefused):
        read("layers", written)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12.5", 12.5),
        ("12,5", 12.5),
        ("1 234,5", 1234.5),
        ("1\u00a0234.5", 1234.5),
        ("1,234.5", 1234.5),
        ("1,234,567", 1234567.0),
        ("−3", -3.0),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("1’234", 1234.0),
    ],
)
def test_a_number_is_read_as_people_write_it(written: str, value: float) -> None:
    assert read("depth", written) == value


@pytest.mark.parametrize("written", ["nan", "inf", "1e999", "1,2,3", "12 m", "0x10", "1_000", "--1", "9" * 400])
def test_what_is_no_finite_number_is_refused(written: str) -> None:
    with pytest.raises(ValueRefused):
        read("depth", written)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_canonical_number_reads_back_the_same(value: float) -> None:
    assert read("depth", number_text(value)) == value


def test_a_whole_number_may_come_with_an_empty_fraction() -> None:
    assert read("finds", "3.0") == 3
    assert read("finds", "12 345") == 12345


@pytest.mark.parametrize("written", ["3.5", "1,234", str(2**53), "three"])
def test_a_whole_number_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(ValueRefused):
        read("finds", written)


@pytest.mark.parametrize(
    ("written", "value"), [("yes", True), ("Так", True), ("1", True), ("FALSE", False), ("ні", False)]
)
def test_a_flag_is_yes_or_no_in_any_language(written: str, value: bool) -> None:
    assert read("open", written) is value


def test_a_flag_that_says_neither_is_refused() -> None:
    with pytest.raises(ValueRefused, match="“maybe” is neither yes nor no"):
        read("open", "maybe")


@pytest.mark.parametrize(
    ("written", "value"), [("2022-03", "2022-03"), ("24.02.2022", "2022-02-24"), ("[..2022-03-01]", "[..2022-03-01]")]
)
def test_a_date_is_read_as_edtf_or_as_people_write_it(written: str, value: str) -> None:
    assert read("dug_on", written) == value


def test_the_order_of_day_and_month_is_as_the_source_says() -> None:
    assert read("dug_on", "09/08/2022 00:00", Reading(day_first=False)) == "2022-09-08"
    assert read("dug_on", "09/08/2022 00:00", Reading(day_first=True)) == "2022-08-09"
    with pytest.raises(ValueRefused):
        read("dug_on", "09/08/2022 00:00")


def test_a_moment_keeps_the_offset_it_was_written_with() -> None:
    assert read("began_at", "2022-03-01T10:00:00+02:00") == "2022-03-01T10:00:00+02:00"


def test_a_reason_in_the_place_of_an_asked_value_is_an_answer() -> None:
    assert read("soil", "not_recorded: the pit was flooded") == NotRecorded("the pit was flooded")
    assert read("dug_on", "Не зафіксовано: журнал втрачено") == NotRecorded("журнал втрачено")


def test_not_recorded_without_a_reason_is_refused_where_a_colon_promised_one() -> None:
    with pytest.raises(ValueRefused, match="does not say why"):
        read("soil", "not_recorded: ")


def test_the_bare_code_not_recorded_is_a_code() -> None:
    assert read("soil", "not_recorded") == "not_recorded"


def test_a_record_gathers_its_reasons() -> None:
    typed, problems = read_record(
        KIND, {"title": "EX-1", "soil": "not_recorded: flooded", "dug_on": "not recorded: no log", "depth": ""}, READING
    )
    assert typed == {"title": "EX-1", "not_recorded": {"soil": "flooded", "dug_on": "no log"}}
    assert problems == []


def test_every_value_that_cannot_be_read_is_a_problem_of_its_field() -> None:
    typed, problems = read_record(KIND, {"title": "EX-1", "depth": "deep", "nonsense": "1", "version": "3"})
    assert typed == {"title": "EX-1"}
    assert [problem.field for problem in problems] == ["depth", "nonsense", "version"]
    assert "is filled in by the register" in str(problems[2].message)


def test_an_alias_names_its_field() -> None:
    assert read_record(CASE, {"number": "EX-7"})[0] == {"code": "EX-7"}


@pytest.mark.parametrize("name", ["title", "description", "marks", "answers", "site", "place"])
@pytest.mark.parametrize("bad", ["a\0b", "a\ud800b"])
def test_nul_and_half_characters_are_refused_and_the_refusal_can_be_printed(name: str, bad: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        read(name, bad)
    str(refused.value).encode()


def test_text_keeps_what_stands_within_and_a_note_keeps_all() -> None:
    assert read("title", " Two  words ") == "Two  words"
    assert read("description", " line\n line ") == " line\n line "


def test_a_reference_is_what_the_lookup_finds() -> None:
    def find(name: str, types: tuple[str, ...]) -> str:
        if (name, types) != ("S-1", ("site",)):
            raise UnknownName("“{name}” is no record.", name=name)
        return "the-id"

    assert read("site", " S-1 ", Reading(find=find)) == "the-id"
    with pytest.raises(UnknownName):
        read("people", "EX-A; EX-B", Reading(find=find))


def test_without_a_lookup_only_an_id_is_a_reference() -> None:
    record = "0190a0a0-0000-7000-8000-000000000000"
    assert read("people", f"{record};{record}") == (record,)
    with pytest.raises(ValueRefused, match="is not the id"):
        read("site", "S-1")


def test_a_place_is_read_by_whoever_knows_the_notation() -> None:
    place = Place(geometry="0101000000000000000000F03F0000000000000040")
    assert read("place", "2 N 1 E", Reading(place=lambda text: place)) is place
    assert read("place", '{"geometry": "0101000000000000000000F03F0000000000000040"}') == place


@pytest.mark.parametrize(
    "written", ["spade | 0.3; tooth | 0.1", '[{"tool": "spade", "width": "0.3"}, {"tool": "tooth", "width": "0.1"}]']
)
def test_rows_are_read_from_json_or_from_cells(written: str) -> None:
    assert read("marks", written) == ({"tool": "spade", "width": "0.3"}, {"tool": "tooth", "width": "0.1"})


@pytest.mark.parametrize("written", ['[{"colour": "red"}]', '[{"tool": 3}]', "[1]", "a|b|c", "{}"])
def test_rows_that_do_not_fit_the_columns_are_refused(written: str) -> None:
    with pytest.raises(ValueRefused):
        read("marks", written)


def test_answers_are_a_json_object_of_text() -> None:
    assert read("answers", '{"soil": "flooded"}') == {"soil": "flooded"}
    with pytest.raises(ValueRefused):
        read("answers", '{"soil": ""}')


def test_blank_text_is_no_value_of_any_kind() -> None:
    assert {kind: read(field.name, "  ") for field in KIND.typed for kind in [field.kind]} == dict.fromkeys(Kind)
