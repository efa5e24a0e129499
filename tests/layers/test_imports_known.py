from __future__ import annotations

from pathlib import Path

import pytest

from forensics.catalogue import catalogue
from layers.countries.pack import load_pack
from layers.imports.known import SHIPPED, DescriptionRefused, known_source, known_sources, read_description
from layers.imports.recipes import Recipe

KINDS = catalogue(load_pack("ua").declarations)


def test_a_shipped_description_fills_fields_that_there_are_with_codes_that_they_have() -> None:
    for one in known_sources():
        kind = KINDS[one.type]
        assert one.fields.keys() == one.fields_of(kind).keys()
        for name, recipe in one.fields.items():
            vocabulary = kind.by_name[name].vocabulary
            codes = [*recipe.codes.values(), *([recipe.value] if vocabulary and recipe.value else [])]
            assert all(vocabulary is not None and code in vocabulary for code in codes), (one.name, name)


def test_no_shipped_description_grades() -> None:
    allowed = {("ucdp_ged", "category"), ("ucdp_ged", "level")}
    graded = {
        (source.name, name)
        for source in known_sources()
        for name in source.fields
        if KINDS[source.type].by_name[name].graded
    }
    assert graded == allowed
    events = next(source for source in known_sources() if source.name == "ucdp_ged")
    assert set(events.fields["category"].codes.values()) <= {"hostilities", "unassessed"}
    assert events.fields["level"].value == "lead"


def test_the_file_is_called_as_the_source() -> None:
    assert {path.stem for path in SHIPPED.glob("*.toml")} == {source.name for source in known_sources()}


def test_a_source_is_known_by_its_columns_and_for_its_type() -> None:
    for source in known_sources():
        assert known_source((*source.header, "and", "more"), source.type) == source
        assert known_source(source.header[1:], source.type) is None
        assert known_source(source.header, "practitioner") is None


DESCRIPTION = """
name = "example"
type = "site"
header = ["nr"]
[fields]
code = "nr"
"""


@pytest.mark.parametrize(
    "text",
    [
        "name = ",
        DESCRIPTION.replace('type = "site"', ""),
        DESCRIPTION.replace('code = "nr"', "code = 3"),
        DESCRIPTION.replace('code = "nr"', "code = { colour = 1 }"),
        DESCRIPTION.replace('code = "nr"', "code = { find = [{ number = 1 }] }"),
        "\xff",
    ],
)
def test_a_description_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "example.toml"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(DescriptionRefused, match=r"“example\.toml” does not describe a source"):
        read_description(path)


def test_a_description_of_ones_own_is_one_small_file(tmp_path: Path) -> None:
    (tmp_path / "example.toml").write_text(DESCRIPTION, encoding="utf-8")
    source = known_source(["nr", "more"], "site", tmp_path)
    assert source is not None
    assert source.fields == {"code": Recipe(column="nr")}
