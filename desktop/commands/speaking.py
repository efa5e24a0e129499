"""argparse in the language that was asked for: its own texts, and the help that the commands declare.

Whatever is declared as `help` is a message id: it is translated when it is shown.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import ClassVar, NoReturn

from desktop.commands.context import REFUSED
from forensics.messages import Message, say, say_count
from layers.language import ENGLISH, Translator, languages

WORDS: Mapping[str, Message] = {
    message.id: message
    for message in (
        say("usage: "),
        say("positional arguments"),
        say("options"),
        say("show this help message and exit"),
        say("argument %(argument_name)s: %(message)s"),
        say("the following arguments are required: %s"),
        say("one of the arguments %s is required"),
        say("unrecognized arguments: %s"),
        say("not allowed with argument %s"),
        say("ambiguous option: %(option)s could match %(matches)s"),
        say("expected one argument"),
        say("expected at most one argument"),
        say("expected at least one argument"),
        say("invalid choice: %(value)r (choose from %(choices)s)"),
        say("invalid %(type)s value: %(value)r"),
        say("ignored explicit argument %r"),
    )
}
"""What argparse says to a person; it fills the fields after a per cent sign itself."""


@contextmanager
def speaking(translate: Translator) -> Iterator[None]:
    """Let argparse say its own texts in a language; it looks for them under two names of its module."""

    def one(text: str) -> str:
        return translate(WORDS[text]) if text in WORDS else text

    def counted(single: str, many: str, count: int) -> str:
        return translate(say_count("expected %s argument", "expected %s arguments", count=count))

    names = vars(argparse)
    before = {name: names[name] for name in ("_", "ngettext")}
    names.update({"_": one, "ngettext": counted})
    try:
        yield
    finally:
        names.update(before)


class _Formatter(argparse.HelpFormatter):
    """Shows the help of commands and options in a language."""

    def __init__(self, prog: str, translate: Translator) -> None:
        super().__init__(prog)
        self._translate = translate

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return self._translate(action.help) if action.help else action.help


class SpokenParser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one sentence, exit 2; `translate` is set on a class of its own."""

    translate: ClassVar[Translator] = Translator(ENGLISH)

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message.rstrip('.')}.", file=sys.stderr)
        raise SystemExit(REFUSED)

    def format_help(self) -> str:
        with speaking(self.translate):
            return super().format_help()

    def _get_formatter(self) -> argparse.HelpFormatter:
        return _Formatter(self.prog, self.translate)


def speaking_parser(translate: Translator) -> type[SpokenParser]:
    """The class of parsers that speak a language; parsers of commands are of the same class as that above them."""
    return type("Parser", (SpokenParser,), {"translate": translate})


LANGUAGE = say("the language of what is said and of what is made (default: the system's)").id


def add_language(parser: argparse.ArgumentParser) -> None:
    """Let `--language` stand behind each command, and the commands below it, as it may stand before."""
    for action in parser._actions:  # the only way to ask argparse what it knows
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                command.add_argument("--language", choices=languages(), default=argparse.SUPPRESS, help=LANGUAGE)
                add_language(command)


def describe_commands(parser: argparse.ArgumentParser, translate: Translator) -> None:
    """Let the help of each command begin with what it does, as the list of commands has it."""
    for action in parser._actions:  # the only way to ask argparse what it knows
        if isinstance(action, argparse._SubParsersAction):
            said = {one.dest: one.help for one in action._get_subactions() if one.help}
            for name, command in action.choices.items():
                command.description = translate(said[name]) if name in said else None
                describe_commands(command, translate)
