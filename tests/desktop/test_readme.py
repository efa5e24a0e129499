"""The README tells of every command, and of none that does not exist."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from desktop.commandline import parser

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


def commands() -> set[str]:
    """The commands that the parser knows."""
    (known,) = [action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)]
    return set(known.choices)


def test_every_command_is_documented() -> None:
    told = set(re.findall(r"`taphos ([a-z]+)", README))
    assert told == commands()


def whole_help(command: argparse.ArgumentParser) -> str:
    """The help of a command and of what it is divided into."""
    parts = [action for action in command._actions if isinstance(action, argparse._SubParsersAction)]
    return command.format_help() + "".join(whole_help(one) for part in parts for one in part.choices.values())


def test_every_option_that_the_readme_names_exists() -> None:
    (known,) = [action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)]
    for line in README.splitlines():
        for command in re.findall(r"^\| `taphos ([a-z]+)", line):
            for option in re.findall(r"`(--[a-z-]+)", line):
                assert option in whole_help(known.choices[command]), f"{command} has no {option}"
