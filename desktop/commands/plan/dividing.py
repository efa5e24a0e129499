"""`taphos plan divide`: an area becomes planned areas that cover it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.commands.context import DONE, Command
from forensics.messages import say, say_count

if TYPE_CHECKING:
    from layers.planning.dividing import Division
    from layers.planning.ground import Ground
    from layers.project import Project


def declare(what: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command of this module."""
    divide = what.add_parser("divide", help="makes planned areas that cover an area without gap or overlap")
    divide.add_argument("project", metavar="PROJECT")
    divide.add_argument("area", metavar="AREA", help="the code of a record, or a file with areas")
    how = divide.add_mutually_exclusive_group(required=True)
    how.add_argument("--into", type=int, metavar="N", help="connected parts of about one load")
    how.add_argument("--cells", choices=("square", "hexagon"), help="cells of one size")
    how.add_argument("--lines", metavar="FILE", help="the blocks between streets, streams or other lines")
    divide.add_argument("--by", choices=("area", "population", "hours"), default="area", help="what parts have alike")
    divide.add_argument("--size", type=float, default=0.0, metavar="M", help="of a cell from side to side, in metres")
    divide.add_argument("--buffer", type=float, default=0.0, metavar="M", help="metres around a track or a point")
    divide.add_argument("--hours-per-km2", type=float, metavar="H", help="expected work for a km² of ground")
    divide.add_argument("--hours-per-1000", type=float, metavar="H", help="expected work for a thousand people")
    divide.add_argument("--purpose", default="", metavar="CODE", help="of the new areas")
    divide.add_argument("--layer", default="", metavar="NAME", help="of the file")
    divide.add_argument("--crs", default="", metavar="CODE", help="of the file, where it does not say it")
    divide.add_argument("--dry-run", action="store_true", help="say what would be made, and make nothing")
    divide.add_argument("--reason", metavar="TEXT", help="why, for the journal")
    divide.add_argument("--json", action="store_true", help="one JSON document")
    divide.set_defaults(run=run_divide)


def run_divide(command: Command) -> int:
    """Divide an area and write its parts."""
    from layers.planning.dividing import keep_division
    from layers.planning.ground import ground_named

    arguments = command.arguments
    with command.project() as project:
        ground = ground_named(project, arguments.area, arguments.buffer, arguments.layer, arguments.crs)
        division = _divided(project, ground, arguments)
        codes: list[str] = []
        commit = ""
        if not arguments.dry_run:
            codes, receipt = keep_division(project, division, arguments.purpose, arguments.reason or "")
            commit = receipt.commit
    if command.json:
        command.document(_document(division, codes, commit))
        return DONE
    _tell(command, division, codes)
    return DONE


def _divided(project: Project, ground: Ground, arguments: argparse.Namespace) -> Division:
    from layers.planning.dividing import Hours, along_lines, into_cells, into_parts

    if arguments.cells:
        return into_cells(ground, arguments.cells, arguments.size)
    if arguments.lines:
        return along_lines(ground, Path(arguments.lines), crs=arguments.crs)
    given = {"per_km2": arguments.hours_per_km2, "per_1000": arguments.hours_per_1000}
    hours = Hours(**{name: value for name, value in given.items() if value is not None})
    return into_parts(project, ground, arguments.into, arguments.by, hours)


def _document(division: Division, codes: list[str], commit: str) -> dict[str, Any]:
    from shapely.geometry import mapping

    km2, loads = division.km2, division.loads or (None,) * len(division.parts)
    return {
        "area": division.ground.name, "km2": sum(km2), "by": division.by or None, "commit": commit or None,
        "parts": [
            {"code": codes[at] if codes else None, "km2": km2[at], "load": loads[at], "place": mapping(part)}
            for at, part in enumerate(division.parts)
        ],
    }  # fmt: skip


UNITS = {"area": say("km²"), "population": say("people"), "hours": say("h")}


def _tell(command: Command, division: Division, codes: list[str]) -> None:
    km2 = division.km2
    for at, code in enumerate(codes):
        if division.by in ("population", "hours"):
            command.say("{code}: {km2:.2f} km², {load:,.0f} {unit}", code=code, km2=km2[at], load=division.loads[at],
                        unit=UNITS[division.by])  # fmt: skip
        else:
            command.say("{code}: {km2:.4f} km²", code=code, km2=km2[at])
    command.say(
        say_count(
            "{name} in {count:,} part of {km2:.2f} km².", "{name} in {count:,} parts, {km2:.2f} km² together.",
            count=len(division.parts), name=division.ground.name, km2=sum(km2),
        )
    )  # fmt: skip
    if division.loads:
        command.say("The heaviest part has {ratio:.3f} times the load of the lightest.",
                    ratio=max(division.loads) / max(min(division.loads), 1e-9))  # fmt: skip
    if not codes:
        command.say("Nothing was written.")
