"""Commands about what can be shown without a mission's own data, and told of it: demo and statistics."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import desktop
from desktop.commands.context import DONE, Command
from desktop.commands.records import add_as_of, as_of
from desktop.commands.selecting import add_dry_run, add_recipient, add_selection, selection_of
from forensics.editions import standing_words
from forensics.messages import Message, say
from layers.errors import ExportRefused

if TYPE_CHECKING:
    from layers.statistics import Computed

PRODUCTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("export", "example.gpkg", ("{out}", "--profile", "partner")),
    ("map", "example.pdf", ("{out}", "--profile", "public")),
    ("web", "example.html", ("{out}", "--profile", "public")),
    ("open", "example.png", ("--screenshot", "{out}")),
)
"""What is made of the example: the command, the file, and what the command is told after the project."""


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the commands of this module."""
    demo = commands.add_parser(
        "demo", help="a project of facts, an example of invented records, and what is made of it"
    )
    demo.add_argument("folder", metavar="FOLDER")
    demo.add_argument("--projects-only", action="store_true", help="without the map, the pages and the picture")
    demo.set_defaults(run=run_demo)
    told = commands.add_parser("statistics", help="the numbers that a mission publishes, each with its counting rule")
    told.add_argument("project", metavar="PROJECT")
    told.add_argument("--profile", required=True, metavar="court|partner|public|FILE", help="who may see what")
    add_recipient(told)
    add_selection(told)
    add_as_of(told)
    add_dry_run(told)
    told.add_argument("--json", action="store_true", help="one JSON document")
    told.set_defaults(run=run_statistics)


def run_demo(command: Command) -> int:
    """Build both example projects and export the second one; all of it is there, or none."""
    from layers.demo.building import build_example, build_facts, whole_folder

    target = Path(command.arguments.folder)
    with whole_folder(target) as folder:
        build_facts(folder, command.progress(say("Settlements and periods of control")))
        example = build_example(folder, progress=command.progress(say("Invented records")))
        if not command.arguments.projects_only:
            for name, file, arguments in PRODUCTS:
                _make(command, example, name, folder / file, arguments)
        made = sorted(path.name for path in folder.iterdir())
    command.say("Made in {folder}: {names}.", folder=str(target), names=", ".join(made))
    return DONE


def _make(command: Command, example: Path, name: str, out: Path, arguments: tuple[str, ...]) -> None:
    """Run one command on the example in a process of its own, so that each starts its own display."""
    told = [argument.replace("{out}", str(out)) for argument in arguments]
    line = [sys.executable, "-m", "desktop.commandline", "--language", command.translate.language, name, str(example)]
    house = str(Path(desktop.__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (house, os.environ.get("PYTHONPATH"))))}
    done = subprocess.run([*line, *told], env=environment, capture_output=True, check=False)
    if done.returncode != DONE or not out.is_file():
        sys.stderr.write(done.stderr.decode("utf-8", "replace"))
        raise ExportRefused("“{file}” of the example could not be made; nothing was kept.", file=out.name)


def run_statistics(command: Command) -> int:
    """Count what is asked for, and tell each number with its rule; what is not for a court is entered into the ledger.

    Exit 1 where no ledger could note it.
    """
    from layers.statistics import print_statistics, words_of
    from layers.statistics_preview import preview_statistics

    arguments = command.arguments
    if arguments.dry_run:
        with command.project() as project:
            return command.previewed(
                preview_statistics(project, arguments.profile, selection_of(command, project), as_of(arguments),
                                   command.progress(say("Counting")))
            )  # fmt: skip
    with command.project() as project:
        printed = print_statistics(
            project, arguments.profile, selection_of(command, project), as_of(arguments), command.translate,
            command.progress(say("Counting")),
        )  # fmt: skip
        catalogue = project.catalogue
    if command.json:
        command.document(printed.document)
        return command.noted(printed.unnoted)
    if printed.is_open:
        command.say(standing_words(None))
    counting = [one.counted for one in printed.told if one.value is not None and one.counted is not None]
    told_of = {command.translate(message): message for message in counting}
    for one in printed.told:
        _tell(command, one, words_of(catalogue, one.statistic), alone=len(told_of) > 1)
    for message in told_of.values() if len(told_of) == 1 else ():
        command.say(message)
    if printed.told:
        command.say("Counted up to {moment}; head {head}.", moment=printed.told[0].cut_off, head=printed.told[0].head)
    return command.noted(printed.unnoted)


def _tell(command: Command, one: Computed, words: Mapping[str, Message], *, alone: bool) -> None:
    """One number; `alone` says what it counts, which otherwise is said once of all."""
    statistic = one.statistic
    if isinstance(one.value, Mapping):
        command.say("{label} ({unit})", label=statistic.label, unit=statistic.unit)
        _tell_table(command, one.value, words, "  ")
    elif one.value is None:
        command.say("{label}: not told", label=statistic.label)
    else:
        command.say("{label}: {value:,} {unit}", label=statistic.label, value=one.value, unit=statistic.unit)
    command.say("    {rule}", rule=statistic.rule)
    if alone and one.counted is not None and one.value is not None:
        command.say("    {counted}", counted=one.counted)
    if one.unknown:
        command.say("    Unknown: {count:,}", count=one.unknown)
    if one.note is not None:
        command.say("    {note}", note=one.note)
    if one.methodology is not None and one.value is not None:
        command.say("    {methodology}", methodology=one.methodology)


def _tell_table(command: Command, table: Mapping[str, Any], words: Mapping[str, Message], indent: str) -> None:
    for code, value in table.items():
        label = words.get(code, code)
        if isinstance(value, Mapping):
            command.say("{indent}{label}", indent=indent, label=label)
            _tell_table(command, value, words, indent + "  ")
        elif value is None:
            command.say("{indent}{label}: not told", indent=indent, label=label)
        else:
            command.say("{indent}{label}: {value:,}", indent=indent, label=label, value=value)
