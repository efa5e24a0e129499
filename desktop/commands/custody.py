"""Commands about custody: items are handed over, sealed, opened and returned; who holds them, and what is wrong."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.commands.context import DONE, PROBLEMS, Command, key_values
from forensics.errors import ValueRefused
from forensics.messages import Message, say
from layers.project import Project

if TYPE_CHECKING:
    from forensics.custody.holding import Hand, Standing
    from forensics.custody.packages import Count
    from layers.custody.steps import Recorded

_Parser = argparse.ArgumentParser
_Commands = argparse._SubParsersAction

VERBS: Mapping[str, tuple[str, Message]] = {
    "collect": ("collected", say("custody begins: who took the items, when")),
    "give": ("transferred", say("hand items over")),
    "receive": ("received", say("a place or somebody takes items in")),
    "store": ("stored", say("put items where they are kept")),
    "return": ("returned", say("give items back")),
    "release": ("released", say("let items go to a family or an authority")),
    "rebury": ("reburied", say("lay remains down again")),
    "pack": ("packed", say("put items into a package, which then moves with all that it holds")),
    "seal": ("sealed", say("put an item under a seal")),
    "open": ("opened", say("break the seal of an item")),
    "examine": ("examined", say("an item is looked at")),
    "sample": ("sampled", say("material is taken from an item")),
    "copy": ("copied", say("a file is copied")),
    "relabel": ("relabelled", say("an item gets another label or seal")),
    "consume": ("consumed", say("nothing is left of a sample")),
    "missing": ("reported_missing", say("an item is not where it should be")),
    "found": ("found", say("a missing item is there again")),
    "destroy": ("destroyed", say("nothing is left of an item")),
}
"""What a person says, the action of the vocabulary, and what it does."""


def add_commands(commands: _Commands[_Parser]) -> None:
    """Declare the commands of this module."""
    custody = commands.add_parser(
        "custody", help="items pass from hand to hand: who gave, who has them, under which seal"
    )
    custody.add_argument("project", metavar="PROJECT")
    what = custody.add_subparsers(dest="what", metavar="WHAT", required=True, parser_class=type(custody))
    for verb, (_, help_) in VERBS.items():
        _declare_step(what.add_parser(verb, help=help_.id), verb)
    _declare_asking(what)
    _declare_signing(what)


def _declare_step(parser: _Parser, verb: str) -> None:
    parser.add_argument("items", nargs="+", metavar="ITEM")
    parser.add_argument("--to", default="", metavar="HOLDER", help="a practitioner or a facility")
    parser.add_argument("--to-outside", default="", metavar="TEXT", help="somebody outside the mission")
    parser.add_argument("--from", dest="giver", default="", metavar="HOLDER", help="where somebody else gave it")
    parser.add_argument("--at", default="", metavar="TIME", help="default: now")
    parser.add_argument("--seal", default="", metavar="NUMBER", help="the seal afterwards")
    parser.add_argument(
        "--found-seal", action="append", default=[], metavar="[ITEM=]NUMBER",
        help="the number read on the seal, which who receives an item gives; of several items once for each",
    )  # fmt: skip
    parser.add_argument(
        "--set", action="extend", nargs="+", default=[], metavar="FIELD=VALUE", help="further fields of the event"
    )
    if verb == "pack":
        parser.add_argument("--into", required=True, metavar="PACKAGE")
    parser.add_argument(
        "--as-happened", default="", metavar="REASON", help="record it although the chain contradicts it"
    )
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.set_defaults(run=run_step)


def _declare_asking(what: _Commands[_Parser]) -> None:
    holder = what.add_parser("holder", help="who holds items now, under which seal")
    holder.add_argument("items", nargs="+", metavar="ITEM")
    holder.set_defaults(run=run_holder)
    check = what.add_parser(
        "check", help="gaps, overlaps, changed seals, one item in two hands; exit 1 where there are any"
    )
    check.add_argument("items", nargs="*", metavar="ITEM", help="default: all")
    check.set_defaults(run=run_check)
    seals = what.add_parser("seals", help="the seals that should be in a package; counted, what is missing or foreign")
    seals.add_argument("package", metavar="PACKAGE")
    seals.add_argument("--count", nargs="+", default=None, metavar="SEAL", help="the seals that were read off")
    seals.set_defaults(run=run_seals)
    for parser in (holder, check, seals):
        parser.add_argument("--json", action="store_true", help="one JSON document")


def _declare_signing(what: _Commands[_Parser]) -> None:
    sign = what.add_parser("sign", help="sign a hand-over that is recorded already with this device's key")
    sign.add_argument("event", metavar="EVENT")
    sign.add_argument("--as", dest="side", required=True, choices=("giver", "receiver"), help="for which side")
    sign.add_argument("--seal", default="", metavar="NUMBER", help="the number that who receives reads on the seal")
    sign.set_defaults(run=run_sign)
    receipt = what.add_parser("receipt", help="the receipt of a hand-over as PDF, for the other side to sign")
    receipt.add_argument("event", metavar="EVENT")
    receipt.add_argument("out", metavar="OUT.pdf")
    receipt.set_defaults(run=run_receipt)
    signed = what.add_parser("signed", help="take the scan of a signed receipt in, and name it in its events")
    signed.add_argument("event", metavar="EVENT", help="any event of the hand-over")
    signed.add_argument("scan", metavar="FILE")
    signed.set_defaults(run=run_signed)
    supersede = what.add_parser(
        "supersede", help="put another event in the place of one; a signed event is never undone"
    )
    supersede.add_argument("event", metavar="EVENT")
    supersede.add_argument("values", nargs="+", metavar="FIELD=VALUE")
    supersede.add_argument("--reason", required=True, metavar="TEXT")
    supersede.add_argument("--as-happened", action="store_true", help="record it although the chain contradicts it")
    supersede.add_argument("--json", action="store_true", help="one JSON document")
    supersede.set_defaults(run=run_supersede)


# Steps


def run_step(command: Command) -> int:
    """Record one step; exit 1 where it is recorded although the chain contradicts it."""
    from forensics.custody.deeds import Step
    from layers.custody.chains import item_named, now, read_fields
    from layers.custody.steps import record_step

    arguments = command.arguments
    with command.project() as project:
        items = {name: item_named(project, name).id for name in arguments.items}
        found, each = _found_seals(arguments.found_seal, items)
        step = Step(
            VERBS[arguments.what][0],
            arguments.at or now(),
            _hand(project, arguments.to, arguments.to_outside),
            _hand(project, arguments.giver, ""),
            arguments.seal,
            found,
            arguments.as_happened,
            read_fields(project, key_values(arguments.set)),
            each,
        )
        named = getattr(arguments, "into", "")
        into = project.register.find(named, ("package",)).id if named else ""
        done = record_step(project, list(items.values()), step, into=into)
    return _recorded(command, done)


def _found_seals(texts: Sequence[str], items: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The number read on the one item, and those read on several by their ids; raises ValueRefused."""
    alone, each = "", dict[str, str]()
    for text in map(str.strip, texts):
        name, equals, number = text.partition("=")
        if equals and name in items:
            each[items[name]] = number.strip()
        elif alone:
            raise ValueRefused("Of several items each seal is given as ITEM=NUMBER; “{value}” names none.", value=text)
        else:
            alone = text
    return alone, each


def _hand(project: Project, name: str, outside: str) -> Hand:
    from forensics.custody.holding import NOBODY, Hand
    from layers.custody.chains import holder_named

    if outside:
        return Hand(outside=outside)
    return Hand(holder_named(project, name).id) if name else NOBODY


def _recorded(command: Command, done: Recorded) -> int:
    if command.json:
        against = [command.translate(one) for one in done.against]
        command.document(
            {"commit": done.receipt.commit, "events": [one.code for one in done.events], "problems": against}
        )
    else:
        command.say(say("Recorded: {events}.", events=", ".join(one.code for one in done.events)))
        for problem in done.against:
            command.complain(problem)
    return PROBLEMS if done.against else DONE


# Questions


def run_holder(command: Command) -> int:
    """Tell who holds items; exit 1 where two events claim to be the last of one."""
    from layers.custody.chains import called, item_named, standings_of

    with command.project() as project:
        items = [item_named(project, name) for name in command.arguments.items]
        standings = standings_of(project, [item.id for item in items])
        names = called(project, standings.values())
    told = {item.code: _standing(standings[item.id], names) for item in items}
    if command.json:
        command.document([{"item": code, **one} for code, one in told.items()])
    for code, one in told.items():
        if not one["holders"]:
            command.say(say("{item}: its custody has not begun.", item=code))
            continue
        command.say(
            say(
                "{item}: {holder}, seal {seal}, since {at} (event {number}).",
                item=code,
                holder=" + ".join(one["holders"]),
                seal=one["seal"] or say("none"),
                at=one["at"] or "–",
                number=one["number"],
            )
        )
    return PROBLEMS if any(len(one["holders"]) > 1 for one in told.values()) else DONE


def _standing(standing: Standing, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "holders": [names.get(hand.holder, hand.holder) or hand.outside for hand in standing.hands],
        "seal": standing.seal or None, "at": standing.at or None, "number": standing.number,
        "action": standing.action or None,
    }  # fmt: skip


def run_check(command: Command) -> int:
    """Name everything that is wrong with the custody of items; exit 1 where something is."""
    from layers.custody.chains import item_named
    from layers.custody.checking import custody_problems

    with command.project() as project:
        items = [item_named(project, name).id for name in command.arguments.items]
        wrong = custody_problems(project, items or None)
    if command.json:
        command.document(
            [
                {"item": one.item.code, "event": one.event or None, "problem": command.translate(one.message)}
                for one in wrong
            ]
        )
    for one in wrong:
        command.say(say("{item}: {problem}", item=one.item.code, problem=one.message))
    if not wrong:
        command.say(say("Every custody is whole."))
    return PROBLEMS if wrong else DONE


def run_seals(command: Command) -> int:
    """List the seals of a package, or hold a count against them; exit 1 where it does not agree."""
    from layers.custody.counting import count_in

    counted = command.arguments.count
    with command.project() as project:
        package = project.register.find(command.arguments.package, ("package",))
        expected, count = count_in(project, package, counted or [])
    if command.json:
        listed = [{"item": one.item.code, "seal": one.seal or None, "depth": one.depth} for one in expected]
        told = {"seen": count.seen, "missing": count.missing, "foreign": count.foreign, "twice": count.twice}
        command.document({"expected": listed, **(told if counted is not None else {})})
    for one in expected:
        command.say(
            "{indent}{item}: {seal}", indent="  " * one.depth, item=one.item.code, seal=one.seal or say("no seal")
        )
    if counted is None:
        return DONE
    _tell_count(command, count)
    return DONE if count.agrees else PROBLEMS


def _tell_count(command: Command, count: Count) -> None:
    from forensics.custody.packages import told_of

    expected = len(count.seen) + len(count.missing)
    command.say(say("{seen} of {expected} seals are counted.", seen=len(count.seen), expected=expected))
    for problem in told_of(count):
        command.complain(problem)


# Signing


def run_receipt(command: Command) -> int:
    """Write the receipt of all that was handed over with an event."""
    from desktop.custody.receipt import write_receipt
    from layers.custody.chains import event_named

    out = Path(command.arguments.out)
    with command.project() as project:
        written = write_receipt(project, event_named(project, command.arguments.event), out, command.translate.language)
    command.say(say("Written to {file}.", file=str(out)))
    return command.noted(written.unnoted)


def run_sign(command: Command) -> int:
    """Sign with this device's key, as who gives or who receives."""
    from layers.custody.chains import event_named
    from layers.custody.superseding import sign_event

    with command.project() as project:
        event = event_named(project, command.arguments.event)
        sign_event(project, event, command.arguments.side, command.arguments.seal)
        key = project.device.fingerprint
    command.say(say("{event} is signed with key {key}.", event=event.code, key=key))
    return DONE


def run_signed(command: Command) -> int:
    """Take the scan of a receipt in, for all that was handed over with the event."""
    from layers.custody.chains import event_named
    from layers.custody.receipts import events_of, take_in_receipt

    with command.project() as project:
        events = events_of(project, event_named(project, command.arguments.event))
        taken = take_in_receipt(
            project, events, Path(command.arguments.scan), progress=command.progress(say("Reading"))
        )
    for problem in taken.files[0].problems:
        command.complain(problem)
    named = ", ".join(one.code for one in events)
    command.say(say("{media} is the signed receipt of {events}.", media=taken.files[0].code, events=named))
    return DONE


def run_supersede(command: Command) -> int:
    """Put another event in the place of one, with a reason."""
    from layers.custody.chains import event_named
    from layers.custody.superseding import supersede_event

    arguments = command.arguments
    with command.project() as project:
        event = event_named(project, arguments.event)
        done = supersede_event(
            project, event, key_values(arguments.values), arguments.reason, as_happened=arguments.as_happened
        )
    return _recorded(command, done)
