"""Commands about the identity vault: names are asked for and never arguments; each opening is a commit."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from desktop.commands.context import DONE, PROBLEMS, Command, secret
from desktop.commands.secrets_given import IDENTITY_PASSPHRASE, given_secret
from forensics.messages import say, say_count
from forensics.vault import VaultEntry
from layers.errors import ProjectRefused
from layers.vault.identities import Identity, make_identity_file, read_identity, read_identity_file
from layers.vault.vault import Changed, Opened, Vault, without_names

_Parser = argparse.ArgumentParser


def add_commands(commands: argparse._SubParsersAction[_Parser]) -> None:
    """Declare the commands of this module."""
    vault = commands.add_parser("vault", help="names behind the codes, for who holds a recipient's key")
    vault.add_argument("project", metavar="PROJECT")
    what = vault.add_subparsers(dest="what", metavar="WHAT", required=True, parser_class=type(vault))
    add = _declare(what, "add", help="put a name in; it is asked for, or stands on standard input: name, then contact")
    add.add_argument("code", metavar="CODE")
    add.set_defaults(run=run_add)
    open_ = _declare(what, "open", help="read the name behind a code; the opening is a commit")
    open_.add_argument("code", metavar="CODE")
    open_.add_argument("--reason", required=True, metavar="TEXT")
    open_.add_argument("--earlier", action="store_true", help="also what was put in before")
    _takes_identity(open_, help="a recipient's secret key; asked for where none is named")
    open_.set_defaults(run=run_open)
    erase = _declare(what, "erase", help="remove what the vault holds for a code, for good")
    erase.add_argument("code", metavar="CODE")
    erase.add_argument("--reason", required=True, metavar="TEXT")
    erase.set_defaults(run=run_erase)
    _declare_recipients(_declare(what, "recipients", help="who may open what is put in; alone it lists them"))


def _declare(what: argparse._SubParsersAction[_Parser], name: str, *, help: str) -> _Parser:
    parser = what.add_parser(name, help=help)
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="one JSON document")
    return parser


def _takes_identity(parser: _Parser, *, help: str) -> None:
    parser.add_argument("--identity", metavar="FILE", help=help)


def _declare_recipients(recipients: _Parser) -> None:
    recipients.set_defaults(run=run_recipients)
    deed = recipients.add_subparsers(dest="deed", metavar="DEED", parser_class=type(recipients))
    add = _declare(deed, "add", help="one more recipient, by public key")
    add.add_argument("name", metavar="NAME", help="a code or a role; it stands in the journal")
    add.add_argument("key", metavar="KEY", help="age1...")
    _takes_identity(
        add, help="a key that opens the vault: what lies there is encrypted anew, also to the new recipient"
    )
    add.set_defaults(run=run_add_recipient)
    remove = _declare(deed, "remove", help="one recipient less")
    remove.add_argument("name", metavar="NAME")
    _takes_identity(remove, help="a key that opens the vault: what lies there is encrypted anew, to those who are left")
    remove.set_defaults(run=run_remove_recipient)
    new = _declare(deed, "new", help="a recipient and a secret key of their own, in a file away from the project")
    new.add_argument("name", metavar="NAME", help="a code or a role; it stands in the journal")
    new.add_argument("file", metavar="FILE")
    _takes_identity(new, help="as for add")
    new.set_defaults(run=run_new_recipient)


@contextmanager
def _opened(command: Command) -> Iterator[Vault]:
    with command.project() as project:
        yield Vault(project)


@without_names()
def run_add(command: Command) -> int:
    """Put a name in."""
    code = command.arguments.code
    with _opened(command) as vault:
        name, contact = _typed_name(command)
        done = vault.put_in(code, name, contact)
    if not done.known:
        command.complain(say("No record names “{code}” yet; the name is kept.", code=done.code))
    if command.json:
        command.document({"code": done.code, "commit": done.receipt.commit, "known": done.known})
    command.say("The name behind “{code}” is in the vault.", code=done.code)
    return DONE


def _typed_name(command: Command) -> tuple[str, str]:
    """Name and contact: asked for at a terminal, else the first line of standard input and the others."""
    if sys.stdin.isatty():
        return input(command.translate("Name: ")), input(command.translate("Contact (may be empty): "))
    name, _, contact = sys.stdin.read().partition("\n")
    return name, contact


@without_names()
def run_open(command: Command) -> int:
    """Read what stands behind a code; exit 1 where something of it is not as it should be."""
    arguments = command.arguments
    identity = _named_identity(command) or _asked_identity(command)
    with _opened(command) as vault:
        opened = vault.open(arguments.code, identity, arguments.reason)
    entries = [*opened.entries, *(opened.earlier if arguments.earlier else ())]
    if command.json:
        command.document(_document(command, opened, entries))
    else:
        for entry in entries:
            _tell(command, entry, earlier=entry in opened.earlier)
        if len(opened.entries) > 1:
            command.say("These were put in on devices that did not know of each other; put in again what holds.")
    for problem in opened.problems:
        command.complain(problem)
    if opened.closed and not command.json:
        command.say(
            say_count(
                "{count:,} more entry was put in for others alone.",
                "{count:,} more entries were put in for others alone.",
                count=opened.closed,
            )
        )
    return PROBLEMS if opened.problems else DONE


def _tell(command: Command, entry: VaultEntry, *, earlier: bool) -> None:
    print(f"{entry.code}  {entry.name}")
    for line in filter(None, entry.contact.splitlines()):
        print(f"    {line}")
    written = {"author": entry.author, "time": entry.at[:16].replace("T", " ")}
    command.say(
        say("    earlier; put in by {author}, {time} UTC", **written)
        if earlier
        else say("    put in by {author}, {time} UTC", **written)
    )


def _document(command: Command, opened: Opened, entries: list[VaultEntry]) -> dict[str, Any]:
    return {
        "code": opened.code,
        "commit": opened.receipt.commit,
        "entries": [
            {
                "name": one.name, "contact": one.contact, "at": one.at, "author": one.author, "device": one.device,
                "in_force": one in opened.entries,
            }
            for one in entries
        ],
        "closed": opened.closed,
        "problems": [command.translate(problem) for problem in opened.problems],
    }  # fmt: skip


@without_names()
def run_erase(command: Command) -> int:
    """Remove what the vault holds for a code."""
    arguments = command.arguments
    with _opened(command) as vault:
        receipt = vault.take_out(arguments.code, arguments.reason)
    if command.json:
        command.document({"code": arguments.code, "commit": receipt.commit})
    elif receipt.count:
        command.say("The vault holds nothing for “{code}” any more; copies of it elsewhere do.", code=arguments.code)
    else:
        command.say("The vault holds nothing for “{code}”.", code=arguments.code)
    return DONE


@without_names()
def run_recipients(command: Command) -> int:
    """List who may open what is put in."""
    with _opened(command) as vault:
        recipients, files = vault.recipients(), vault.files()
    opened = {one.key: sum(one.key in kept.to for kept in files) for one in recipients}
    if command.json:
        listed = [
            {"name": one.name, "key": one.key, "since": one.since, "by": one.by, "opens": opened[one.key]}
            for one in recipients
        ]
        command.document({"recipients": listed, "entries": len(files)})
        return DONE
    for one in recipients:
        command.say(
            "{name}  {key}  named by {by}; opens {opens:,} of {files:,}",
            name=one.name, key=one.key, by=one.by, opens=opened[one.key], files=len(files),
        )  # fmt: skip
    if not recipients:
        command.say("The vault has no recipient yet, so nothing can be put in.")
    return DONE


@without_names()
def run_add_recipient(command: Command) -> int:
    """Name a recipient by public key."""
    arguments = command.arguments
    with _opened(command) as vault:
        progress = command.progress(say("Encrypting anew"))
        changed = vault.name_recipient(arguments.name, arguments.key, _named_identity(command), progress)
    return _added(command, changed)


@without_names()
def run_new_recipient(command: Command) -> int:
    """Make a secret key in a file, and name its owner as recipient."""
    arguments = command.arguments
    with _opened(command) as vault:
        vault.refuse_to_name(arguments.name)
        key = make_identity_file(Path(arguments.file), _new_identity_passphrase(command))
        command.say("The secret key is in “{file}”; whoever has that file can open the vault.", file=arguments.file)
        changed = vault.name_recipient(arguments.name, key, _named_identity(command))
    return _added(command, changed)


def _added(command: Command, changed: Changed) -> int:
    _tell_change(command, changed)
    command.say("“{name}” can open what is put in from now on.", name=changed.recipient.name)
    if changed.left:
        command.say(
            say_count(
                "{count:,} entry that was put in before stays closed to them; with --identity it is encrypted anew.",
                "{count:,} entries that were put in before stay closed to them; with --identity they are encrypted "
                "anew.",
                count=changed.left,
            )
        )
    return DONE


@without_names()
def run_remove_recipient(command: Command) -> int:
    """Remove a recipient."""
    with _opened(command) as vault:
        progress = command.progress(say("Encrypting anew"))
        changed = vault.remove_recipient(command.arguments.name, _named_identity(command), progress)
    _tell_change(command, changed)
    command.say("“{name}” can open nothing that is put in from now on.", name=changed.recipient.name)
    command.say("What was encrypted to them before stays readable to them where they kept a copy.")
    if changed.left:
        command.say(
            say_count(
                "{count:,} entry here is one of these; with --identity it is encrypted anew.",
                "{count:,} entries here are among these; with --identity they are encrypted anew.",
                count=changed.left,
            )
        )
    return DONE


def _tell_change(command: Command, changed: Changed) -> None:
    if command.json:
        command.document(
            {
                "name": changed.recipient.name, "key": changed.recipient.key, "commit": changed.receipt.commit,
                "entries": changed.files, "encrypted_anew": changed.renewed, "left": changed.left,
            }
        )  # fmt: skip
    elif changed.renewed:
        command.say(
            say_count("Encrypted anew: {count:,} entry.", "Encrypted anew: {count:,} entries.", count=changed.renewed)
        )


# Secret keys


def _named_identity(command: Command) -> Identity | None:
    """The secret key in the file that was named, if one was."""
    named = command.arguments.identity
    return read_identity_file(Path(named), lambda: _identity_passphrase(command)) if named else None


def _asked_identity(command: Command) -> Identity:
    """The secret key that was typed, or stands on standard input."""
    if sys.stdin.isatty():
        typed = getpass.getpass(command.translate("Secret key (AGE-SECRET-KEY-1…): "))
    else:
        typed = sys.stdin.read()
    return read_identity(typed.encode("utf-8", "replace"), lambda: _identity_passphrase(command))


def _identity_passphrase(command: Command) -> str:
    """The passphrase of a secret key that has one, from the environment or typed."""
    lacking = say(
        "The secret key has a passphrase; give it in {variable} or at a terminal.", variable=IDENTITY_PASSPHRASE
    )
    return secret(command.translate, IDENTITY_PASSPHRASE, say("Passphrase of the secret key: "), lacking)


def _new_identity_passphrase(command: Command) -> str:
    """The passphrase of a new secret key: from the environment, typed twice, or none."""
    given = given_secret(IDENTITY_PASSPHRASE)
    if given or not sys.stdin.isatty():
        return given or ""
    first = getpass.getpass(command.translate("Passphrase for the secret key (may be empty): "))
    if first != getpass.getpass(command.translate("The same again: ")):
        raise ProjectRefused("The two passphrases are not the same; nothing was made.")
    return first
