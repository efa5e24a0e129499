"""A code on a label or a sheet is read as it was typed by a reader, also in a Ukrainian layout."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.marks import ALPHABET, LabelMark, SheetMark, read_mark

LATIN = dict(zip("qwertyuiop[]asdfghjkl;'zxcvbnm,./", "йцукенгшщзхїфівапролджєячсмитьбю.", strict=True))


def in_ukrainian_layout(text: str) -> str:
    return "".join(LATIN[one] if one in LATIN else LATIN[one.lower()].upper() if one.isupper() else one for one in text)


NUMBERS = st.text(ALPHABET, min_size=8, max_size=8).map(lambda text: f"{text[:4]}-{text[4:]}")
CODES = st.from_regex(r"[A-Z0-9][A-Z0-9-]{0,20}", fullmatch=True)


@given(st.sampled_from(("case", "site_log", "artefact")), NUMBERS, st.integers(1, 99))
def test_the_mark_of_a_sheet_is_read_back(type_: str, number: str, page: int) -> None:
    mark = SheetMark(type_, number, "0a1b2c3d", page)
    assert read_mark(f" {mark}\n") == mark


@given(st.sampled_from(("case", "sample", "media")), CODES)
def test_a_label_is_read_back_in_any_layout(type_: str, code: str) -> None:
    mark = LabelMark(type_, code)
    assert read_mark(str(mark)) == mark
    assert read_mark(in_ukrainian_layout(str(mark))) == mark


@pytest.mark.parametrize("text", ["", "EX-S-1-014B", "case/", "a case / b", "https://example.org/x y", "form/case/x"])
def test_other_text_is_no_mark(text: str) -> None:
    assert read_mark(text) is None
