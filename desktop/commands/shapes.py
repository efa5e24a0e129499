"""The command about the shapes of records: parted by a line, united, widened."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from desktop.commands.context import DONE, Command
from forensics.errors import ValueRefused
from forensics.messages import say

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from forensics.ports import Found, Receipt
    from layers.project import Project

_Commands = argparse._SubParsersAction


def add_commands(commands: _Commands[argparse.ArgumentParser]) -> None:
    """Declare the command of this module."""
    shape = commands.add_parser("shape", help="split, merge or widen the areas and lines of records")
    shape.add_argument("project", metavar="PROJECT")
    shape.add_argument("deed", choices=("split", "merge", "widen"), metavar="split|merge|widen")
    shape.add_argument("records", nargs="+", metavar="RECORD")
    shape.add_argument("--line", default="", metavar="WKT", help="of split: LINESTRING in degrees, longitude first")
    shape.add_argument(
        "--metres", type=float, default=0.0, metavar="N", help="of widen: on the ground; negative narrows"
    )
    shape.add_argument("--reason", default="", metavar="TEXT", help="of merge: why the others are voided")
    shape.set_defaults(run=run_shape)


def run_shape(command: Command) -> int:
    """Do it in one commit; `taphos undo` takes it back."""
    arguments = command.arguments
    with command.project() as project:
        found = [project.register.find(name) for name in arguments.records]
        receipt = _done(project, arguments, found)
        changed = [id_ for ids in receipt.changed.values() for id_ in ids or ()]
        names = [one.code or one.id for one in project.register.titles(changed).values()]
    command.say(say("Changed: {records}.", records=", ".join(sorted(names)) or "–"))
    return DONE


def _done(project: Project, arguments: argparse.Namespace, found: list[Found]) -> Receipt:
    from layers.shapes import merge_shapes, split_shape, widen_shape

    if arguments.deed == "merge":
        return merge_shapes(project, found, arguments.reason)
    if len(found) != 1:
        raise ValueRefused("One record is split or widened; {count} were given.", count=len(found))
    if arguments.deed == "widen":
        return widen_shape(project, found[0], arguments.metres, arguments.reason)
    return split_shape(project, found[0], _line(arguments.line), arguments.reason)


def _line(text: str) -> BaseGeometry:
    import shapely

    line = shapely.from_wkt(text, on_invalid="ignore") if text else None
    if line is None or line.geom_type != "LineString":
        raise ValueRefused("“{value}” is no line; LINESTRING (30.1 50.2, 30.3 50.2) was expected.", value=text)
    return line
