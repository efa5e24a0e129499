"""What is told of numbers to everybody, and what an attacker makes of every file that was ever handed out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.exports.exporting import export_records
from layers.exports.hexagons import hexagon_at, hexagon_outline
from layers.exports.selecting import Selection
from layers.project import Project
from layers.register.journal import COUNTS
from tests.counts import count
from tests.layers.attacker import FEWEST, PRODUCTS, Attacker, rows
from tests.layers.counting_places import MONTHS, PLACES, add, change, placed_project, void
from tests.layers.mapped import square
from tests.layers.projects import record
from tests.tools.proofs import Proof

NUMBERS = {"P-1": 12, "P-2": 9, "P-3": 2, "P-4": 14, "P-5": 7}
COUNTED = ("interview", "incident", "victim", "exhumation", "case", "finding", "identification")


@contextmanager
def opened(folder: Path, numbers: Mapping[str, int], type_: str = "interview") -> Iterator[Project]:
    project = placed_project(folder / "counted.taphos", numbers, type_)
    try:
        yield project
    finally:
        project.close()


def test_the_layers_tell_what_the_register_holds_but_for_small_cells(tmp_path: Path) -> None:
    with opened(tmp_path, NUMBERS) as project:
        told = Attacker(tmp_path).takes(project)
    assert [told["settlement", code] for code in PLACES] == [12, None, None, 14, 7]
    assert told["hexagon", hexagon_at(*PLACES["P-1"])] == 23
    assert told["hexagon", hexagon_at(*PLACES["P-4"])] == 21
    assert told["month", "2022-04"] == 11
    assert told["year", "2023"] is None or told["year", "2023"] >= 5


def test_every_counted_type_has_its_layers_and_no_record_of_it_is_in_the_file(tmp_path: Path) -> None:
    with opened(tmp_path, NUMBERS) as project:
        export_records(project, tmp_path / "public.gpkg", "public")
    tables = {name for (name,) in rows(tmp_path / "public.gpkg", "SELECT table_name FROM gpkg_contents")}
    for type_ in COUNTED:
        assert {f"{type_}_by_{by}" for by in ("settlement", "hexagon", "month", "year")} <= tables
        assert type_ not in tables


def test_a_hexagon_holds_the_places_that_are_counted_in_it() -> None:
    import shapely

    for at in PLACES.values():
        assert hexagon_outline(hexagon_at(*at)).contains(shapely.Point(at))


def _one_added(project: Project) -> None:
    add(project, {"P-1": 1})


def _one_voided(project: Project) -> None:
    void(project, "interview", "R-0")


def _one_withdrawn(project: Project) -> None:
    change(project, "interview", "R-0", informed_consent="withdrawn")


@pytest.mark.parametrize("happens", [_one_added, _one_voided, _one_withdrawn])
def test_yesterday_minus_today_tells_nothing_of_one_interview(
    tmp_path: Path, happens: Callable[[Project], None], proof: Proof
) -> None:
    attacker = Attacker(tmp_path)
    with opened(tmp_path, NUMBERS) as project:
        before = attacker.takes(project)
        happens(project)
        after = attacker.takes(project)
    assert before["settlement", "P-1"] == 12
    assert after["settlement", "P-1"] is None
    assert after["hexagon", hexagon_at(*PLACES["P-1"])] is None
    assert after["whole", ""] is None
    assert after["settlement", "P-4"] == 14
    assert attacker.subtracts() == []
    assert attacker.narrows() == []
    assert attacker.narrows_jointly() == []
    proof("D4", f"yesterday's file minus today's, {happens.__name__.strip('_')}", "no difference under 5")


def test_five_more_are_told_again(tmp_path: Path) -> None:
    attacker = Attacker(tmp_path)
    with opened(tmp_path, NUMBERS) as project:
        attacker.takes(project)
        add(project, {"P-1": 1})
        attacker.takes(project)
        add(project, {"P-1": 4})
        assert attacker.takes(project)["settlement", "P-1"] == 17
    assert attacker.subtracts() == []


def test_no_two_products_of_one_moment_tell_what_one_of_them_hides(tmp_path: Path, qapp: object, proof: Proof) -> None:
    attacker = Attacker(tmp_path)
    with opened(tmp_path, NUMBERS) as project:
        told = attacker.takes(project, *PRODUCTS)
        alone = attacker.takes(project)
        _one_added(project)
        attacker.takes(project, "statistics", "csv", "gpkg")
    assert {cell: number for cell, number in told.items() if number is not None} == {
        cell: number for cell, number in alone.items() if number is not None
    }
    assert attacker.narrows() == []
    assert attacker.narrows_jointly() == []
    assert attacker.subtracts() == []
    proof(
        "D4", "every product minus every other", f"{len(PRODUCTS)} kinds, twice: no cell under 5, no difference under 5"
    )


OTHERS = ("incident", "victim", "case", "finding", "identification")


@pytest.mark.parametrize("type_", OTHERS)
def test_of_no_type_do_products_tell_what_another_hides(tmp_path: Path, type_: str, qapp: object, proof: Proof) -> None:
    attacker = Attacker(tmp_path, type_)
    made = list(PRODUCTS)[:: count(4, 1)]
    with opened(tmp_path, NUMBERS, type_) as project:
        told = attacker.takes(project, *made)
        assert [told["settlement", code] for code in PLACES] == [12, None, None, 14, 7]
        add(project, {"P-1": 1}, type_)
        after = attacker.takes(project, "statistics", "gpkg")
        void(project, type_, "R-30")
        attacker.takes(project)
    assert after["settlement", "P-1"] is None
    assert attacker.narrows() == []
    assert attacker.narrows_jointly() == []
    assert attacker.subtracts() == []
    proof("D4", f"every product minus every other, {type_}", f"{len(made)} kinds: no cell or difference under 5")


def _a_child_s_profile(project: Project, code: str) -> None:
    case = project.register.codes("case")[code]
    project.register.commit([record("profile", f"PF-{code}", case=case, under_18="yes")])


def _of_a_child(project: Project, type_: str) -> None:
    """One of those counted in P-5, seven of them, is or concerns a child or sexual violence."""
    if type_ == "case":
        _a_child_s_profile(project, "R-40")
    elif type_ in ("finding", "identification"):
        _a_child_s_profile(project, "C-P-5")
    else:
        said = {"interview": {"age_group": "under_18"}, "incident": {"category": "sexual_violence"},
                "victim": {"age_max": 12}}[type_]  # fmt: skip
        change(project, type_, "R-40", **said)


@pytest.mark.parametrize("type_", ["interview", *OTHERS])
def test_where_children_or_sexual_violence_are_counted_ten_are_needed(tmp_path: Path, type_: str, proof: Proof) -> None:
    attacker = Attacker(tmp_path, type_)
    with opened(tmp_path, NUMBERS, type_) as project:
        _of_a_child(project, type_)
        attacker.at_risk = frozenset(("P-5", MONTHS[40 % len(MONTHS)]))
        told = attacker.takes(project, "gpkg", "statistics")
        assert told["settlement", "P-5"] is None
        assert told["settlement", "P-4"] is None
        assert told["settlement", "P-1"] == 12
        assert told["hexagon", hexagon_at(*PLACES["P-4"])] == 21
        add(project, {"P-5": 6}, type_)
        after = attacker.takes(project)
    assert after["hexagon", hexagon_at(*PLACES["P-4"])] is None
    assert after["whole", ""] is None
    assert attacker.narrows() == []
    assert attacker.narrows_jointly() == []
    assert attacker.subtracts() == []
    proof("D4", f"cells of {type_} with a child or sexual violence", "no cell under 10, no difference under 10")


def test_a_cell_that_those_at_risk_have_left_still_needs_ten(tmp_path: Path) -> None:
    attacker = Attacker(tmp_path, "incident", at_risk=frozenset(("P-1", "2022-04", "2022-05", "2022-06", "2023-01")))
    with opened(tmp_path, {**NUMBERS, "P-1": 20, "P-2": 11, "P-3": 6}, "incident") as project:
        codes = add(project, {"P-1": 6}, "incident", category="sexual_violence")
        assert attacker.takes(project)["settlement", "P-1"] == 26
        for code in codes:
            change(project, "incident", code, category="murder")
        for code in codes:
            void(project, "incident", code)
        assert attacker.takes(project)["settlement", "P-1"] is None
    assert attacker.subtracts() == []
    assert attacker.narrows_jointly() == []


CHANGES = st.one_of(
    st.tuples(st.just("add"), st.sampled_from(sorted(PLACES)), st.sampled_from([1, 1, 2, 6])),
    st.tuples(st.sampled_from(["void", "withdraw"]), st.integers(0, 40), st.just(0)),
)
MADE = st.sets(st.sampled_from(["gpkg", "csv", "statistics", "geojson"]), min_size=1).map(sorted)


def _happens(project: Project, what: str, which: Any, by: int) -> None:
    """A change of the register, where it is possible."""
    if what == "add":
        add(project, {which: by})
        return
    code = f"R-{which}"
    held = project.register.codes("interview").get(code)
    if held is None or (project.register.values("interview", held) or {}).get("review") == "voided":
        return
    if what == "void":
        void(project, "interview", code)
    else:
        change(project, "interview", code, informed_consent="withdrawn")


@settings(max_examples=count(2, 200), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries({code: st.integers(0, 12) for code in PLACES}),
    st.lists(st.tuples(CHANGES, MADE), min_size=1, max_size=4),
)
def test_no_random_history_of_changes_and_products_gives_a_cell_away(
    tmp_path_factory: pytest.TempPathFactory,
    numbers: dict[str, int],
    steps: list[tuple[tuple[str, Any, int], list[str]]],
) -> None:
    folder = tmp_path_factory.mktemp("attacked")
    attacker = Attacker(folder)
    with opened(folder, numbers) as project:
        attacker.takes(project)
        for change_, products in steps:
            _happens(project, *change_)
            attacker.takes(project, *products)
    assert attacker.narrows() == []
    assert attacker.narrows_jointly() == []
    assert attacker.subtracts() == []


def test_a_hundred_exports_of_the_same_are_the_same(tmp_path: Path, proof: Proof) -> None:
    attacker = Attacker(tmp_path)
    with opened(tmp_path, NUMBERS) as project:
        for _ in range(count(5, 100)):
            attacker.takes(project)
        assert len(project.register.administrative(COUNTS)) == 2
    assert all(told == attacker.told[0] for told in attacker.told)
    masked = {
        tuple(rows(tmp_path / f"{at}.gpkg", "SELECT settlement FROM interview_by_settlement"))
        for at in range(len(attacker.told))
    }
    assert len(masked) == 1
    proof("D4", "averaging masked exports", f"{len(attacker.told)} exports, each the same")


def test_conditions_narrow_no_number(tmp_path: Path) -> None:
    with opened(tmp_path, NUMBERS) as project:
        out = tmp_path / "asked.gpkg"
        manifest = export_records(project, out, "public", Selection(where=(("code", "P-1"),)))
    tables = {name for (name,) in rows(out, "SELECT table_name FROM gpkg_contents")}
    assert not any("_by_" in name for name in tables)
    assert manifest.document["numbers"]["told"] is False
    assert "numbers" not in tables


def test_the_manifest_says_how_many_numbers_are_hidden(tmp_path: Path) -> None:
    with opened(tmp_path, NUMBERS) as project:
        export_records(project, tmp_path / "public.gpkg", "public")
        entries = project.register.administrative(COUNTS).values()
    said = json.loads((tmp_path / "public.gpkg.manifest.json").read_bytes())["numbers"]
    assert said["fewest"] == 5
    assert said["hidden"]["interview/place"] == 2
    assert "not merged" in said["not_known"]
    held = [block for entry in entries for block in entry["blocks"]]
    assert held
    assert all(int(block.split(":")[0]) >= FEWEST for block in held)


def test_a_partner_s_and_a_court_s_file_hold_no_layers_of_numbers(tmp_path: Path) -> None:
    with opened(tmp_path, NUMBERS) as project:
        for profile in ("partner", "court"):
            out = tmp_path / f"{profile}.gpkg"
            export_records(project, out, profile)
            assert not rows(out, "SELECT 1 FROM gpkg_contents WHERE table_name LIKE '%\\_by\\_%' ESCAPE '\\'")
        assert not project.register.administrative(COUNTS)


def test_a_hazard_is_for_everybody_only_as_the_mine_action_authority_has_published_it(
    tmp_path: Path, proof: Proof
) -> None:
    area = {"place": square(37.2, 49.2), "sensitivity": "public", "hazard_type": "mine", "device_named": "CANARY"}
    with opened(tmp_path, {}) as project:
        project.register.commit(
            [
                record("hazard", "H-1", published="yes", published_in="EXAMPLE register, sheet 4", **area),
                record("hazard", "H-2", published="no", **area), record("hazard", "H-3", **area),
            ]
        )  # fmt: skip
        export_records(project, tmp_path / "public.gpkg", "public")
    assert rows(tmp_path / "public.gpkg", "SELECT code, published_in FROM hazard") == [
        ("H-1", "EXAMPLE register, sheet 4")
    ]
    assert b"CANARY" not in (tmp_path / "public.gpkg").read_bytes()
    proof("D", "hazards in a public file", "1 published of 3")


# A partner who reads what everybody reads


def _of_partner(path: Path, type_: str) -> dict[tuple[str, str], int]:
    """What a partner counts in the records that it was given, by settlement and in all."""
    named = dict(rows(path, "SELECT id, code FROM settlement"))
    given = rows(path, f"SELECT settlement FROM {type_}")
    by_place = Counter(named[settlement] for (settlement,) in given)
    return {**{("settlement", code): by_place[code] for code in PLACES}, ("whole", ""): len(given)}


def test_a_partner_s_records_taken_from_what_everybody_is_told_leave_nothing(tmp_path: Path, proof: Proof) -> None:
    """One record that no partner is given, and one more later: no number tells that they are there."""
    attacker = Attacker(tmp_path, "incident")
    with opened(tmp_path, NUMBERS, "incident") as project:
        add(project, {"P-1": 1}, "incident", sensitivity="restricted", description="CANARY")
        export_records(project, tmp_path / "partner.gpkg", "partner")
        told = attacker.takes(project, "gpkg", "statistics")
        add(project, {"P-1": 1, "P-4": 2}, "incident", sensitivity="restricted")
        again = attacker.takes(project)
    held = _of_partner(tmp_path / "partner.gpkg", "incident")
    left = {cell: told[cell] - number for cell, number in held.items() if told.get(cell) is not None}  # type: ignore[operator]
    assert left
    assert set(left.values()) == {0}
    assert {cell: again[cell] for cell in told if cell in again} == {cell: told[cell] for cell in told if cell in again}
    proof("D4", "public numbers minus a partner's records", f"{len(left)} numbers, each difference 0")


PARTNERED = st.lists(
    st.tuples(
        st.sampled_from(["add", "add", "void"]), st.sampled_from(sorted(PLACES)), st.sampled_from([1, 2, 6]),
        st.sampled_from(["public", "partner", "restricted", "sealed"]),
    ),
    min_size=1, max_size=4,
)  # fmt: skip


@settings(max_examples=count(2, 100), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.fixed_dictionaries({code: st.integers(0, 12) for code in PLACES}), PARTNERED)
def test_no_history_lets_a_partner_take_its_records_from_a_public_number_and_keep_any(
    tmp_path_factory: pytest.TempPathFactory,
    numbers: dict[str, int],
    steps: list[tuple[str, str, int, str]],
) -> None:
    folder = tmp_path_factory.mktemp("partner")
    attacker = Attacker(folder, "incident")
    with opened(folder, numbers, "incident") as project:
        for at, (what, code, by, class_) in enumerate(steps):
            if what == "add":
                add(project, {code: by}, "incident", sensitivity=class_)
            elif f"R-{by}" in project.register.codes("incident"):
                _voided_once(project, f"R-{by}")
            out = folder / f"partner-{at}.gpkg"
            export_records(project, out, "partner")
            told = attacker.takes(project)
            held = _of_partner(out, "incident")
            assert [told[cell] for cell in held if told.get(cell) is not None] == [
                held[cell] for cell in held if told.get(cell) is not None
            ]
    assert attacker.subtracts() == []


def _voided_once(project: Project, code: str) -> None:
    held = project.register.values("incident", project.register.codes("incident")[code]) or {}
    if held.get("review") != "voided":
        void(project, "incident", code)
