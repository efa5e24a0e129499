"""What the README of the real data says that each file must give, file by file, and by which command."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Rows:
    """`taphos import FILE --as TYPE`: so many rows are read, added and rejected; the rest is unchanged.

    `texts` stand in records of the type, by the order of their rows; `shapes` are kinds of geometry with their number;
    `notes` and `problems` are parts of sentences that the report holds.
    """

    type: str
    read: int
    added: int
    rejected: int = 0
    options: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    shapes: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refused:
    """`taphos import FILE --as TYPE` says in one sentence what is wrong and what to do, and changes nothing."""

    type: str
    words: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """`taphos evidence FILE`: an original, with the place and the time that it names, and what is wrong with it."""

    place: tuple[float, float] | None = None
    taken: str = ""
    problems: tuple[str, ...] = ()


BESIDE = "beside"
"""A part of a Shapefile, read with it."""
NOT_DATA = "not data"

Expected = Rows | Refused | Evidence | str
CRS_ASKED = "does not say its coordinate system; name it under “Coordinates” (--crs)"
EMPTY = "has columns and not one row"
PICTURE = "is a picture: it is taken in as evidence"
ABROAD = ("lie outside the area of this project",)
NO_KIND = "is of a kind that is not read"


def named(*pairs: str) -> tuple[str, ...]:
    """Options that map columns."""
    return ("--map", *pairs)


def of(layer: str, *more: str) -> tuple[str, ...]:
    """Options that name a layer."""
    return ("--layer", layer, *more)


_GPX_LINES = "Only the layer “tracks” is taken"
_RAYON_UA = (("name_uk", "Шевченківський"), ("admin1", "Чернівецька область"))
_RAYON = named("NAME_UA=name_uk", "NAME_OBL=admin1")

WALK: dict[str, tuple[Expected, ...]] = {
    "README.md": (NOT_DATA,),
    # 1. base geography
    "base/ua_base.gpkg": (
        Refused("survey_area", "has several layers; name one of: oblast, country, neighbours, rivers"),
        Rows("settlement", 27, 27, options=of("oblast"), texts=(("name_uk", "Київська область"),),
             shapes={"MultiPolygon": 27}),
        Rows("settlement", 1, 1, options=of("country"), texts=(("name_uk", "Україна"),)),
        Rows("survey_area", 10, 10, options=of("neighbours")),
        Rows("track", 95, 95, options=of("rivers")),
        Rows("survey_area", 45, 45, options=of("lakes")),
        Rows("settlement", 66, 66, options=of("populated_places_ne"), texts=(("name_en", "Satu Mare"),)),
        Rows("settlement", 628, 628, options=of("raion_pre2020"), texts=(("name_uk", "Коропський"),)),
        Rows("survey_area", 327, 327, options=of("hromada_border30km")),
    ),
    "base/ua_roads_osm.gpkg": (Rows("track", 1618, 1618),),
    # 2. gazetteer: the gazetteer itself is held to every one of its rows in tests/layers/test_imports_real.py
    "gazetteer/ua_gazetteer.csv": (Rows("settlement", 33_762, 33_762, options=("--dry-run",)),),
    "gazetteer/katottg_koatuu_crosswalk.csv": (
        Rows("source", 31_758, 31_758,
             options=named("Кодифікатор=code", "Код об'єкта КОАТУУ=independence_group", "Назва об’єкта=title"),
             texts=(("title", "Автономна Республіка Крим"), ("independence_group", "0100000000"),
                    ("code", "UA01000000000013043"))),
    ),
    # 3. control
    "control/ua_town_control_periods_wikipedia_2022-2024.csv": (
        Rows("occupation", 1015, 0, 1015, problems=("No record that “Settlement” could be has",)),
    ),
    "control/ua_hromada_war_status_minregion_2022.csv": (
        Rows("settlement", 1469, 1469, options=named("hromada_code=official_code", "hromada_short_name=name_uk"),
             texts=(("name_uk", "Широківська"),), notes=("1469 records are added without a place",)),
    ),
    "control/ucdp_ged_ukraine_2022-2023_cp1252.csv": (Rows("incident", 894, 894),),
    # 4. osteology: drawings and lists that ship with the program; no rows of records
    "osteology/Human_skeleton_front_en.svg": (Refused("site", NO_KIND), Evidence()),
    "osteology/Human_skeleton_back_en.svg": (Refused("site", NO_KIND), Evidence()),
    "osteology/fma_bones_bodyparts3d.tsv": (
        Rows("source", 207, 207, options=named("fma_id=code", "name_en=title")),
    ),
    "osteology/bones_snomed_ct_totalsegmentator.csv": (Refused("site", "No column of"), Evidence()),
    # 5. GPX
    "gpx/cerknicko-jezero.gpx": (
        Rows("site", 7, 7, shapes={"Point": 7}, notes=("Only the layer “waypoints” is taken; there are also: tracks",)),
        Rows("track", 8, 7, 1, shapes={"MultiLineString": 7}, notes=(_GPX_LINES,), problems=("Nothing that the row",)),
        Rows("visit", 296, 296, options=of("track_points"), shapes={"Point": 296}),
    ),
    "gpx/korita-zbevnica.gpx": (
        Rows("site", 2, 2), Rows("track", 4, 3, 1), Rows("visit", 871, 871, options=of("track_points")),
    ),
    "gpx/unicode_with_bom.gpx": (Rows("site", 1, 1, texts=(("name", "test"),)),),
    "gpx/gpx1.1_with_all_fields.gpx": (
        Rows("site", 2, 2, texts=(("name", "example name"),)),
        Rows("track", 2, 0, 2, problems=("The track has one point, which is no line", "The row is blank")),
        Rows("track", 2, 2, options=of("routes"), shapes={"MultiLineString": 2}),
        Rows("visit", 5, 5, options=of("route_points")),
        Rows("visit", 1, 1, options=of("track_points")),
    ),
    "gpx/gpx_with_garmin_extension.gpx": (Rows("site", 1, 1),),
    "gpx/track-with-empty-segment.gpx": (
        Rows("track", 1, 1, shapes={"MultiLineString": 1}), Rows("visit", 9, 9, options=of("track_points")),
    ),
    "gpx/track_with_dilution_errors.gpx": (
        Rows("site", 1, 1), Rows("visit", 1, 1, options=of("route_points")),
        Rows("visit", 1, 1, options=of("track_points")),
    ),
    "gpx/route.gpx": (
        Rows("track", 1, 1, shapes={"MultiLineString": 1}, notes=("Only the layer “routes” is taken",)),
        Rows("visit", 55, 55, options=of("route_points")),
    ),
    "gpx/layers.gpx": (
        Rows("site", 5, 5), Rows("track", 1, 1), Rows("visit", 1274, 1274, options=of("track_points")),
    ),
    # 5. KML
    "kml/kmlsamples.kml": (
        Rows("site", 20, 14, 6, shapes={"Point": 4, "MultiPolygon": 9}, texts=(("name", "Simple placemark"),),
             notes=("pictures laid over the map",), problems=("A LineString was given where a Point",)),
        Rows("track", 20, 6, 14, shapes={"MultiLineString": 6}),
        Rows("site", 3, 3, options=of("Placemarks")),
    ),
    "kml/samples.kml": (Rows("site", 20, 14, 6, shapes={"Point": 4, "MultiPolygon": 9}),),
    "kml/schemadata.kml": (
        Rows("site", 1, 1, options=named("sfield1=place_described", "sfield2=persons_min"),
             texts=(("name", "default schemadatadata"), ("place_described", "one"))),
    ),
    "kml/all-gx.kml": (
        Rows("site", 7, 1, 6, texts=(("name", "Eiffel Tower"),), shapes={"Point": 1}),
        Rows("track", 7, 1, 6, shapes={"MultiLineString": 1}, problems=("too few different points",)),
    ),
    "kml/badcoords.kml": (Rows("track", 1, 1, shapes={"MultiLineString": 1}),),
    "kml/billion.kml": (Refused("site", "declares entities, which can grow without end; save it anew"),),
    "kml/invalid_descriptions.kml": (
        Rows("site", 3, 3, options=named("description=place_described"),
             texts=(("place_described", "<b>bold</b>"), ("place_described", "foo<b>bold</b>bar"),
                    ("place_described", "<description>foo<b>bold</b>bar</description>"))),
    ),
    "kml/101_nested_folders.kml": (Refused("site", "holds no placemark, so there is nothing to take from it"),),
    "kml/ge-point.kml": (Rows("site", 1, 1, shapes={"Point": 1}, texts=(("name", "Point"),)),),
    "kml/multikml-doc.kmz": (
        Rows("site", 4, 4, texts=(("name", "b.kml"), ("name", "a.kml"), ("name", "doc.kml"), ("name", "c.kml"))),
    ),
    "kml/nokml.kmz": (Refused("site", "holds no KML"),),
    "kml/radar-animation.kmz": (
        Refused("site", "holds no placemark in 9 documents, only 4 pictures laid over the map"),
    ),
    # 5. KoBo and ODK
    "kobo/childrens_survey.csv": (Rows("site", 2, 1, 1, texts=(("name", "Abe"),)),),
    "kobo/children.csv": (Rows("source", 3, 3, options=named("children/name=title"), texts=(("title", "Mike"),)),),
    "kobo/children_cartoons.csv": (
        Rows("source", 4, 4, options=named("name=title", "why=summary"), texts=(("summary", "I like bam bamć"),)),
    ),
    "kobo/children_cartoons_characters.csv": (Rows("source", 2, 2, options=named("name=title")),),
    "kobo/nested_repeats.csv": (Rows("site", 2, 2, shapes={"Point": 2}),),
    "kobo/tutorial_w_repeats.csv": (Rows("site", 1, 1, shapes={"Point": 1}, texts=(("name", "Bob"),)),),
    "kobo/tutorial_w_repeats_flattened.csv": (
        Rows("site", 2, 1, shapes={"Point": 1}, notes=("1 row repeats a submission",)),
    ),
    "kobo/good.csv": (
        Rows("site", 9, 9, shapes={"Point": 9},
             notes=("In 7 rows “location” says another place than “_location_latitude”",)),
    ),
    "kobo/kobo_export_members_repeat.xlsx": (
        Rows("site", 5, 5, options=named("location=place_described"), texts=(("place_described", "private_facility"),),
             notes=("there are also: members",)),
        Rows("source", 12, 12, options=of("members", *named("members.sex=title"))),
    ),
    "kobo/sample_xlsform.xlsx": (Refused("site", "is a form for KoBo or ODK and holds questions"),),
    "kobo/sample_xlsform_with_plan.xlsx": (
        Refused("site", "is a form for KoBo or ODK and holds questions"),
        Rows("source", 204, 204, options=of("survey", *named("type=title"))),
        Rows("source", 240, 240, options=of("choices", *named("label=title"))),
    ),
    "kobo/grouped_gps.xls": (
        Refused("site", "is a form for KoBo or ODK and holds questions"),
        Rows("source", 7, 6, 1, options=of("choices", *named("label=title"))),
    ),
    "kobo/gps.xls": (Refused("site", "is a form for KoBo or ODK and holds questions"),),
    "kobo/gps_1980-01-23_20-52-08.xml": (Rows("site", 1, 1, shapes={"Point": 1}),),
    "kobo/Water_2011_03_17_2011-03-17_16-29-59.xml": (
        Rows("site", 1, 1, shapes={"Point": 1}, options=named("photo=place_described"),
             texts=(("place_described", "1300375832136.jpg"),)),
    ),
    "kobo/1300375832136.jpg": (Refused("site", PICTURE), Evidence(taken="2011-03-17T16:30:30")),
    # 5. Shapefiles
    "shp/hromadas_30km_russia_belarus.shp": (
        Rows("settlement", 126, 126, options=named("ADMIN_3=name_uk", "COD_3=official_code"),
             texts=(("name_uk", "Висoцькa"),), shapes={"MultiPolygon": 126}),
    ),
    "shp/corrupt_too_long.shp": (
        Refused("track", CRS_ASKED), Rows("track", 10, 10, options=("--crs", "EPSG:4326")),
    ),
    "shp/latin1.shp": (
        Refused("site", "does not say in which encoding its text is"),
        Refused("site", CRS_ASKED, ("--encoding", "latin-1")),
        Rows("site", 1, 1, options=("--encoding", "latin-1", "--crs", "EPSG:4326"), texts=(("name", "Ñandú"),)),
    ),
    "shp/test_852.shp": (Rows("site", 1, 1, options=named("test852=name"), texts=(("name", "abcŐ"),)),),
    "shp/empty_spatial_layer.shp": (Refused("site", EMPTY),),
    "shp/bug5598.shp": (Rows("survey_area", 1, 1, shapes={"MultiPolygon": 1}),),
    "shp/multipatch.shp": (Refused("site", CRS_ASKED),),
    # 5. photographs
    "photo/DSCN0010.jpg": (
        Refused("site", PICTURE), Evidence((11.885127, 43.467448), "2008-10-22T16:28:39", ABROAD),
    ),
    "photo/DSCN0042.jpg": (Evidence((11.881478, 43.464455), "2008-10-22T17:00:07", ABROAD),),
    "photo/Kodak_CX7530.jpg": (Evidence((36.056417, -0.371300), "2005-08-13T09:47:23", ABROAD),),
    "photo/Canon_40D.jpg": (Evidence(None, "2008-05-30T15:56:01"),),
    "photo/67-0_length_string.jpg": (Evidence((7.591944, 51.025000), problems=ABROAD),),
    "photo/landscape_6.jpg": (Evidence(),),
    "photo/image00971.jpg": (Evidence(),),
    "photo/no_exif.jpg": (Evidence(),),
    "photo/geotagged.jpg": (Evidence((149.131878, -36.220892), "2017-12-27T19:20:52", ABROAD),),
    "photo/not_photo.jpg": (Evidence(problems=("it holds text/plain",)),),
    # 5. tiles and pictures of the ground: no rows of records
    "tiles/isle_of_man.mbtiles": (Refused("site", NO_KIND), Evidence()),
    "tiles/test_fixture_1.pmtiles": (Refused("site", NO_KIND), Evidence()),
    "tiles/invalid.pmtiles": (Refused("site", NO_KIND), Evidence()),
    "tiles/empty.pmtiles": (Refused("site", "is empty"), Evidence(problems=("empty",))),
    "tiles_derived/isle_of_man.pmtiles": (Refused("site", NO_KIND), Evidence()),
    "tiles_derived/rgb_bng_27700_cog.tif": (Refused("site", PICTURE), Evidence()),
    "raster/rgb_bng_27700.tif": (Refused("site", PICTURE), Evidence()),
    "raster/rgb_with_mask.tif": (Refused("site", PICTURE), Evidence()),
    "raster/landsat_4326.tif": (Refused("site", PICTURE), Evidence()),
    # 5. GeoPackages
    "gpkg/points_gpkg.gpkg": (
        Refused("site", "has several layers; name one of: points_gpkg, points_small"),
        Rows("site", 17, 17, options=of("points_gpkg", *named("Class=name", "Cabin Crew=persons_min")),
             texts=(("name", "Jet"),), shapes={"Point": 17}),
        Rows("site", 3, 3, options=of("points_small", *named("Class=name")), texts=(("name", "B52"),)),
    ),
    "gpkg/curved_polys.gpkg": (Rows("survey_area", 4, 4, shapes={"MultiPolygon": 4}),),
    "gpkg/humanbeings.gpkg": (
        Refused("site", EMPTY, of("person")),
        Rows("source", 4, 4, options=of("haircolor", *named("dispName=title")), texts=(("title", "Blond"),)),
        Rows("source", 22, 22, options=of("T_ILI2DB_SETTINGS", *named("tag=title"))),
    ),
    "gpkg/bug_21100-wierd_field_names.gpkg": (
        Rows("site", 3, 3, options=named("campo_d=name", "campo e=place_described", "campo-f=inscription"),
             texts=(("name", "a"), ("place_described", "a"), ("inscription", "a"))),
    ),
    "gpkg/gps_timestamp.gpkg": (Refused("site", EMPTY),),
    "gpkg/two_raster_layers.gpkg": (Refused("site", "a GeoPackage of pictures, which is a base map"),),
    # 5. tables
    "csv/testdms.csv": (
        Rows("site", 24, 20, 4, options=named("description=name"), shapes={"Point": 20},
             problems=("“1 65 30.6” has 60 or more minutes or seconds", "“35 51 200” is not a pair of degrees")),
    ),
    "csv/testdp.csv": (
        Refused("site", CRS_ASKED),
        Rows("site", 2, 2, options=("--crs", "EPSG:4326", *named("text field=name")), shapes={"Point": 2},
             texts=(("name", "Field with , in it"),)),
    ),
    "csv/test.csv": (
        Rows("source", 6, 4, 2, options=named("description=title", "data=summary"),
             texts=(("summary", 'Quoted "citation" data'), ("summary", "Line 1\nLine 2\n\nLine 4")),
             problems=("The row has 8 values and the header names 4",)),
    ),
    "csv/testwkt.csv": (
        Rows("site", 16, 2, 14, shapes={"Point": 2},
             problems=("is not complete WKT", "“EPSG:1234” is not a known coordinate system")),
        Rows("track", 16, 5, 11, shapes={"MultiLineString": 5}),
    ),
    "csv/delimited_datetime.csv": (
        Refused("site", CRS_ASKED),
        Rows("site", 8, 2, 6, options=("--crs", "EPSG:32632", *named("date=found_on", "point_id=code")),
             texts=(("found_on", "2020-04-07"), ("code", "371")), shapes={"Point": 2}),
    ),
    # 5. instruments
    "survey/Profile_8.dat": (
        Refused("artefact", CRS_ASKED), Rows("artefact", 30, 30, options=("--crs", "site", *named("number=code"))),
    ),
    "survey/Profile_S.dat": (
        Refused("artefact", CRS_ASKED), Rows("artefact", 53, 53, options=("--crs", "site", *named("number=code"))),
    ),
    "survey/nmea-rtk.log": (Rows("site", 122, 122, shapes={"Point": 122}),),
    "survey/hab-gpspi.log": (Rows("visit", 3, 3, shapes={"Point": 3}),),
    "survey/Geotag_DJI_2020-12-02_[07-50-31].csv": (Rows("visit", 92, 92, shapes={"Point": 92}),),
    # derived
    "shp_derived/rayon_cp1251.shp": (Rows("settlement", 111, 111, options=_RAYON, texts=_RAYON_UA),),
    "shp_derived/rayon_cp1251_ldidC9_nocpg.shp": (Rows("settlement", 111, 111, options=_RAYON, texts=_RAYON_UA),),
    "shp_derived/rayon_cp1251_bare.shp": (Rows("settlement", 111, 111, options=_RAYON, texts=_RAYON_UA),),
    "shp_derived/rayon_cp866_ldid65_nocpg.shp": (
        Rows("settlement", 111, 111, options=named("NAME_RUS=name_en"), texts=(("name_en", "Шевченковский"),)),
    ),
}  # fmt: skip
