"""The tables that GeoPackage 1.3 asks for (OGC 12-128r17), with schema, metadata and related-tables extensions.

Version 1.3 rather than 1.4, because the validator of Debian 12 knows no newer one.
"""

from __future__ import annotations

APPLICATION_ID = 0x47504B47
USER_VERSION = 10300
SRS = 4326
HEADER_BYTES = 8  # of a geometry, before its WKB
HEADER = "47500001E6100000"
"""Of a geometry: version 1, little-endian, no envelope, EPSG:4326."""
STYLES = "layer_styles"
"""The table that QGIS and QField read a layer's style from; no part of the standard."""

SYSTEM_TABLES = (
    "gpkg_spatial_ref_sys", "gpkg_contents", "gpkg_geometry_columns", "gpkg_extensions", "gpkg_data_columns",
    "gpkg_data_column_constraints", "gpkg_metadata", "gpkg_metadata_reference", "gpkgext_relations", "layer_styles",
)  # fmt: skip

_DEFINITIONS = (
    """CREATE TABLE {out}gpkg_spatial_ref_sys (
        srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
        organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT)""",
    """CREATE TABLE {out}gpkg_contents (
        table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
        description TEXT DEFAULT '',
        last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
        min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
        CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))""",
    """CREATE TABLE {out}gpkg_geometry_columns (
        table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
        srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
        CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
        CONSTRAINT uk_gc_table_name UNIQUE (table_name),
        CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
        CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))""",
    """CREATE TABLE {out}gpkg_extensions (
        table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
        CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))""",
    """CREATE TABLE {out}gpkg_data_columns (
        table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT,
        constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
        CONSTRAINT gdc_tn UNIQUE (table_name, name))""",
    """CREATE TABLE {out}gpkg_data_column_constraints (
        constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN,
        max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
        CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value))""",
    """CREATE TABLE {out}gpkg_metadata (
        id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset',
        md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml',
        metadata TEXT NOT NULL DEFAULT '')""",
    """CREATE TABLE {out}gpkg_metadata_reference (
        reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
        timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), md_file_id INTEGER NOT NULL,
        md_parent_id INTEGER, CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
        CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id))""",
    """CREATE TABLE {out}layer_styles (
        id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
        f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
        useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
        update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))""",
)

_RELATIONS = """CREATE TABLE {out}gpkgext_relations (
        id INTEGER PRIMARY KEY AUTOINCREMENT, base_table_name TEXT NOT NULL,
        base_primary_column TEXT NOT NULL DEFAULT 'id', related_table_name TEXT NOT NULL,
        related_primary_column TEXT NOT NULL DEFAULT 'id', relation_name TEXT NOT NULL,
        mapping_table_name TEXT NOT NULL UNIQUE)"""

WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],'
    'AUTHORITY["EPSG","4326"]]'
)

_SYSTEMS = (
    ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
    ("WGS 84", SRS, "EPSG", SRS, WGS84, "longitude and latitude in degrees on the WGS 84 ellipsoid"),
)

_SCHEMA = "http://www.geopackage.org/spec130/#extension_schema"
_METADATA = "http://www.geopackage.org/spec130/#extension_metadata"
_RELATED = "http://www.geopackage.org/18-000.html"
RTREE_DEFINITION = "http://www.geopackage.org/spec130/#extension_rtree"

EXTENSIONS = (
    ("gpkg_data_columns", None, "gpkg_schema", _SCHEMA, "read-write"),
    ("gpkg_data_column_constraints", None, "gpkg_schema", _SCHEMA, "read-write"),
    ("gpkg_metadata", None, "gpkg_metadata", _METADATA, "read-write"),
    ("gpkg_metadata_reference", None, "gpkg_metadata", _METADATA, "read-write"),
)


RELATIONS_EXTENSION = ("gpkgext_relations", None, "gpkg_related_tables", _RELATED, "read-write")


def relations_definition(out: str) -> str:
    """The statement that makes the table of relations, which only a file with relations may have."""
    return _RELATIONS.format(out=out)


def definitions(out: str) -> tuple[str, ...]:
    """The statements that make the system tables in the attached database whose prefix is `out` (`file.`)."""
    return tuple(definition.format(out=out) for definition in _DEFINITIONS)


def reference_systems() -> tuple[tuple[object, ...], ...]:
    """The rows of gpkg_spatial_ref_sys."""
    return _SYSTEMS


def related_table_extension(mapping: str) -> tuple[str, None, str, str, str]:
    """The row of gpkg_extensions for one mapping table."""
    return (mapping, None, "gpkg_related_tables", _RELATED, "read-write")


def rtree_triggers(table: str, geometry: str, key: str) -> tuple[str, ...]:
    """The triggers that keep an R-tree right when another program edits the layer (annex F.3 of version 1.3)."""
    name = f"rtree_{table}_{geometry}"
    box = ", ".join(f'{side}(NEW."{geometry}")' for side in ("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"))
    there = f'NEW."{geometry}" NOT NULL AND NOT ST_IsEmpty(NEW."{geometry}")'
    gone = f'(NEW."{geometry}" ISNULL OR ST_IsEmpty(NEW."{geometry}"))'
    put = f'INSERT OR REPLACE INTO "{name}" VALUES (NEW."{key}", {box})'
    drop = f'DELETE FROM "{name}" WHERE id = OLD."{key}"'
    same, other = f'OLD."{key}" = NEW."{key}"', f'OLD."{key}" != NEW."{key}"'
    both = f'DELETE FROM "{name}" WHERE id IN (OLD."{key}", NEW."{key}")'
    return (
        f'CREATE TRIGGER {{out}}"{name}_insert" AFTER INSERT ON "{table}" WHEN ({there}) BEGIN {put}; END',
        f'CREATE TRIGGER {{out}}"{name}_update1" AFTER UPDATE OF "{geometry}" ON "{table}"'
        f" WHEN {same} AND ({there}) BEGIN {put}; END",
        f'CREATE TRIGGER {{out}}"{name}_update2" AFTER UPDATE OF "{geometry}" ON "{table}"'
        f" WHEN {same} AND {gone} BEGIN {drop}; END",
        f'CREATE TRIGGER {{out}}"{name}_update3" AFTER UPDATE ON "{table}"'
        f" WHEN {other} AND ({there}) BEGIN {drop}; {put}; END",
        f'CREATE TRIGGER {{out}}"{name}_update4" AFTER UPDATE ON "{table}" WHEN {other} AND {gone} BEGIN {both}; END',
        f'CREATE TRIGGER {{out}}"{name}_delete" AFTER DELETE ON "{table}"'
        f' WHEN OLD."{geometry}" NOT NULL BEGIN {drop}; END',
    )
