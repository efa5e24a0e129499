"""A number is kept to the decimals of its declaration, so that every SQLite prints it the same, now and in years."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from forensics.catalogue import catalogue
from forensics.fields import Field, Kind
from forensics.places import DECIMALS, Place
from forensics.ports import Query
from forensics.reading import read_value
from forensics.rules.declared import check_of
from forensics.values import from_canonical, to_canonical
from layers.editing import adding, keep_new
from layers.exports.exporting import export_records
from layers.project import Project
from tests.layers.filled import SQUARE, placed
from tests.layers.projects import closing, make, record

NUMBERS = [(kind.name, field) for kind in catalogue() for field in kind.fields if field.kind is Kind.NUMBER]
AWKWARD = (100 / 7, 1 / 3, 0.1 + 0.2, 23.999999999999996, 8.05, 0.000981, 0.00098649, 19.999949999999998, 2 / 3)
HOURS = dict(catalogue()["site_log"].by_name)["hours"]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with closing(make(tmp_path / "numbers.taphos")) as made:
        yield made


def printed_by(module: Any, sql: str, value: float) -> str:
    connection = module.connect(":memory:")
    try:
        return str(connection.execute(sql, (value,)).fetchone()[0])
    finally:
        connection.close()


def within(field: Field, value: float) -> float:
    """A value that the field may hold."""
    least = 0 if field.least is None else field.least
    most = 1000 if field.most is None else field.most
    return least + value % 1 * (most - least) if value > 0.01 else max(value, least)


def test_what_is_computed_is_kept_to_the_fields_decimals_and_reads_back() -> None:
    assert to_canonical(HOURS, 100 / 7) == "14.2857"
    assert to_canonical(HOURS, 0.1 + 0.2) == "0.3"
    assert to_canonical(HOURS, -0.00001) == "0"
    assert from_canonical(HOURS, "14.2857") == 14.2857
    assert Place.model_validate({"written": "x", "height": 100 / 7, "horizontal_accuracy": 1 / 3}).to_canonical() == {
        "written": "x", "height": "14.2857", "horizontal_accuracy": "0.3333",
    }  # fmt: skip


@given(st.floats(min_value=-(10**9) + 1, max_value=10**9 - 1), st.sampled_from([field for _, field in NUMBERS]))
def test_what_is_kept_is_printed_the_same_by_the_sqlite_of_python_and_by_our_own(value: float, field: Field) -> None:
    if list(check_of(field)(value, None)):
        return
    kept = float(to_canonical(field, value))
    sql = "SELECT json_array(?)" if field.decimals <= 5 else f"SELECT printf('%.{field.decimals}f', ?)"
    assert printed_by(sqlite3, sql, kept) == printed_by(dbapi2, sql, kept)


@pytest.mark.parametrize("decimals", [DECIMALS, 5])
def test_every_small_number_is_printed_the_same(decimals: int) -> None:
    """Below 0.001 some SQLite print further digits of numbers with more decimals, such as 0.000981."""
    values = [(round(step / 10**decimals, decimals),) for step in range(10**decimals // 10)]
    listed = []
    for module in (sqlite3, dbapi2):
        connection = module.connect(":memory:")
        connection.execute("CREATE TABLE t (i INTEGER PRIMARY KEY, v DOUBLE)")
        connection.executemany("INSERT INTO t (v) VALUES (?)", values)
        listed.append([text for (text,) in connection.execute("SELECT json_array(v) FROM t ORDER BY i")])
        connection.close()
    assert listed[0] == listed[1]


def test_a_number_too_small_or_too_large_to_be_kept_is_refused() -> None:
    depth = catalogue()["case"].by_name["depth_top"]
    assert [str(one.message) for one in check_of(depth)(0.00001, None)] == ["1e-05 is less than 0.0001."]
    assert [str(one.message) for one in check_of(depth)(2e9, None)] == ["2000000000.0 is more than 1000000000."]
    assert list(check_of(depth)(read_value(depth, "0,0001"), None)) == []


def test_no_field_is_kept_to_more_decimals_than_are_printed_the_same_unless_it_lies_between_0_and_1() -> None:
    assert not [field.name for _, field in NUMBERS if field.decimals > 5 and (field.least, field.most) != (0, 1)]


def test_a_record_is_found_by_its_number_now_and_as_of_then(project: Project) -> None:
    edit, _ = keep_new(project, adding(project, "site", {"form": "surface", "status": "reported", "depth": "1,23456"}))
    head = project.register.info().head or ""
    for as_of in ("", head):
        for asked in ("1.2346", "1.23460", "1,23456"):
            (found,) = project.register.select(Query("site", where=(("depth", asked),), as_of=as_of))
            assert (found["id"], found["depth"]) == (edit.record, "1.2346")


def test_debians_sqlite3_makes_every_hash_of_a_manifest_again(project: Project, tmp_path: Path) -> None:
    """Also of numbers that an earlier version kept to all their digits."""
    types = {name for name, _ in NUMBERS}
    changes = [
        record(
            type_, f"{type_}-{at}", area=placed(SQUARE, height=value, horizontal_accuracy=value),
            **{field.name: within(field, value) for name, field in NUMBERS if name == type_},
        )
        if "area" in project.catalogue[type_].by_name and project.catalogue[type_].by_name["area"].spatial
        else record(
            type_, f"{type_}-{at}", **{field.name: within(field, value) for name, field in NUMBERS if name == type_}
        )
        for type_ in sorted(types)
        for at, value in enumerate(AWKWARD)
    ]  # fmt: skip
    project.register.commit(changes)
    out = tmp_path / "court.gpkg"
    manifest = export_records(project, out, "court", with_gaps=True)  # of what is numbered here no custody is kept
    tables = json.loads(manifest.path.read_text())["tables"]
    assert sum(table["rows"] for table in tables) >= len(changes) * 0.8
    for table in tables:
        connection = sqlite3.connect(out)
        lines = "".join(f"{line}\n" for (line,) in connection.execute(table["sql"]))
        connection.close()
        assert hashlib.sha256(lines.encode()).hexdigest() == table["sha256"], table["name"]
    if shutil.which("sqlite3") and shutil.which("sha256sum"):
        for table in tables:
            assert summed(out, table["sql"]) == table["sha256"], table["name"]


def summed(file: Path, sql: str) -> str:
    """What `sqlite3 FILE SQL | sha256sum` prints."""
    asking = subprocess.Popen(["sqlite3", file, sql], stdout=subprocess.PIPE)
    summing = subprocess.run(["sha256sum"], stdin=asking.stdout, capture_output=True, check=True, text=True)
    assert asking.stdout is not None
    asking.stdout.close()
    assert asking.wait() == 0
    return summing.stdout.split()[0]
