"""The report of a grave, or of one case, as a PDF."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop.commands.context import Command
from desktop.commands.selecting import (
    add_authority,
    add_dry_run,
    add_recipient,
    add_selection,
    add_with_gaps,
    selection_of,
)
from forensics.messages import say


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command of this module."""
    report = commands.add_parser("report", help="the report of a grave, or of one case, as a PDF")
    report.add_argument("project", metavar="PROJECT")
    report.add_argument("out", metavar="OUT.pdf")
    which = report.add_mutually_exclusive_group(required=True)
    which.add_argument("--site", metavar="CODE", help="the grave")
    which.add_argument("--case", metavar="CODE", help="one case of human remains")
    report.add_argument("--profile", required=True, metavar="court|partner|public|FILE", help="who may see what")
    add_selection(report)
    add_authority(report)
    add_recipient(report)
    add_with_gaps(report)
    add_dry_run(report)
    report.add_argument("--json", action="store_true", help="one JSON document")
    report.set_defaults(run=run_report)


def run_report(command: Command) -> int:
    """Write the report; exit 1 where it leaves with gaps, or no ledger could note it."""
    from desktop.report.writing import write_report
    from layers.report.making import Wanted
    from layers.report.preview import preview_report

    arguments = command.arguments
    type_, record = ("site", arguments.site) if arguments.site else ("case", arguments.case)
    with command.project() as project:
        wanted = Wanted(arguments.profile, command.translate.language, selection_of(command, project),
                        with_gaps=arguments.with_gaps)  # fmt: skip
        if arguments.dry_run:
            return command.previewed(preview_report(project, record, type_, wanted, command.progress(say("Counting"))))
        progress = command.progress(say("Writing the report:"))
        written = write_report(project, Path(arguments.out), record, type_, wanted, progress)
    if command.json:
        command.document(
            {
                "file": written.path.name, "pages": written.pages, "pictures": written.pictures,
                "counts": written.counts,
            }
        )  # fmt: skip
    command.say("Wrote {file}, {pages} pages, {pictures} pictures.", file=str(written.path), pages=written.pages,
                pictures=written.pictures)  # fmt: skip
    return command.left(written.faults, written.unnoted)
