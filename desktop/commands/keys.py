"""Commands about who may open an encrypted project: its passphrase, and a recovery key split among people."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from desktop.commands.context import DONE, Command, new_secret, passphrase_for, project_folder
from desktop.commands.secrets_given import NEW_PASSPHRASE
from forensics.messages import say
from layers.errors import ProjectRefused
from layers.recovery import change_passphrase, has_recovery, recover, refuse_plain, split_recovery
from layers.shares import Share, ShareRefused, read_share


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the commands of this module."""
    keys = commands.add_parser("keys", help="the passphrase of an encrypted project, and its recovery key")
    keys.add_argument("project", metavar="PROJECT")
    what = keys.add_subparsers(dest="what", metavar="WHAT", required=True, parser_class=type(keys))
    passphrase = what.add_parser("passphrase", help="another passphrase; the one before no longer opens the project")
    passphrase.set_defaults(run=run_passphrase)
    recovery = what.add_parser("recovery", help="split a new recovery key among people; its shares are told once")
    recovery.add_argument("--shares", type=int, required=True, metavar="M", help="how many people have one")
    recovery.add_argument("--needed", type=int, required=True, metavar="N", help="how many of them open the project")
    recovery.add_argument("--json", action="store_true", help="one JSON document")
    recovery.set_defaults(run=run_recovery)
    recover_ = what.add_parser("recover", help="a new passphrase by shares, typed or one a line on standard input")
    recover_.set_defaults(run=run_recover)


def run_passphrase(command: Command) -> int:
    """Change the passphrase."""
    folder = _encrypted_folder(command)
    change_passphrase(folder, _passphrase(command, folder), _new_passphrase(command))
    command.say("The new passphrase opens “{folder}”, and the one before no longer does.", folder=str(folder))
    command.say("Copies and backups that were made before still open with the one before.")
    return DONE


def run_recovery(command: Command) -> int:
    """Split a recovery key and tell its shares, this once."""
    arguments = command.arguments
    folder = _encrypted_folder(command)
    replaced = has_recovery(folder)
    lines = split_recovery(folder, _passphrase(command, folder), arguments.shares, arguments.needed)
    if command.json:
        command.document({"shares": lines, "needed": arguments.needed, "replaced": replaced})
        return DONE
    for number, line in enumerate(lines, 1):
        command.say("Share {number} of {shares}:", number=number, shares=len(lines))
        print(line)
    command.say(
        "Any {needed} of these {shares} shares open the project. Write each on paper for one person; they are not told "
        "again.",
        needed=arguments.needed, shares=len(lines),
    )  # fmt: skip
    if replaced:
        command.say("The shares that were given out before no longer open it.")
    return DONE


def run_recover(command: Command) -> int:
    """Ask for shares until there are enough, and for a new passphrase."""
    folder = _encrypted_folder(command)
    if not has_recovery(folder):
        raise ProjectRefused("“{folder}” has no recovery key.", folder=str(folder))
    shares = _typed_shares(command) if sys.stdin.isatty() else _piped_shares()
    recover(folder, shares, _new_passphrase(command))
    command.say("The new passphrase opens “{folder}”, and the one before no longer does.", folder=str(folder))
    return DONE


def _encrypted_folder(command: Command) -> Path:
    folder = project_folder(command.arguments.project)
    refuse_plain(folder)
    return folder


def _passphrase(command: Command, folder: Path) -> str:
    return passphrase_for(folder, command.translate) or ""


def _new_passphrase(command: Command) -> str:
    """The new passphrase, from the environment or typed twice."""
    lacking = say("Give the new passphrase in {variable} or at a terminal.", variable=NEW_PASSPHRASE)
    return new_secret(command.translate, NEW_PASSPHRASE, say("New passphrase: "), lacking)


def _piped_shares() -> list[Share]:
    return [read_share(line) for line in sys.stdin if line.strip()]


def _typed_shares(command: Command) -> list[Share]:
    """Shares typed one after the other; one that was mistyped is asked for again."""
    found: list[Share] = []
    while not found or len(found) < found[0].needed:
        try:
            typed = read_share(input(command.translate("Share {number}: ", number=len(found) + 1)))
            if found and (typed.set != found[0].set or typed.number in {one.number for one in found}):
                raise ShareRefused("That share is of another recovery key, or was given already.")
            found.append(typed)
        except ShareRefused as refusal:
            command.complain(refusal.message)
    return found
