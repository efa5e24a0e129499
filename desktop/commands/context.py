"""What commands share: opening a project, the passphrase, printing for people and for programs, progress."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.commands.secrets_given import PASSPHRASE, given_secret
from forensics.grading import told_lowered
from forensics.messages import Message, say
from forensics.ports import Progress, Receipt
from layers.errors import ProjectRefused
from layers.exports.out_files import document_bytes
from layers.exports.saying import translator_for
from layers.language import Translator
from layers.project import Project, open_project, read_about
from layers.register.postgres.connecting import is_address

if TYPE_CHECKING:
    from layers.exports.preview import Preview

DONE, PROBLEMS, REFUSED = 0, 1, 2


class Command:
    """One run of one command: its arguments, its language, and where it speaks."""

    def __init__(self, arguments: argparse.Namespace, translate: Translator) -> None:
        self.arguments = arguments
        self.translate = translate

    def say(self, text: str | Message, **values: object) -> None:
        """One line for a person; nothing where JSON was asked for."""
        if not self.json:
            print(self.translate(text, **values))

    def complain(self, message: Message) -> None:
        """One line about a problem, on standard error."""
        print(self.translate(message), file=sys.stderr)

    def tell_lowered(self, receipt: Receipt) -> None:
        """Say which incidents fell to a lower level with a change of their sources."""
        told = told_lowered([found.code for found in receipt.lowered])
        if told is not None:
            self.say(told)

    def noted(self, unnoted: Message | None) -> int:
        """The exit status of an export; where the project's ledger could not note it, one line says so."""
        if unnoted is None:
            return DONE
        self.complain(say("It was written, but is not in the project's ledger of exports. {why}", why=unnoted))
        return PROBLEMS

    def left(self, faults: Sequence[Message], unnoted: Message | None) -> int:
        """The exit status of what may have left with faults of custody or order, each of which is complained of."""
        for fault in faults:
            self.complain(fault)
        return PROBLEMS if faults else self.noted(unnoted)

    def previewed(self, preview: Preview) -> int:
        """Tell what would leave; the exit status says whether faults of custody or order would keep it from a court."""
        if self.json:
            self.document(preview.document)
        for line in preview.lines:
            self.say(line)
        self.say("Nothing was written.")
        return self.left(preview.faults, None)

    @property
    def json(self) -> bool:
        return bool(getattr(self.arguments, "json", False))

    def document(self, value: Any) -> None:
        """The one JSON document that a program reads."""
        sys.stdout.buffer.write(document_bytes(value))
        sys.stdout.flush()

    @contextmanager
    def project(self, *, to_verify: bool = False) -> Iterator[Project]:
        """The project that the arguments name, closed at the end; what its country pack brought is then said too."""
        project = open_named(self.arguments.project, self.translate, to_verify=to_verify)
        self.translate = translator_for(project, self.translate.language)
        try:
            yield project
        finally:
            project.close()

    def progress(self, doing: Message) -> Progress | None:
        """A line that counts on a terminal; nothing in a pipe."""
        if not sys.stderr.isatty():
            return None
        text = self.translate(doing)

        def tell(done: int, total: int) -> None:
            of = f"/{total:,}" if total else ""
            print(f"\r{text} {done:,}{of}", end="", file=sys.stderr, flush=True)

        return tell


def is_server(name: str) -> bool:
    """Whether a project's name is the address of a server."""
    return is_address(name)


def open_named(name: str, translate: Translator, *, to_verify: bool = False) -> Project:
    """Open a project by its folder or address; a passphrase is asked for where one is needed."""
    if is_server(name):
        from layers.server import open_on_server

        return open_on_server(name, to_verify=to_verify)
    folder = project_folder(name)
    return open_project(folder, passphrase_for(folder, translate), to_verify=to_verify)


def project_folder(name: str) -> Path:
    """The folder of a project, whose ending may be left out; raises ProjectRefused for a server."""
    if is_server(name):
        raise ProjectRefused("A project on a server is meant here to be in a folder; “taphos copy” makes one of it.")
    folder = Path(name)
    longer = folder.with_name(folder.name + ".taphos")
    return longer if not folder.exists() and longer.exists() else folder


def passphrase_for(folder: Path, translate: Translator) -> str | None:
    """The passphrase of an encrypted project: from the environment, or typed."""
    return encrypted_passphrase(folder, translate) if read_about(folder).encrypted else None


def encrypted_passphrase(named: Path, translate: Translator) -> str:
    """The passphrase of a project or backup that is known to be encrypted."""
    lacking = say(
        "“{folder}” is encrypted; give its passphrase in {variable} or at a terminal.",
        folder=str(named), variable=PASSPHRASE,
    )  # fmt: skip
    return secret(translate, PASSPHRASE, say("Passphrase: "), lacking)


def secret(translate: Translator, variable: str, prompt: Message, lacking: Message) -> str:
    """What stands in an environment variable, else typed without an echo; raises ProjectRefused saying `lacking`."""
    given = given_secret(variable)
    if given and not is_text(given):
        raise ProjectRefused("What {variable} holds is no text (UTF-8).", variable=variable)
    if given:
        return given
    if not sys.stdin.isatty():
        raise ProjectRefused(lacking)
    return getpass.getpass(translate(prompt))


def new_secret(translate: Translator, variable: str, prompt: Message, lacking: Message) -> str:
    """The same for one that is new and so typed twice; raises ProjectRefused where the two differ."""
    first = secret(translate, variable, prompt, lacking)
    typed = not given_secret(variable)
    if typed and (not first or first != getpass.getpass(translate("The same again: "))):
        raise ProjectRefused("The two passphrases are not the same, or empty; nothing was changed.")
    return first


def new_passphrase(translate: Translator) -> str:
    """The passphrase of a new project, typed twice at a terminal."""
    lacking = say("A new project is encrypted: give its passphrase in {variable}, or say --plain.", variable=PASSPHRASE)
    return new_secret(translate, PASSPHRASE, say("Passphrase for the new project: "), lacking)


MAY_BE_BYTES = "files"
"""The argument whose names may be any bytes: evidence is taken in whatever it is called."""


def refuse_no_text(arguments: argparse.Namespace) -> None:
    """Refuse an argument that holds bytes which are no text, whatever the command; raises ProjectRefused."""
    for name, value in vars(arguments).items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and name != MAY_BE_BYTES and not is_text(one):
                raise ProjectRefused(
                    "“{text}” holds bytes that are no text (UTF-8), so it can name nothing here.",
                    text=os.fsencode(one).decode("utf-8", "backslashreplace"),
                )  # fmt: skip


def is_text(given: str) -> bool:
    """Whether all of what a program was given is text; what is not, Python hands on as lone surrogates."""
    return not any("\ud800" <= one <= "\udfff" for one in given)


def refuse_blank_reason(arguments: argparse.Namespace) -> None:
    """Refuse a reason that is given and says nothing, whatever the command; raises ProjectRefused."""
    reason = getattr(arguments, "reason", None)
    if reason is not None and not reason.strip():
        raise ProjectRefused("A reason says why; the one given with --reason is blank.")


def key_values(pairs: list[str]) -> dict[str, str]:
    """FIELD=VALUE arguments as a mapping; ProjectRefused for one without an equals sign or given twice."""
    found: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise ProjectRefused("“{text}” is not FIELD=VALUE.", text=pair)
        if name in found:
            raise ProjectRefused("“{name}” is given twice.", name=name)
        found[name] = value
    return found


def box(text: str) -> tuple[float, float, float, float]:
    """W,S,E,N in degrees; raises ProjectRefused."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise ProjectRefused("“{text}” is not W,S,E,N in degrees.", text=text) from None
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ProjectRefused("“{text}” is no area: west before east, south before north, in degrees.", text=text)
    return west, south, east, north
