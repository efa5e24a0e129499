"""`taphos plan score`: how urgent areas are, opened to the reasons."""

from __future__ import annotations

import argparse
from math import isinf
from typing import TYPE_CHECKING, Any

from desktop.commands.context import DONE, Command
from desktop.commands.plan.common import add_day, add_project, day_of, numbers
from forensics.messages import say_count

if TYPE_CHECKING:
    from forensics.planning.scoring import Reason
    from layers.planning.scoring import Scored


def declare(what: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command of this module."""
    score = what.add_parser("score", help="how urgent the areas that are not done are, opened to the reasons")
    add_project(score)
    score.add_argument("areas", nargs="*", metavar="AREA", help="all that are not done where none is named")
    score.add_argument(
        "--weight",
        action="append",
        default=[],
        metavar="FACTOR=NUMBER",
        help="what counts for how much; may be repeated",
    )
    score.add_argument("--until", default="", metavar="YYYY-MM-DD", help="the day on which the weather closes")
    score.add_argument("--keep", action="store_true", help="write the scores as priorities with their reasons")
    score.add_argument("--reason", metavar="TEXT", help="why, for the journal")
    add_day(score)
    score.set_defaults(run=run_score)


def run_score(command: Command) -> int:
    """Tell the scores, and keep them where asked for."""
    from layers.planning.scoring import keep_scores, scores
    from layers.planning.situation import situation_of

    arguments = command.arguments
    given, until, day = numbers(arguments.weight), day_of(arguments.until), day_of(arguments.day)
    commit = ""
    with command.project() as project:
        only = [project.register.find(one, ("survey_area",)).id for one in arguments.areas]
        found = scores(situation_of(project, day), given, until, only)
        if arguments.keep:
            commit = keep_scores(project, found, arguments.reason or "").commit
    if command.json:
        command.document([_document(command, one) for one in found])
        return DONE
    for one in found:
        command.say("{code}: {score:.2f}", code=one.area.code, score=one.score.total)
        for why in one.score.reasons:
            if why.adds > 0:
                _tell(command, why)
    command.say(say_count("{count:,} area that is not done.", "{count:,} areas that are not done.", count=len(found)))
    if commit:
        command.say("The priorities were written.")
    return DONE


def _tell(command: Command, why: Reason) -> None:
    if isinf(why.measure.value):
        command.say("   {adds:.2f}  {label}: never (weight {weight:g})", adds=why.adds, label=why.factor.label,
                    weight=why.weight)  # fmt: skip
        return
    command.say(
        "   {adds:.2f}  {label}: {value:g} (weight {weight:g}, half at {half:g})",
        adds=why.adds, label=why.factor.label, value=why.measure.value, weight=why.weight, half=why.factor.half,
    )  # fmt: skip


def _document(command: Command, one: Scored) -> dict[str, Any]:
    return {
        "code": one.area.code, "id": one.area.id, "score": one.score.total, "priority": one.score.urgency,
        "reasons": [
            {"factor": why.factor.key, "label": command.translate(why.factor.label),
             "value": None if isinf(why.measure.value) else why.measure.value, "half": why.factor.half,
             "weight": why.weight, "part": why.part, "adds": why.adds, "records": list(why.measure.records)}
            for why in one.score.reasons
        ],
    }  # fmt: skip
