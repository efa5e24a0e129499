"""The sun is held to NREL's algorithm, which is good to 0.0003°, and shadows to the sun."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.errors import ValueRefused
from forensics.sun import LOWEST, Shadow, moments_of, sun_at
from tests.counts import count

WITHIN = 0.1
IZYUM = (37.26, 49.21)
EAST = timezone(timedelta(hours=3))


def test_the_sun_of_nrels_published_example_is_where_it_says() -> None:
    """Reda and Andreas, Solar Position Algorithm for Solar Radiation Applications, NREL/TP-560-34302 (2008), A.5."""
    sun = sun_at(-105.1786, 39.742476, datetime(2003, 10, 17, 12, 30, 30, tzinfo=timezone(timedelta(hours=-7))))
    assert sun.azimuth == pytest.approx(194.34024, abs=WITHIN)
    assert sun.elevation == pytest.approx(90 - 50.11162, abs=WITHIN)


def nrel(moment: datetime, lon: float, lat: float) -> tuple[float, float, float]:
    """Azimuth, true and apparent elevation in degrees by NREL's algorithm."""
    from pvlib import spa

    at = np.array([moment.timestamp()])
    _, _, seen, elevation, azimuth, _ = spa.solar_position_numpy(at, lat, lon, 0.0, 1013.25, 12.0, 60.0, 0.5667, 1)
    return float(azimuth[0]), float(elevation[0]), float(seen[0])


def test_azimuth_and_elevation_agree_with_nrel_at_places_and_times_all_over(
    proof: Callable[[str, str, object], None],
) -> None:
    picked, many = random.Random(2026), count(100, 1000)
    worst = 0.0
    for _ in range(many):
        lon, lat = picked.uniform(-180, 180), picked.uniform(-70, 70)
        moment = datetime(1960, 1, 1, tzinfo=UTC) + timedelta(seconds=picked.randrange(80 * 365 * 86400))
        azimuth, elevation, seen = nrel(moment, lon, lat)
        sun = sun_at(lon, lat, moment)
        if elevation > LOWEST:
            worst = max(worst, abs(sun.elevation - seen))
        worst = max(worst, abs((sun.azimuth - azimuth + 180) % 360 - 180) * float(np.cos(np.radians(elevation))))
        assert worst < WITHIN, (lon, lat, moment)
    proof("chronolocation", "worst of azimuth and elevation against NREL's SPA", f"{worst:.3f}° in {many}")


@given(
    st.integers(0, 16 * 365 * 1440).map(lambda minutes: datetime(2014, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
    st.floats(-179, 179), st.floats(-60, 60),
)  # fmt: skip
def test_the_moment_at_which_a_shadow_fell_is_among_those_at_which_it_can_have_fallen(
    moment: datetime, lon: float, lat: float
) -> None:
    sun = sun_at(lon, lat, moment)
    if sun.shadow_length is None or not 0.01 <= sun.shadow_length <= 60:
        return
    shadow = Shadow(sun.shadow_azimuth, sun.shadow_length)
    found = moments_of(shadow, lon, lat, moment - timedelta(hours=6), moment + timedelta(hours=6))
    assert any(start - timedelta(minutes=1) <= moment <= end + timedelta(minutes=1) for start, end in found)
    assert all(shadow.fits(sun_at(lon, lat, edge)) for stretch in found for edge in stretch)


def test_a_shadow_to_the_north_falls_at_noon_by_the_sun_and_at_no_other_time_of_the_day() -> None:
    day = datetime(2022, 3, 27, tzinfo=EAST)
    [(start, end)] = moments_of(Shadow(azimuth=0.0, degrees=2.0), *IZYUM, day, day + timedelta(days=1))
    assert start < datetime(2022, 3, 27, 12, 36, tzinfo=EAST) < end  # the sun's noon: 12:31 by longitude, and 5 min
    assert end - start < timedelta(minutes=20)


def test_by_night_and_at_the_horizon_no_shadow_is_measured() -> None:
    assert sun_at(*IZYUM, datetime(2022, 3, 27, 0, 0, tzinfo=EAST)).shadow_length is None


@pytest.mark.parametrize("given", [{}, {"azimuth": 361.0}, {"length": 0.0}, {"azimuth": 10.0, "degrees": 0.0}])
def test_a_shadow_that_is_none_is_refused_with_what_was_expected(given: dict[str, float]) -> None:
    with pytest.raises(ValueRefused):
        Shadow(**given)


def test_a_time_without_a_zone_and_a_stretch_too_long_are_refused() -> None:
    shadow, day = Shadow(azimuth=10.0), datetime(2022, 3, 27, tzinfo=UTC)
    with pytest.raises(ValueRefused, match="zone"):
        sun_at(*IZYUM, day.replace(tzinfo=None))
    with pytest.raises(ValueRefused, match="400 days"):
        moments_of(shadow, *IZYUM, day, day + timedelta(days=401))
    with pytest.raises(ValueRefused, match="400 days"):
        moments_of(shadow, *IZYUM, day, day - timedelta(days=1))
