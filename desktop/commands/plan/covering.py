"""`taphos plan coverage`: what is covered, never a sum, and what is left."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from desktop.commands.context import DONE, Command
from desktop.commands.plan.common import add_day, add_project, day_of
from forensics.messages import say, say_count
from forensics.vocabulary.planning import SURVEY_PURPOSE

if TYPE_CHECKING:
    from forensics.planning.covering import Coverage

RULE = say(
    "The geodesic area of the union of complete areas, of what visits covered, and of tracks as wide as was seen; "
    "ground that was covered twice counts once. The share is that of all planned areas, cancelled ones left out."
)


def declare(what: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command of this module."""
    cover = what.add_parser("coverage", help="what is covered, by team, purpose and day, and what is left")
    add_project(cover)
    cover.add_argument(
        "--purpose", default="", choices=("", *SURVEY_PURPOSE.codes), metavar="CODE", help="of that purpose"
    )
    cover.add_argument("--team", default="", metavar="CODE", help="by that team")
    cover.add_argument("--from", dest="since", default="", metavar="YYYY-MM-DD", help="covered on that day or later")
    cover.add_argument("--to", dest="until", default="", metavar="YYYY-MM-DD", help="covered by that day")
    add_day(cover)
    cover.set_defaults(run=run_coverage)


def run_coverage(command: Command) -> int:
    """Tell the coverage."""
    from layers.planning.covering import Asked, coverage

    arguments = command.arguments
    with command.project() as project:
        team = project.register.find(arguments.team, ("team",)).code if arguments.team else ""
        asked = Asked(arguments.purpose, team, day_of(arguments.since), day_of(arguments.until))
        found = coverage(project, asked, day_of(arguments.day))
    if command.json:
        command.document(document(command, found))
        return DONE
    _tell(command, found)
    return DONE


def document(command: Command, found: Coverage) -> dict[str, Any]:
    """As `taphos plan coverage --json` gives it; `covered_km2` is the published number, from areas and visits alone."""
    from shapely.geometry import mapping

    return {
        "union_km2": found.union_km2, "percent": found.percent, "by_team": found.by_team,
        "by_purpose": found.by_purpose, "by_kind": found.by_kind, "covered_km2": found.counted_km2,
        "planned_km2": found.planned_km2, "done_km2": found.done_km2, "left_km2": found.left_km2,
        "burn_up": [{"day": day.isoformat(), "km2": km2} for day, km2 in found.burn_up],
        "end": found.end.isoformat() if found.end is not None else None, "undrawn": found.undrawn,
        "gaps": mapping(found.gaps), "rule": command.translate(RULE),
    }  # fmt: skip


def _tell(command: Command, found: Coverage) -> None:
    command.say("{km2:.2f} km² are covered.", km2=found.union_km2)
    if found.percent is not None:
        command.say(
            "{percent:.1f} % of what is planned ({done:.2f} of {planned:.2f} km²); {left:.2f} km² are left.",
            percent=found.percent, done=found.done_km2, planned=found.planned_km2, left=found.left_km2,
        )  # fmt: skip
    for team, km2 in found.by_team.items():
        command.say("   {name}: {km2:.2f} km²", name=team, km2=km2)
    if found.end is not None and found.left_km2 > 0:
        command.say("As work went in its last four weeks, all would be covered by {day}.", day=found.end.isoformat())
    if found.undrawn:
        command.say(
            say_count(
                "{count:,} record was left out, because nothing says where it lies or how wide was seen.",
                "{count:,} records were left out, because nothing says where they lie or how wide was seen.",
                count=found.undrawn,
            )
        )
    command.say(RULE)
