"""The command about possible matches: remains with missing persons, and incidents with each other."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from desktop.commands.context import DONE, Command
from forensics.errors import ValueRefused

if TYPE_CHECKING:
    from forensics.ports import Found
    from layers.incident_matching import LikelyPairs
    from layers.matching import Match, Matches
    from layers.project import Project


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the commands of this module."""
    match = commands.add_parser(
        "match",
        help="which missing persons remains could be of, or the other way round; incidents that may be one event",
    )
    match.add_argument("project", metavar="PROJECT")
    match.add_argument(
        "record", metavar="RECORD", nargs="?", help="remains, a missing person or an incident (default: all incidents)"
    )
    match.add_argument("--limit", type=int, default=10, metavar="N", help="so many of the best (10)")
    match.add_argument(
        "--propose",
        default="",
        metavar="RECORD",
        help="record a comparison with this one as proposed, or link an incident with this one",
    )
    match.add_argument("--by", default="", metavar="PRACTITIONER", help="who compared the two")
    match.add_argument("--json", action="store_true", help="one JSON document")
    match.set_defaults(run=run_match)


def run_match(command: Command) -> int:
    """Rank the other side of a record, or propose a comparison with one of it."""
    from layers.incident_matching import INCIDENT
    from layers.matching import MATCHED, document, matches_of

    arguments = command.arguments
    with command.project() as project:
        found = None if arguments.record is None else project.register.find(arguments.record, (*MATCHED, INCIDENT))
        if found is None or found.type == INCIDENT:
            return _match_incidents(command, project, found)
        if arguments.propose:
            return _propose(command, project, found.id, found.type)
        if arguments.limit < 1:
            raise ValueRefused("{value} is no number of matches; 1 or more was expected.", value=arguments.limit)
        matches = matches_of(project, found, arguments.limit)
    if command.json:
        command.document(document(matches, command.translate))
    else:
        _tell(command, matches)
    return DONE


def _match_incidents(command: Command, project: Project, found: Found | None) -> int:
    """Tell the pairs of incidents that look like one event, or link two of them."""
    from layers.editing import keep
    from layers.incident_matching import INCIDENT, document, likely_incidents, linking

    arguments = command.arguments
    if arguments.limit < 1:
        raise ValueRefused("{value} is no number of matches; 1 or more was expected.", value=arguments.limit)
    if arguments.propose:
        if found is None:
            raise ValueRefused("Name the two incidents that are to be linked.")
        other = project.register.find(arguments.propose, (INCIDENT,))
        receipt = keep(project, linking(project, found, other))
        if command.json:
            command.document({"id": found.id, "code": found.code, "commit": receipt.commit})
        command.say("{one} and {other} are linked; they stay two incidents.", one=found.code, other=other.code)
        return DONE
    pairs = likely_incidents(project, arguments.limit, "" if found is None else found.id)
    if command.json:
        command.document(document(pairs, command.translate))
    else:
        _tell_pairs(command, pairs)
    return DONE


def _tell_pairs(command: Command, found: LikelyPairs) -> None:
    from forensics.matching.weighing import VERDICT_WORDS

    for rank, likely in enumerate(found.pairs, 1):
        command.say(
            "{rank}. {one} and {other} ({score:.2f})",
            rank=rank, one=likely.one.code, other=likely.other.code, score=likely.pair.score,
        )  # fmt: skip
        for reason in likely.pair.reasons:
            if reason.verdict:
                command.say("     {aspect}: {verdict} – {detail}", aspect=reason.label,
                            verdict=VERDICT_WORDS[reason.verdict], detail=reason.detail)  # fmt: skip
        if likely.pair.linked:
            command.say("     linked already")
    command.say("Compared: {count:,}; pairs found: {pairs:,}.", count=found.compared, pairs=found.found)


def _propose(command: Command, project: Project, record: str, type_: str) -> int:
    from layers.editing import keep_new
    from layers.matching import MATCHED, proposing

    other = project.register.find(command.arguments.propose, tuple(one for one in MATCHED if one != type_))
    here = project.register.titles([record])[record]
    case, person = (here, other) if type_ == "case" else (other, here)
    edit, receipt = keep_new(project, proposing(project, case, person, command.arguments.by))
    if command.json:
        command.document({"id": edit.record, "code": edit.code, "commit": receipt.commit})
    command.say("Proposed: {code} compares {case} with {person}.", code=edit.code, case=case.code, person=person.code)
    return DONE


def _tell(command: Command, matches: Matches) -> None:
    if matches.contested:
        command.say("Excluded by one fact, though others agree strongly; look whether that fact is right:")
        _tell_matches(command, matches.contested)
        command.say("In the order of the list:")
    _tell_matches(command, matches.matches)
    command.say("{count:,} were compared. The list orders what to look at; it identifies nobody.",
                count=matches.compared)  # fmt: skip


def _tell_matches(command: Command, matches: Sequence[Match]) -> None:
    from layers.matching import VERDICT_WORDS

    for match in matches:
        command.say("{rank}. {code} ({score:.2f})", rank=match.rank, code=match.found.code, score=match.score)
        for reason in match.reasons:
            if reason.verdict:
                command.say("     {aspect}: {verdict} – {detail}", aspect=reason.label,
                            verdict=VERDICT_WORDS[reason.verdict], detail=reason.detail)  # fmt: skip
        if match.known is not None:
            command.say("     compared already in {code}", code=match.known.code)
