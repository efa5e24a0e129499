"""Styles: every record type has one, every one its own shape, and all can be seen on either background."""

from __future__ import annotations

from itertools import product

import pytest

from desktop.canvas import styles
from desktop.canvas.errors import StyleRefused
from desktop.canvas.styles import area_styles, base_style, point_symbols, styled_types, styled_values
from desktop.theme.contrast import GRAPHICS, TEXT, contrast
from desktop.theme.theme import theme
from forensics.catalogue import TYPES, catalogue

GROUNDS = ("land", "beyond", "water")
THEMES = ("light", "dark")


def all_symbols() -> dict[tuple[str, str], styles.Symbol]:
    return {(name, value): point_symbols(name, [value])[0] for name in styled_types() for value in styled_values(name)}


def test_every_record_type_has_a_symbol() -> None:
    assert set(TYPES) | {"default"} == set(styled_types())


def test_no_two_symbols_are_told_apart_by_colour_alone() -> None:
    seen: dict[object, tuple[str, str]] = {}
    for which, symbol in all_symbols().items():
        assert symbol.without_colour not in seen, f"{which} looks like {seen[symbol.without_colour]}"
        seen[symbol.without_colour] = which


def test_no_two_styles_of_a_type_of_area_are_told_apart_by_colour_alone() -> None:
    for name in styled_types("areas"):
        made = [style.without_colour for style in area_styles(name, styled_values(name, "areas"))]
        assert len(set(made)) == len(made), name


def test_marks_with_a_number_differ_in_shape_between_the_types_that_are_mapped_together() -> None:
    together = ("settlement", "occupation", "facility", "site", "exhumation", "hazard", "interview", "incident",
                "survey_area", "visit")  # fmt: skip
    shapes = [styles.aggregate_of(name)[0] for name in together]
    assert len(set(shapes)) == len(shapes)


@pytest.mark.parametrize("name", TYPES)
def test_the_values_that_are_styled_are_those_of_the_vocabulary(name: str) -> None:
    declared = catalogue()[name]
    if not declared.about.style:
        assert styled_values(name) == ("unknown",)
        return
    vocabulary = declared.field(declared.about.style).vocabulary
    assert vocabulary is not None
    for file in ("points", "areas"):
        assert set(styled_values(name, file)) <= set(vocabulary.all_codes)
    made = [symbol.without_colour for symbol in point_symbols(name, tuple(vocabulary.codes))]
    assert len(set(made)) == len(made)


def test_a_value_that_no_file_names_gets_a_glyph_of_its_own() -> None:
    made = point_symbols("facility", ["detention_place", "from_a_pack", "another"])
    assert len({symbol.glyph for symbol in made}) == 3


def test_what_is_uncertain_looks_uncertain() -> None:
    sure, unsure = point_symbols("site", ["confirmed", "confirmed?"])
    assert not sure.hollow
    assert not sure.dashed
    assert unsure.hollow
    assert unsure.dashed
    occupied, perhaps = area_styles("occupation", ["occupied", "occupied?"])
    assert not occupied.dash
    assert perhaps.dash
    assert perhaps.opacity < occupied.opacity
    reported, suspected = point_symbols("site", ["reported", "suspected"])
    assert reported.dashed
    assert suspected.dashed


@pytest.mark.parametrize(("name", "ground"), list(product(THEMES, GROUNDS)))
def test_symbols_stand_out_from_the_ground(name: str, ground: str) -> None:
    colours = theme(name).map
    for symbol in all_symbols().values():
        assert contrast(colours[symbol.colour], colours[ground]) >= GRAPHICS, symbol


@pytest.mark.parametrize(("name", "ground"), list(product(THEMES, GROUNDS)))
def test_words_on_the_map_can_be_read(name: str, ground: str) -> None:
    colours = theme(name).map
    for word in ("place", "town", "region", "country", "stream"):
        assert contrast(colours[word], colours[ground]) >= TEXT, word


@pytest.mark.parametrize("name", THEMES)
def test_numbers_and_glyphs_can_be_read_on_their_marks(name: str) -> None:
    colours = theme(name).map
    for symbol in all_symbols().values():
        assert contrast(colours[symbol.colour], colours["casing"]) >= TEXT, symbol


def test_every_colour_that_a_style_names_is_there_in_both_themes() -> None:
    named = {symbol.colour for symbol in all_symbols().values()}
    for file_type in styled_types("areas"):
        for style in area_styles(file_type, styled_values(file_type, "areas")):
            named |= {style.fill, style.stroke}
    assert named - {""} <= set(theme("light").map)
    assert set(theme("light").map) == set(theme("dark").map)


def test_a_part_that_no_base_map_has_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(StyleRefused, match=r"no part “swamp”; it has sea, beyond, country"):
        base_style("swamp")


def test_a_shape_that_is_not_there_is_refused() -> None:
    with pytest.raises(StyleRefused, match="“blob” is not among the shapes"):
        styles.shape("blob")
