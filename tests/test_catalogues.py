"""Every text that people read exists in both languages, in the words of the professions."""

from __future__ import annotations

import ast
import csv
import re
from collections import defaultdict
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from layers.language import LOCALES, merged_catalogue
from layers.message_ids import NotAMessageId, Use, entry, error_names, has_text, main, marked, uses
from tests import catalogue_rules as rules

FILES = sorted(LOCALES.glob("*/*.po"))
LANGUAGES = sorted({path.parent.name for path in FILES})


@cache
def shown() -> list[Use]:
    """Every message of the application, looked for once."""
    return uses()


@cache
def opened(path: Path) -> Catalog:
    return read_po(BytesIO(path.read_bytes()), locale=path.parent.name, abort_invalid=True)


def written(body: str) -> Catalog:
    return read_po(BytesIO(body.encode()), locale="uk", abort_invalid=True)


def pairs(catalogue: Catalog) -> list[tuple[str, str]]:
    """English and Ukrainian side by side; every form for a number beside the English plural."""
    return [(rules.ids(each)[-1], text) for each in catalogue if each.id for text in rules.forms(each)]


every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")


# What the catalogues hold


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_that_the_application_can_show_is_in_the_catalogues(language: str) -> None:
    known = merged_catalogue(language)
    lacking = [use for use in shown() if not has_text(known, use)]
    assert not lacking, f"{len(lacking)} missing (python -m layers.message_ids missing), among them {lacking[:10]}"


@every_file
def test_no_text_stands_in_a_catalogue_that_nothing_shows(path: Path) -> None:
    known = {use.id for use in shown()}
    assert not [each.id for each in opened(path) if each.id and rules.ids(each)[0] not in known]


@every_file
def test_no_entry_is_empty_or_fuzzy_or_obsolete(path: Path) -> None:
    assert not list(rules.unfinished(opened(path)))


@every_file
def test_the_fields_are_those_of_the_english(path: Path) -> None:
    assert not [wrong for pair in pairs(opened(path)) if (wrong := rules.misplaced_fields(*pair))]


@every_file
def test_a_sentence_stays_a_sentence_and_a_label_a_label(path: Path) -> None:
    assert not [wrong for pair in pairs(opened(path)) if (wrong := rules.other_ending(*pair))]


@every_file
def test_no_letter_of_another_alphabet_hides_in_a_word(path: Path) -> None:
    assert not [wrong for _, text in pairs(opened(path)) for wrong in rules.strange_letters(text)]


@every_file
def test_the_terms_of_the_professions_are_rendered_as_the_glossary_says(path: Path) -> None:
    assert not [wrong for pair in pairs(opened(path)) for wrong in rules.terms_rendered_otherwise(*pair)]


def test_no_widget_is_given_words_as_they_stand() -> None:
    window = Path(__file__).parents[1] / "desktop"
    assert not [
        wrong
        for path in sorted(window.rglob("*.py"))
        for wrong in rules.untranslated_texts(ast.parse(path.read_text("utf-8")), path.relative_to(window).as_posix())
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_files_never_render_one_id_in_two_ways(language: str) -> None:
    renderings: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for path in FILES:
        if path.parent.name == language:
            for each in opened(path):
                if each.id:
                    renderings[rules.ids(each)[0]].add(rules.forms(each))
    assert not {text: found for text, found in renderings.items() if len(found) > 1}


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_a_condition_is_typed_is_written_in_one_way(language: str) -> None:
    files = [path for path in FILES if path.parent.name == language]
    told = [text for path in files for english, text in pairs(opened(path)) if "FIELD=VALUE" in english]
    assert len(told) > 2
    assert len({form for text in told for form in re.findall(r"\w+=\w+", text)}) == 1


@every_file
def test_every_catalogue_counts_as_its_language_does(path: Path) -> None:
    first = opened(FILES[0])
    assert opened(path).plural_expr == first.plural_expr


# That these tests would notice

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def test_an_empty_a_fuzzy_and_an_obsolete_entry_are_noticed() -> None:
    planted = written(
        HEADER
        + 'msgid "empty"\nmsgstr ""\n\n#, fuzzy\nmsgid "guess"\nmsgstr "здогад"\n\n#~ msgid "old"\n#~ msgstr "старе"\n'
    )
    assert list(rules.unfinished(planted)) == ["'empty' has no text", "'guess' is fuzzy", "'old' is obsolete"]


def test_a_form_for_a_number_that_was_left_empty_is_noticed() -> None:
    planted = written(
        HEADER + 'msgid "{count} case"\nmsgid_plural "{count} cases"\n'
        'msgstr[0] "{count} а"\nmsgstr[1] "{count} б"\nmsgstr[2] ""\n'
    )
    assert list(rules.unfinished(planted)) == ["'{count} case' has no text"]


@pytest.mark.parametrize(
    ("english", "text"),
    [
        ("Grave {code}", "Могила"),
        ("Grave {code}", "Могила {cod}"),
        ("Grave {code}", "Могила {code} {code}"),
        ("Area {area:,.1f}", "Площа {area}"),
        ("Grave", "Могила {code}"),
    ],
)
def test_a_field_lost_renamed_doubled_or_reformatted_is_noticed(english: str, text: str) -> None:
    assert rules.misplaced_fields(english, text)


def test_fields_may_stand_in_another_order() -> None:
    assert not rules.misplaced_fields("{a} of {b}", "{b}: {a}")


@pytest.mark.parametrize(
    "text",
    [
        "Мoгила",  # Latin o
        "Збереження i захист",  # Latin i
        "Объект",
        "Пов’язане",
    ],
)
def test_a_letter_of_another_alphabet_is_noticed(text: str) -> None:
    assert list(rules.strange_letters(text))


@pytest.mark.parametrize("text", ["Файл GeoPackage", "ДНК-профіль", "{code} і {place}", "SHA-256 для x, y, z", "км²"])
def test_a_name_in_latin_letters_is_no_fault(text: str) -> None:
    assert not list(rules.strange_letters(text))


def test_a_label_that_became_a_sentence_is_noticed() -> None:
    assert rules.other_ending("Save", "Зберегти.")
    assert rules.other_ending("It is kept.", "Збережено")
    assert not rules.other_ending("Open…", "Відкрити…")


@pytest.mark.parametrize(
    ("english", "text"),
    [
        ("Mass grave", "Братська могила"),
        ("Two mass graves", "Дві братські могили"),
        ("Human remains", "Останки тварин"),
        ("Remains case number", "Номер справи"),
        ("Forensic medical expert", "Патологоанатом"),
        ("Forensic medical expert", "Лікар"),
        ("Explosive remnants of war", "Вибухонебезпечні пережитки війни"),
        ("Prisoners of war", "Полонені"),
        ("Enforced disappearance", "Примусове зникнення"),
        ("Sexual violence related to conflict", "Статеве насильство, пов'язане з конфліктом"),
        ("Conflict-related sexual violence", "Сексуальне насильство"),
        ("War crimes", "Військові злочини"),
        ("Torture", "Тортури"),
    ],
)
def test_a_term_rendered_otherwise_is_noticed(english: str, text: str) -> None:
    assert list(rules.terms_rendered_otherwise(english, text))


@pytest.mark.parametrize(
    ("english", "text"),
    [
        ("Mass grave", "Масове поховання"),
        ("Mass graves of the {count} sites", "Масові поховання на {count} місцях"),
        ("Examination of human remains", "Дослідження людських останків"),
        ("Forensic medical experts", "Судово-медичні експерти"),
        ("With the forensic medical expert", "Разом із судово-медичним експертом"),
        ("Prisoners of war", "Військовополонені"),
        ("Enforced disappearances", "Насильницькі зникнення"),
        ("Conflict-related sexual violence", "Випадки сексуального насильства, пов’язаного з конфліктом"),
        ("Stature", "Оцінка зросту"),
        ("Witness", "Показання свідка"),
        ("In the site grid", "У сітці розкопу"),
        ("Remastered graveyards", "Нічого спільного"),
        ("Commit {hash}: gazetteer.csv, --merge", "Коміт {hash}: gazetteer.csv, --merge"),
    ],
)
def test_a_term_is_known_in_all_its_inflections(english: str, text: str) -> None:
    assert not list(rules.terms_rendered_otherwise(english, text))


def test_a_term_inside_a_longer_term_is_not_asked_for_on_its_own() -> None:
    assert not list(rules.terms_rendered_otherwise("Non-technical survey", "Нетехнічне обстеження"))


# The glossary itself


def test_every_term_names_its_source_and_waits_for_an_expert() -> None:
    with rules.GLOSSARY.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    assert reader.fieldnames == rules.COLUMNS
    assert len(rows) >= 150
    assert all(row["source"] and row["context"] and row["status"] == "needs expert review" for row in rows)
    names = [row["term_en"].lower() for row in rows]
    assert names == sorted(set(names))


def test_no_rendering_in_the_glossary_is_forbidden_by_the_glossary() -> None:
    assert not [
        wrong for term in rules.glossary() for wrong in rules.terms_rendered_otherwise(term.english, term.ukrainian)
    ]
    assert not [wrong for term in rules.glossary() for wrong in rules.strange_letters(term.ukrainian)]
    assert not [stem for term in rules.glossary() for stem in term.forbidden for _ in rules.strange_letters(stem)]


@pytest.mark.parametrize(
    ("english", "ukrainian", "forbidden"),
    [
        ("mass grave", "масове поховання", "братськ"),
        ("human remains", "людські останки", ""),
        ("remains case number", "номер останків", "справ"),
        ("forensic medical expert", "судово-медичний експерт", "патологоанатом"),
        ("explosive remnants of war", "вибухонебезпечні залишки війни", ""),
        ("prisoner of war", "військовополонений", ""),
        ("enforced disappearance", "насильницьке зникнення", ""),
        ("sexual violence related to conflict", "сексуальне насильство, пов'язане з конфліктом", ""),
    ],
)
def test_the_terms_that_were_agreed_are_in_the_glossary(english: str, ukrainian: str, forbidden: str) -> None:
    [term] = [term for term in rules.glossary() if term.english == english]
    assert term.ukrainian == ukrainian
    assert any(stem.startswith(forbidden) for stem in term.forbidden)


# The finding of message ids


def found_in(source: str) -> list[Use]:
    return list(marked({"room/a.py": ast.parse(source)}))


def test_marked_texts_are_found_with_their_place() -> None:
    assert found_in('x = 1\nsay("Open {name}", name=x)\nmessages.say("Close")') == [
        Use("Open {name}", "room/a.py:2"),
        Use("Close", "room/a.py:3"),
    ]
    assert found_in('say("a "\n    "b")')[0].id == "a b"
    assert [use.id for use in found_in('say("yes" if x else "no")')] == ["yes", "no"]
    assert found_in('say_count("{count} case", "{count} cases", count=2)') == [
        Use("{count} case", "room/a.py:1", "{count} cases")
    ]
    assert found_in('translator("Title")') == found_in('self.translator("Title")')


def test_texts_of_errors_are_found_whatever_family_they_are_of() -> None:
    source = 'class A(errors.TaphosError): ...\nclass B(A): ...\nraise B("No {x}.", x=1)\nraise ValueError("not ours")'
    assert error_names([ast.parse(source)]) == {"TaphosError", "A", "B"}
    assert [use.id for use in found_in(source)] == ["No {x}."]


def test_a_name_is_no_message_because_it_was_marked_where_it_was_written() -> None:
    assert not found_in("say(text)\nsay(TEXTS[code])\nsay(label_of(code))\npainter.translate(2 * x, 1)")
    assert not found_in('line.say(" · ".join(known))')


@pytest.mark.parametrize(
    "source",
    ['say(f"Open {name}")', 'say("Open " + name)', 'say("Open %s" % name)', 'say("Open {}".format(name))',
     'say_count("{count} case", count=2)', 'say("a" if x else f"the {y}")'],
)  # fmt: skip
def test_a_text_that_is_put_together_is_refused(source: str) -> None:
    with pytest.raises(NotAMessageId, match=r"room/a\.py:1"):
        found_in(source)


@pytest.mark.parametrize(
    "source",
    ['QLabel("Sites")', 'box.setToolTip("Draw a grave")', 'menu.addAction(icon, "Undo")', 'x.setText(f"{n} records")',
     'table.setHorizontalHeaderLabels(["Code", "Name"])', 'QAction(text="Redo")'],
)  # fmt: skip
def test_words_given_to_a_widget_as_they_stand_are_noticed(source: str) -> None:
    assert list(rules.untranslated_texts(ast.parse(source), "a.py"))


@pytest.mark.parametrize(
    "source",
    ['QLabel(translate("Sites"))', 'x.setObjectName("sites")', 'x.setText(f"{n} / {m}")', 'x.setText("…")',
     'x.setWindowTitle("Taphos")', 'x.setWindowTitle(f"{name} – Taphos")', "x.setText(text)",
     'image.setText("Title", title)'],
)  # fmt: skip
def test_what_is_no_word_of_a_language_may_be_given_to_a_widget(source: str) -> None:
    assert not list(rules.untranslated_texts(ast.parse(source), "a.py"))


def test_a_missing_text_is_printed_ready_to_be_filled_in() -> None:
    printed = entry(Use('He said "{x}"', "room/a.py:1")) + "\n" + entry(Use("{count} a", "room/a.py:2", "{count} b"))
    catalogue = written(HEADER + printed)
    assert {rules.ids(each) for each in catalogue if each.id} == {('He said "{x}"',), ("{count} a", "{count} b")}


def test_a_text_for_one_does_not_serve_for_many() -> None:
    known = written(HEADER + 'msgid "{count} a"\nmsgstr "{count} а"\n')
    assert has_text(known, Use("{count} a", ""))
    assert not has_text(known, Use("{count} a", "", "{count} b"))
    assert not has_text(known, Use("b", ""))


def test_what_has_no_words_needs_no_text() -> None:
    assert has_text(written(HEADER), Use("{name}: {value:,} – 5 %", ""))
    assert not has_text(written(HEADER), Use("{length} m", ""))


def test_the_missing_texts_are_printed_and_told_by_the_exit_status(capsys: pytest.CaptureFixture[str]) -> None:
    known = merged_catalogue("uk")
    lacking = [use for use in shown() if not has_text(known, use)]
    assert main(["missing", "uk"]) == (1 if lacking else 0)
    assert capsys.readouterr().out.count("\nmsgid ") == len(lacking)
    assert main([]) == 2
    assert capsys.readouterr().err.startswith("python -m layers.message_ids missing")
