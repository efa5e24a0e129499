"""Positions of a real receiver averaged: the best quality alone, with how good it was, and never a damaged line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from pyproj import Geod

from forensics.errors import ValueRefused
from layers.gnss import Fix, Gathering, Listener, averaged


def heard(path: Path) -> list[Fix]:
    listener = Listener()
    lines = path.read_text("latin-1").splitlines()
    return [fix for line in lines if (fix := listener.hear(line)) is not None]


def test_every_fix_of_a_log_is_heard_with_its_quality(
    shared_data: Path, proof: Callable[[str, str, object], None]
) -> None:
    fixes = heard(shared_data / "survey" / "nmea-rtk.log")
    assert Counter(fix.quality for fix in fixes) == {"2": 104, "4": 18}
    one = heard(shared_data / "survey" / "hab-gpspi.log")
    assert {fix.quality for fix in one} == {"1"}
    assert (averaged(one).lat, averaged(one).lon) == pytest.approx((48.06907, 16.35900), abs=1e-4)
    proof("E5", "fixes of a real log by quality", "104 differential, 18 RTK fixed")


def test_only_the_best_quality_is_averaged_and_the_place_says_how_good_it_is(shared_data: Path) -> None:
    fixes = heard(shared_data / "survey" / "nmea-rtk.log")
    mean = averaged(fixes)
    best = [fix for fix in fixes if fix.quality == "4"]
    assert (mean.quality, mean.count) == ("4", 18)
    assert mean.lat == pytest.approx(sum(fix.lat for fix in best) / 18, abs=1e-12)
    away = [Geod(ellps="WGS84").inv(fix.lon, fix.lat, mean.lon, mean.lat)[2] for fix in best]
    assert mean.spread_m == pytest.approx((sum(one**2 for one in away) / 18) ** 0.5, rel=0.01)
    place = mean.place()
    assert (place.method, place.crs, place.height_datum) == ("RTK", "EPSG:4326", "named_geoid")
    assert place.horizontal_accuracy is not None
    assert place.horizontal_accuracy >= mean.spread_m - 1e-3
    assert place.instrument is not None
    assert place.instrument.startswith("NMEA quality 4 (RTK fixed), ")
    assert "mean of 18" in place.instrument
    assert averaged([fix for fix in fixes if fix.quality == "2"]).place().method == "handheld_GNSS"


def test_what_the_receiver_tells_of_its_accuracy_holds_for_what_follows() -> None:
    listener = Listener()
    line = "$GPGGA,092835.00,4804.14539,N,01621.54005,E,1,10,2.0,205.3,M,42.0,M,,"
    before = listener.hear(line)
    listener.hear("$GPGST,092835.00,1.2,,,,0.3,0.4,0.9")
    after = listener.hear(line)
    assert before is not None
    assert after is not None
    assert before.accuracy_m == pytest.approx(10.0)
    assert after.accuracy_m == pytest.approx(0.5)


@pytest.mark.parametrize(
    "line",
    [
        "", "# words", "$GPGGA", "$GPGGA,,,,,,0,,,,,,,,",
        "$GPRMC,092835.00,A,4804.14539,N,01621.54005,E,0.2,,210615,,,A",
        "$GNGGA,132819.60,4134.49795459,N,09345.03431408,W,2,10,0.9,278.161,M,-31.442,M,6.6,0133*00",
        "$GPGGA,092835.00,9904.14539,N,01621.54005,E,1,10,0.9,205.3,M,42.0,M,,",
        "$GPGGA,092835.00,4804.14539,N,01621.54005,E,8,10,0.9,205.3,M,42.0,M,,",
    ],
)  # fmt: skip
def test_what_is_no_fix_is_none(line: str) -> None:
    assert Listener().hear(line) is None
    with pytest.raises(ValueRefused, match="no position yet"):
        averaged([])


def sentence(body: str) -> str:
    told = 0
    for letter in body:
        told ^= ord(letter)
    return f"${body}*{told:02X}"


def position(time: str, quality: int, north: str = "5027.006") -> str:
    return sentence(f"GNGGA,{time},{north},N,03031.404,E,{quality},18,0.6,100.0,M,25,M,1,0000")


def gathered(*lines: str) -> tuple[Gathering, list[str]]:
    listener, gathering = Listener(), Gathering(3600)
    said = [gathering.take(fix) for line in lines if (fix := listener.hear(line)) is not None]
    return gathering, [str(why) for why in said if why is not None]


def test_a_receiver_that_moves_begins_the_mean_anew_and_says_so() -> None:
    moved = [position(f"1200{at:02}", 1, "5127.006") for at in range(5, 25)]
    gathering, said = gathered(position("120000", 4), *moved)
    mean = gathering.mean
    assert mean is not None
    assert (mean.quality, mean.count, mean.lat) == ("1", 20, pytest.approx(51 + 27.006 / 60))
    [why] = said
    assert why.startswith("This position lies 111")


def test_a_walk_is_found_out_before_its_mean_lies_far_off() -> None:
    walked = [position(f"12{at // 60:02}{at % 60:02}", 1, f"50{27 + at * 1.4 / 1855:09.6f}") for at in range(200)]
    gathering, said = gathered(*walked)
    mean = gathering.mean
    assert mean is not None
    assert len(said) >= 3
    assert abs(mean.lat - gathering.fixes[-1].lat) * 111_320 < 22


def test_a_quality_that_was_lost_outweighs_nothing_any_more() -> None:
    near = [position(f"1200{at:02}", 1, "5027.010") for at in range(1, 30)]  # 7 m away: within what such a fix allows
    gathering, said = gathered(position("120000", 4), *near)
    mean = gathering.mean
    assert mean is not None
    assert (mean.quality, mean.count) == ("1", 29)
    assert said == ["RTK fixed is lost for 10 s: its positions are dropped."]
    short, said = gathered(position("120000", 4), *near[:9])
    assert short.mean is not None
    assert (short.mean.quality, said) == ("4", [])


def test_what_was_gathered_before_a_long_silence_holds_no_more() -> None:
    gathering, said = gathered(position("235950", 1), position("235955", 1), position("000100", 1))
    assert (len(gathering.fixes), said) == (1, ["The receiver was not heard for 65 s: begun anew."])


def test_the_accuracy_that_was_told_holds_for_its_quality_and_not_for_long() -> None:
    listener = Listener()
    gst = sentence("GNGST,120003,1,0.02,0.01,12,0.010,0.010,0.02")
    fixes = [
        listener.hear(line)
        for line in (
            gst, position("120003", 4), position("120004", 4), position("120005", 1), position("120006", 4),
            gst, position("120030", 4),
        )
    ]  # fmt: skip
    told = [fix.accuracy_m for fix in fixes if fix is not None]
    assert told == pytest.approx([0.0141, 0.0141, 5.0, 0.02, 0.02], abs=1e-4)


def test_a_receiver_that_stands_still_is_left_to_gather(shared_data: Path) -> None:
    fixes = [fix for fix in heard(shared_data / "survey" / "nmea-rtk.log") if fix.quality == "2"]
    gathering = Gathering(3600)
    assert not any(gathering.take(fix) for fix in fixes)
    assert len(gathering.fixes) == len(fixes)
