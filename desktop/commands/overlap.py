"""The command by which two organisations learn where both work, in three files."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.commands.context import DONE, PROBLEMS, Command
from forensics.messages import Message, say, say_count
from forensics.overlap import MOST_SHARE, SHARE, WORK
from layers.errors import ProjectRefused

if TYPE_CHECKING:
    from layers.overlap.exchanging import Opened, Sent
    from layers.overlap.files import Party

_Parser = argparse.ArgumentParser


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the commands of this module."""
    overlap = commands.add_parser(
        "overlap", help="what two organisations both cover, without showing either's register"
    )
    what = overlap.add_subparsers(dest="what", metavar="WHAT", required=True, parser_class=type(overlap))
    offering = what.add_parser("offer", help="write the first file, for the other organisation")
    offering.add_argument("project", metavar="PROJECT")
    offering.add_argument("out", metavar="OUT")
    offering.add_argument("--from", dest="first", default="", metavar="YYYY-MM", help="the first month (3 years ago)")
    offering.add_argument("--until", dest="last", default="", metavar="YYYY-MM", help="the last month (in a year)")
    offering.add_argument("--kinds", default="", metavar="A,B", help="kinds of work (default: all)")
    _add_side(offering, say("how much of the gazetteer a set may be, in per cent (1)"))
    offering.set_defaults(run=run_offer)
    answering = what.add_parser("answer", help="answer an offer with the second file")
    answering.add_argument("project", metavar="PROJECT")
    answering.add_argument("file", metavar="IN")
    answering.add_argument("out", metavar="OUT")
    _add_side(answering, say("how much of the gazetteer an offer may ask for, in per cent (1)"))
    answering.set_defaults(run=run_answer)
    opening = what.add_parser("open", help="open the answer, and write the third file; or open the third")
    opening.add_argument("project", metavar="PROJECT")
    opening.add_argument("file", metavar="IN")
    opening.add_argument(
        "out", metavar="OUT", nargs="?", help="the third file, by which the other side learns the same"
    )
    _add_party(opening)
    opening.set_defaults(run=run_open)


def _add_side(parser: _Parser, share: Message) -> None:
    parser.add_argument("--share", type=float, default=SHARE / 10, metavar="PERCENT", help=share.id)
    parser.add_argument("--planned", action="store_true", help="also what is planned, which tells where teams will be")
    _add_party(parser)


def _add_party(parser: _Parser) -> None:
    parser.add_argument("--organisation", default="", metavar="TEXT", help="who we are, as the other side reads it")
    parser.add_argument("--contact", default="", metavar="TEXT", help="whom to call before a team is sent")
    parser.add_argument("--json", action="store_true", help="one JSON document")


def _party(command: Command) -> Party:
    from layers.overlap.files import Party

    return Party(command.arguments.organisation, command.arguments.contact)


def _share(command: Command) -> int:
    """The share in thousandths; raises ProjectRefused."""
    given = float(command.arguments.share)
    if not 0.1 <= given <= MOST_SHARE / 10:
        raise ProjectRefused(
            "A set may be between {least} % and {most} % of the gazetteer, not {value} %.",
            least=0.1, most=MOST_SHARE / 10, value=given,
        )  # fmt: skip
    return round(given * 10)


def run_offer(command: Command) -> int:
    """Write the first file."""
    from layers.overlap.exchanging import default_terms, offer

    arguments, share = command.arguments, _share(command)
    kinds = tuple(name.strip() for name in arguments.kinds.split(",") if name.strip())
    with command.project() as project:
        terms = default_terms(project, arguments.first, arguments.last, kinds, share)
        sent = offer(project, Path(arguments.out), terms, _party(command), planned=arguments.planned)
    _tell_sent(command, sent)
    return DONE


def run_answer(command: Command) -> int:
    """Write the second file."""
    from layers.overlap.exchanging import answer

    arguments, share = command.arguments, _share(command)
    with command.project() as project:
        sent = answer(
            project, Path(arguments.file), Path(arguments.out), _party(command), share=share, planned=arguments.planned
        )
    if sent.asked_before:
        command.say(
            "Asked here before, by offers that were answered: {count:,} pieces in all.", count=sent.asked_before
        )
    _tell_sent(command, sent)
    return DONE


def run_open(command: Command) -> int:
    """Tell what both cover; exit 1 where the other side is left without the third file."""
    from layers.overlap.exchanging import open_sheet

    arguments = command.arguments
    with command.project() as project:
        opened = open_sheet(
            project, Path(arguments.file), Path(arguments.out) if arguments.out else None, _party(command)
        )
    if command.json:
        command.document(_document(opened))
    for met in opened.met:
        command.say("{settlement} ({code}), {month}: {kind}", settlement=met.name, code=met.piece.settlement,
                    month=met.piece.month, kind=say(WORK[met.piece.kind]))  # fmt: skip
    command.say(say_count("Both cover {count} piece of work.", "Both cover {count} pieces of work.",
                          count=len(opened.met)))  # fmt: skip
    command.say(_whom(opened))
    if opened.told is not None:
        command.say("Wrote {file}: give it to the other side, which then knows the same.", file=str(opened.told))
    if opened.told is None and not opened.closes:
        command.complain(say("No third file was written, so the other side learns nothing of this."))
        return PROBLEMS
    return DONE


def _whom(opened: Opened) -> Message:
    if not (opened.them.organisation or opened.them.contact):
        return say("The other side did not write whom to call.")
    return say("Before a team is sent, call: {contact}",
               contact=", ".join(filter(None, (opened.them.organisation, opened.them.contact))))  # fmt: skip


def _tell_sent(command: Command, sent: Sent) -> None:
    from layers.overlap.work import REASONS

    if command.json:
        terms = sent.terms
        command.document(
            {
                "file": sent.path.name, "first": terms.first, "last": terms.last, "kinds": list(terms.kinds),
                "share": terms.share / 10, "pieces": sent.pieces, "size": sent.size, "left_out": dict(sent.left_out),
            }
        )  # fmt: skip
    for reason, count in sorted(sent.left_out.items()):
        command.say("  Left out: {count:,} – {reason}", count=count, reason=REASONS[reason])
    command.say(
        "Wrote {file}. Pieces of work from {first} to {last}: {pieces:,}, filled up to {size:,}.",
        file=str(sent.path), pieces=sent.pieces, first=sent.terms.first, last=sent.terms.last, size=sent.size,
    )  # fmt: skip


def _document(opened: Opened) -> dict[str, Any]:
    return {
        "overlap": [
            {"settlement": met.name, "official_code": met.piece.settlement, "month": met.piece.month,
             "kind": met.piece.kind}
            for met in opened.met
        ],
        "organisation": opened.them.organisation, "contact": opened.them.contact, "first": opened.terms.first,
        "last": opened.terms.last, "theirs_at_most": opened.theirs,
        "file": None if opened.told is None else opened.told.name,
    }  # fmt: skip
