"""`taphos plan`: who surveys where, safely, and what is left."""

from __future__ import annotations

import argparse

from desktop.commands.plan import assigning, covering, dividing, packing, scoring, searching

_Parser = argparse.ArgumentParser


def add_commands(commands: argparse._SubParsersAction[_Parser]) -> None:
    """Declare the commands of this package."""
    plan = commands.add_parser("plan", help="who surveys where, safely, and what is left")
    what = plan.add_subparsers(dest="what", metavar="WHAT", required=True, parser_class=type(plan))
    for family in (dividing, scoring, assigning, covering, searching, packing):
        family.declare(what)
