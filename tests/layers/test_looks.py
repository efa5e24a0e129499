"""What records look like by any field: one path for window and page, nothing by colour alone, nobody left out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from desktop.theme.contrast import GRAPHICS, contrast, luminance
from forensics.catalogue import catalogue
from forensics.errors import TaphosError, UnknownName, ValueRefused
from forensics.fields import Kind, Sensitivity
from layers.kept_looks import keep_look, kept_looks
from layers.looks import NUMBERS, By, LookRefused, looks_of, own_looks, read_by, read_styles, stylable, styles_text
from layers.project import Project
from layers.symbols import MARKED, colours, numbered_symbols
from tests.desktop.window.windows import SMALL
from tests.layers.examples import open_example

GROUNDS = ("land", "beyond", "water")


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    project = open_example(tmp_path_factory.mktemp("looks"), SMALL)
    yield project
    project.close()


def values_of(project: Project, type_: str, name: str) -> list[object]:
    """A field of every record that is not voided, by the way that records come."""
    held = {str(values["id"]): values.get(name) for values in project.register.fields_of(type_, ("id", name))}
    rows = project.register.map_columns(type_).row.tolist()
    return [held[record] for record in project.register.rows_to_ids(type_, rows)]


@pytest.mark.parametrize("type_", ["settlement", "site", "case", "incident", "interview", "survey_area", "hazard"])
def test_the_window_and_a_page_style_a_record_alike_by_every_field(example: Project, type_: str) -> None:
    """The window reads columns of the register, a page the values of disclosed records."""
    kind, columns = example.catalogue[type_], example.register.map_columns(type_)
    for field in stylable(kind):
        by = By(field.name)
        window = looks_of(kind, example.register.field_column(type_, field.name), by)
        page = looks_of(kind, values_of(example, type_, field.name), by)
        assert window.codes.tolist() == page.codes.tolist(), field.name
        assert (window.titles, window.symbols, window.areas, window.by) == (
            page.titles, page.symbols, page.areas, page.by,
        )  # fmt: skip
        assert len(window.codes) == len(columns.row)
    own = own_looks(kind, columns.style_codes, columns.style)
    asked = looks_of(kind, values_of(example, type_, kind.about.style) if kind.about.style else [None] * len(own.codes))
    assert (own.codes.tolist(), own.titles, own.symbols) == (asked.codes.tolist(), asked.titles, asked.symbols)


def test_each_class_has_as_many_records_as_its_words_say_and_those_without_a_value_are_a_class(
    example: Project,
) -> None:
    kind = example.catalogue["settlement"]
    numbers = [100, 900, 1_000, 5_000, 5_001, None, 70_000, None]
    looks = looks_of(kind, numbers, By("population", "own", bounds=(1_000, 5_000)))
    assert [str(title) for title in looks.titles] == ["under 1,000", "1,000 to 4,999", "5,000 and more", "No value"]
    assert np.bincount(looks.codes).tolist() == [2, 1, 3, 2]
    assert str(looks.by) == "Population before the war: own bounds, 3 classes"


def test_a_decimal_number_says_where_a_class_ends(example: Project) -> None:
    looks = looks_of(example.catalogue["site"], ["0.5", "1.25", "3"], By("depth", "own", bounds=(1.0, 2.5)))
    assert [str(title) for title in looks.titles] == ["under 1", "1 to under 2.5", "2.5 and more"]
    assert "Depth, m" in str(looks.by)


def test_no_two_values_of_any_field_on_the_map_are_told_apart_by_colour_alone() -> None:
    for kind in catalogue().spatial:
        for field in stylable(kind):
            if field.kind in NUMBERS or field.name == kind.about.style:
                continue
            words = ["yes", "no"] if field.vocabulary is None else list(field.vocabulary.all_codes)
            given = [True, False] if field.kind is Kind.FLAG else words if field.kind is Kind.CODE else [
                [word] for word in words
            ]  # fmt: skip
            looks = looks_of(kind, [*given, None], By(field.name))
            assert len(looks.values) == len(words) + 1 <= 2 * len(MARKED), (kind.name, field.name)
            assert len({symbol.without_colour for symbol in looks.symbols}) == len(looks.symbols), field.name
            assert len({area.without_colour for area in looks.areas}) == len(looks.areas), (kind.name, field.name)


def test_a_record_with_several_codes_is_told_as_one_that_has_several(example: Project) -> None:
    looks = looks_of(example.catalogue["site"], [["robbed"], ["robbed", "shelled"], [], None], By("disturbance"))
    assert [str(looks.titles[code]) for code in looks.codes] == [
        "Robbed (remains taken out)",
        "Several",
        "No value",
        "No value",
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_step_of_the_ramp_differs_in_lightness_and_stands_out_from_the_ground(theme: str) -> None:
    """CIE L*, which eyes of every colour vision tell apart; the weakest step is still seen on every ground."""
    steps = [colours(theme)[f"ramp{number}"] for number in range(1, 10)]
    lightness = [116 * luminance(colour) ** (1 / 3) - 16 for colour in steps]
    apart = [after - before for before, after in pairwise(lightness)]
    assert min(map(abs, apart)) > 3
    assert len({step > 0 for step in apart}) == 1
    assert all(contrast(colour, colours(theme)[ground]) >= GRAPHICS for colour in steps for ground in GROUNDS)


def test_more_is_larger() -> None:
    sizes = [symbol.size for symbol in numbered_symbols(5)[:-1]]
    assert sizes == sorted(set(sizes))


def test_what_may_be_seen_by_no_one_styles_no_map() -> None:
    sealed = [(kind.name, field.name) for kind in catalogue() for field in kind.fields
              if field.sensitivity is Sensitivity.SEALED]  # fmt: skip
    assert sealed
    for type_, name in sealed:
        with pytest.raises(LookRefused, match="holds neither codes nor a number that may be shown"):
            read_by(catalogue(), type_, name)


@pytest.mark.parametrize(
    ("text", "refusal", "said"),
    [
        ("settlement", LookRefused, "“settlement” is not TYPE=FIELD"),
        ("settlement=populatio", UnknownName, "“populatio” is no field of settlement"),
        ("settlement=notes", LookRefused, "“notes” of settlement holds neither codes nor a number"),
        ("settlement=access:equal", LookRefused, "“access:equal” asks for classes, and “access” holds no number."),
        ("settlement=population:jenks", ValueRefused, "“jenks” is no way to make classes"),
        ("settlement=population:equal:many", ValueRefused, "“many” is no number of classes; 2 to 9 were expected."),
        ("settlement=population:equal:20", ValueRefused, "“20” is no number of classes; 2 to 9 were expected."),
        ("settlement=population:own:1,x", ValueRefused, "“1,x” are no numbers parted by commas"),
    ],
)
def test_a_style_that_is_none_is_refused_with_what_was_allowed(
    text: str, refusal: type[TaphosError], said: str
) -> None:
    with pytest.raises(refusal) as raised:
        read_styles(catalogue(), [text])
    assert said in str(raised.value)


def test_a_style_is_read_back_as_it_is_written() -> None:
    texts = ["settlement=population:own:1000,5000.5", "site=depth:quantiles:4", "survey_area=priority", "hazard=status"]
    found = read_styles(catalogue(), texts)
    assert styles_text(found).split() == sorted(texts)
    assert read_styles(catalogue(), styles_text(found).split()) == found


def test_styles_are_kept_with_the_project_and_what_is_not_as_written_is_left_out(example: Project) -> None:
    keep_look(example, "settlement", By("population", "quantiles", 4))
    keep_look(example, "site", By("depth"))
    keep_look(example, "site", None)
    assert kept_looks(example) == {"settlement": By("population", "quantiles", 4)}
    assert example.register.verify().ok
