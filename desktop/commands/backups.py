"""Commands about a whole project in one file: backup and restore."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop.commands.context import DONE, PROBLEMS, Command, encrypted_passphrase, is_server
from forensics.messages import say
from layers.errors import ProjectRefused


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the commands of this module."""
    backup = commands.add_parser("backup", help="the whole project in one file, also while it is in use")
    backup.add_argument("project", metavar="PROJECT")
    backup.add_argument("out", metavar="OUT.zip")
    backup.add_argument("--force", action="store_true", help="replace OUT.zip whatever file it is")
    backup.add_argument("--json", action="store_true", help="one JSON document")
    backup.set_defaults(run=run_backup)
    restore = commands.add_parser("restore", help="a project from its backup; it is verified before it gets its name")
    restore.add_argument("file", metavar="OUT.zip")
    restore.add_argument("project", metavar="PROJECT")
    restore.add_argument("--with-problems", action="store_true", help="also a project in which verify finds something")
    restore.add_argument("--json", action="store_true", help="one JSON document")
    restore.set_defaults(run=run_restore)


def run_backup(command: Command) -> int:
    """Back a project up; exit 1 where files of it are missing, or its ledger could not name the backup."""
    from layers.backup.making import back_up

    with command.project() as project:
        made = back_up(project, Path(command.arguments.out), command.progress(say("Backing up")),
                       replacing=command.arguments.force)  # fmt: skip
    manifest = made.manifest
    if command.json:
        command.document(
            {
                "file": made.path.name, "bytes": made.bytes, "project": manifest.project, "head": manifest.head,
                "encrypted": manifest.encrypted, "files": len(manifest.members), "missing": list(manifest.missing),
                "left": list(made.left),
            }
        )  # fmt: skip
    else:
        command.say("Wrote {file}: {files:,} files, {size:,} bytes; head {head}.", file=str(made.path),
                    files=len(manifest.members), size=made.bytes, head=manifest.head or "–")  # fmt: skip
    for name in manifest.missing:
        command.complain(say("“{file}” is missing in the project, and so in the backup.", file=name))
    if made.left_out is not None:
        command.complain(made.left_out)
    return command.noted(made.unnoted) or (PROBLEMS if manifest.missing else DONE)


def run_restore(command: Command) -> int:
    """Restore a project; exit 1 where something is wrong in it and that was allowed."""
    from layers.backup.restoring import restore

    arguments = command.arguments
    if is_server(arguments.project):
        raise ProjectRefused("A backup is restored into a folder; “taphos copy” brings that to a server.")
    archive = Path(arguments.file)
    done = restore(
        archive, Path(arguments.project), lambda: encrypted_passphrase(archive, command.translate),
        command.progress(say("Restoring")), with_problems=arguments.with_problems,
    )  # fmt: skip
    if command.json:
        command.document(
            {
                "project": str(done.folder), "head": done.manifest.head, "encrypted": done.manifest.encrypted,
                "files": len(done.manifest.members), "ok": done.verdict.ok,
                "problems": [command.translate(problem) for problem in done.verdict.problems],
            }
        )  # fmt: skip
    for problem in done.verdict.problems[:20]:
        command.complain(problem)
    command.say("Restored {folder}: {files:,} files, head {head}.", folder=str(done.folder),
                files=len(done.manifest.members), head=done.manifest.head or "–")  # fmt: skip
    return DONE if done.verdict.ok else PROBLEMS
