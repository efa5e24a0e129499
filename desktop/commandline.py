"""`taphos`: the command line. It reads the arguments, runs one command, and says what went wrong in one sentence."""

from __future__ import annotations

import argparse
import importlib
import locale
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from desktop.commands.context import REFUSED, Command
from forensics.errors import TaphosError
from forensics.messages import Message, say
from layers.core_dumps import forbid_core_dumps
from layers.hearing import route_warnings
from layers.language import Translator, languages

FAMILIES = ("window", "projects", "keys", "records", "evidence", "vault", "exchange", "products", "figures")
"""The modules of desktop.commands, in the order in which help lists them."""


AREAS = ("--bbox", "--extent")
"""The options whose value may begin with a minus."""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one sentence, exit 2."""

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message}.", file=sys.stderr)
        raise SystemExit(REFUSED)


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    top = _Parser(prog="taphos", description="Forensic exhumation and site mapping.")
    top.add_argument("--language", choices=languages(), help="the language of what is said (default: the system's)")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    for family in FAMILIES:
        importlib.import_module(f"desktop.commands.{family}").add_commands(commands)
    return top


def language_of(arguments: argparse.Namespace) -> str:
    """The language asked for, that of TAPHOS_LANGUAGE, or the system's; English where there are no texts in it."""
    system = (locale.getlocale()[0] or "en")[:2]
    for wanted in (arguments.language, os.environ.get("TAPHOS_LANGUAGE"), system):
        if wanted in languages():
            return str(wanted)
    return "en"


def _joined(arguments: Sequence[str]) -> list[str]:
    """Options of areas with their value in one word: west of Greenwich it begins with a minus, as options do."""
    found: list[str] = []
    for one in arguments:
        if found and found[-1] in AREAS and one.startswith("-"):
            found[-1] = f"{found[-1]}={one}"
        else:
            found.append(one)
    return _reasons_last(found)


def _reasons_last(arguments: list[str]) -> list[str]:
    """`--reason TEXT` behind the values of `add` and `set`, among which people write it."""
    if "--reason" not in arguments[:-1] or not {"add", "set"} & set(arguments[:4]):
        return arguments
    at = arguments.index("--reason")
    return [*arguments[:at], *arguments[at + 2 :], *arguments[at : at + 2]]


def _fault(bug: Exception) -> Message:
    """What is said of an error that nobody foresaw: one sentence, and how to see more."""
    return say(
        "This should not have happened, and is a fault of the program: {fault}. What was not saved is not kept; set "
        "TAPHOS_TRACEBACK=1 to see where it went wrong.",
        fault=" ".join(f"{type(bug).__name__} {bug}".split()),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit status."""
    forbid_core_dumps()
    if arguments is None:
        route_warnings()
    given = _joined(sys.argv[1:] if arguments is None else arguments)
    read = parser().parse_args(given or ["open"])
    translate = Translator(language_of(read))
    if read.command is None:
        parser().print_help()
        return REFUSED
    try:
        return int(read.run(Command(read, translate)))
    except TaphosError as refusal:
        print(translate(refusal.message), file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        sys.stderr.close()
        return REFUSED
    except Exception as bug:
        if os.environ.get("TAPHOS_TRACEBACK"):
            raise
        print(translate(_fault(bug)), file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print(translate("Stopped; nothing was changed."), file=sys.stderr)
        return REFUSED


if __name__ == "__main__":
    raise SystemExit(main())
