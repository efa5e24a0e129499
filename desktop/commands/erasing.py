"""The command that erases a person."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from desktop.commands.context import DONE, PROBLEMS, Command
from desktop.safekeeping.erasure_told import REACHED_NOT, told_other, told_reach
from forensics.messages import say_count
from forensics.ports import Found
from layers.erasure import Carrier, Erasure, OnHold, Outlook, erase, foresee
from layers.register.erasing import Ground
from layers.register.journal import EXPORT, FILTER, OPENING, REASON, VAULT
from layers.register.values_of_copy import BASE_MAPS, MAPPING, OVERLAP, VIEWS


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the commands of this module."""
    erase_ = commands.add_parser(
        "erase", help="what is restricted of one person leaves the project for good; the journal still verifies"
    )
    erase_.add_argument("project", metavar="PROJECT")
    erase_.add_argument("record", metavar="RECORD")
    erase_.add_argument("--reason", metavar="TEXT", help="on what ground")
    erase_.add_argument("--requested-by", default="", metavar="CODE", help="at whose request")
    erase_.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    erase_.add_argument("--json", action="store_true", help="one JSON document")
    erase_.set_defaults(run=run_erase)


def run_erase(command: Command) -> int:
    """Erase a person, and tell who holds copies; exit 1 under a legal hold, or where it is still on the disk."""
    arguments = command.arguments
    with command.project() as project:
        found = project.register.find(arguments.record)
        if arguments.dry_run:
            return _foretell(command, foresee(project, found))
        try:
            erasure = erase(project, found, Ground(arguments.reason or "", arguments.requested_by))
        except OnHold as held:
            command.complain(held.message)
            return PROBLEMS
    if command.json:
        command.document(_document(erasure))
    else:
        _tell(command, erasure)
    if erasure.undone is None:
        return DONE
    command.complain(erasure.undone)
    return PROBLEMS


def _foretell(command: Command, outlook: Outlook) -> int:
    """Say what would go, what would be left and who has copies; exit 1 where a legal hold forbids it."""
    if command.json:
        command.document(
            {
                "records": [_named(one) for one in outlook.records],
                "files": len(outlook.files),
                "carriers": _carried(outlook.carriers),
                "left": [_named(one) for one in outlook.left],
                "held": [{**_named(one), "by": _named(by)} for one, by in outlook.held],
                "others": list(outlook.others),
            }
        )
    else:
        for one in outlook.records:
            command.say("Would be erased: {type}/{code}", type=one.type, code=one.code)
        command.say(say_count("{count} file would go.", "{count} files would go.", count=len(outlook.files)))
        for one, by in outlook.held:
            command.say("{type}/{code} is kept by the legal hold on {other_type}/{other}.",
                        type=one.type, code=one.code, other_type=by.type, other=by.code)  # fmt: skip
        _tell_of_others(command, outlook)
    return PROBLEMS if outlook.held else DONE


def _document(erasure: Erasure) -> dict[str, object]:
    return {
        "commit": erasure.commit,
        "records": [_named(one) for one in erasure.records],
        "files": erasure.files,
        "names": erasure.names,
        "carriers": _carried(erasure.carriers),
        "left": [_named(one) for one in erasure.left],
        "quoting": [_named(one) for one in erasure.quoting],
        "reached": {
            "filters": erasure.reach.count(FILTER), "reasons": erasure.reach.count(REASON),
            "exports": erasure.reach.count(EXPORT), "vault": erasure.reach.count(VAULT, OPENING),
            "drafts": erasure.reach.drafts,
            **{told: erasure.reach.here.get(kind, 0) for kind, told in HERE.items()},
        },
        "still_named": list(erasure.reach.named),
        "others": list(erasure.others),
        "wiped": erasure.undone is None,
    }  # fmt: skip


def _carried(carriers: Sequence[Carrier]) -> list[dict[str, str]]:
    return [
        {"file": one.file, "time": one.time, "profile": one.profile, "by": one.by, "recipient": one.recipient}
        for one in carriers
    ]


def _named(one: Found) -> dict[str, str]:
    return {"type": one.type, "id": one.id, "code": one.code}


def _tell(command: Command, erasure: Erasure) -> None:
    for one in erasure.records:
        command.say("Erased: {type}/{code}", type=one.type, code=one.code)
    if erasure.files:
        command.say(say_count("{count} file was removed.", "{count} files were removed.", count=erasure.files))
    if erasure.names:
        command.say("The name was taken out of the vault.")
    for code in erasure.others:
        command.say(told_other(code))
    for message in told_reach(erasure.reach):
        command.say(message)
    _tell_of_others(command, erasure)
    for one in erasure.quoting:
        command.say("{type}/{code} quotes the person, now or in its history, and was left as it is.",
                    type=one.type, code=one.code)  # fmt: skip
    command.say(REACHED_NOT)


def _tell_of_others(command: Command, told: Erasure | Outlook) -> None:
    """Who has copies, and what is left."""
    for carrier in told.carriers:
        command.say(
            "“{file}” ({profile}, {time}) carried it: its holder is to be told.",
            file=carrier.file, profile=carrier.profile, time=carrier.time[:16].replace("T", " "),
        )  # fmt: skip
    for one in told.left:
        command.say(
            "{type}/{code} names it or shares a file with it, and was left as it is.", type=one.type, code=one.code
        )


HERE = {VIEWS: "views", BASE_MAPS: "base_maps", MAPPING: "mappings", OVERLAP: "exchanges"}
"""What is counted of the values of this copy, and as what in the document."""
