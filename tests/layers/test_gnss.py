"""Positions of a real receiver averaged: the best quality alone, with how good it was, and never a damaged line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from pyproj import Geod

from forensics.errors import ValueRefused
from layers.gnss import Fix, Listener, averaged


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
