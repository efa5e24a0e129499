"""Two languages: English costs nothing, Ukrainian comes from the catalogues, numbers and dates as each writes them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from forensics.errors import TaphosError
from forensics.messages import Message, say, say_count
from layers import language
from layers.language import (
    LOCALES,
    Translator,
    UnknownLanguage,
    format_area,
    format_date,
    format_number,
    language_name,
    languages,
    merged_catalogue,
)

HEADER = (LOCALES / "uk" / "language.po").read_text("utf-8").split("\n\n", 1)[0]


@pytest.fixture
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of catalogues of our own in two files, which the translators of this test read."""
    folder = tmp_path / "uk"
    folder.mkdir()
    (folder / "a.po").write_text(
        f"""{HEADER}

msgid "Grave {{code}} lies in {{place}}."
msgstr "Могила {{code}}: {{place}}."

msgid "{{count}} record"
msgid_plural "{{count}} records"
msgstr[0] "{{count}} запис"
msgstr[1] "{{count}} записи"
msgstr[2] "{{count}} записів"

#, fuzzy
msgid "Guessed"
msgstr "Навмання"

msgid "Save"
msgstr "Зберегти"
""",
        "utf-8",
    )
    (folder / "b.po").write_text(
        f"""{HEADER}

msgid "the yard"
msgstr "подвір’я"

msgid "Save"
msgstr "Записати"

msgid "Area {{area:,.1f}} in {{year}}"
msgstr "Площа {{area:,.1f}}, рік {{year}}"
""",
        "utf-8",
    )
    monkeypatch.setattr(language, "merged_catalogue", lambda asked: merged_catalogue(asked, tmp_path))
    language.texts.cache_clear()
    yield tmp_path
    language.texts.cache_clear()


def test_english_is_the_message_itself_filled_with_its_values() -> None:
    translator = Translator("en")
    assert translator("Grave {code}", code="G1") == "Grave G1"
    assert translator(say("Grave {code}", code="G1")) == "Grave G1"
    assert translator("") == ""
    assert translator("50 % {of nothing}") == "50 % {of nothing}", "without values nothing is filled"


def test_ukrainian_comes_from_all_catalogues_together(catalogues: Path) -> None:
    translator = Translator("uk")
    assert translator(say("Grave {code} lies in {place}.", code="G1", place=say("the yard"))) == "Могила G1: подвір’я."


def test_a_text_that_no_catalogue_has_is_said_in_english(catalogues: Path) -> None:
    assert Translator("uk")("Nobody wrote {this}", this="it") == "Nobody wrote it"


def test_the_empty_message_is_empty_and_not_the_header_of_a_catalogue(catalogues: Path) -> None:
    assert Translator("uk")("") == ""


def test_a_fuzzy_text_is_not_taken(catalogues: Path) -> None:
    assert Translator("uk")("Guessed") == "Guessed"


def test_of_two_texts_for_one_message_the_first_file_by_name_wins(catalogues: Path) -> None:
    assert Translator("uk")("Save") == "Зберегти"


@pytest.mark.parametrize(
    ("count", "english", "ukrainian"),
    [
        (0, "0 records", "0 записів"),
        (1, "1 record", "1 запис"),
        (2, "2 records", "2 записи"),
        (4, "4 records", "4 записи"),
        (5, "5 records", "5 записів"),
        (11, "11 records", "11 записів"),
        (12, "12 records", "12 записів"),
        (21, "21 records", "21 запис"),
        (103, "103 records", "103 записи"),
        (31000, "31000 records", "31000 записів"),
    ],
)
def test_counted_things_take_the_form_of_their_number(
    catalogues: Path, count: int, english: str, ukrainian: str
) -> None:
    said = say_count("{count} record", "{count} records", count=count)
    assert str(said) == english
    assert Translator("en")(said) == english
    assert Translator("uk")(said) == ukrainian


def test_a_counted_message_stands_inside_another(catalogues: Path) -> None:
    inner = say_count("{count} record", "{count} records", count=3)
    assert Translator("uk")(say("Grave {code} lies in {place}.", code=inner, place="?")) == "Могила 3 записи: ?."


def test_a_number_with_a_format_is_written_as_the_language_does_and_a_year_stays_a_year(catalogues: Path) -> None:
    said = say("Area {area:,.1f} in {year}", area=12345.67, year=2022)
    assert Translator("en")(said) == "Area 12,345.7 in 2022"
    assert Translator("uk")(said) == "Площа 12\u00a0345,7, рік 2022"


def test_an_error_is_said_in_the_language_of_who_reads_it() -> None:
    with pytest.raises(UnknownLanguage) as raised:
        Translator("tlh")
    assert isinstance(raised.value, TaphosError)
    assert str(raised.value) == "There are no texts in tlh; the languages are en, uk."
    assert Translator("uk")(raised.value.message) == "Текстів мовою tlh немає; доступні мови: en, uk."


def test_the_languages_are_english_and_each_folder_of_catalogues(tmp_path: Path) -> None:
    (tmp_path / "ar").mkdir()
    (tmp_path / "ar" / "window.po").write_text(HEADER, "utf-8")
    (tmp_path / "empty").mkdir()
    assert languages(tmp_path) == ("en", "ar")
    assert languages() == ("en", "uk")
    assert [language_name(code) for code in languages()] == ["English", "Українська"]


def test_numbers_are_written_as_each_language_writes_them() -> None:
    assert format_number(7000, "en") == "7,000"
    assert format_number(7000, "uk") == "7\u00a0000"
    assert format_number(1234.5, "uk", 2) == "1\u00a0234,50"
    assert format_number(-1.25, "en", 1) == "-1.2"


def test_an_area_is_in_square_metres_below_a_hectare_and_in_square_kilometres_above() -> None:
    assert format_area(1234.4, "en") == "1,234 m²"
    assert format_area(1234.4, "uk") == "1\u00a0234 м²"
    assert format_area(10_000, "en") == "0.01 km²"
    assert format_area(12_340_000, "uk") == "12,3 км²"
    assert format_area(7e9, "uk") == "7\u00a0000 км²"


def test_dates_are_written_as_each_language_writes_them_and_keep_their_precision() -> None:
    assert format_date(date(2022, 3, 1), "en") == "1 Mar 2022"
    assert format_date(date(2022, 3, 1), "uk") == "1 березня 2022"
    assert format_date("2022-03-01", "uk") == "1 березня 2022"
    assert format_date("2022-03", "en") == "March 2022"
    assert format_date("2022-03", "uk") == "березень 2022"
    assert format_date("2022", "uk") == "2022"
    assert format_date("2022-02-27/2022-03-31", "en") == "27 Feb 2022 – 31 Mar 2022"
    assert format_date("[..2022-03-01]", "uk") == "1 березня 2022 або раніше"


@pytest.mark.parametrize("written", ["2022-02-30", "before the war", "24.02.2022"])
def test_what_is_no_date_of_ours_stays_as_it_is_written(written: str) -> None:
    assert format_date(written, "uk") == written


def test_a_moment_keeps_the_offset_it_was_written_with() -> None:
    moment = datetime(2022, 3, 1, 9, 5, tzinfo=timezone(timedelta(hours=2)))
    assert format_date(moment, "en") == "1 Mar 2022, 09:05 +02:00"
    assert format_date(moment.replace(tzinfo=None), "en") == "1 Mar 2022, 09:05"
    assert format_date(moment, "uk") == "1 березня 2022, 09:05 +02:00"


def test_english_reads_no_catalogue_and_imports_no_babel() -> None:
    said = "from layers.language import Translator, format_area; Translator('en')('x'); format_area(5e6, 'en')"
    code = f"import sys; {said}; print(any(name.split('.')[0] == 'babel' for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_message_without_plural_is_unchanged() -> None:
    assert Message("a {b}", {"b": 1}) == say("a {b}", b=1)
    assert str(say("nothing to fill {here}")) == "nothing to fill {here}"
