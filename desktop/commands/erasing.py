"""The command that erases a person."""

from __future__ import annotations

import argparse

from desktop.commands.context import DONE, PROBLEMS, Command
from forensics.messages import say_count
from layers.erasure import Erasure, OnHold, erase
from layers.register.erasing import Ground


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the commands of this module."""
    erase_ = commands.add_parser(
        "erase", help="what is restricted of one person leaves the project for good; the journal still verifies"
    )
    erase_.add_argument("project", metavar="PROJECT")
    erase_.add_argument("record", metavar="RECORD")
    erase_.add_argument("--reason", required=True, metavar="TEXT", help="on what ground")
    erase_.add_argument("--requested-by", default="", metavar="CODE", help="at whose request")
    erase_.add_argument("--json", action="store_true", help="one JSON document")
    erase_.set_defaults(run=run_erase)


def run_erase(command: Command) -> int:
    """Erase a person, and tell who holds copies; exit 1 under a legal hold."""
    arguments = command.arguments
    with command.project() as project:
        found = project.register.find(arguments.record)
        try:
            erasure = erase(project, found, Ground(arguments.reason, arguments.requested_by))
        except OnHold as held:
            command.complain(held.message)
            return PROBLEMS
    if command.json:
        command.document(_document(erasure))
    else:
        _tell(command, erasure)
    return DONE


def _document(erasure: Erasure) -> dict[str, object]:
    return {
        "commit": erasure.commit,
        "records": [{"type": one.type, "id": one.id, "code": one.code} for one in erasure.records],
        "files": erasure.files,
        "names": erasure.names,
        "carriers": [{"file": one.file, "time": one.time, "profile": one.profile} for one in erasure.carriers],
        "left": [{"type": one.type, "id": one.id, "code": one.code} for one in erasure.left],
    }


def _tell(command: Command, erasure: Erasure) -> None:
    for one in erasure.records:
        command.say("Erased: {type}/{code}", type=one.type, code=one.code)
    if erasure.files:
        command.say(say_count("{count} file was removed.", "{count} files were removed.", count=erasure.files))
    if erasure.names:
        command.say("The name was taken out of the vault.")
    for carrier in erasure.carriers:
        command.say(
            "“{file}” ({profile}, {time}) carried it: its holder is to be told.",
            file=carrier.file, profile=carrier.profile, time=carrier.time[:16].replace("T", " "),
        )  # fmt: skip
    for one in erasure.left:
        command.say("{type}/{code} names it and was left as it is.", type=one.type, code=one.code)
