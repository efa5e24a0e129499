"""The command that anchors a journal outside of the computer on which it lies."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop.commands.context import DONE, Command
from forensics.anchors import heads_hash


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the commands of this module."""
    anchor = commands.add_parser("anchor", help="a signed day-sheet of the head, to be kept away from this computer")
    anchor.add_argument("project", metavar="PROJECT")
    anchor.add_argument("out", metavar="OUT.pdf", help="the page; the signed document is put beside it")
    anchor.add_argument("--tsa", default="", metavar="URL", help="ask that authority for a time stamp (RFC 3161) too")
    anchor.add_argument(
        "--tsa-certificate", metavar="FILE", help="of the authority; the stamp is checked, and it is kept"
    )
    anchor.add_argument("--json", action="store_true", help="one JSON document")
    anchor.set_defaults(run=run_anchor)


def run_anchor(command: Command) -> int:
    """Write one day-sheet with what lies beside it."""
    from desktop.layouts.day_sheet import write_day_sheet

    arguments = command.arguments
    with command.project() as project:
        written = write_day_sheet(
            project, Path(arguments.out), command.translate.language, authority=arguments.tsa,
            certificate=Path(arguments.tsa_certificate) if arguments.tsa_certificate else None,
        )  # fmt: skip
    anchor = written.taken.anchor
    if command.json:
        command.document(
            {
                "file": written.sheet.name, "anchor": written.document.name, "sha256": anchor.sha256,
                "heads": list(anchor.heads), "heads_sha256": heads_hash(anchor.heads), "time": anchor.time,
                "device": anchor.device, "commits": written.taken.commits, "records": written.taken.records,
                "token": written.token.name if written.token else None, "commit": written.commit,
            }
        )  # fmt: skip
    command.say("Wrote {file} and {anchor}.", file=str(written.sheet), anchor=written.document.name)
    if written.token is not None:
        command.say("The authority's time stamp is in {file}.", file=written.token.name)
    command.say("Beginning of SHA-256 over the heads: {digits}", digits=heads_hash(anchor.heads)[:16].upper())
    command.say("Keep them away from this computer: whoever has it can change what lies on it.")
    return DONE
