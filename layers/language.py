"""The languages people read: texts of the catalogues in resources/locale, numbers, dates and areas as each writes them.

The English text is the message id, so English needs no catalogue; another language is a folder of .po files, one file
per area, read when the first text of that language is asked for. `python -m layers.message_ids missing` prints what a
language lacks, ready to be filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

from forensics.date_words import date_message
from forensics.errors import TaphosError, ValueRefused
from forensics.messages import Message, english_number, say

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

ENGLISH = "en"
LOCALES = Path(__file__).parent.parent / "resources" / "locale"


class UnknownLanguage(TaphosError):
    """A language that has no catalogue."""


@dataclass(frozen=True)
class Translator:
    """Says messages in one language; calling it gives the text.

    A number with a format (`{area:,.1f}`) is written as the language writes numbers; without one it stays as it is,
    as codes and years must. Raises UnknownLanguage when there is no catalogue.
    """

    language: str

    def __post_init__(self) -> None:
        if self.language != ENGLISH and self.language not in languages():
            raise UnknownLanguage(
                "There are no texts in {language}; the languages are {allowed}.",
                language=self.language, allowed=", ".join(languages()),
            )  # fmt: skip

    def __call__(self, message: Message | str, /, **values: object) -> str:
        said = say(message, **values) if isinstance(message, str) else message
        return said.render(self._text, self._counted, self._fill)

    def _text(self, text: str) -> str:
        if self.language == ENGLISH or not text:
            return text
        return texts(self.language).gettext(text)

    def _counted(self, one: str, many: str, count: int) -> str:
        if self.language == ENGLISH:
            return english_number(one, many, count)
        return texts(self.language).ngettext(one, many, count)

    def _fill(self, text: str, values: Mapping[str, object]) -> str:
        return _Filling(self.language).vformat(text, (), values)


class _Filling(Formatter):
    """Fills {names}; a number with a format gets the separators of the language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        written = str(super().format_field(value, format_spec))
        if format_spec and self.language != ENGLISH and isinstance(value, int | float):
            return written.translate(_separators(self.language))
        return written


def languages(locales: Path = LOCALES) -> tuple[str, ...]:
    """The codes of the languages that can be asked for, English first."""
    found = {catalogue.parent.name for catalogue in locales.glob("*/*.po")}
    return (ENGLISH, *sorted(found - {ENGLISH}))


def language_name(language: str) -> str:
    """The language's own name for itself, as a menu shows it."""
    from babel import Locale

    name = Locale.parse(language).get_display_name() or language
    return name[:1].upper() + name[1:]


@cache
def texts(language: str) -> GNUTranslations:
    """All catalogues of `language`, ready to be asked; of fuzzy texts none is taken."""
    from babel.messages.mofile import write_mo

    compiled = BytesIO()
    write_mo(compiled, merged_catalogue(language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def merged_catalogue(language: str, locales: Path = LOCALES) -> Catalog:
    """All .po files of `language` as one catalogue; where two have the same id, the first by name keeps it.

    Raises UnknownLanguage when there are none.
    """
    from babel.messages.pofile import read_po

    merged = None
    for path in sorted((locales / language).glob("*.po")):
        with path.open("rb") as file:
            read = read_po(file, locale=language, abort_invalid=True)
        if merged is None:
            merged = read
            continue
        for entry in read:
            if entry.id and not entry.fuzzy and entry.id not in merged:
                merged[entry.id] = entry
    if merged is None:
        raise UnknownLanguage("There are no texts in {language}.", language=language)
    return merged


@cache
def _separators(language: str) -> dict[int, str]:
    """How the comma and the point of a number in English are written in `language`."""
    from babel.numbers import get_decimal_symbol, get_group_symbol

    return {ord(","): get_group_symbol(language), ord("."): get_decimal_symbol(language)}


def format_number(value: float, language: str, decimals: int = 0) -> str:
    """A number with thousands set apart and exactly `decimals` places."""
    written = f"{value:,.{decimals}f}"
    return written if language == ENGLISH else written.translate(_separators(language))


def format_area(square_metres: float, language: str) -> str:
    """An area: below a hectare in m², then in km² with as many places as carry something."""
    translator = Translator(language)
    if square_metres < 10_000:
        return translator("{area:,.0f} m²", area=square_metres)
    kilometres = square_metres / 1_000_000
    decimals = 2 if kilometres < 10 else 1 if kilometres < 100 else 0
    return translator("{area} km²", area=format_number(kilometres, language, decimals))


def format_date(value: date | datetime | str, language: str) -> str:
    """A day, a moment with the offset it was written with, or an EDTF date, in words; other text as it is."""
    translator = Translator(language)
    if isinstance(value, datetime):
        day = translator(date_message(value.date().isoformat()))
        return f"{day}, {value:%H:%M}" + (f" {value.isoformat()[-6:]}" if value.tzinfo else "")
    try:
        return translator(date_message(value.isoformat() if isinstance(value, date) else value))
    except ValueRefused:
        return str(value)
