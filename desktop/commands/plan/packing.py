"""`taphos plan pack`: what a team takes along, as paper and as files."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop.commands.context import DONE, PROBLEMS, Command
from desktop.commands.plan.common import add_day, add_project, day_of
from forensics.messages import say


def declare(what: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command of this module."""
    pack = what.add_parser("pack", help="what a team takes along: map, tasks, safety card, field pack, GPX and KML")
    add_project(pack)
    pack.add_argument("team", metavar="TEAM")
    pack.add_argument("out", metavar="FOLDER", help="where the files go; it is made where it is not there")
    pack.add_argument("--check-in", default="", metavar="TEXT", help="when the team reports")
    pack.add_argument("--alarm", default="", metavar="TEXT", help="who raises the alarm when a check-in is missed")
    pack.add_argument("--hospital", default="", metavar="TEXT", help="the nearest (default: the nearest on record)")
    pack.add_argument("--evacuation", default="", metavar="TEXT", help="the way out")
    pack.add_argument("--radio", default="", metavar="TEXT", help="channels and call signs")
    pack.add_argument("--curfew", default="", metavar="TEXT", help="from when to when")
    pack.add_argument("--ordnance", default="", metavar="TEXT", help="the emergency number for ordnance")
    add_day(pack)
    pack.set_defaults(run=run_pack)


def run_pack(command: Command) -> int:
    """Write a team's pack; exit 1 where an area of it may not be entered, or no ledger could note a file."""
    from desktop.layouts.team_packs import write_team_pack
    from layers.planning.packing import CARD, Card, pack_of

    arguments, translate = command.arguments, command.translate
    card = Card(arguments.check_in, arguments.alarm, arguments.hospital, arguments.evacuation, arguments.radio,
                arguments.curfew, arguments.ordnance)  # fmt: skip
    with command.project() as project:
        team = project.register.find(arguments.team, ("team",))
        pack = pack_of(project, team, card, day_of(arguments.day))
        written = write_team_pack(project, pack, Path(arguments.out), translate.language,
                                  command.progress(say("Writing")))  # fmt: skip
    files, unnoted = written.files, written.unnoted
    if command.json:
        command.document(
            {"team": pack.name, "day": pack.day.isoformat(), "areas": [one.code for one in pack.areas],
             "blocked": [{"area": area.code, "why": [translate(one) for one in why]} for area, why in pack.blocked],
             "hazards": [one.code for one in pack.hazards], "files": [one.name for one in files],
             "blank": list(pack.card.missing)}
        )  # fmt: skip
    for one in files:
        command.say("Wrote {file}.", file=str(one))
    for area, _ in pack.blocked:
        command.say("{code} is not in it: nobody may enter it.", code=area.code)
    for name in pack.card.missing:
        command.say("Left blank on the card, to be written in by hand: {line}", line=CARD[name])
    for why in unnoted:
        command.noted(why)
    return PROBLEMS if pack.blocked or unnoted else DONE
