"""Commands about numbers: blocks of them are reserved for a team, and at the closing of a site accounted for."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from desktop.commands.context import DONE, PROBLEMS, Command
from forensics.messages import say
from forensics.numbering import SERIES, Account

_Commands = argparse._SubParsersAction
_SERIES = "|".join(SERIES)


def declare_numbering(inner: _Commands[argparse.ArgumentParser]) -> None:
    """Declare the actions of `taphos case` that speak of numbers."""
    reserve = declared(inner, "reserve", run_reserve, help="reserve a block of numbers for a team that works apart")
    reserve.add_argument("site", metavar="SITE")
    reserve.add_argument("first", type=int, metavar="FIRST")
    reserve.add_argument("last", type=int, metavar="LAST")
    reserve.add_argument("--series", default="case", metavar=_SERIES)
    reserve.add_argument("--team", default="", metavar="TEAM")
    reserve.add_argument(
        "--device",
        default="",
        metavar="SHORT",
        help="the short name of the team's device; this one where none is given",
    )
    numbers = declared(
        inner, "numbers", run_numbers, help="which numbers of a site's blocks are used, voided, explained or open"
    )
    numbers.add_argument("site", metavar="SITE")
    numbers.add_argument("--json", action="store_true", help="one JSON document")
    explain = declared(inner, "explain", run_explain, help="say why a number of a block was not used")
    explain.add_argument("site", metavar="SITE")
    explain.add_argument("number", type=int, metavar="NUMBER")
    explain.add_argument("--series", default="case", metavar=_SERIES)
    explain.add_argument("--reason", required=True, metavar="TEXT")


def declared(
    inner: _Commands[argparse.ArgumentParser], name: str, run: Callable[[Command], int], *, help: str
) -> argparse.ArgumentParser:
    """The parser of one action on a project."""
    parser = inner.add_parser(name, help=help)
    parser.add_argument("project", metavar="PROJECT")
    parser.set_defaults(run=run)
    return parser


def run_reserve(command: Command) -> int:
    """Reserve a block; refused where it overlaps with another one."""
    from forensics.numbering import Block
    from layers.enrolment import short_name
    from layers.numbering import reserve

    arguments = command.arguments
    with command.project() as project:
        site = project.register.find(arguments.site, ("site",))
        team = project.register.find(arguments.team, ("team",)).code if arguments.team else ""
        device = arguments.device.upper() or short_name(project)
        reserve(project, site, Block(arguments.series, arguments.first, arguments.last, device, team))
    command.say(
        say(
            "{first} to {last} of {site} are reserved for device {device}.",
            first=arguments.first,
            last=arguments.last,
            site=site.code,
            device=device,
        )
    )
    return DONE


def run_explain(command: Command) -> int:
    """Record why a number was not used."""
    from layers.numbering import explain

    arguments = command.arguments
    with command.project() as project:
        site = project.register.find(arguments.site, ("site",))
        explain(project, site, arguments.series, arguments.number, arguments.reason)
    command.say(say("Number {number} of {site} is explained.", number=arguments.number, site=site.code))
    return DONE


def run_numbers(command: Command) -> int:
    """Account for the numbers of a site; exit 1 where some are unexplained."""
    from layers.numbering import accounts_of

    with command.project() as project:
        site = project.register.find(command.arguments.site, ("site",))
        accounts = accounts_of(project, project.register.values("site", site.id) or {})
    if command.json:
        command.document([_document(one) for one in accounts])
    else:
        for one in accounts:
            _tell(command, one)
    return PROBLEMS if any(one.unexplained for one in accounts) else DONE


def _document(one: Account) -> dict[str, object]:
    return {
        **one.block.as_row(),
        "first": one.block.first,
        "last": one.block.last,
        "used": list(one.used.values()),
        "voided": {str(number): why for number, why in one.voided.items()},
        "explained": {str(number): why for number, why in one.explained.items()},
        "unexplained": list(one.unexplained),
    }


def _tell(command: Command, one: Account) -> None:
    command.say(
        say(
            "{series} {first} to {last}: {used} used, {voided} voided, {explained} explained, {left} unexplained.",
            series=one.block.series,
            first=one.block.first,
            last=one.block.last,
            used=len(one.used),
            voided=len(one.voided),
            explained=len(one.explained),
            left=len(one.unexplained),
        )
    )
    if one.unexplained:
        numbers = ", ".join(map(str, one.unexplained))
        command.say(say("    Neither used nor explained: {numbers}", numbers=numbers))
