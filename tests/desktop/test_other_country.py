"""Another conflict is another folder: a country pack of one's own, from import to export, with no change of code."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.desktop.commands.running import Terminal
from tests.layers.other_country import write_pack
from tests.tools.proofs import Proof


def test_another_country_imports_lists_finds_and_exports(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, proof: Proof
) -> None:
    terminal = Terminal(capsys)
    project = tmp_path / "exemple.taphos"
    terminal("new", project, "--plain", "--pack", write_pack(tmp_path / "mine"))
    table = tmp_path / "lieux.csv"
    table.write_text(
        "code,name_ar,name_fr,official_code,admin1,admin2,lat,lon\n"
        "V-1,الأولى,La Première,EXABA,Le Gouvernorat,Le District,15.5,44.2\n"
        'V-2,الثانية,"Deuxième, la",EXABB,Le Gouvernorat,Le District,14.25,43.75\n',
        "utf-8",
    )
    report = terminal("import", project, table, "--as", "settlement", "--json").document
    assert (report["read"], report["added"]) == (2, 2)
    terminal("add", project, "settlement", "name_fr=Loin", "settlement_type=Village", "place=14.5, 43.5", status=None)
    listed = terminal("list", project, "settlement", "--json").document
    assert [one["name_fr"] for one in listed] == ["La Première", "Deuxième, la", "Loin"]
    assert listed[0]["name_ar"] == "الأولى"
    assert listed[2]["settlement_type"] == "village"
    found = terminal("list", project, "settlement", "--where", "name_ar=الثانية", "--json").document
    assert [one["official_code"] for one in found] == ["EXABB"]
    out = tmp_path / "out.gpkg"
    terminal("export", project, out, "--profile", "public")
    with sqlite3.connect(out) as connection:
        rows = connection.execute("SELECT name_ar, name_fr, admin2 FROM settlement WHERE admin2 IS NOT NULL").fetchall()
    assert sorted(rows) == sorted(
        [("الأولى", "La Première", "Le District"), ("الثانية", "Deuxième, la", "Le District")]
    )
    terminal("verify", project)
    proof("A9", "a pack made in a test imports, lists and exports", "3 settlements")
