"""The command that puts right what was changed behind the application's back."""

from __future__ import annotations

import argparse

from desktop.commands.context import DONE, PROBLEMS, Command
from forensics.messages import say
from forensics.ports import Differing, Receipt, Verdict
from layers.errors import ProjectRefused
from layers.mending import adopting, differing_in, restoring
from layers.project import Project


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the commands of this module."""
    mend = commands.add_parser(
        "mend", help="records that were changed behind the application's back: listed, adopted, or restored"
    )
    mend.add_argument("project", metavar="PROJECT")
    mend.add_argument("record", nargs="?", default="", metavar="RECORD")
    how = mend.add_mutually_exclusive_group()
    how.add_argument("--adopt", action="store_true", help="take it as an edit that the practitioner --by made outside")
    how.add_argument("--restore", action="store_true", help="write the record as the journal has it")
    mend.add_argument("--by", default="", metavar="PRACTITIONER", help="whose edit it was, or who decided")
    mend.add_argument("--reason", default=None, metavar="TEXT")
    mend.add_argument("--json", action="store_true", help="one JSON document")
    mend.set_defaults(run=run_mend)


def run_mend(command: Command) -> int:
    """List what differs (exit 1 where something does), or put one record right."""
    arguments = command.arguments
    if arguments.record and not (arguments.adopt or arguments.restore):
        raise ProjectRefused("Say whether “{record}” is to be adopted (--adopt) or restored (--restore).",
                             record=arguments.record)  # fmt: skip
    if not arguments.record and (arguments.adopt or arguments.restore):
        raise ProjectRefused("Name the record that is to be put right; “taphos mend PROJECT” lists them.")
    with command.project() as project:
        verdict = project.register.verify(command.progress(say("Checking")))
        if not arguments.record:
            return _list(command, verdict)
        differing = differing_in(verdict, arguments.record)
        receipt = _mend(command, project, differing)
    if command.json:
        how = "adopted" if arguments.adopt else "restored"
        command.document({"commit": receipt.commit, "type": differing.type, "id": differing.id, "how": how})
    elif arguments.adopt:
        command.say("Adopted {type} {code}.", type=differing.type, code=differing.code or differing.id)
    else:
        command.say("Restored {type} {code}.", type=differing.type, code=differing.code or differing.id)
    return DONE


def _mend(command: Command, project: Project, differing: Differing) -> Receipt:
    arguments = command.arguments
    by = project.register.find(arguments.by, ("practitioner",)).id if arguments.by else ""
    if arguments.adopt:
        return adopting(project, differing, by, arguments.reason or "")
    return restoring(project, differing, arguments.reason or "", by)


def _list(command: Command, verdict: Verdict) -> int:
    translate = command.translate
    if command.json:
        command.document({
            "records": [
                {"type": one.type, "id": one.id, "code": one.code, "how": one.how,
                 "problems": [translate(problem) for problem in one.problems]}
                for one in verdict.differing
            ],
            "signs": [translate(sign) for sign in verdict.signs],
        })  # fmt: skip
    elif not verdict.differing:
        command.say("Table and journal say the same of every record.")
    for one in verdict.differing if not command.json else ():
        for problem in one.problems:
            command.say(problem)
    for sign in verdict.signs if not command.json else ():
        command.say(sign)
    return PROBLEMS if verdict.differing else DONE
