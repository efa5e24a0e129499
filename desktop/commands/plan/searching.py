"""`taphos plan search`: what searches could have found, and where the next hours would find most."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from desktop.commands.context import DONE, Command
from desktop.commands.plan.common import add_day, add_project, day_of, numbers
from forensics.messages import say

if TYPE_CHECKING:
    from forensics.planning.searching import Searched
    from layers.planning.searching import Search

NO_STATEMENT = say(
    "A planner's aid, by random search (Koopman), kept nowhere: that a search found nothing states its method, extent, "
    "depth, conditions and limits, and no probability."
)


def declare(what: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command of this module."""
    search = what.add_parser("search", help="what searches could have found, and where to look next; kept nowhere")
    add_project(search)
    search.add_argument("areas", nargs="*", metavar="AREA", help="all that are not done where none is named")
    search.add_argument(
        "--probability", action="append", default=[], metavar="AREA=NUMBER",
        help="before the search; by priority and ground where none is given; may be repeated",
    )  # fmt: skip
    search.add_argument("--elsewhere", type=float, default=0.1, metavar="P", help="that it lies in none of them (0.1)")
    search.add_argument("--km", type=float, default=0.0, metavar="KM", help="kilometres of line to be shared out next")
    add_day(search)
    search.set_defaults(run=run_search)


def run_search(command: Command) -> int:
    """Tell sweep width, coverage and POD of areas, and their probabilities before and after."""
    from layers.planning.searching import open_areas, searches
    from layers.planning.situation import situation_of

    arguments = command.arguments
    with command.project() as project:
        situation = situation_of(project, day_of(arguments.day))
        find = project.register.find
        ids = {find(one, ("survey_area",)).id for one in arguments.areas}
        areas = [one for one in situation.areas if one.id in ids] if ids else open_areas(situation)
        given = {find(name, ("survey_area",)).id: value for name, value in numbers(arguments.probability).items()}
        found, after = searches(situation, areas, given, arguments.elsewhere, arguments.km)
    if command.json:
        command.document(_document(command, found, after))
        return DONE
    for one in found:
        command.say(
            "{code}: sweep width {width:g} m, {metres:,.0f} m of line, coverage {coverage:.2f}, POD {pod:.0f} %; "
            "POA {before:.1f} % → {after:.1f} %",
            code=one.area.code, width=one.sweep_width_m, metres=one.length_m, coverage=one.coverage,
            pod=100 * one.detection, before=100 * one.before, after=100 * one.after,
        )  # fmt: skip
        if one.effort_km > 0:
            command.say("   next: {km:.1f} km", km=one.effort_km)
    command.say("Elsewhere {elsewhere:.1f} %; together they would have found it with {success:.0f} %.",
                elsewhere=100 * after.elsewhere, success=100 * after.success)  # fmt: skip
    command.say(NO_STATEMENT)
    return DONE


def _document(command: Command, found: list[Search], after: Searched) -> dict[str, Any]:
    return {
        "areas": [
            {"code": one.area.code, "km2": one.km2, "sweep_width_m": one.sweep_width_m, "length_m": one.length_m,
             "coverage": one.coverage, "pod": one.detection, "poa_before": one.before, "poa_after": one.after,
             "effort_km": one.effort_km}
            for one in found
        ],
        "elsewhere": after.elsewhere, "success": after.success, "rule": command.translate(NO_STATEMENT),
    }  # fmt: skip
