"""`taphos`: the command line. It reads the arguments, runs one command, and says what went wrong in one sentence."""

from __future__ import annotations

import argparse
import importlib
import locale
import os
import sys
from collections.abc import Iterator, Sequence

from desktop.commands.context import REFUSED, Command, refuse_blank_reason, refuse_no_text
from desktop.commands.secrets_given import forget_secrets, take_secrets
from desktop.commands.speaking import LANGUAGE, add_language, describe_commands, speaking, speaking_parser
from forensics.errors import TaphosError
from forensics.messages import Message, say
from layers.core_dumps import forbid_core_dumps, forbid_looking_in
from layers.hearing import route_warnings
from layers.language import ENGLISH, Translator, languages

FAMILIES = (
    "window", "projects", "server", "backups", "keys", "devices", "anchors", "records", "cases", "custody", "workflows",
    "matching", "erasing", "mending", "evidence", "photos", "vault", "exchange", "selecting", "products", "reports",
    "siteplans", "surveying", "basemaps", "shapes", "plan", "papers", "figures", "analysing", "overlap", "releasing",
    "merging",
)  # fmt: skip
"""The modules of desktop.commands, in the order in which help lists them."""


AREAS = ("--bbox", "--extent")
"""The options whose value may begin with a minus."""


def parser(translate: Translator | None = None) -> argparse.ArgumentParser:
    """The parser of all commands, which speaks English unless told otherwise."""
    translate = translate or Translator(ENGLISH)
    with speaking(translate):
        kind = speaking_parser(translate)
        top = kind(prog="taphos", description=translate(say("Forensic exhumation and site mapping.")))
        top.add_argument("--language", choices=languages(), help=LANGUAGE)
        commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=kind)
        for family in FAMILIES:
            importlib.import_module(f"desktop.commands.{family}").add_commands(commands)
        add_language(top)
        describe_commands(top, translate)
    return top


def language_of(arguments: Sequence[str]) -> str:
    """The language asked for anywhere in the line, that of TAPHOS_LANGUAGE, or the system's; else English.

    It is both what is said and what is made: a page, a picture of the window, a form.
    """
    system = (locale.getlocale()[0] or ENGLISH)[:2]
    for wanted in (*reversed(list(_asked_for(arguments))), os.environ.get("TAPHOS_LANGUAGE"), system):
        if wanted in languages():
            return str(wanted)
    return ENGLISH


def _asked_for(arguments: Sequence[str]) -> Iterator[str]:
    """What stands behind each `--language`, which may be shortened as argparse lets it be."""
    for at, one in enumerate(arguments):
        name, equals, value = one.partition("=")
        if one == "--":
            return
        if len(name) > 2 and "--language".startswith(name):
            yield value if equals else next(iter(arguments[at + 1 :]), "")


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
    forbid_looking_in()
    take_secrets()
    if arguments is None:
        route_warnings()
    given = _joined(sys.argv[1:] if arguments is None else arguments)
    translate = Translator(language_of(given))
    known = parser(translate)
    with speaking(translate):
        read = known.parse_args(given or ["open"])
    if read.command is None:
        known.print_help()
        return REFUSED
    try:
        refuse_no_text(read)
        refuse_blank_reason(read)
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
    finally:
        forget_secrets()


if __name__ == "__main__":
    raise SystemExit(main())
