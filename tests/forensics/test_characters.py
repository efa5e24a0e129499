"""No code and no number holds what is not seen, or what changes how the rest of it is read."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.catalogue import catalogue
from forensics.characters import fault_of_code
from forensics.errors import ValueRefused
from forensics.fields import Answer, Kind
from forensics.reading import read_value
from forensics.rules.general import problems_of

BAD = {
    "\u202e": "RIGHT-TO-LEFT OVERRIDE (U+202E)",
    "\u2066": "LEFT-TO-RIGHT ISOLATE (U+2066)",
    "\u200b": "ZERO WIDTH SPACE (U+200B)",
    "\u200d": "ZERO WIDTH JOINER (U+200D)",
    "\ufeff": "ZERO WIDTH NO-BREAK SPACE (U+FEFF)",
    "\u00ad": "SOFT HYPHEN (U+00AD)",
    "\u00a0": "NO-BREAK SPACE (U+00A0)",
    "\u2028": "LINE SEPARATOR (U+2028)",
    "\u2029": "PARAGRAPH SEPARATOR (U+2029)",
    "\n": "LINE FEED (U+000A)",
    "\t": "CHARACTER TABULATION (U+0009)",
    "\x07": "ALERT (U+0007)",
    "\x1c": "CONTROL-001C (U+001C)",
    "\x9b": "CONTROL-009B (U+009B)",
    "\u034f": "COMBINING GRAPHEME JOINER (U+034F)",
    "\ufe0f": "VARIATION SELECTOR-16 (U+FE0F)",
    "\u3164": "HANGUL FILLER (U+3164)",
    "\u2800": "BRAILLE PATTERN BLANK (U+2800)",
    "\U000e0041": "TAG LATIN CAPITAL LETTER A (U+E0041)",
    "\ue000": "PRIVATE-USE-E000 (U+E000)",
}
SITE = catalogue()["site"]


@pytest.mark.parametrize("character", BAD, ids=[f"{ord(one):04X}" for one in BAD])
def test_what_is_not_seen_is_refused_in_a_code_by_its_name(character: str) -> None:
    expected = f"holds the character {BAD[character]}, which no code or number may."
    code = SITE.by_name["code"]
    with pytest.raises(ValueRefused) as refused:
        read_value(code, f"S{character}1")
    sentence = str(refused.value)
    assert expected in sentence
    assert character not in sentence
    (problem,) = [one for one in problems_of(SITE, {"code": f"S{character}1"}) if one.field == "code"]
    assert (str(problem.message), problem.refuses) == (sentence, True)


@pytest.mark.parametrize("text", ["S-1", "Ю-7/2022", "S 1", "№ 12", "ї", "عدد-5", "標本3", "é", "e\u0301", "💀-1"])
def test_what_people_write_is_no_fault(text: str) -> None:
    assert fault_of_code(text) is None


def test_blanks_around_a_code_fall_away_when_it_is_read_and_are_refused_where_they_stand() -> None:
    code = SITE.by_name["code"]
    assert read_value(code, "\t S-1 \u00a0\r\n") == "S-1"
    for text in (" S-1", "S-1 "):
        (problem,) = [one for one in problems_of(SITE, {"code": text}) if one.field == "code"]
        assert "begins or ends with a blank" in str(problem.message)
    with pytest.raises(ValueRefused, match="LINE SEPARATOR"):
        read_value(code, "S-1\u2028")


@given(st.text(max_size=12))
def test_whatever_is_let_through_is_seen(text: str) -> None:
    if fault_of_code(text) is None:
        assert text == text.strip()
        assert not [one for one in text if unicodedata.category(one) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")]
        assert {one for one in text if unicodedata.category(one) == "Zs"} <= {" "}


def test_every_field_that_is_called_a_code_or_a_number_is_held_to_it() -> None:
    words = ("code", "number", "serial", "seal", "sha256", "hash", "certificate", "reference", "log_number")
    loose = [
        f"{kind.name}.{field.name}"
        for kind in catalogue()
        for field in kind.fields
        if field.kind is Kind.TEXT and field.answer is not Answer.KEPT and not field.identifier
        if any(part in words for part in field.name.split("_"))
    ]
    loose += [
        f"{kind.name}.{field.name}.{column}"
        for kind in catalogue()
        for field in kind.fields
        for column in field.columns or {}
        if column in words and column not in field.identifiers
    ]
    assert loose == []
    assert all(set(field.identifiers) <= set(field.columns or {}) for kind in catalogue() for field in kind.fields)


def test_numbers_in_rows_are_held_to_it_too() -> None:
    numbers = SITE.by_name["other_numbers"]
    with pytest.raises(ValueRefused, match="ZERO WIDTH SPACE"):
        read_value(numbers, "UN | 7\u200b8 | 2022")
    (problem,) = [
        one for one in problems_of(SITE, {"other_numbers": ({"system": "UN", "number": "7\u200b8"},)})
        if one.field == "other_numbers"
    ]  # fmt: skip
    assert "ZERO WIDTH SPACE" in str(problem.message)
