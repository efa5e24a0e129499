"""Whether the coordinate system that a person named for a file can be its own: what lies elsewhere is not believed."""

from __future__ import annotations

from pathlib import Path

from layers.crs import UnknownCrs, crs_name, degrees_outside

FAR_DEGREES = 6.0
"""As far outside the area of its system a file may lie: a team works on in the zone it began in."""


def refuse_elsewhere(path: Path, named: str, lon: float, lat: float) -> None:
    """Raise UnknownCrs where a file would lie far outside the area of the system that was named for it."""
    if degrees_outside(lon, lat, named) > FAR_DEGREES:
        raise UnknownCrs(
            "In {crs} ({name}) “{file}” would lie at longitude {lon}, latitude {lat}, far outside the area where that "
            "may be used: name another coordinate system.",
            crs=named, name=crs_name(named), file=path.name, lon=f"{lon:.2f}", lat=f"{lat:.2f}",
        )  # fmt: skip


def refuse_no_degrees(path: Path, named: str, x: float, y: float) -> None:
    """Raise UnknownCrs where degrees were named for a file whose numbers are none."""
    raise UnknownCrs(
        "“{file}” holds {x}, {y}, which are no degrees as {crs} has them: name the system of its metres.",
        file=path.name, x=f"{x:.10g}", y=f"{y:.10g}", crs=named,
    )  # fmt: skip
