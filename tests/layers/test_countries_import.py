"""A country pack of a user's own: two levels, five-letter codes, names in Arabic and French."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from forensics.catalogue import catalogue
from layers.countries.checks import PackRefused
from layers.countries.gazetteer import coded_places, gazetteer, units
from layers.countries.importing import import_pack
from layers.countries.outlines import outlines
from layers.countries.pack import load_pack, packs
from tests.layers.other_country import PLACES, write_pack

Change = Callable[[Path], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "mine")


def test_a_pack_of_any_country_imports_lists_and_reads_with_no_change_of_code(
    folder: Path, tmp_path: Path, proof: Callable[[str, str, object], None]
) -> None:
    kept = tmp_path / "packs"
    pack = import_pack(folder, kept)
    assert packs(kept) == ("exa", "ua")
    assert load_pack("exa", kept) == pack
    assert (pack.name("ar"), pack.name("en")) == ("مثال", "مثال")

    drawn = outlines(pack)
    assert drawn.regions.names == {"ar": ("المحافظة",), "fr": ("Le Gouvernorat",)}
    assert drawn.region_at(44.2, 15.5) == 0
    assert drawn.country.codes == ("EXA",)
    assert len(drawn.neighbours) == len(drawn.water) == 0

    places = gazetteer(pack)
    assert places.codes == ("EXABA", "EXABB")
    assert [places.names["fr"][row] for row in places.find("الأولى")] == ["La Première"]
    assert [places.names["fr"][row] for row in places.find("deuxieme")] == ["Deuxième, la"]
    assert places.population.tolist() == [12000, -1]
    assert units(pack)["EXAAB"].parent == "EXAAA"
    assert [place.names for place in coded_places(pack)] == [{"fr": "Loin"}]

    settlement = catalogue(pack.declarations)["settlement"]
    added = [one.name for one in pack.declarations.fields]
    assert added == ["name_ar", "name_fr", "admin2", "admin1"]
    assert set(added) <= settlement.by_name.keys()
    assert pack.translations("fr")["محافظة"] == "Gouvernorat"
    proof("A9", "a pack of two levels, five-letter codes, names in Arabic and French imports and reads", "2 places")


def test_a_pack_is_not_replaced_unless_asked(folder: Path, tmp_path: Path) -> None:
    import_pack(folder, tmp_path / "packs")
    with pytest.raises(PackRefused, match="There is a country pack “exa” already"):
        import_pack(folder, tmp_path / "packs")
    assert import_pack(folder, tmp_path / "packs", replace=True).code == "exa"


def edit(name: str, old: str, new: str) -> Change:
    def change(folder: Path) -> object:
        text = (folder / name).read_text("utf-8")
        assert old in text
        return (folder / name).write_text(text.replace(old, new), "utf-8")

    return change


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (edit("lieux.csv", "15.5,44.2", "44.2,15.5"), "Line 2 of gazetteer.csv lies at 44.2, 15.5, outside"),
        (edit("lieux.csv", "15.5", "quinze"), "Line 2 of gazetteer.csv has lat “quinze”"),
        (edit("lieux.csv", "15.5", "nan"), "has lat “nan”; it must be degrees within ±90"),
        (edit("lieux.csv", "12000", "12 000"), "has the population “12 000”"),
        (edit("lieux.csv", "EXABA", "EX-BA"), "“EX-BA” is no code of PCODE, which is written as [A-Z]{5}."),
        (edit("lieux.csv", "EXAAA,EXAAB\n2", "EXAAA,EXZZZ\n2"), "names the unit “EXZZZ” of level 2"),
        (edit("lieux.csv", "id,PCODE", "id,CODE"), "“lieux.csv” has no column “PCODE”; it has: id, CODE"),
        (edit("pack.toml", "limites.geojson", "../../secret.geojson"), "which is not in its folder"),
        (edit("pack.toml", 'name_ar = "AR"\nname_fr = "NOM"\n\n', 'name_ar = "ARABE"\n\n'), "has no column “ARABE”"),
        (lambda folder: (folder / "limites.geojson").write_text("{}"), "“limites.geojson” cannot be read"),
        (lambda folder: (folder / "lieux.csv").write_bytes(PLACES.encode("cp1256", "replace")), "cannot be read"),
        (lambda folder: (folder / "codes.csv.gz").write_bytes(b"no gzip"), "“codes.csv.gz” cannot be read"),
    ],
)
def test_a_pack_that_does_not_fit_is_refused_in_one_sentence_and_nothing_is_kept(
    folder: Path, tmp_path: Path, change: Change, says: str
) -> None:
    change(folder)
    with pytest.raises(PackRefused) as refused:
        import_pack(folder, tmp_path / "packs")
    assert says in str(refused.value)
    kept = tmp_path / "packs"
    assert not kept.exists() or not list(kept.iterdir())


def test_every_fault_of_the_data_is_told(folder: Path, tmp_path: Path) -> None:
    edit("lieux.csv", "EXABA", "exaba")(folder)
    edit("lieux.csv", "43.75", "53.75")(folder)
    with pytest.raises(PackRefused) as refused:
        import_pack(folder, tmp_path / "packs")
    assert len(refused.value.faults) == 2


def test_a_table_that_unpacks_to_more_than_is_read_is_refused(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = import_pack(folder, tmp_path / "packs")
    pack.codes_path.write_bytes(gzip.compress(b"code,kind,parent\n" + b" " * (2 << 20)))
    monkeypatch.setattr("layers.countries.gazetteer._MOST", 1 << 20)
    assert pack.codes_path.stat().st_size < 10_000
    with pytest.raises(PackRefused, match=r"codes.csv.gz” of the country pack is larger than 1 MB"):
        list(coded_places(pack))


@pytest.mark.parametrize("table", ["code,kind\nX,y\n", "code,level,kind,parent,name_fr\nX,high,y,,Z\n"])
def test_a_table_without_its_columns_or_with_words_for_numbers_is_one_sentence(
    folder: Path, tmp_path: Path, table: str
) -> None:
    pack = import_pack(folder, tmp_path / "packs")
    pack.units_path.write_text(table)
    with pytest.raises(PackRefused, match=r"“units.csv” cannot be read"):
        units(pack)
