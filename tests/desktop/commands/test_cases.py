"""`taphos mni` and `taphos case` from a terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.commandline import main
from desktop.commands.context import DONE, PROBLEMS, REFUSED

Told = Callable[..., Any]


@pytest.fixture
def project(tmp_path: Path) -> str:
    """A site with a body whose left femur is there, and a leg with another left femur."""
    made = str(tmp_path / "p.taphos")
    assert main(["new", made, "--plain"]) == DONE
    main(["add", made, "site", "code=S-1", "form=multiple_grave", "status=exhumed"])
    for code, kind in (("S-1-001B", "body"), ("S-1-002BP", "body_part")):
        main(
            [
                "add",
                made,
                "case",
                f"code={code}",
                f"remains_class={kind}",
                "origin=handed_over",
                "received_from=x",
                "site=S-1",
            ]
        )
        main(["add", made, "element", f"code={code}-F", f"case={code}", "bone=femur", "side=L",
              "zones=proximal_end; middle_third", "developmental_age=adult"])  # fmt: skip
    return made


@pytest.fixture
def told(project: str, capfd: pytest.CaptureFixture[str]) -> Told:
    def run(*arguments: str, status: int = DONE) -> Any:
        capfd.readouterr()
        assert main([arguments[0], *arguments[1:], "--json"]) == status
        return json.loads(capfd.readouterr().out)

    return run


def test_the_minimum_comes_with_who_forces_it(project: str, told: Told) -> None:
    [site] = told("mni", project, "--site", "S-1")
    assert (site["sites"], site["cases"], site["mni"], site["exact"], site["identified"]) == (["S-1"], 2, 2, True, 0)
    assert [(piece["code"], piece["case"]) for piece in site["forced_by"]] == [
        ("S-1-001B-F", "S-1-001B"), ("S-1-002BP-F", "S-1-002BP"),
    ]  # fmt: skip
    assert {(row["bone"], row["zone"], row["count"]) for row in site["table"]} == {
        ("femur", "proximal_end", 2), ("femur", "middle_third", 2),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "S-1: 2 cases; minimum number of individuals 2; 0 persons identified."), ("uk", "Стегнова кістка")],
)
def test_the_working_is_told_in_words(
    project: str, language: str, words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["--language", language, "mni", project]) == DONE
    assert words in capfd.readouterr().out


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "1 of 3 cases that may be human has no bone in the inventory; the minimum number counts nobody for it."),
        ("uk", "1 з 3 номерів останків, що можуть бути людськими"),
    ],
)
def test_remains_without_an_inventory_are_told_beside_the_minimum(
    project: str, told: Told, language: str, words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    for code, kind in (("S-1-003B", "body"), ("S-1-004", "non_human")):
        main(["add", project, "case", f"code={code}", f"remains_class={kind}", "site=S-1"])
    [site] = told("mni", project, "--site", "S-1")
    assert (site["cases"], site["human_cases"], site["not_inventoried"], site["mni"]) == (4, 3, 1, 2)
    assert main(["--language", language, "mni", project]) == DONE
    assert words in capfd.readouterr().out


def test_a_join_against_the_bones_asks_for_a_reason_and_one_undo_restores(
    project: str, told: Told, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["case", "join", project, "S-1-002BP", "--to", "S-1-001B", "--basis", "fit"]) == REFUSED
    assert "2 people at least (S-1-002BP-F, S-1-001B-F)" in capfd.readouterr().err
    line = ["case", "join", project, "S-1-002BP", "--to", "S-1-001B", "--reason", "the second femur is an error"]
    assert main(line) == PROBLEMS
    assert main(["undo", project]) == DONE
    assert "joined_to" not in told("show", project, "case/S-1-002BP")


def test_bones_are_split_off_and_given_back(project: str, told: Told) -> None:
    made = told("case", "split", project, "S-1-001B", "S-1-001B-F", "--reason", "not his", "--class", "general_bone")[
        "made"
    ]
    assert told("show", project, f"case/{made}")["split_from"] == told("show", project, "case/S-1-001B")["id"]
    back = [
        "case",
        "reassociate",
        project,
        "S-1-001B-F",
        "--to",
        "S-1-001B",
        "--basis",
        "articulation",
        "--reason",
        "his",
    ]
    assert main(back) == DONE
    assert told("show", project, "S-1-001B-F")["case"] == told("show", project, "case/S-1-001B")["id"]


def test_numbers_of_a_block_are_accounted_for(project: str, told: Told, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["case", "reserve", project, "S-1", "2", "4"]) == DONE
    [block] = told("case", "numbers", project, "S-1", status=PROBLEMS)
    assert (block["used"], block["unexplained"]) == (["S-1-002BP"], [3, 4])
    main(["add", project, "case", "remains_class=body", "origin=handed_over", "received_from=x", "site=S-1"])
    assert "S-1-003B" in capfd.readouterr().out


def test_a_list_says_which_opinion_holds_no_more(project: str, told: Told, capfd: pytest.CaptureFixture[str]) -> None:
    for code, more in (("EX-OP-1", ()), ("EX-OP-2", ("supersedes=EX-OP-1", "supersedes_reason=EXAMPLE"))):
        assert (
            main(["add", project, "opinion", f"code={code}", "case=S-1-001B", "limitations=EXAMPLE", *more]) != REFUSED
        )
    assert {one["code"]: one.get("superseded") for one in told("list", project, "opinion")} == {
        "EX-OP-1": True, "EX-OP-2": None,
    }  # fmt: skip
    assert main(["list", project, "opinion"]) == DONE
    lines = capfd.readouterr().out.splitlines()
    assert [line.endswith("(superseded)") for line in lines if line.startswith("EX-OP")] == [True, False]
