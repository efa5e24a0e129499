"""Commands about a project as a whole: new, info, verify."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop.commands.context import DONE, PROBLEMS, Command, is_server, new_passphrase
from forensics.messages import say
from layers.errors import ProjectRefused
from layers.project import new_project


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the commands of this module."""
    new = commands.add_parser("new", help="an empty project; encrypted unless --plain")
    new.add_argument("project", metavar="PROJECT")
    new.add_argument("--name", default="", metavar="TEXT", help="what the project is called")
    new.add_argument("--plain", action="store_true", help="without a passphrase")
    new.add_argument("--pack", default="ua", metavar="CODE", help="the country pack, or a folder that holds one")
    new.set_defaults(run=run_new)
    info = commands.add_parser("info", help="name, counts, extent and head of a project")
    info.add_argument("project", metavar="PROJECT")
    info.add_argument("--json", action="store_true", help="one JSON document")
    info.set_defaults(run=run_info)
    verify = commands.add_parser("verify", help="check journal, records, signatures and evidence")
    verify.add_argument("project", metavar="PROJECT")
    verify.add_argument("--manifest", metavar="FILE", help="an export's manifest, whose head must still be here")
    verify.add_argument(
        "--anchor", metavar="FILE", help="the signed document beside a day-sheet, or the text of its QR code"
    )
    verify.add_argument(
        "--tsa-certificate", metavar="FILE", help="of the authority that stamped the anchor, where none is kept with it"
    )
    verify.add_argument("--json", action="store_true", help="one JSON document")
    verify.set_defaults(run=run_verify)


def run_new(command: Command) -> int:
    """Make an empty project."""
    arguments = command.arguments
    if is_server(arguments.project):
        raise ProjectRefused("A project on a server is made by “taphos server init”.")
    passphrase = None if arguments.plain else new_passphrase(command.translate)
    pack = Path(arguments.pack) if Path(arguments.pack).is_dir() else arguments.pack
    project = new_project(Path(arguments.project), name=arguments.name, passphrase=passphrase, pack=pack)
    project.close()
    command.say("Made {folder}.", folder=str(project.folder))
    return DONE


def run_info(command: Command) -> int:
    """Tell what a project holds; no time stamps, so that nothing changed means nothing differs."""
    with command.project() as project:
        info = project.register.info()
    if command.json:
        command.document(
            {
                "name": info.name,
                "counts": dict(info.counts),
                "extent": list(info.extent) if info.extent else None,
                "head": info.head,
                "heads": list(info.heads),
                "encrypted": info.encrypted,
                "engine": info.engine,
                "format": info.format,
            }
        )
        return DONE
    command.say("{name} ({engine}, format {format})", name=info.name, engine=info.engine, format=info.format)
    for kind in project.catalogue:
        if info.counts[kind.name]:
            command.say(say("  {label}: {count:,}", label=say(kind.about.plural), count=info.counts[kind.name]))
    command.say("Head: {head}", head=info.head or "–")
    return DONE


def run_verify(command: Command) -> int:
    """Check everything; exit 1 and the first wrong thing if any."""
    from layers.checking import verify_project

    with command.project(to_verify=True) as project:
        arguments = command.arguments
        manifest = Path(arguments.manifest) if arguments.manifest else None
        verdict = verify_project(
            project, manifest, command.progress(say("Checking")),
            anchor=Path(arguments.anchor) if arguments.anchor else None,
            authority=Path(arguments.tsa_certificate) if arguments.tsa_certificate else None,
        )  # fmt: skip
    if command.json:
        command.document(
            {
                "ok": verdict.ok,
                "first": command.translate(verdict.first) if verdict.first else None,
                "problems": [command.translate(problem) for problem in (*verdict.problems, *verdict.clock)],
                "clock": [command.translate(problem) for problem in verdict.clock],
                "notes": [command.translate(note) for note in verdict.notes],
                "absent": verdict.absent,
                "erased": verdict.erased,
            }
        )
        return DONE if verdict.ok else PROBLEMS
    for note in verdict.notes:
        command.say(note)
    if verdict.ok:
        command.say(
            "Everything agrees: {commits:,} commits, {payloads:,} entries, {records:,} records, {files:,} files.",
            **{"files": 0, **verdict.checked},
        )
    elif verdict.first is not None:
        command.complain(verdict.first)
        for problem in verdict.problems[1:20]:
            command.complain(problem)
    for problem in verdict.clock[:20]:
        command.complain(problem)
    return DONE if verdict.ok else PROBLEMS
