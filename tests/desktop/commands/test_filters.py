"""`taphos filters`, and `--filter` wherever records are asked for."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.desktop.commands.running import Terminal

SITES = (("S-1", "reported", "2022-03-10"), ("S-2", "located", "2022-03-12"), ("S-3", "reported", "2022-06-01"))


@pytest.fixture
def project(terminal: Terminal, tmp_path: Path) -> Path:
    folder = tmp_path / "p.taphos"
    terminal("new", folder, "--plain")
    for code, status, day in SITES:
        values = [f"code={code}", "form=surface", f"status={status}", f"found_on={day}", "place=49, 36"]
        terminal("add", folder, "site", *values)
    terminal(
        "filters", folder, "save", "spring", "--without", "site=located,", "--days", "2022-03-01/2022-05-31", "--dated"
    )  # fmt: skip
    return folder


def test_a_filter_is_saved_listed_used_with_conditions_and_removed(terminal: Terminal, project: Path) -> None:
    (listed,) = terminal("filters", project, "--json").document
    where = ["site!=(none),located", "days=2022-03-01/2022-05-31 dated"]
    assert listed == {"name": "spring", "types": [], "where": where, "bbox": None, "text": "", "area": ""}
    words = "spring: Grave sites without: empty, Located; 1 Mar 2022 to 31 May 2022"
    assert terminal("filters", project).out.splitlines() == [words, "1 filter"]
    found = terminal("list", project, "site", "--filter", "spring", "--json").document
    assert [one["code"] for one in found] == ["S-1"]
    assert terminal("list", project, "site", "--filter", "spring", "--where", "code=S-3", "--json").document == []
    terminal("filters", project, "remove", "spring")
    assert terminal("filters", project, "--json").document == []
    assert terminal("verify", project, "--json").document["ok"]


def test_export_map_web_page_and_statistics_take_the_same_filter(
    terminal: Terminal, project: Path, tmp_path: Path
) -> None:
    told = ("--profile", "court", "--filter", "spring")
    terminal("export", project, tmp_path / "o.gpkg", *told)
    with sqlite3.connect(tmp_path / "o.gpkg") as file:
        assert file.execute("SELECT code FROM site").fetchall() == [("S-1",)]
    manifest = json.loads((tmp_path / "o.gpkg.manifest.json").read_text("utf-8"))
    assert manifest["selection"]["where"] == ["site!=(none),located", "days=2022-03-01/2022-05-31 dated"]
    page = terminal("map", project, tmp_path / "o.png", *told, "--json").document
    web = terminal("web", project, tmp_path / "o.html", *told, "--json").document
    assert (page["counts"]["site"], web["counts"]["site"]) == (1, 1)
    numbers = terminal("statistics", project, *told, "--json").document
    assert numbers["sites"]["value"] == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("list", "site", "--filter", "autumn"), "There is no filter “autumn”; there are: spring."),
        (("filters", "save", "x"), "The filter “x” would ask for everything."),
        (("filters", "save", "x", "--days", "spring"), "“spring” is not FROM/UNTIL in days such as 2022-03-01."),
        (("filters", "save", "x", "--days", "2022-05-01/2022-04-01"), "“2022-05-01/2022-04-01” ends before it begins."),
        (("filters", "save", "x", "--without", "site"), "“site” is not FIELD=VALUE."),
        (("filters", "save", "x", "--without", "grave=located"), "“grave”"),
    ],
)
def test_what_can_be_no_filter_is_one_sentence(
    terminal: Terminal, project: Path, arguments: tuple[str, ...], told: str
) -> None:
    ran = terminal(arguments[0], project, *arguments[1:], status=2)
    assert ran.err.startswith(told)
    assert ran.err.count("\n") == 1


def test_conditions_are_ranges_and_either_of_two_and_what_is_none_is_refused(terminal: Terminal, project: Path) -> None:
    def codes(*where: str) -> list[str]:
        return [one["code"] for one in terminal("list", project, "site", "--where", *where, "--json").document]

    assert codes("found_on>2022-03-10") == ["S-2", "S-3"]
    assert codes("found_on=2022-03-01/2022-03-31") == ["S-1", "S-2"]
    assert codes("found_on>=2022-03-11", "found_on<2022-06") == ["S-2"]
    assert codes("status=reported", "status=located") == ["S-1", "S-2", "S-3"]
    assert codes("status=reported|located", "found_on=2022-03..") == ["S-1", "S-2", "S-3"]
    assert "cannot be compared by >" in terminal("list", project, "site", "--where", "status>reported", status=2).err
    assert "is no range" in terminal("list", project, "site", "--where", "found_on=2022-04..2022-03", status=2).err
    terminal("filters", project, "save", "early", "--where", "found_on<=2022-03-11", "status=reported|located")
    assert terminal("filters", project).out.splitlines()[0] == (
        "early: Found on: 2022-03-11 or earlier; Status: Reported or Located"
    )
    assert [one["code"] for one in terminal("list", project, "site", "--filter", "early", "--json").document] == ["S-1"]


def test_a_condition_finds_a_record_by_its_name_and_asks_where_two_have_it(terminal: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "n.taphos"
    terminal("new", folder, "--plain", "--pack", "ua")
    for code, name in (("P-1", "Ковилостав"), ("P-2", "Вигадане"), ("P-3", "Вигадане")):
        terminal("add", folder, "settlement", f"code={code}", f"name_uk={name}", "place=49, 36")
        terminal("add", folder, "site", f"code=S-{code}", f"settlement={code}", status=None)
    for named in ("P-1", "Ковилостав", "ковилостав", "Kovylostav"):
        found = terminal("list", folder, "site", "--where", f"settlement={named}", "--json").document
        assert [one["code"] for one in found] == ["S-P-1"], named
    both = terminal("list", folder, "site", "--where", "settlement=Вигадане", status=2).err
    assert "is the name of 2 records: P-2 (Вигадане), P-3 (Вигадане); name one by its code" in both
    assert "no record called" in terminal("list", folder, "site", "--where", "settlement=Nowhere", status=2).err
