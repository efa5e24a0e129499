"""Dates are read as EDTF, moments with their offset, and nothing is guessed."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.date_words import date_message
from forensics.dates import (
    DateValue,
    Form,
    Precision,
    date_columns,
    day_of,
    may_overlap,
    read_date,
    surely_after,
)
from forensics.errors import ValueRefused
from forensics.instants import read_instant
from forensics.written_dates import AmbiguousDate, parse_written
from layers.language import Translator
from tests.counts import count


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        ("2022-02-24", date(2022, 2, 24), date(2022, 2, 24), Precision.DAY),
        ("2022-03", date(2022, 3, 1), date(2022, 3, 31), Precision.MONTH),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), Precision.MONTH),
        ("2022-03-XX", date(2022, 3, 1), date(2022, 3, 31), Precision.MONTH),
        ("2022", date(2022, 1, 1), date(2022, 12, 31), Precision.YEAR),
        ("2022-XX", date(2022, 1, 1), date(2022, 12, 31), Precision.YEAR),
        ("2022-XX-XX", date(2022, 1, 1), date(2022, 12, 31), Precision.YEAR),
        ("202X", date(2020, 1, 1), date(2029, 12, 31), Precision.DECADE),
        ("19XX", date(1900, 1, 1), date(1999, 12, 31), Precision.CENTURY),
        ("2022-21", date(2022, 3, 1), date(2022, 5, 31), Precision.SEASON),
        ("2022-24", date(2021, 12, 1), date(2023, 2, 28), Precision.SEASON),
        ("[..2022-03-01]", None, date(2022, 3, 1), Precision.OPEN),
        ("[2022-03-01..]", date(2022, 3, 1), None, Precision.OPEN),
        ("[2022-03-01,2022-03-05..2022-04]", date(2022, 3, 1), date(2022, 4, 30), Precision.INTERVAL),
        ("2022-02-24/..", date(2022, 2, 24), None, Precision.OPEN),
        ("../2022-03", None, date(2022, 3, 31), Precision.OPEN),
        ("2022-02-24/", date(2022, 2, 24), None, Precision.OPEN),
        ("2022-02-27/2022-03-31", date(2022, 2, 27), date(2022, 3, 31), Precision.INTERVAL),
        ("2022-02/2022-04", date(2022, 2, 1), date(2022, 4, 30), Precision.INTERVAL),
    ],
)
def test_a_date_knows_its_earliest_and_latest_day(
    text: str, earliest: date | None, latest: date | None, precision: Precision
) -> None:
    value = read_date(text)
    assert (value.text, value.earliest, value.latest, value.precision) == (text, earliest, latest, precision)


def test_the_ends_of_a_span_are_dates_of_their_own() -> None:
    value = read_date("2022-02~/2022-04-15?")
    assert value.form is Form.SPAN
    assert (value.start.earliest, value.start.latest) == (date(2022, 2, 1), date(2022, 2, 28))
    assert (value.end.earliest, value.end.latest) == (date(2022, 4, 15), date(2022, 4, 15))
    assert value.start.approximate
    assert value.end.uncertain
    assert value.uncertain
    assert value.approximate


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("2022-xx", "2022-XX"),
        ("2022-03?~", "2022-03%"),
        (" 2022-03 ", "2022-03"),
        ("[2022-03 , 2022-05]", "[2022-03,2022-05]"),
    ],
)
def test_one_meaning_has_one_text(written: str, canonical: str) -> None:
    assert read_date(written).text == canonical
    assert read_date(canonical).text == canonical


@pytest.mark.parametrize(
    "text",
    [
        "2022-02-29", "2022-02-30", "2022-13", "2022-00-01", "0000", "24.02.2022", "2022-2-4", "2022-03-01T10:00:00",
        "yesterday", "", "../..", "[..]", "2022-03-31/2022-02-01", "2022/2021", "2022-1X", "20X2", "[2022", "2022]",
        "2022-XX-15", "2022-21-03", "[2022-03..2022-01]", "{..}", "2022//2023", "2022-03??", "[" + "2022," * 200 + "]",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_in_a_sentence_that_quotes_it(text: str) -> None:
    with pytest.raises(ValueRefused, match=r"\.$") as refused:
        read_date(text)
    assert text[:20] in str(refused.value)


def dates() -> st.SearchStrategy[str]:
    """EDTF of levels 0 and 1 that the edtf library reads as the standard says: no winter, no unknown end."""
    days = st.dates(date(1000, 1, 1), date(9990, 12, 31))
    plain = st.one_of(
        days.map(lambda day: day.isoformat()),
        days.map(lambda day: f"{day:%Y-%m}" if day.year > 999 else "1999-01"),
        days.map(lambda day: f"{day.year:04}"),
        st.builds(lambda day, season: f"{day.year:04}-{season}", days, st.integers(21, 23)),
        days.map(lambda day: f"{day.year:04}"[:3] + "X"),
        days.map(lambda day: f"{day.year:04}"[:2] + "XX"),
        days.map(lambda day: f"{day.year:04}-XX"),
        days.map(lambda day: f"{day.year:04}-{day.month:02}-XX"),
    )
    ends = st.builds(lambda day, mark: day.isoformat() + mark, days, st.sampled_from(["", "?", "~", "%"]))
    spans = st.tuples(ends, ends).map(lambda pair: "/".join(sorted(pair)))
    return st.one_of(
        plain,
        ends,
        spans,
        ends.map(lambda end: f"{end}/.."),
        ends.map(lambda end: f"../{end}"),
        days.map(lambda day: f"[..{day.isoformat()}]"),
        days.map(lambda day: f"[{day.isoformat()}..]"),
        st.lists(days, min_size=2, max_size=4).map(lambda many: "{" + ",".join(str(day) for day in sorted(many)) + "}"),
    )


@settings(max_examples=count(150, 1000), deadline=None)
@given(dates())
def test_dates_mean_what_the_edtf_library_says(text: str) -> None:
    from edtf import parse_edtf

    def day(found: Any) -> date | None:
        return None if isinstance(found, float) else date(*found[:3])

    theirs, ours = parse_edtf(text), read_date(text)
    assert (ours.earliest, ours.latest) == (day(theirs.lower_strict()), day(theirs.upper_strict()))
    assert ours.text.replace(" ", "") == str(theirs).replace(" ", "")


@settings(max_examples=count(200, 5000), deadline=None)
@given(dates())
def test_canonical_text_reads_back_as_the_same_date(text: str) -> None:
    value = read_date(text)
    assert read_date(value.text) == value


@settings(max_examples=count(200, 5000), deadline=None)
@given(st.text(max_size=40) | st.from_regex(r"[\[{]?[0-9X?~%./,\-]{0,24}[\]}]?", fullmatch=True))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (read_date, parse_written, read_instant):
        try:
            read(text)
        except ValueRefused:
            continue


def test_columns_count_days_from_1970() -> None:
    assert date_columns("1970-01-01") == (0, 0)
    assert date_columns("1969-12") == (-31, -1)
    assert date_columns("[..2022-03-01]") == (None, 19052)
    assert date_columns(None) == (None, None)
    assert day_of(19052) == date(2022, 3, 1)


@pytest.mark.parametrize(
    ("later", "earlier", "sure"),
    [
        ("2022-03-02", "2022-03-01", True),
        ("2022-03-01", "2022-03-01", False),
        ("2022-03-15", "2022-03", False),
        ("2022-04-01", "2022-03", True),
        ("2022-04", "2022-03~", False),
        ("2022-06", "2022-03~", True),
        ("2022-06", "2022-03?", False),
        ("2022-04-01/..", "2022-02-24/2022-03-31", True),
        ("2022-04-01", "2022-02-24/..", False),
        ("[..2022-03-01]", "2021", False),
        ("2022-03-02", "[..2022-03-01]", True),
    ],
)
def test_only_what_is_wholly_later_is_surely_later(later: str, earlier: str, sure: bool) -> None:
    assert surely_after(later, earlier) is sure
    assert not surely_after(earlier, later)
    assert may_overlap(later, earlier) is not sure


@settings(max_examples=count(200, 5000), deadline=None)
@given(dates(), dates())
def test_two_dates_are_never_each_after_the_other(one: str, other: str) -> None:
    assert not (surely_after(one, other) and surely_after(other, one))
    assert may_overlap(one, other) == may_overlap(other, one)


@pytest.mark.parametrize(
    ("written", "day_first", "edtf"),
    [
        ("24.02.2022", None, "2022-02-24"),
        ("08.09.2022", None, "2022-09-08"),
        ("08.09.2022", False, "2022-08-09"),
        ("8/31/2022 12:00:00 AM", None, "2022-08-31"),
        ("09/08/2022 00:00", False, "2022-09-08"),
        ("09/08/2022 00:00", True, "2022-08-09"),
        ("09/09/2022", None, "2022-09-09"),
        ("2022-03-01T10:00:00+02:00", None, "2022-03-01"),
        ("2022-03-01T10:00:00+02:00[Europe/Kyiv]", None, "2022-03-01"),
        ("2022/04/07 09:58:07", None, "2022-04-07"),
        ("24 Feb 2022", None, "2022-02-24"),
        ("Feb. 24, 2022", None, "2022-02-24"),
        ("24 лютого 2022 р.", None, "2022-02-24"),
        ("24 февраля 2022 года", None, "2022-02-24"),
        ("березень 2022", None, "2022-03"),
        ("03.2022", None, "2022-03"),
        ("24.02.2022 – 31.03.2022", None, "2022-02-24/2022-03-31"),
        ("[..2022-03-01]", None, "[..2022-03-01]"),
        ("2022-03?", None, "2022-03?"),
    ],
)
def test_dates_as_people_write_them(written: str, day_first: bool | None, edtf: str) -> None:
    assert parse_written(written, day_first).text == edtf


@pytest.mark.parametrize(
    "written",
    [
        "44616",
        "44616.5",
        "24.02.22",
        "31.02.2022",
        "31/31/2022",
        "24.02.2022 25:61",
        "ma 2022",
        "13/13/2022",
        "next week",
    ],
)
def test_what_cannot_be_a_date_is_refused(written: str) -> None:
    with pytest.raises(ValueRefused, match="“"):
        parse_written(written)


def test_month_first_is_held_to_where_it_was_asked_for() -> None:
    with pytest.raises(ValueRefused, match="calendar"):
        parse_written("8/31/2022", day_first=True)


def test_a_date_that_fits_both_ways_is_never_guessed() -> None:
    with pytest.raises(AmbiguousDate) as refused:
        parse_written("09/08/2022")
    assert refused.value.choices == (date(2022, 8, 9), date(2022, 9, 8))
    assert "2022-08-09 or 2022-09-08" in str(refused.value)


def test_the_two_date_shapes_of_the_event_file_are_read_month_first(shared_data: Path) -> None:
    path = shared_data / "control" / "ucdp_ged_ukraine_2022-2023_cp1252.csv"
    with path.open(encoding="cp1252", newline="") as file:
        rows = list(csv.DictReader(file))
    starts = [parse_written(row["date_start"], day_first=False) for row in rows]
    ends = [parse_written(row["date_end"], day_first=False) for row in rows]
    assert len(starts) == 894
    assert all(value.precision is Precision.DAY for value in starts)
    assert not any(surely_after(start, end) for start, end in zip(starts, ends, strict=True))
    town = next(number for number, row in enumerate(rows) if row["id"] == "447229")
    assert (starts[town].text, ends[town].text) == ("2022-02-24", "2022-09-12")


def test_a_moment_keeps_what_its_clock_showed_and_compares_in_utc() -> None:
    kyiv = read_instant("2022-03-01T10:00:00+02:00[Europe/Kyiv]")
    moscow = read_instant("2022-03-01 10:30:00+03:00[Europe/Moscow]")
    assert kyiv.text == "2022-03-01T10:00:00+02:00[Europe/Kyiv]"
    assert (kyiv.zone, kyiv.offset) == ("Europe/Kyiv", timedelta(hours=2))
    assert kyiv.utc == datetime(2022, 3, 1, 8, tzinfo=UTC)
    assert moscow.before(kyiv)
    assert kyiv.microseconds == 1646121600000000


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("2022-03-01 10:00Z", "2022-03-01T10:00Z"),
        ("2022-03-01T10:00:00.5+0200", "2022-03-01T10:00:00.5+02:00"),
        ("2022-03-01t10:00:00z", "2022-03-01T10:00:00Z"),
    ],
)
def test_a_moment_has_one_text_and_no_more_precision_than_was_written(written: str, canonical: str) -> None:
    assert read_instant(written).text == canonical


@pytest.mark.parametrize(
    "text",
    ["2022-03-01", "2022-03-01T10:00:00", "2022-03-01T25:00Z", "2022-02-30T10:00Z", "2022-03-01T10:00+02:75", "now"],
)
def test_a_moment_without_offset_or_off_the_clock_is_refused(text: str) -> None:
    with pytest.raises(ValueRefused):
        read_instant(text)


FIRST, LAST = datetime.fromisoformat("1900-01-01"), datetime.fromisoformat("2100-01-01")


@settings(max_examples=count(100, 2000), deadline=None)
@given(st.datetimes(FIRST, LAST), st.integers(-14 * 4, 14 * 4))
def test_moments_are_the_same_moments_as_pythons(naive: datetime, quarters: int) -> None:
    offset = timedelta(minutes=15 * quarters)
    sign = "-" if quarters < 0 else "+"
    hours, minutes = divmod(abs(quarters) * 15, 60)
    text = f"{naive.isoformat()}{sign}{hours:02}:{minutes:02}"
    assert read_instant(text).utc == naive.replace(tzinfo=UTC) - offset
    assert read_instant(text).text == text


@pytest.mark.parametrize(
    ("text", "english", "ukrainian"),
    [
        ("2022-02-24", "24 Feb 2022", "24 лютого 2022"),
        ("2022-03", "March 2022", "березень 2022"),
        ("2022", "2022", "2022"),
        ("[..2022-03-01]", "1 Mar 2022 or earlier", "1 березня 2022 або раніше"),
        ("2022-02-27/2022-03-31", "27 Feb 2022 – 31 Mar 2022", "27 лютого 2022 – 31 березня 2022"),
        ("2022-02-24/..", "24 Feb 2022 – end open", "24 лютого 2022 – кінець відкритий"),
        ("2022-03?", "March 2022 (uncertain)", "березень 2022 (непевно)"),
        ("[2022-03-01,2022-05]", "one of: 1 Mar 2022, May 2022", "одна з дат: 1 березня 2022, травень 2022"),
        ("202X", "2020s", "2020-ті роки"),
    ],
)
def test_a_date_in_words(text: str, english: str, ukrainian: str) -> None:
    assert Translator("en")(date_message(text)) == english
    assert Translator("uk")(date_message(text)) == ukrainian


@settings(max_examples=count(100, 2000), deadline=None)
@given(dates().map(read_date))
def test_every_date_can_be_said(value: DateValue) -> None:
    assert "{" not in str(date_message(value))
