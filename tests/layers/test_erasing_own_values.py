"""An erasure lets go of what quotes the person in the values of this copy, of nothing else, and says how much."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from layers.basemaps.kept import BaseMap, base_maps, keep_base_maps
from layers.basemaps.views import View, keep_view, views
from layers.checking import verify_project
from layers.erasure import erase
from layers.exports.selecting import Selection
from layers.imports.remembering import Meant, remember, remembered
from layers.project import Project
from layers.register.erasing import Ground
from layers.register.values_of_copy import (
    BASE_MAPS,
    DECLARED,
    ELSEWHERE,
    HEADS,
    LOOKS,
    MAPPING,
    MERGES,
    OVERLAP,
    OWN_VALUES,
    PSEUDONYM_KEY,
    SERVER,
    VIEWS,
    WHEREABOUTS,
    WIPING,
    WRITERS,
    set_local,
)
from tests.layers.projects import ENGINES, make, record, reopen
from tests.layers.test_erasing import everything, found

GROUND = Ground("asked to be forgotten")
CODE, WORDS = "WIT-canary-81", "Grandmother Zebracanary of the mill"
QUOTING: dict[str, Any] = {
    WHEREABOUTS: {"search": CODE},
    BASE_MAPS: [{"id": "a", "kind": "image", "source": f"/s/{CODE}_house.tif", "name": "x"}],
    VIEWS: [{"name": f"by {WORDS.upper()}", "lon": 30.5, "lat": 50.0, "mpp": 1.0}],
    LOOKS: [{"type": "settlement", "by": CODE}],
    MAPPING: {"pairs": [f"House of {CODE.lower()}=notes"], "crs": "", "day_first": None},
    OVERLAP: "ab" * 40,
}
WITHOUT_WORDS = {HEADS, WIPING, DECLARED, PSEUDONYM_KEY, WRITERS, MERGES, ELSEWHERE, SERVER}


@pytest.fixture(params=ENGINES)
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Project]:
    made = make(tmp_path / "own.taphos", request.param)
    yield made
    made.close()


def test_a_value_that_is_not_declared_with_what_an_erasure_leaves_of_it_is_not_kept(project: Project) -> None:
    assert {name for name, own in OWN_VALUES.items() if own.left is None} == WITHOUT_WORDS
    assert set(QUOTING) == set(OWN_VALUES) - WITHOUT_WORDS, "each of the others is erased below"
    with pytest.raises(KeyError, match="a new one"):
        project.register.write_local(lambda connection: set_local(connection, "a new one", CODE))


def test_every_table_of_this_copy_is_known_to_erasing(project: Project) -> None:
    tables = [one for one in project.register._tables.metadata.tables if one.startswith("local_")]
    assert sorted(tables) == ["local_arrival", "local_draft", "local_schema", "local_value"], (
        "what may hold a person's words must go in layers.register.reaching"
    )


@pytest.mark.parametrize("kind", QUOTING)
def test_no_value_of_this_copy_keeps_a_word_of_who_was_erased(project: Project, kind: str) -> None:
    mine = record("interview", "IV-1", interviewee_code=CODE, promised_follow_up=WORDS)
    project.register.commit([mine])
    name = kind + ("1" if kind.endswith(":") else "")
    project.register.write_local(lambda connection: set_local(connection, name, QUOTING[kind]))
    reach = erase(project, found(mine), GROUND).reach
    assert reach.here == {kind: 1}
    with project.register.held() as register:
        assert not register.own_value(name)
    project = reopen(project)
    assert b"canary" not in everything(project).lower()
    assert verify_project(project).ok
    project.close()


def test_a_mapping_lies_as_text_and_one_of_an_earlier_version_goes_with_an_erasure(project: Project) -> None:
    columns, meant = ("canary house", "day"), Meant(("canary house=notes",), "", True)
    remember(project, "site", columns, meant)
    assert remembered(project, "site", columns) == meant
    project = reopen(project)
    assert b"canary house=notes" in everything(project)
    mine = record("interview", "IV-1", interviewee_code=CODE)
    project.register.commit([mine])
    hidden = b'{"pairs":["canary=notes"],"crs":"","day_first":null}'.hex()
    project.register.write_local(lambda connection: set_local(connection, f"{MAPPING}old", hidden))
    assert verify_project(project).ok
    assert erase(project, found(mine), GROUND).reach.here == {MAPPING: 1}
    assert remembered(project, "site", columns) == meant, "it quotes nobody"
    project.close()


@pytest.mark.parametrize("code", ["30", "M-1", "Base"])
def test_what_only_holds_the_same_letters_stays(project: Project, code: str) -> None:
    mine = record("interview", "IV-1", interviewee_code=code)
    project.register.commit([mine])
    camp, shown = (
        View("Based camp", 30.5, 50.0, 3.0),
        BaseMap("M-10", "tiles", "/s/Archive M-12.mbtiles", "Archive M-12"),
    )
    keep_view(project, camp)
    keep_base_maps(project, [shown])
    remember(project, "site", ("30.1",), Meant(("30.1=notes",)))
    assert erase(project, found(mine), GROUND).reach.here == {}
    assert (views(project), base_maps(project)) == ((camp,), (shown,))
    assert remembered(project, "site", ("30.1",)) == Meant(("30.1=notes",))


def test_a_view_whose_filter_looks_for_a_person_goes_with_them(project: Project) -> None:
    mine = record("interview", "IV-1", interviewee_code=CODE)
    project.register.commit([mine])
    looked_for = Selection(where=(("interviewee_code", CODE),))
    other = View("EXAMPLE wood", 30.5, 50.0, 3.0, ("site",), Selection(types=("site",)))
    keep_view(project, View("EXAMPLE camp", 30.5, 50.0, 3.0, ("interview",), looked_for))
    keep_view(project, other)
    assert erase(project, found(mine), GROUND).reach.here == {VIEWS: 1}
    assert views(project) == (other,)
