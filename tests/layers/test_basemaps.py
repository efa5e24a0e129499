"""Base maps from real files: each gives what it says it is, and what cannot be shown is said in one sentence."""

from __future__ import annotations

import http.server
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely

from forensics.errors import TaphosError, ValueRefused
from layers.basemaps.errors import BaseMapRefused
from layers.basemaps.image import Image
from layers.basemaps.kept import BaseMap, base_maps, keep_base_maps
from layers.basemaps.online import OnlineTiles
from layers.basemaps.opening import offered, open_base_map
from layers.basemaps.outlines import Outlines, read_outlines
from layers.basemaps.tiles import Mbtiles, Pmtiles, TileSource
from layers.basemaps.vector_tiles import WORLD, lines_of
from layers.basemaps.views import View, forget_view, keep_view, views
from layers.crs import UnknownCrs, transform_xy
from layers.errors import LayersError
from layers.register.values_of_copy import forget_quoting, set_local
from tests.counts import count
from tests.layers.projects import closing as closed
from tests.layers.projects import make, reopen

TILE_TYPE, ENTRIES = 99, 80
"""Where the header of PMTiles 3 has the type of its tiles, and how many entries there are."""


@contextmanager
def tiles(path: Path) -> Iterator[TileSource]:
    source = Mbtiles(path) if path.suffix == ".mbtiles" else Pmtiles(path)
    with closing(source):
        yield source


def altered(source: Path, target: Path, at: int, to: bytes) -> Path:
    """A copy of a file with some bytes changed."""
    data = bytearray(source.read_bytes())
    data[at : at + len(to)] = to
    target.write_bytes(data)
    return target


def read_one(path: Path) -> bytes | None:
    """One tile of an archive that is opened for it."""
    with tiles(path) as source:
        return source.tile(7, 62, 40)


def test_both_archives_give_the_same_tiles_counted_from_the_north(shared_data: Path) -> None:
    held = sqlite3.connect(shared_data / "tiles" / "isle_of_man.mbtiles")
    with closing(held):
        stored = list(held.execute("SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles"))
    with (
        tiles(shared_data / "tiles" / "isle_of_man.mbtiles") as one,
        tiles(shared_data / "tiles_derived" / "isle_of_man.pmtiles") as other,
    ):
        for source in (one, other):
            assert (source.min_zoom, source.max_zoom, source.outlines) == (7, 9, False)
            assert source.bounds == pytest.approx((-5.0601, 53.9983, -4.0784, 54.4428), abs=1e-4)
            for zoom, column, row, data in stored:
                assert source.tile(zoom, column, 2**zoom - 1 - row) == data
            assert source.tile(9, 0, 0) is None
    assert len(stored) == 12


def test_a_vector_tile_gives_outlines_where_they_lie_and_no_edge_of_its_own(shared_data: Path) -> None:
    with tiles(shared_data / "tiles" / "test_fixture_1.pmtiles") as source:
        data = source.tile(0, 0, 0)
    assert source.outlines
    assert data is not None
    [line] = lines_of(data, 0, 0, 0)
    west, south, east, north = shapely.bounds(line)
    degree = WORLD / 360
    assert (west, south) == pytest.approx((0, 0), abs=WORLD / 4096)
    assert (east, north) == pytest.approx((degree, degree), abs=WORLD / 4096)
    across = lines_of(data, 1, 1, 0)  # the same tile laid elsewhere moves with its place
    assert shapely.bounds(across[0])[0] == pytest.approx(WORLD / 4, abs=WORLD / 4096)


def test_an_image_of_any_system_lies_where_proj_puts_it(shared_data: Path) -> None:
    image = Image(shared_data / "tiles_derived" / "rgb_bng_27700_cog.tif")
    with closing(image), rasterio.open(shared_data / "raster" / "rgb_bng_27700.tif") as source:
        colours = source.read()
        pixels = np.random.default_rng(6).integers(20, 880, (200, 2))
        x, y = source.transform @ pixels.T
        east, north, _ = transform_xy(x + 1.0, y - 1.0, "EPSG:27700", "EPSG:3857")
        part = image.part(image.extent, 913, 916)
        assert part is not None
        west, south, far, top = part.box
        columns = ((east - west) / (far - west) * part.rgba.shape[1]).astype(int)
        rows = ((top - north) / (top - south) * part.rgba.shape[0]).astype(int)
        there = part.rgba[rows, columns, :3].astype(int)
        known = colours[:, pixels[:, 1], pixels[:, 0]].T.astype(int)
        elsewhere = part.rgba[(rows + 40) % part.rgba.shape[0], columns, :3].astype(int)
    assert np.abs(there - known).mean() < 9 < np.abs(elsewhere - known).mean()


def test_a_single_band_is_stretched_once_for_the_whole_image(shared_data: Path, tmp_path: Path) -> None:
    with rasterio.open(shared_data / "raster" / "rgb_bng_27700.tif") as source:
        band = source.read(1).astype(np.uint16) * 7 + 4000
        about = source.profile | {"count": 1, "dtype": "uint16", "photometric": "minisblack", "compress": "deflate"}
    path = tmp_path / "height.tif"
    with rasterio.open(path, "w", **about) as made:
        made.write(band, 1)
    with closing(Image(path)) as image:
        west, south, east, north = image.extent
        whole = image.part(image.extent, 900, 900)
        half = image.part((west, south, (west + east) / 2, north), 450, 900)
    assert whole is not None
    assert half is not None
    grey, alpha = whole.rgba[..., 0], whole.rgba[..., 3] > 0
    assert (whole.rgba[..., 0] == whole.rgba[..., 2]).all()
    assert (int(grey[alpha].min()), int(grey[alpha].max())) == (0, 255)
    same = np.abs(whole.rgba[20:-20, 20:400, 0].astype(int) - half.rgba[20:-20, 20:400, 0].astype(int))
    assert same.mean() < 4


def test_an_image_that_does_not_say_its_system_is_asked_about_and_never_put_anywhere(
    shared_data: Path, tmp_path: Path, proof: Callable[[str, str, object], None]
) -> None:
    with rasterio.open(shared_data / "raster" / "rgb_bng_27700.tif") as source:
        data, about = source.read(), source.profile | {"crs": None, "photometric": "rgb", "compress": "deflate"}
    silent = tmp_path / "silent.tif"
    with rasterio.open(silent, "w", **about) as made:
        made.write(data)
    with pytest.raises(UnknownCrs, match=r"“silent\.tif” does not say its coordinate system, and is not guessed"):
        offered(silent)
    [named] = offered(silent, "EPSG:27700")
    with (
        closing(Image(silent, crs=named.crs)) as one,
        closing(Image(shared_data / "raster" / "rgb_bng_27700.tif")) as other,
    ):
        assert one.extent == pytest.approx(other.extent, abs=0.01)
    with pytest.raises(BaseMapRefused, match="neither a place nor a coordinate system"):
        offered(shared_data / "raster" / "rgb_with_mask.tif")
    with pytest.raises(BaseMapRefused, match="neither a place"):
        offered(shared_data / "raster" / "rgb_with_mask.tif", "EPSG:32636")
    proof("E8", "an image without a coordinate system is asked about", "2 files, none placed")


def nameless(path: Path) -> Path:
    """A small image in metres of zone 36 of UTM that does not say so."""
    about = {"width": 100, "height": 100, "count": 1, "dtype": "uint8", "transform": [1, 0, 324132, 0, -1, 5591657]}
    with rasterio.open(
        path, "w", driver="GTiff", **(about | {"transform": rasterio.Affine(*about["transform"])})
    ) as one:
        one.write(np.full((1, 100, 100), 90, np.uint8))
    return path


@pytest.mark.parametrize(
    ("crs", "why"),
    [
        (
            "EPSG:28406",
            r"In EPSG:28406 \(Pulkovo 1942 .*\) “silent\.tif” would lie at longitude -27\.44, latitude 30\.75",
        ),
        ("EPSG:27700", "far outside the area where that may be used"),
        ("EPSG:4326", r"“silent\.tif” holds 324132, 5591657, which are no degrees as EPSG:4326 has them"),
    ],
)
def test_a_system_that_was_named_wrongly_for_an_image_is_not_believed(crs: str, why: str, tmp_path: Path) -> None:
    silent = nameless(tmp_path / "silent.tif")
    with pytest.raises(UnknownCrs, match=why):
        offered(silent, crs)
    assert offered(silent, "EPSG:32636")


@pytest.mark.parametrize("corner", [(324182, 5591607), (30, 95), (30, -90.1), (400, 50)])
def test_outlines_in_degrees_that_are_none_are_refused(corner: tuple[float, float], tmp_path: Path) -> None:
    x, y = corner
    shape = shapely.Polygon([(30, 50), (31, 50), (x, y)])
    wrong = tmp_path / "wrong.geojson"
    wrong.write_text(f'{{"type":"Feature","properties":{{}},"geometry":{shapely.to_geojson(shape)}}}')
    with pytest.raises(BaseMapRefused, match=r"“wrong\.geojson” is in degrees by its own word and holds .*no place"):
        offered(wrong)


REFUSED = {
    "tiles/invalid.pmtiles": "is no PMTiles archive",
    "tiles/empty.pmtiles": "is no PMTiles archive",
    "gpkg/humanbeings.gpkg": "holds no shape",
    "csv/testdms.csv": "is of no kind that is shown",
    "tiles/nothing.mbtiles": "There is no file",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_shown_is_refused_in_one_sentence(name: str, shared_data: Path) -> None:
    with pytest.raises(BaseMapRefused, match=REFUSED[name]) as refused:
        offered(shared_data / name)
    assert "\n" not in str(refused.value)
    assert Path(name).name in str(refused.value)


WHOLE = {
    "raster/rgb_bng_27700.tif": "image", "raster/landsat_4326.tif": "image",
    "raster/rgb_with_mask.tif": "neither a place nor a coordinate system of its own",
    "tiles/isle_of_man.mbtiles": "tiles", "tiles/test_fixture_1.pmtiles": "tiles",
    "tiles/invalid.pmtiles": "is no PMTiles archive", "tiles/empty.pmtiles": "is no PMTiles archive",
    "tiles_derived/isle_of_man.pmtiles": "tiles", "tiles_derived/rgb_bng_27700_cog.tif": "image",
}  # fmt: skip
"""What becomes of every file of tiles and every image there is: its kind, or why it is refused."""


def test_every_image_and_archive_is_shown_or_refused_in_one_sentence(
    shared_data: Path, proof: Callable[[str, str, object], None]
) -> None:
    there = {f"{folder}/{path.name}" for folder in ("raster", "tiles", "tiles_derived")
             for path in (shared_data / folder).iterdir()}  # fmt: skip
    assert set(WHOLE) == there
    for name, said in WHOLE.items():
        if said not in ("image", "tiles"):
            with pytest.raises(BaseMapRefused, match=said):
                offered(shared_data / name)
            continue
        [one] = offered(shared_data / name)
        assert one.kind == said, name
        with closing(open_base_map(one)) as source:  # type: ignore[type-var]
            assert read_whole(source) is not None, name
    proof("E8", "images and archives shown, or refused in one sentence", f"{len(WHOLE)} files")


def read_whole(source: object) -> object:
    """All of an image, or the first tile that an archive holds."""
    if isinstance(source, Image):
        return source.part(source.extent, 64, 64)
    assert isinstance(source, Mbtiles | Pmtiles)
    side = 2**source.min_zoom
    tiles = (source.tile(source.min_zoom, column, row) for column in range(side) for row in range(side))
    return next((tile for tile in tiles if tile), None)


LEADING_ELSEWHERE = {
    "image.tif": """<VRTDataset rasterXSize="2" rasterYSize="2"><SRS>EPSG:3857</SRS><GeoTransform>0,1,0,0,0,-1
        </GeoTransform><VRTRasterBand dataType="Byte" band="1"><SimpleSource><SourceFilename relativeToVRT="0">{other}
        </SourceFilename><SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>""",
    "server.tif": """<GDAL_WMS><Service name="TMS"><ServerUrl>http://127.0.0.1:9/${{z}}/${{x}}/${{y}}.png</ServerUrl>
        </Service><DataWindow><UpperLeftX>-20037508</UpperLeftX><UpperLeftY>20037508</UpperLeftY><LowerRightX>20037508
        </LowerRightX><LowerRightY>-20037508</LowerRightY><TileLevel>3</TileLevel></DataWindow></GDAL_WMS>""",
    "layers.geojson": """<OGRVRTDataSource><OGRVRTLayer name="roads"><SrcDataSource>{other}</SrcDataSource>
        </OGRVRTLayer></OGRVRTDataSource>""",
    "layers.kml": """<OGRVRTDataSource><OGRVRTLayer name="roads"><SrcDataSource>{other}</SrcDataSource>
        </OGRVRTLayer></OGRVRTDataSource>""",
    "mosaic.vrt": "<VRTDataset/>",
}


@pytest.mark.parametrize("name", LEADING_ELSEWHERE)
def test_a_file_that_is_another_than_it_says_leads_nowhere(name: str, shared_data: Path, tmp_path: Path) -> None:
    """GDAL goes by what is in a file: lists of other files, and of servers, come under any ending."""
    folder = "raster/rgb_bng_27700.tif" if name.endswith("tif") else "base/ua_roads_osm.gpkg"
    (tmp_path / name).write_text(LEADING_ELSEWHERE[name].format(other=shared_data / folder), "utf-8")
    with pytest.raises(BaseMapRefused) as refused:
        offered(tmp_path / name)
    assert name in str(refused.value)


def test_an_image_of_pieces_too_large_to_be_unpacked_is_refused(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.tif"
    about = {"driver": "GTiff", "width": 40_000, "height": 40_000, "count": 1, "dtype": "uint8", "crs": "EPSG:3857",
             "transform": rasterio.Affine(2, 0, 0, 0, -2, 0), "compress": "deflate",
             "tiled": True, "blockxsize": 32_768, "blockysize": 32_768,
             "sparse_ok": True}  # fmt: skip
    with rasterio.open(bomb, "w", **about):
        pass
    assert bomb.stat().st_size < 100_000
    with pytest.raises(BaseMapRefused, match="made of pieces too large to be unpacked safely"):
        offered(bomb)


@pytest.mark.parametrize("seed", range(count(3, 40)))
def test_a_damaged_image_or_archive_is_read_or_refused_and_nothing_else(
    seed: int, shared_data: Path, tmp_path: Path
) -> None:
    random = np.random.default_rng(seed)
    for name in [name for name, said in WHOLE.items() if said in ("image", "tiles")]:
        data = bytearray((shared_data / name).read_bytes())
        reach = int(random.choice((300, 3_000, len(data))))
        for at in random.integers(0, min(reach, len(data)), int(random.choice((1, 4, 40)))):
            data[at] = int(random.integers(256))
        damaged = tmp_path / f"damaged{Path(name).suffix}"
        damaged.write_bytes(data[: len(data) if random.random() < 0.8 else int(random.integers(len(data)))])
        with suppress(TaphosError):
            for one in offered(damaged, "EPSG:3857"):
                with closing(open_base_map(one)) as source:  # type: ignore[type-var]
                    read_whole(source)


def test_an_unknown_kind_of_tile_and_an_empty_archive_are_said(
    shared_data: Path, tmp_path: Path, proof: Callable[[str, str, object], None]
) -> None:
    whole = shared_data / "tiles_derived" / "isle_of_man.pmtiles"
    for kind, name in ((5, "avif"), (6, "mlt"), (0, "unknown")):
        with pytest.raises(BaseMapRefused, match=f"holds tiles of the form “{name}”"):
            offered(altered(whole, tmp_path / "odd.pmtiles", TILE_TYPE, bytes([kind])))
    (tmp_path / "old.pmtiles").write_bytes(b"PMTiles\x02" + bytes(200))
    with pytest.raises(BaseMapRefused, match="of another version than 3"):
        offered(tmp_path / "old.pmtiles")
    for cut in (60, 127, 150):
        (tmp_path / "cut.pmtiles").write_bytes(whole.read_bytes()[:cut])
        with pytest.raises(BaseMapRefused):
            read_one(tmp_path / "cut.pmtiles")
    empty = tmp_path / "empty.mbtiles"
    shutil.copy(shared_data / "tiles" / "isle_of_man.mbtiles", empty)
    with closing(sqlite3.connect(empty)) as held:
        held.execute("DELETE FROM tiles")
        held.commit()
    with pytest.raises(BaseMapRefused, match=r"“empty\.mbtiles” holds no tile"):
        offered(empty)
    (tmp_path / "zero.mbtiles").touch()
    with pytest.raises(BaseMapRefused, match="cannot be read as MBTiles"):
        offered(tmp_path / "zero.mbtiles")
    proof("E8", "unsupported, empty and cut archives are refused in one sentence", "9 archives")


def test_a_geopackage_offers_its_tables_of_tiles_and_its_outlines(shared_data: Path) -> None:
    two = offered(shared_data / "gpkg" / "two_raster_layers.gpkg")
    assert [(one.kind, one.layer) for one in two] == [("image", "layer01"), ("image", "layer02")]
    with closing(open_base_map(two[0])) as image:  # type: ignore[type-var]
        assert isinstance(image, Image)
        west = image.extent[0]
        known, _, _ = transform_xy(np.array([440720.0]), np.array([3750120.0]), "EPSG:26711", "EPSG:3857")
        assert west == pytest.approx(known[0], abs=150)
    [roads] = offered(shared_data / "base" / "ua_roads_osm.gpkg")
    assert roads.kind == "outlines"
    shapes = open_base_map(roads)
    assert isinstance(shapes, Outlines)
    assert len(shapes.geometry) == 1618
    assert len(read_outlines(shared_data / "base" / "ua_base.gpkg", "oblast").geometry) == 27
    with pytest.raises(UnknownCrs):
        offered(shared_data / "shp" / "corrupt_too_long.shp")


@pytest.mark.parametrize("engine", ["plain", "encrypted"])
def test_what_is_shown_is_remembered_and_an_encrypted_project_does_not_tell_it(engine: str, tmp_path: Path) -> None:
    one = BaseMap("a1", "image", "/survey/Yahidne-2022-04-02.tif", "Yahidne", date="2022-04-02", opacity=0.4)
    with closed(make(tmp_path / "project", engine)) as project:
        keep_base_maps(project, [one, replace(one, id="b2", visible=False)])
        with closed(reopen(project)) as again:
            assert base_maps(again) == (one, replace(one, id="b2", visible=False))
            strange = [{"id": 5}, {**one.__dict__, "opacity": 7.0}, {"kind": "x"}]
            again.register.write_local(lambda connection: set_local(connection, "base_maps", strange))
            assert base_maps(again) == ()
            keep_base_maps(again, [one])
    held = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    assert any(b"Yahidne" in data for data in held) is (engine == "plain")


def test_views_are_kept_by_name_and_go_with_what_is_erased(tmp_path: Path) -> None:
    with closed(make(tmp_path / "project")) as project:
        keep_view(project, View(" The  wood ", 30.5, 50.25, 12.5))
        keep_view(project, View("EX-P-7 was here", 30.0, 50.0, 3.0))
        keep_view(project, View("The wood", 31.5, 51.25, 12.5))
        assert views(project) == (View("EX-P-7 was here", 30.0, 50.0, 3.0), View("The wood", 31.5, 51.25, 12.5))
        with pytest.raises(ValueRefused, match="is no name of a view"):
            keep_view(project, View("  ", 0, 0, 1))
        keep_base_maps(project, [BaseMap("a1", "image", "/survey/EX-P-7.tif", "x"), BaseMap("b2", "tiles", "/y", "y")])
        project.register.write_local(lambda connection: forget_quoting(connection, lambda text: "EX-P-7" in text))
        assert [view.name for view in views(project)] == ["The wood"]
        assert [one.id for one in base_maps(project)] == ["b2"]
        forget_view(project, "The wood")
        assert views(project) == ()


def test_a_server_is_asked_for_nothing_before_a_tile_is_and_for_each_but_once(
    shared_data: Path, proof: Callable[[str, str, object], None]
) -> None:
    asked: list[str] = []
    refused: list[LayersError] = []
    with tiles(shared_data / "tiles" / "isle_of_man.mbtiles") as held, serving(held, asked) as address:
        online = OnlineTiles(f"{address}/{{z}}/{{x}}/{{y}}.png", "here")
        come = threading.Semaphore(0)
        online.arrived, online.refused = come.release, lambda reason: (refused.append(reason), come.release())[1]
        with closing(online):
            assert not asked
            assert online.tile(7, 62, 40) is None
            assert come.acquire(timeout=20)
            assert online.tile(7, 62, 40) == held.tile(7, 62, 40)
            assert online.tile(7, 62, 40) is not None
            assert asked == ["/7/62/40.png"]
            online.tile(5, 1, 1)
            assert come.acquire(timeout=20)
    assert [str(one) for one in refused] == ["127.0.0.1 answered 500 to a tile."]
    with pytest.raises(BaseMapRefused, match="is no address of tiles"):
        OnlineTiles("file:///etc/{z}/{x}/{y}")
    proof("E6", "a server is asked for the tiles that are looked at, and not before", "1 of 1 on the loopback")


@contextmanager
def serving(held: TileSource, asked: list[str]) -> Iterator[str]:
    """A server of tiles on the loopback; it stumbles over zoom 5."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            zoom, column, row = (int(part) for part in self.path.removesuffix(".png").split("/")[1:])
            data = held.tile(zoom, column, row)
            self.send_response(500 if zoom == 5 else 200 if data else 404)
            self.end_headers()
            self.wfile.write(data or b"")

        def log_message(self, *about: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
