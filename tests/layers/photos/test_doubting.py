"""A photograph whose clock, satellites and place cannot all be right is told of in the log, with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.photos.clocks import Clock, set_clock
from layers.photos.doubting import doubts_of
from layers.photos.log import log_of, take_in_photos
from tests.layers.photos.cameras import picture, with_exif, written
from tests.layers.pictures import DATE, KHARKIV, MAKE, MODEL, OFFSET, TAKEN, TIME, Value, tiff
from tests.layers.projects import closing, make, record

FIX = "2024:05:01 {}; GPS 2024:05:01 07:00:00 UTC"


@pytest.mark.parametrize(
    ("taken", "said", "doubt"),
    [
        ("2024-05-01T10:02:00+03:00", FIX.format("10:02:00 +03:00"), ""),
        (
            "2024-05-01T10:02:01+03:00",
            FIX.format("10:02:01 +03:00"),
            "at 2024-05-01 07:00:00 UTC, 2 min apart",
        ),
        ("2024-05-01T11:05:00+03:00", FIX.format("11:05:00 +03:00"), "1 h 05 min apart"),
        ("2024-04-28T10:00:00+03:00", FIX.format("10:00:00 +03:00"), "3 d 0 h apart"),
        ("2024-05-01T10:00:00+03:00", "", ""),
        ("", "2024:05:01 10:17:00; GPS 2024:05:01 07:00:00 UTC", "no time zone brings them together"),
        ("", "2024:05:01 10:17:00", ""),
    ],
)
def test_clock_and_satellites_are_held_against_each_other(taken: str, said: str, doubt: str) -> None:
    told = " ".join(map(str, doubts_of({"taken_at": taken, "taken_at_written": said})))
    assert (doubt in told) if doubt else not told


def exif(offset: str, fix: tuple[int, int] = (7, 0)) -> bytes:
    """A camera at Kharkiv whose clock names its zone, and a fix at that hour and minute in UTC."""
    clock: dict[int, Value] = {TAKEN: "2024:05:01 10:00:00", OFFSET: offset}
    gps: dict[int, Value] = {**KHARKIV, DATE: "2024:05:01", TIME: [(fix[0], 1), (fix[1], 1), (0, 1)]}
    return tiff({MAKE: "EXAMPLE", MODEL: f"EX {offset} {fix}"}, clock, gps)


def test_the_log_says_where_a_photograph_contradicts_itself_until_its_clock_is_set(tmp_path: Path) -> None:
    with closing(make(tmp_path / "p.taphos")) as project:
        project.register.commit([record("site", "S-1", form="single_grave")])
        site = project.register.find("S-1")
        blocks = (exif("+03:00"), exif("+03:00", (6, 50)), exif("-07:00", (17, 0)))
        files = [written(tmp_path, f"{at}.jpg", with_exif(picture(at), one)) for at, one in enumerate(blocks)]
        take_in_photos(project, site, files)

        def told() -> dict[str, str]:
            return {photo.name: " ".join(map(str, photo.doubts)) for photo in log_of(project, site)}

        assert told()["0.jpg"] == ""
        assert "10 min apart: the clock was wrong, or the fix was an older one" in told()["1.jpg"]
        assert "Its clock ran at UTC-7, and at its place the sun's time is about UTC+2" in told()["2.jpg"]
        ahead = next(photo.media for photo in log_of(project, site) if photo.name == "1.jpg")
        set_clock(project, [ahead], Clock(600.0))
        assert told()["1.jpg"] == ""


def test_a_real_camera_whose_clock_and_fix_are_a_day_apart_is_told(tmp_path: Path, shared_data: Path) -> None:
    with closing(make(tmp_path / "p.taphos")) as project:
        project.register.commit([record("site", "S-1", form="single_grave")])
        site = project.register.find("S-1")
        take_in_photos(project, site, [shared_data / "photo" / "DSCN0010.jpg"])
        [photo] = log_of(project, site)
        assert "2008-10-22 16:28:39, and the satellites 2008-10-23 14:27:07 UTC: no time zone" in str(photo.doubts[0])
