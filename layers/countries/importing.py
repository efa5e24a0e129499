"""A country pack from a user's own files, for any country: read, checked, and kept in the form of the shipped ones.

The folder holds a pack.toml and the data: outlines.gpkg, gazetteer.csv, units.csv, codes.csv.gz, each as the shipped
packs have it, or in other files and columns that pack.toml maps:

    [import.regions]                 # country, regions, neighbours or water: any format that GDAL reads, any CRS
    file = "adm1.geojson"
    code = "PCODE"                   # the file's column for ours
    name_fr = "NOM"

    [import.gazetteer]               # a CSV file, UTF-8
    file = "places.csv"
    lat = "LATITUDE"
"""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forensics.messages import Message, say
from layers.countries.building import write_outlines, write_rows
from layers.countries.checks import PackRefused
from layers.countries.gazetteer import coded_places, gazetteer, units
from layers.countries.outlines import LAYERS, Shapes
from layers.countries.pack import DESCRIPTION, CountryPack, describe, load_pack

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MANY = 20  # faults of one kind that are told one by one


def import_pack(folder: Path, into: Path, *, replace: bool = False) -> CountryPack:
    """Check a user's pack and keep it as into/CODE; the pack as it is then read.

    Raises PackRefused with a sentence for each fault, and leaves `into` as it was.
    """
    pack = load_pack(folder)
    kept = into / pack.code
    if kept.exists() and not replace:
        raise PackRefused(say("There is a country pack “{code}” already.", code=pack.code))
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into, prefix=".incoming-") as passing:
        staged = Path(passing) / pack.code
        staged.mkdir()
        _stage(folder, pack, staged)
        faults = list(_data_faults(load_pack(staged)))
        if faults:
            raise PackRefused(*faults)
        if kept.exists():
            shutil.rmtree(kept)
        staged.rename(kept)
    return load_pack(kept)


def _stage(folder: Path, pack: CountryPack, staged: Path) -> None:
    """Bring pack.toml and every data file into their own form."""
    shutil.copyfile(folder / DESCRIPTION, staged / DESCRIPTION)
    mapped = describe(folder).get("import", {})
    layers = {name: shapes for name in LAYERS if (shapes := _layer(folder, pack, name, mapped.get(name, {})))}
    if "regions" in layers and "country" not in layers:
        layers["country"] = _whole(layers["regions"], pack)
    if layers:
        write_outlines(staged / "outlines.gpkg", layers)
    for name in ("gazetteer.csv", "units.csv"):
        _copy_rows(folder, staged / name, mapped.get(name.removesuffix(".csv"), {}))
    if (folder / "codes.csv.gz").is_file():
        shutil.copyfile(_inside(folder, "codes.csv.gz"), staged / "codes.csv.gz")


def _inside(folder: Path, name: object) -> Path:
    """A file of the pack's folder, and of no other."""
    place = (folder / str(name)).resolve()
    if not place.is_relative_to(folder.resolve()) or not place.is_file():
        raise PackRefused(say("The country pack names the file “{file}”, which is not in its folder.", file=str(name)))
    return place


def _layer(folder: Path, pack: CountryPack, name: str, mapped: Mapping[str, str]) -> Shapes | None:
    """One layer of outlines as polygons in EPSG:4326; None where the pack has none."""
    if not mapped and not (folder / "outlines.gpkg").is_file():
        return None
    import pyogrio
    import pyogrio.raw

    place = _inside(folder, mapped.get("file", "outlines.gpkg"))
    try:
        if not mapped and name not in pyogrio.list_layers(place)[:, 0]:
            return None
        layer = mapped.get("layer") if mapped else name
        meta, _, geometry, columns = pyogrio.raw.read(place, layer=layer)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as fault:
        raise PackRefused(say("“{file}” cannot be read: {fault}.", file=place.name, fault=str(fault))) from None
    values = dict(zip(meta["fields"], columns, strict=True))
    wanted = {"code": mapped.get("code", "code")} | {
        one.field: mapped.get(one.field, one.field) for one in pack.name_fields
    }
    missing = [column for column in wanted.values() if column not in values]
    if missing:
        raise PackRefused(
            say("“{file}” has no column “{column}”; it has: {allowed}.",
                file=place.name, column=missing[0], allowed=", ".join(values))
        )  # fmt: skip
    texts = {field: tuple(_text(value) for value in values[column]) for field, column in wanted.items()}
    names = {one.language: texts[one.field] for one in pack.name_fields}
    return Shapes(_polygons(geometry, meta["crs"], place.name), texts["code"], names)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _polygons(wkb: NDArray[np.object_], crs: str | None, file: str) -> NDArray[np.object_]:
    """Valid multipolygons in EPSG:4326, whatever the file's CRS was."""
    import numpy as np
    import shapely

    if not crs:
        raise PackRefused(say("“{file}” does not say its coordinate system.", file=file))
    shapes = shapely.make_valid(shapely.from_wkb(wkb))
    if crs != "EPSG:4326":
        from pyproj import Transformer

        turn = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
        shapes = shapely.transform(shapes, lambda points: np.column_stack(turn.transform(*points.T)))
    areas = [_areas(shape) for shape in shapes]
    if not all(areas):
        raise PackRefused(say("Row {row} of “{file}” has no area.", row=areas.index([]) + 1, file=file))
    return np.array([shapely.multipolygons(parts) for parts in areas], dtype=object)


def _areas(shape: Any) -> list[Any]:
    import shapely

    if shape is None:
        return []
    return [part for part in shapely.get_parts(shapely.get_parts(shape)) if part.geom_type == "Polygon"]


def _whole(regions: Shapes, pack: CountryPack) -> Shapes:
    """The country as the union of its regions."""
    import numpy as np
    import shapely

    union = shapely.union_all(regions.geometry)
    names = {one.language: (pack.name(one.language),) for one in pack.name_fields}
    return Shapes(np.array([union], dtype=object), (pack.iso or pack.code,), names)


def _copy_rows(folder: Path, into: Path, mapped: Mapping[str, str]) -> None:
    """Copy a CSV file with its columns called as ours are."""
    if not mapped and not (folder / into.name).is_file():
        return
    place = _inside(folder, mapped.get("file", into.name))
    try:
        rows = list(csv.reader(io.StringIO(place.read_bytes().decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as fault:
        raise PackRefused(say("“{file}” cannot be read: {fault}.", file=place.name, fault=str(fault))) from None
    ours = {theirs: own for own, theirs in mapped.items() if own != "file"}
    missing = [column for column in ours if not rows or column not in rows[0]]
    if missing:
        raise PackRefused(
            say("“{file}” has no column “{column}”; it has: {allowed}.",
                file=place.name, column=missing[0], allowed=", ".join(rows[0]) if rows else "–")
        )  # fmt: skip
    if rows:
        write_rows(into, [ours.get(column, column) for column in rows[0]], rows[1:])


def _data_faults(pack: CountryPack) -> Iterator[Message]:
    """What the data files say against the description; reading them raises for what cannot be read at all."""
    places = gazetteer(pack)
    known = units(pack)
    west, south, east, north = pack.bounds
    outside = (places.lon < west) | (places.lon > east) | (places.lat < south) | (places.lat > north)
    for row in outside.nonzero()[0][:MANY]:
        yield say(
            "Line {line} of gazetteer.csv lies at {lat}, {lon}, outside of the pack's bounds.",
            line=int(row) + 2, lat=float(places.lat[row]), lon=float(places.lon[row]),
        )  # fmt: skip
    if pack.code_system is not None:
        codes = [*places.codes, *known, *(one.code for one in coded_places(pack))]
        strange = [code for code in codes if code and not pack.code_system.fits(code)]
        for code in strange[:MANY]:
            yield say("“{code}” is no code of {system}, which is written as {pattern}.",
                      code=code, system=pack.code_system.name, pattern=pack.code_system.pattern)  # fmt: skip
    for level, codes_of_level in places.units.items() if known else ():
        for code in sorted({code for code in codes_of_level if code and code not in known})[:MANY]:
            yield say("The gazetteer names the unit “{code}” of level {level}, which is not in units.csv.",
                      code=code, level=level)  # fmt: skip
