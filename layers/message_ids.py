"""Which message ids the application can show: those marked in the source, and the labels of the declarations.

A tool for those who write the catalogues (`python -m layers.message_ids missing`) and for the tests that hold them
complete; nothing of it runs with the application.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

from forensics import catalogue
from forensics.errors import TaphosError
from layers.language import languages, merged_catalogue

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

HOUSE = Path(__file__).parent.parent
ROOMS = ("forensics", "layers", "desktop")
MARKERS = frozenset({"say", "say_count", "translate", "translator", "label"})
"""Calls whose first argument, where it is written out, is a message id; errors of the house are another such call."""

COMMANDS = "desktop/command"
"""Where a `help=` is a message id."""


class NotAMessageId(TaphosError):
    """A marked text that no catalogue can hold, because it is put together when the program runs."""


@dataclass(frozen=True)
class Use:
    """A message id and where it stands: `path:line`, or the declarations. `plural` where it counts things."""

    id: str
    where: str
    plural: str = ""

    @property
    def has_words(self) -> bool:
        """Whether there is anything to translate beside the {fields}."""
        return any(letter.isalpha() for part in Formatter().parse(self.id) for letter in part[0])


def uses(house: Path = HOUSE) -> list[Use]:
    """Every message id of the application, each once, in the order of the source and then of the declarations."""
    modules = {
        path.relative_to(house).as_posix(): ast.parse(path.read_text("utf-8"))
        for room in ROOMS
        for path in sorted((house / room).rglob("*.py"))
    }
    found: dict[str, Use] = {}
    for use in (*marked(modules), *declared()):
        if use.id and (use.id not in found or use.plural):
            found[use.id] = use
    return list(found.values())


def declared() -> Iterator[Use]:
    """The labels, units, groups and hints of the record types and vocabularies."""
    return (Use(text, "declarations") for text in catalogue.message_ids())


def marked(modules: dict[str, ast.Module]) -> Iterator[Use]:
    """The ids marked in parsed modules by path; raises NotAMessageId with the place of one that is put together."""
    markers = MARKERS | error_names(modules.values())
    for path, module in modules.items():
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and _called(node) in markers and node.args:
                where = f"{path}:{node.lineno}"
                plural = _plural(node, where) if _called(node) == "say_count" else ""
                yield from (Use(text, where, plural) for text in _written_out(node.args[0], where))
            if isinstance(node, ast.Call) and path.startswith(COMMANDS):
                yield from _help(node, f"{path}:{node.lineno}")


def _help(call: ast.Call, where: str) -> Iterator[Use]:
    """The help of a command or an option, which is translated when it is shown."""
    for given in call.keywords:
        if given.arg == "help":
            yield from (Use(text, where) for text in _written_out(given.value, where))


def error_names(modules: Iterable[ast.Module]) -> frozenset[str]:
    """The names of all classes that derive from TaphosError, through any number of others."""
    bases = {
        node.name: {_last_name(base) for base in node.bases}
        for module in modules
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef)
    }
    names = {TaphosError.__name__}
    while more := {name for name, above in bases.items() if above & names} - names:
        names |= more
    return frozenset(names)


def _called(call: ast.Call) -> str:
    return _last_name(call.func)


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _plural(call: ast.Call, where: str) -> str:
    written = list(_written_out(call.args[1], where)) if len(call.args) > 1 else []
    if len(written) != 1:
        raise NotAMessageId("At {where}, say_count wants the sentence for one and for many, written out.", where=where)
    return written[0]


def _written_out(node: ast.expr, where: str) -> Iterator[str]:
    """The texts that an argument can be; none for a name, which was marked where it was written."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _written_out(node.body, where)
        yield from _written_out(node.orelse, where)
    elif _put_together(node):
        raise NotAMessageId(
            "The message at {where} is put together when the program runs; write it out with {names} instead.",
            where=where,
            names="{names}",
        )


def _put_together(node: ast.expr) -> bool:
    """Whether an expression builds a text with words in it: an f-string, or literal text with an operator or a method.

    Marks between texts that were translated already are no words.
    """
    if isinstance(node, ast.JoinedStr | ast.BinOp):
        return any(_has_words(part) for part in ast.walk(node))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _has_words(node.func.value)
    return False


def _has_words(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and any(map(str.isalpha, node.value))


def missing(language: str) -> Iterator[str]:
    """Entries of a .po file for the ids that have no text in `language`."""
    known = merged_catalogue(language)
    return (entry(use) for use in uses() if not has_text(known, use))


def has_text(known: Catalog, use: Use) -> bool:
    """Whether a catalogue holds a finished text for `use`, in all the forms that it asks for, or none is needed."""
    if not use.has_words:
        return True
    found = known.get(use.id)
    if found is None or found.fuzzy:
        return False
    if use.plural:
        return tuple(found.id) == (use.id, use.plural) and all(found.string or ("",))
    return not found.pluralizable and bool(found.string)


def entry(use: Use) -> str:
    """An entry to be filled in, with the place where the id stands."""
    lines = [f"#: {use.where}", f"msgid {_quoted(use.id)}"]
    if use.plural:
        lines += [f"msgid_plural {_quoted(use.plural)}", *(f'msgstr[{number}] ""' for number in range(3))]
    else:
        lines.append('msgstr ""')
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def main(arguments: list[str]) -> int:
    """Print the message ids that have no text in a language, as entries of a .po file; 1 when there are any."""
    if not arguments or arguments[0] != "missing":
        sys.stderr.write("python -m layers.message_ids missing [LANGUAGE ...]\n")
        return 2
    lacking = 0
    for language in arguments[1:] or languages()[1:]:
        for entry in missing(language):
            sys.stdout.write(entry + "\n")
            lacking += 1
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
