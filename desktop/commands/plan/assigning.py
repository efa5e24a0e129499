"""`taphos plan propose`, `assign` and `status`: who goes where, through the gate, and where each area stands."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from desktop.commands.context import DONE, PROBLEMS, Command
from desktop.commands.plan.common import add_day, add_project, day_of, numbers
from desktop.planning.costs import HOW, PARTS
from forensics.errors import ValueRefused
from forensics.messages import Message, say, say_count
from forensics.vocabulary.planning import SURVEY_STATUS
from forensics.vocabulary.testimony import RECONTACT

if TYPE_CHECKING:
    from forensics.planning.proposing import Objective, Weights
    from layers.planning.assigning import Asked
    from layers.planning.board import Board, Card
    from layers.planning.proposing import Period, Proposed


def declare(what: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the commands of this module."""
    _declare_propose(what.add_parser("propose", help="which team could survey which area, with what that rests on"))
    _declare_assign(what.add_parser("assign", help="assigns an area to a team; refused where nobody may enter it"))
    status = what.add_parser(
        "status", help="the board: where each area stands, what is overdue, what is blocked and why"
    )
    add_project(status)
    add_day(status)
    status.set_defaults(run=run_status)


def _declare_propose(propose: argparse.ArgumentParser) -> None:
    add_project(propose)
    propose.add_argument("--from", dest="first", default="", metavar="YYYY-MM-DD", help="the first day (today)")
    propose.add_argument("--to", dest="last", default="", metavar="YYYY-MM-DD", help="the last day (four weeks on)")
    propose.add_argument(
        "--weight", action="append", default=[], metavar="travel|balance|late|left=NUMBER",
        help="what one of the costs weighs, in kilometres of travel; may be repeated",
    )  # fmt: skip
    propose.add_argument("--seconds", type=float, default=20.0, metavar="S", help="how long to look for the best (20)")
    propose.add_argument("--keep", action="store_true", help="write it as assignments, in one commit")
    propose.add_argument("--reason", metavar="TEXT", help="why, for the journal")
    add_day(propose)
    propose.set_defaults(run=run_propose)


def _declare_assign(assign: argparse.ArgumentParser) -> None:
    add_project(assign)
    assign.add_argument("area", metavar="AREA")
    assign.add_argument("team", metavar="TEAM")
    assign.add_argument("--from", dest="first", default="", metavar="YYYY-MM-DD", help="the first day (today)")
    assign.add_argument("--to", dest="last", default="", metavar="YYYY-MM-DD", help="the last day")
    assign.add_argument("--override-by", default="", metavar="LEAD", help="the lead who sends people all the same")
    assign.add_argument("--override-reason", default="", metavar="TEXT", help="why the lead does")
    assign.add_argument("--reason", metavar="TEXT", help="why, for the journal")
    assign.add_argument("--json", action="store_true", help="one JSON document")
    assign.set_defaults(run=run_assign)


# The proposal


def run_propose(command: Command) -> int:
    """Make a proposal, and keep it where asked for; exit 1 where an assignment of it was refused."""
    from layers.planning.proposing import keep_proposal, propose
    from layers.planning.situation import situation_of

    arguments = command.arguments
    weights, day = _weights(numbers(arguments.weight)), day_of(arguments.day)
    refused: list[Any] = []
    commit = ""
    with command.project() as project:
        situation = situation_of(project, day)
        period = _period(arguments, situation.day)
        found = propose(
            situation, period, weights, seconds=arguments.seconds, progress=command.progress(say("Looking"))
        )
        if arguments.keep:
            receipt, refused = keep_proposal(project, found, arguments.reason or "")
            commit = receipt.commit
    if command.json:
        command.document(_proposal(command, found, commit, refused))
    else:
        _tell_proposal(command, found)
        for area, why in refused:
            command.say("{code} was not assigned: {why}", code=area.code, why=why)
        if arguments.keep:
            command.say("The assignments were written.")
    return PROBLEMS if refused else DONE


def _weights(given: dict[str, float]) -> Weights:
    from forensics.planning.proposing import Weights

    allowed = tuple(vars(Weights()))
    for name, value in given.items():
        if name not in allowed:
            raise ValueRefused("“{name}” is no cost; those are: {allowed}.", name=name, allowed=", ".join(allowed))
        if not value >= 0 or value == float("inf"):
            raise ValueRefused("“{value}” is no weight; a number, 0 or more, was expected.", value=str(value))
    return replace(Weights(), **given)


def _period(arguments: argparse.Namespace, today: Any) -> Period:
    from datetime import timedelta

    from layers.planning.proposing import PERIOD, Period

    first = day_of(arguments.first) or today
    last = day_of(arguments.last) or first + timedelta(days=PERIOD - 1)
    if last < first:
        raise ValueRefused("The last day ({last}) comes before the first ({first}).", first=str(first), last=str(last))
    return Period(first, last)


def _tell_proposal(command: Command, found: Proposed) -> None:
    from layers.planning.proposing import by_team

    for team, rows in by_team(found):
        load = next((hours, most) for one, hours, most in found.loads if one is team)
        command.say("{team}: {hours:.0f} of {most:.0f} h", team=team.code, hours=load[0], most=load[1])
        for row in rows:
            command.say(
                "   {area}: {first} – {last}, {hours:.0f} h, {km:.0f} km of travel",
                area=row.area.code, first=row.first.isoformat(), last=row.last.isoformat(), hours=row.hours, km=row.km,
            )  # fmt: skip
    for area, why in found.left:
        command.say("Left: {code}: {why}", code=area.code, why=why)
    for area, whys in found.blocked:
        command.say("Blocked: {code}: {why}", code=area.code, why=joined(whys))
    _tell_objective(command, found)


def _tell_objective(command: Command, found: Proposed) -> None:
    objective = found.proposal.objective
    command.say("Cost {total:,.0f}, {how} (greedy choice: {greedy:,.0f}), in kilometres of travel:",
                total=objective.total, how=HOW[found.proposal.method], greedy=found.proposal.greedy.total)  # fmt: skip
    for name, label in PARTS.items():
        command.say("   {label}: {cost:,.0f} (weight {weight:g})", label=label, cost=getattr(objective, name),
                    weight=getattr(found.weights, name))  # fmt: skip
    if found.proposal.gap is not None:
        command.say("Nothing can be better by more than {gap:.1f} %.", gap=100 * found.proposal.gap)
    else:
        command.say("How much better it could be is not known.")


def joined(messages: tuple[Message, ...]) -> Message:
    """Several reasons as one."""
    from forensics.planning.gate import listed

    return listed(messages)


def _proposal(command: Command, found: Proposed, commit: str, refused: list[Any]) -> dict[str, Any]:
    told = command.translate
    return {
        "from": found.period.first.isoformat(), "to": found.period.last.isoformat(), "commit": commit or None,
        "assignments": [
            {"area": row.area.code, "team": row.team.code, "from": row.first.isoformat(), "to": row.last.isoformat(),
             "hours": row.hours, "km": row.km}
            for row in found.rows
        ],
        "left": [{"area": area.code, "why": told(why)} for area, why in found.left],
        "blocked": [{"area": area.code, "why": [told(one) for one in whys]} for area, whys in found.blocked],
        "refused": [{"area": area.code, "why": told(why)} for area, why in refused],
        "loads": [{"team": team.code, "hours": hours, "capacity": most} for team, hours, most in found.loads],
        "objective": _objective(found.proposal.objective), "greedy": _objective(found.proposal.greedy),
        "weights": dict(vars(found.weights)), "method": found.proposal.method, "bound": found.proposal.bound,
        "gap": found.proposal.gap,
    }  # fmt: skip


def _objective(one: Objective) -> dict[str, float]:
    return {**vars(one), "total": one.total}


# One assignment


def run_assign(command: Command) -> int:
    """Assign one area, and tell who was interviewed there already."""
    from layers.gating import this_day
    from layers.planning.assigning import Assignment, already_asked, assign, is_of_interviews

    arguments = command.arguments
    first, last = day_of(arguments.first) or this_day(), day_of(arguments.last)
    with command.project() as project:
        area = project.register.find(arguments.area, ("survey_area",))
        team = project.register.find(arguments.team, ("team",))
        lead = project.register.find(arguments.override_by, ("practitioner",)).id if arguments.override_by else ""
        before = already_asked(project, area) if is_of_interviews(project, area) else []
        for one in before:
            _tell_asked(command, one)
        wanted = Assignment(
            team.id, first.isoformat(), last.isoformat() if last else "", lead, arguments.override_reason
        )
        receipt = assign(project, area, wanted, arguments.reason or "")
    if command.json:
        command.document(
            {"area": area.code, "team": team.code, "from": first.isoformat(),
             "to": last.isoformat() if last else None, "commit": receipt.commit or None,
             "already_interviewed": [vars(one) for one in before]}
        )  # fmt: skip
        return DONE
    command.say("{area} is assigned to {team} from {first}.", area=area.code, team=team.code, first=first.isoformat())
    return DONE


def _tell_asked(command: Command, one: Asked) -> None:
    again = Message(RECONTACT.codes[one.again]) if one.again in RECONTACT.codes else say("not recorded")
    command.say(
        "Interviewed already: {who} ({code}, {month}); may be asked again: {again}{others}",
        who=one.interviewee or "–", code=one.code, month=one.month or "–", again=again,
        others=f"; {', '.join(one.others)}" if one.others else "",
    )  # fmt: skip


# The board


def run_status(command: Command) -> int:
    """Tell the board."""
    from layers.planning.board import board

    with command.project() as project:
        found = board(project, day_of(command.arguments.day))
    if command.json:
        command.document(document(command, found))
    else:
        _tell_board(command, found)
    return DONE


def document(command: Command, found: Board) -> dict[str, Any]:
    """As `taphos plan status --json` gives it."""
    return {
        "day": found.day.isoformat(), "counts": found.counts,
        "columns": {status: [_card(command, card) for card in cards] for status, cards in found.columns.items()},
        "blocked": [_card(command, card) for card in found.blocked],
        "overdue": [_card(command, card) for card in found.overdue],
    }  # fmt: skip


def _card(command: Command, card: Card) -> dict[str, Any]:
    area = card.area
    return {
        "code": area.code, "id": area.id, "status": area.status, "purpose": area.purpose, "priority": area.priority,
        "team": card.team.code if card.team is not None else None, "from": area.planned_start, "to": area.planned_end,
        "km2": card.km2, "in_force": card.in_force, "overdue_days": card.overdue,
        "blocked": [command.translate(one) for one in card.blocked],
    }  # fmt: skip


def _tell_board(command: Command, found: Board) -> None:
    for status, cards in found.columns.items():
        if cards:
            command.say("{status}: {count:,}", status=Message(SURVEY_STATUS.codes[status]), count=found.counts[status])
        if status in ("assigned", "in_progress", "paused_security", "needs_revisit"):
            for card in (one for one in cards if not one.blocked):
                command.say("   {area} · {team} · {first} – {last}", area=card.area.code,
                            team=card.team.code if card.team is not None else "–",
                            first=card.area.planned_start or "–", last=card.area.planned_end or "–")  # fmt: skip
    for card in found.blocked:
        command.say("Blocked: {code}: {why}", code=card.area.code, why=joined(card.blocked))
    for card in found.overdue:
        command.say(
            say_count("Overdue by {count} day: {code} ({team})", "Overdue by {count} days: {code} ({team})",
                      count=card.overdue, code=card.area.code,
                      team=card.team.code if card.team is not None else "–")
        )  # fmt: skip
