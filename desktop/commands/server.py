"""Commands about a project on a server: server init, copy."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop.commands.context import DONE, Command, new_secret
from desktop.commands.secrets_given import NEW_PASSPHRASE
from forensics.messages import say
from layers.errors import ProjectRefused
from layers.merging.files import Evidence


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the commands of this module."""
    server = commands.add_parser("server", help="a project on a server, which several write at once")
    what = server.add_subparsers(dest="what", metavar="WHAT", required=True, parser_class=type(server))
    init = what.add_parser("init", help="prepare a database and make an empty project in it")
    init.add_argument("address", metavar="ADDRESS", help="postgresql://USER@HOST:PORT/DATABASE")
    init.add_argument("--name", default="", metavar="TEXT", help="what the project is called")
    init.add_argument("--pack", default="ua", metavar="CODE", help="the country pack")
    init.add_argument(
        "--shared", metavar="FOLDER", help="where originals and vault lie: a folder that all who work on it share"
    )
    init.set_defaults(run=run_init)
    copy = commands.add_parser("copy", help="a project made anew in another folder or on a server, its journal whole")
    copy.add_argument("project", metavar="PROJECT")
    copy.add_argument("to", metavar="TO", help="a new folder, or the address of a database")
    copy.add_argument(
        "--evidence", choices=[one.value for one in Evidence], default="all", help="which originals come along"
    )
    copy.add_argument(
        "--shared", metavar="FOLDER", help="on a server: where originals and vault lie, for all who work on it"
    )
    copy.add_argument("--json", action="store_true", help="one JSON document")
    copy.set_defaults(run=run_copy)


def run_init(command: Command) -> int:
    """Prepare a database: extension, schema and roles, and an empty project."""
    from layers.register.postgres.connecting import address_of
    from layers.server import init_server

    arguments = command.arguments
    shared = Path(arguments.shared) if arguments.shared else None
    init_server(arguments.address, called=arguments.name, pack=arguments.pack, shared=shared).close()
    command.say("Made a project in {address}.", address=address_of(arguments.address).said)
    return DONE


def run_copy(command: Command) -> int:
    """Copy a project whole."""
    from layers.copying import copy_project

    arguments = command.arguments

    def ask() -> str:
        lacking = say(
            "The copy is encrypted as the project is: give its passphrase in {variable}.", variable=NEW_PASSPHRASE
        )
        return new_secret(command.translate, NEW_PASSPHRASE, say("Passphrase of the copy: "), lacking)

    shared = Path(arguments.shared) if arguments.shared else None
    if shared is not None and not shared.is_dir():
        raise ProjectRefused("There is no folder “{folder}” for the originals.", folder=str(shared))
    with command.project() as project:
        copied = copy_project(
            project, arguments.to, ask, evidence=Evidence(arguments.evidence), shared=shared,
            progress=command.progress(say("Copying")),
        )  # fmt: skip
    if command.json:
        command.document({"to": copied.to, "commits": copied.commits, "files": copied.files})
        return DONE
    command.say(
        "Copied to {to}: {commits:,} commits, {files:,} originals; everything agrees there.",
        to=copied.to, commits=copied.commits, files=copied.files,
    )  # fmt: skip
    return DONE
