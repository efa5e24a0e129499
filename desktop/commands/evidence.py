"""The command about evidence: originals are taken in under their SHA-256."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop.commands.context import DONE, PROBLEMS, Command
from forensics.messages import Message, say
from layers.evidence import Outcome, Taken, TakenIn, take_in
from layers.project import Project


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the commands of this module."""
    evidence = commands.add_parser("evidence", help="take originals in, by SHA-256; they are read and never written")
    evidence.add_argument("project", metavar="PROJECT")
    evidence.add_argument("files", nargs="+", metavar="FILE")
    evidence.add_argument("--attach", default="", metavar="RECORD", help="what they show: an id, a code or TYPE/CODE")
    evidence.add_argument(
        "--by", default="", metavar="HOLDER",
        help="who has the files, with whom their custody begins (default: whose key this device signs with)",
    )  # fmt: skip
    evidence.add_argument("--reason", metavar="TEXT")
    evidence.add_argument("--json", action="store_true", help="one JSON document")
    evidence.set_defaults(run=run_evidence)


def run_evidence(command: Command) -> int:
    """Take files in, all in one commit; exit 1 where something is wrong with one, which is kept too."""
    arguments = command.arguments
    with command.project() as project:
        done = take_in(
            project,
            [Path(name) for name in arguments.files],
            attach=arguments.attach,
            by=project.register.find(arguments.by, ("practitioner", "facility")).id if arguments.by else "",
            reason=arguments.reason or "",
            progress=command.progress(say("Taking in")),
            words=command.translate,
        )
        done = _with_far(project, arguments.attach, done)
    if command.json:
        command.document(_document(command, done))
    else:
        _tell(command, done)
    return PROBLEMS if any(one.problems for one in done.files) else DONE


def _with_far(project: Project, attach: str, done: TakenIn) -> TakenIn:
    """With a sentence for each picture that lies beside the grave that it is to show."""
    if not any(one.media_type == "image/tiff" for one in done.files):
        return done
    from layers.siteplan.photographs import told_far

    far = told_far(project, attach, done.files)
    told = [replace(one, problems=(*one.problems, far[one.media])) if one.media in far else one for one in done.files]
    return replace(done, files=tuple(told))


def _tell(command: Command, done: TakenIn) -> None:
    for one in done.files:
        command.say(_line(one))
        for problem in one.problems:
            command.say("  {problem}", problem=problem)
    new = sum(one.outcome is Outcome.NEW for one in done.files)
    command.say("Taken in: {new:,}; here already: {here:,}.", new=new, here=len(done.files) - new)


def _line(one: Taken) -> Message:
    values: dict[str, Any] = {"code": one.code, "file": one.name}
    if one.outcome is Outcome.NEW:
        return say("{code}  {file}  {size:,} bytes  {type}", size=one.size, type=one.media_type or "–", **values)
    if one.outcome is Outcome.BROUGHT:
        return say("{code}  “{file}” is the file that was missing or damaged here; it is back.", **values)
    if one.voided:
        return say("{code}  “{file}” is here already; its record is voided.", **values)
    return say("{code}  “{file}” is here already.", **values)


def _document(command: Command, done: TakenIn) -> dict[str, Any]:
    return {
        "commit": done.receipt.commit,
        "files": [
            {
                "name": one.name, "id": one.media, "code": one.code, "sha256": one.sha256, "bytes": one.size,
                "media_type": one.media_type, "outcome": one.outcome.value, "voided": one.voided,
                "problems": [command.translate(problem) for problem in one.problems],
            }
            for one in done.files
        ],
    }  # fmt: skip
