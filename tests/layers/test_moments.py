"""The past is asked for by a commit, or by a time in ISO 8601 with its offset or zone, compared in UTC."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.changes import Change, Operation
from forensics.errors import ValueRefused
from forensics.ports import Query
from layers.exports.disclosed import disclose
from layers.project import Project
from layers.register.moments import read_moment
from layers.statistics import statistics_of
from tests.layers.projects import closing, make, site


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with closing(make(tmp_path / "past.taphos")) as made:
        made.register.commit([site("S-1"), site("S-2")])
        (record,) = (values["id"] for values in made.register.select(Query("site", where=(("code", "S-2"),))))
        made.register.commit([Change("site", record, Operation.VOID, after={"void_reason": "seen twice"})])
        made.register.commit([site("S-3")])
        yield made


def times(project: Project) -> list[datetime]:
    """When the commits arrived, the oldest first."""
    with project.register._engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT at FROM local_arrival ORDER BY number").scalars().all()
    return [datetime.fromisoformat(at) for at in found]


def codes(project: Project, moment: str) -> list[str]:
    return sorted(values["code"] for values in project.register.select(Query("site", as_of=moment)))


@pytest.mark.parametrize("hours", [-11, -3, 0, 2, 5.75, 14])
def test_a_time_is_compared_in_utc_whatever_its_offset(project: Project, hours: float) -> None:
    _, first, second, third = (
        at.astimezone(timezone(timedelta(hours=hours))).isoformat(timespec="microseconds") for at in times(project)
    )
    assert [codes(project, at) for at in (first, second, third)] == [["S-1", "S-2"], ["S-1"], ["S-1", "S-3"]]


def test_before_the_first_commit_there_is_nothing(project: Project) -> None:
    before = (times(project)[0] - timedelta(microseconds=1)).isoformat()
    assert codes(project, before) == codes(project, "2020") == codes(project, "0300-01-01") == []
    assert project.register.point_of(before).head == ""
    told = {one.statistic.key: one for one in statistics_of(project, "court", as_of=before)}
    assert (told["exhumations"].value, told["exhumations"].head) == (0, "")
    drawn = disclose(project, "court", as_of=before)
    assert (sum(len(one.records) for one in drawn.types), drawn.head) == (0, "")


def test_what_is_counted_as_of_a_time_names_the_newest_commit_of_then_and_the_time_in_utc(project: Project) -> None:
    at = times(project)[1].astimezone(timezone(timedelta(hours=2)))
    then = disclose(project, "court", as_of=at.isoformat())
    first = min(project.register.history(next(project.register.select(Query("site")))["id"]), key=lambda one: one.time)
    assert then.head == first.commit
    assert then.cut_off == project.register.commit_time(first.commit)
    by_prefix = disclose(project, "court", as_of=first.commit[:8].upper())
    assert (by_prefix.head, by_prefix.cut_off) == (then.head, then.cut_off)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2022-03-01T10:00:00Z", "2022-03-01T10:00:00.999999"),
        ("2022-03-01T10:00:00.5Z", "2022-03-01T10:00:00.599999"),
        ("2022-03-01T10:00:00.123456Z", "2022-03-01T10:00:00.123456"),
        ("2022-03-01T10:00+02:00", "2022-03-01T08:00:59.999999"),
        ("2022-03-01 10:00+0530", "2022-03-01T04:30:59.999999"),
        ("2022-03-01T10:00-03", "2022-03-01T13:00:59.999999"),
        ("2022-07-01T10:00[Europe/Kyiv]", "2022-07-01T07:00:59.999999"),
        ("2022-01-01T10:00[Europe/Kyiv]", "2022-01-01T08:00:59.999999"),
        ("2022-01-01T10:00+02:00[Europe/Kyiv]", "2022-01-01T08:00:59.999999"),
    ],
)
def test_a_time_stands_for_the_whole_of_the_smallest_unit_that_it_names(text: str, last: str) -> None:
    assert read_moment(text) == datetime.fromisoformat(last).replace(tzinfo=UTC)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system's clock cannot be set for a test")
@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2022-03-01", "2022-03-01T21:59:59.999999"),
        ("2022-03", "2022-03-31T20:59:59.999999"),
        ("2022-12", "2022-12-31T21:59:59.999999"),
        ("2022", "2022-12-31T21:59:59.999999"),
        ("2022-07-01T10:00", "2022-07-01T07:00:59.999999"),
    ],
)
def test_a_time_without_an_offset_is_told_by_this_computers_clock(
    monkeypatch: pytest.MonkeyPatch, text: str, last: str
) -> None:
    before = os.environ.get("TZ")
    try:
        os.environ["TZ"] = "Europe/Kyiv"
        time.tzset()
        assert read_moment(text) == datetime.fromisoformat(last).replace(tzinfo=UTC)
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()


@pytest.mark.parametrize(
    "text",
    ["", " ", "today", "not-a-time", "Tuesday", "last week", "abc", "2022-02-30", "2022-13", "2022-03-01T25:00Z",
     "2022-03-01T10:00+25:00", "2022-03-01T10:00[Europe/Nowhere]", "01.03.2022", "20220301T1000Z", "2022-W09",
     "HEAD", "HEAD~1", "g" * 40, "a" * 65, "2022-03-01T", "T10:00", "٢٠٢٢-٠٣-٠١"],
)  # fmt: skip
def test_anything_else_is_refused_with_the_value_quoted(project: Project, text: str) -> None:
    with pytest.raises(ValueRefused, match=r"is neither the beginning of a commit's hash nor a time|is not in the cal"):
        read_moment(text)


_MOMENTS = st.integers(10**15, 3 * 10**16).map(lambda at: datetime.fromtimestamp(at / 10**6, UTC))


@given(_MOMENTS, st.integers(-23, 23))
def test_what_iso_8601_writes_is_read_back(moment: datetime, hours: int) -> None:
    written = moment.astimezone(timezone(timedelta(hours=hours)))
    assert read_moment(written.isoformat(timespec="microseconds")) == written.astimezone(UTC)
