"""Help and refusals of the arguments speak the language that was asked for."""

from __future__ import annotations

import argparse
import ast
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.commandline import language_of, parser
from desktop.commands.speaking import WORDS, speaking
from layers.language import Translator
from tests.desktop.commands.running import Terminal

UK = Translator("uk")
CYRILLIC = re.compile("[а-щьюяєіїґ]{2}", re.IGNORECASE)
FIELDS = re.compile(r"%(?:\(\w+\))?[sr]")


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TAPHOS_LANGUAGE", raising=False)


def every_parser(top: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield top
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from every_parser(below)


def names_and_choices(one: argparse.ArgumentParser) -> set[str]:
    """Words of a help that are the same in every language: options, what stands for values, commands, codes."""
    kept = {one.prog, "-h"}
    for action in one._actions:
        kept |= {*action.option_strings, *re.findall(r"\S+", str(action.metavar or action.dest.upper()))}
        kept |= set(map(str, action.choices or ()))
    return kept


def test_the_help_of_every_command_is_ukrainian_throughout() -> None:
    same = re.compile(
        r"\b(EPSG|SHA|ISO|JSON|CSV|HXL|dat|geojson|kml|csv|xlsx|parquet|row|field|value|taphos|plain|given|filter|gpkg|add|age1|xy|yx|PMTiles|MBTiles|postgresql|N)\b|[-/.:{}|,=()\d+T]"
    )
    seen = 0
    for one in every_parser(parser(UK)):
        text = one.format_help()
        assert text.startswith("використання: "), text
        for word in sorted(names_and_choices(one), key=len, reverse=True):
            text = text.replace(word, " ")
        rest = [word for word in re.findall(r"[A-Za-z]{2,}", same.sub(" ", text)) if word.islower()]
        assert not rest, (one.prog, rest, text)
        assert CYRILLIC.search(one.description or ""), one.prog
        seen += 1
    assert seen > 20


def test_the_help_is_english_unless_told_otherwise(terminal: Terminal) -> None:
    assert terminal("--help").out.startswith("usage: taphos")
    assert "take the rows of a file in as records" in terminal("import", "--help").out


WRONG = {
    ("map",): "taphos map: бракує обов'язкових аргументів: PROJECT",
    ("info", "a", "b"): "taphos: невідомі аргументи: b.",
    ("list", "a", "site", "--limit"): "taphos list: аргумент --limit: потрібне одне значення.",
    ("list", "a", "site", "--limit", "x"): "taphos list: аргумент --limit: неприпустиме значення 'x' (тип: int).",
    ("import", "a", "b", "--as", "site", "--map"): "taphos import: аргумент --map: потрібне щонайменше одне значення.",
    ("import", "a", "b", "--as", "site", "--json=1"): "taphos import: аргумент --json: зайве значення '1'.",
    ("import", "a", "b", "--d"): "taphos import: неоднозначний параметр: --d може бути --day-first, --dry-run.",
    ("bury",): "taphos: аргумент COMMAND: неприпустиме значення 'bury' (можливі: ",
}


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_what_is_wrong_with_the_arguments_is_one_sentence_in_the_language(
    terminal: Terminal, arguments: tuple[str, ...]
) -> None:
    ran = terminal("--language", "uk", *arguments, status=2)
    assert ran.out == ""
    assert ran.err.startswith(WRONG[arguments])
    assert ran.err.count("\n") == 1
    assert ran.err.endswith(".\n")
    assert not ran.err.endswith("..\n")


def test_the_language_is_that_of_the_line_then_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAPHOS_LANGUAGE", "uk")
    assert language_of(["info", "--help"]) == "uk"
    assert language_of(["--language", "en", "info"]) == "en"
    assert language_of(["--lang=en", "info"]) == "en"
    assert language_of(["map", "a", "--language", "en"]) == "en"
    assert language_of(["--language", "uk", "map", "a", "--language=en"]) == "en"
    assert language_of(["list", "a", "site", "--la", "5"]) == "uk"
    assert language_of(["add", "a", "site", "--", "--language", "en"]) == "uk"
    assert language_of(["--language", "xx", "info"]) == "uk"
    assert language_of(["--language"]) == "uk"


def test_argparse_is_left_as_it_was() -> None:
    before = vars(argparse)["_"], vars(argparse)["ngettext"]
    with speaking(UK):
        assert vars(argparse)["_"]("options") == "параметри"
        assert vars(argparse)["ngettext"]("expected %s argument", "expected %s arguments", 5) == "потрібно %s значень"
        assert vars(argparse)["_"]("whatever comes") == "whatever comes"
    assert (vars(argparse)["_"], vars(argparse)["ngettext"]) == before


@pytest.mark.parametrize("text", WORDS)
def test_what_argparse_fills_in_stands_in_the_translation(text: str) -> None:
    assert sorted(FIELDS.findall(UK(WORDS[text]))) == sorted(FIELDS.findall(text))


FOR_PROGRAMMERS = re.compile(
    "conflict|__call__|is an invalid argument for positionals|exclusive|callable|cannot|open '|must start|dest="
    "|unknown parser|mode %r|unexpected option string|error: "
)


@pytest.mark.skipif(
    sys.version_info[:2] != (3, 11), reason="each Python has its own texts; those of 3.11 are all known"
)
def test_everything_that_argparse_says_to_a_person_is_known() -> None:
    called = [node for node in ast.walk(ast.parse(inspect.getsource(argparse))) if isinstance(node, ast.Call)]
    said = [
        node.args[0].value
        for node in called
        if isinstance(node.func, ast.Name) and node.func.id == "_" and isinstance(node.args[0], ast.Constant)
    ]
    assert len(said) > 20
    assert not [text for text in said if text not in WORDS and not FOR_PROGRAMMERS.search(text)]


def test_every_command_takes_the_language_behind_it_as_well_as_before(terminal: Terminal, tmp_path: Path) -> None:
    for one in every_parser(parser()):
        assert "--language" in one.format_help(), one.prog
    terminal("new", tmp_path / "p.taphos", "--plain")
    before = terminal("--language", "uk", "list", tmp_path / "p.taphos", "site").out
    assert CYRILLIC.search(before)
    assert terminal("list", tmp_path / "p.taphos", "site", "--language", "uk").out == before


def test_what_is_made_is_in_the_language_behind_the_command(terminal: Terminal, tmp_path: Path) -> None:
    project = tmp_path / "p.taphos"
    terminal("new", project, "--plain")
    terminal("add", project, "site", "form=surface", "status=reported", "place=49.2, 37.2")
    made = {}
    for language in ("en", "uk"):
        page, picture = tmp_path / f"{language}.svg", tmp_path / f"{language}.png"
        terminal("web", project, tmp_path / f"{language}.html", "--profile", "court", "--language", language)
        terminal("map", project, page, "--profile", "court", "--language", language)
        terminal("open", project, "--language", language, "--screenshot", picture)
        made[language] = (page.read_bytes(), picture.read_bytes())
        assert f'<html lang="{language}">' in (tmp_path / f"{language}.html").read_text("utf-8")
    assert made["en"][0] != made["uk"][0]
    assert made["en"][1] != made["uk"][1]
