"""The rules that every catalogue is held to, as functions that say what breaks them."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry

GLOSSARY = Path(__file__).parents[1] / "resources" / "glossary.csv"
COLUMNS = ["term_en", "term_uk", "forbidden_uk", "context", "source", "status"]

APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'"})
LETTERS_THAT_CHANGE = str.maketrans({"і": "о", "е": "о", "ц": "к", "ч": "к", "з": "г", "ж": "г"})
"""Sounds that change places in inflection: зріст, зросту; сітка, сітці; нога, нозі."""
LATIN = re.compile(r"[A-Za-z]")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
FIELD = re.compile(r"\{[^{}]*\}")
WIDGETS = frozenset({
    "QAction", "QCheckBox", "QCommandLinkButton", "QDockWidget", "QGroupBox", "QLabel", "QListWidgetItem", "QMenu",
    "QPushButton", "QRadioButton", "QTableWidgetItem", "QToolButton", "QTreeWidgetItem",
    "addAction", "addItem", "addItems", "addMenu", "addRow", "addTab", "addToolBar", "setAccessibleDescription",
    "setAccessibleName", "setDetailedText", "setHeaderLabels", "setHorizontalHeaderLabels", "setInformativeText",
    "setLabelText", "setPlaceholderText", "setPrefix", "setStatusTip", "setSuffix", "setTabText", "setText", "setTitle",
    "setToolTip", "setWhatsThis", "setWindowTitle", "showMessage",
})  # fmt: skip
"""Calls that put a text before a person's eyes."""
NAMES = re.compile(r"\bTaphos\b")
"""Words that are the same in every language."""
ENDINGS = (".", "?", "!", ":", "…")


@dataclass(frozen=True)
class Term:
    """One term of the glossary; `forbidden` are beginnings of words, in order, that may not render it."""

    english: str
    ukrainian: str
    forbidden: tuple[str, ...]

    @property
    def pattern(self) -> re.Pattern[str]:
        """The term in an English text, in one or many; whole words only, and no names of files or options."""
        words = (_one_or_many(word) for word in re.split(r"[\s-]+", self.english))
        return re.compile(r"(?<![\w./-])" + r"[\s-]+".join(words) + r"(?!\w|\.\w)", re.IGNORECASE)


def _one_or_many(word: str) -> str:
    stem = re.escape(word)
    return f"{stem[:-1]}(?:y|ies)" if word.endswith("y") else f"{stem}(?:es|s)?"


@cache
def glossary(path: Path = GLOSSARY) -> tuple[Term, ...]:
    """The terms, the longest first, so that `mass grave` is looked for before `grave`."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    terms = (Term(row["term_en"], row["term_uk"], tuple(filter(None, row["forbidden_uk"].split(";")))) for row in rows)
    return tuple(sorted(terms, key=lambda term: -len(term.english)))


def forms(entry: Entry) -> tuple[str, ...]:
    """The texts of an entry: one, or one for each number."""
    return tuple(entry.string) if isinstance(entry.string, (tuple, list)) else (entry.string or "",)


def ids(entry: Entry) -> tuple[str, ...]:
    """The id of an entry, and its plural where it has one."""
    return tuple(entry.id) if isinstance(entry.id, (tuple, list)) else (entry.id,)


def unfinished(catalogue: Catalog) -> Iterator[str]:
    """Entries that are empty, guessed or no longer used."""
    for entry in catalogue:
        if entry.id and entry.fuzzy:
            yield f"{ids(entry)[0]!r} is fuzzy"
        if entry.id and not all(forms(entry)):
            yield f"{ids(entry)[0]!r} has no text"
    for obsolete in catalogue.obsolete.values():
        yield f"{ids(obsolete)[0]!r} is obsolete"


def misplaced_fields(english: str, text: str) -> str:
    """What is wrong with the {fields} of a text: they are those of the English, format included, in any order."""
    if fields(english) == fields(text):
        return ""
    return f"{text!r} has the fields {fields(text)}, the English has {fields(english)}"


def fields(text: str) -> list[str]:
    """The {fields} of a text, sorted; a text without any may hold any brace."""
    return sorted(f"{name}:{spec}!{how}" for _, name, spec, how in Formatter().parse(text) if name is not None)


def strange_letters(text: str) -> Iterator[str]:
    """Words of two alphabets, Latin letters that stand for Cyrillic words, Russian letters, foreign apostrophes."""
    bare = FIELD.sub(" ", text)
    for word in re.findall(r"[^\W\d_]+", bare):
        if LATIN.search(word) and CYRILLIC.search(word):
            yield f"{word!r} mixes Latin and Cyrillic letters"
        if word in ("a", "c", "e", "i", "o", "p"):
            yield f"{word!r} is a Latin letter where a Cyrillic word is meant"
    if found := re.findall(r"[ыэъёЫЭЪЁ]", bare):
        yield f"{text!r} has the Russian letters {''.join(found)}"
    if re.search(r"(?<=[\u0400-\u04ff])[’ʼ`](?=[\u0400-\u04ff])", bare):
        yield f"{text!r} has an apostrophe other than '"


def other_ending(english: str, text: str) -> str:
    """Whether a sentence became a label, or a label a sentence."""
    wanted, found = ((side[-1:] if side.endswith(ENDINGS) else "") for side in (english, text))
    return "" if wanted == found else f"{text!r} ends otherwise than {english!r}"


def terms_rendered_otherwise(english: str, text: str) -> Iterator[str]:
    """Each term of the glossary in the English whose text lacks its rendering or has a forbidden one."""
    rest, words, spoken = FIELD.sub(" ", english), _words(text), _words(text, as_inflected=False)
    for term in glossary():
        rest, found = term.pattern.subn("\0", rest)
        if not found:
            continue
        lacking = [stem for stem in stems(term.ukrainian) if not any(word.startswith(stem) for word in words)]
        if lacking:
            yield f"{english!r} → {text!r}: {term.english!r} is {term.ukrainian!r}"
        for forbidden in term.forbidden:
            if _begins_somewhere(_words(forbidden, as_inflected=False), spoken):
                yield f"{english!r} → {text!r}: {term.english!r} is never {forbidden}…"


def stems(rendering: str) -> list[str]:
    """The beginnings of a rendering's words that every inflected form shares; words under four letters are left out.

    Up to three letters are taken off a word, and at least four left (three of a word of four).
    """
    words = _words(rendering)
    long = [word for word in words if len(word) >= 4]
    return [word[: max(4, len(word) - 3) if len(word) > 4 else 3] for word in long] or words


def _words(text: str, *, as_inflected: bool = True) -> list[str]:
    plain = FIELD.sub(" ", text).lower().translate(APOSTROPHES)
    return re.findall(r"[\w']+", plain.translate(LETTERS_THAT_CHANGE) if as_inflected else plain)


def _begins_somewhere(beginnings: list[str], words: list[str]) -> bool:
    starts = range(len(words) - len(beginnings) + 1)
    return any(
        all(word.startswith(beginning) for word, beginning in zip(words[start:], beginnings, strict=False))
        for start in starts
    )


def untranslated_texts(module: ast.Module, path: str) -> Iterator[str]:
    """Words of one language that are given to a widget as they stand."""
    for call in ast.walk(module):
        if isinstance(call, ast.Call) and _name(call.func) in WIDGETS:
            for text in _literals(_shown(call)):
                if re.search(r"[A-Za-z]{2}", NAMES.sub("", text)):
                    yield f"{path}:{call.lineno} shows {text!r} as it stands"


def _shown(call: ast.Call) -> list[ast.expr]:
    """The arguments that may be read; of setText(key, text) and setText(column, text) the second."""
    of_pair = _name(call.func) == "setText" and len(call.args) == 2
    return [*call.args[of_pair:], *(keyword.value for keyword in call.keywords)]


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _literals(arguments: list[ast.expr]) -> Iterator[str]:
    for argument in arguments:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value
        elif isinstance(argument, ast.List | ast.Tuple):
            yield from _literals(argument.elts)
        elif isinstance(argument, ast.JoinedStr):
            yield from (part.value for part in argument.values if isinstance(part, ast.Constant))
