"""A site grid tied to a projected system by control points: shift, turn and one scale, by least squares.

With x, y and E, N counted from their centroids, the transform E = a x - b y, N = b x + a y has the least sum of squared
residuals for a = Σ(x E + y N) / S and b = Σ(x N - y E) / S, where S = Σ(x² + y²). It is the plane Helmert transform of
four parameters (Ghilani, Adjustment Computations, 6th ed., 18.2; Umeyama 1991 gives the same in any dimension).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import atan2, degrees, dist, hypot, sqrt

from forensics.errors import ValueRefused
from forensics.messages import say

Point = tuple[float, float]

APART_M = 0.05
"""Control points of a grave that lie closer together than this are one point."""
MIRRORED_FITS_BETTER = 4.0
"""How many times smaller the squared residuals must be with one axis turned round to say that it is."""
NOISE_M = 0.001
"""Residuals below a millimetre are nobody's mistake."""


SCALES = (0.9996, 1.001)
"""Scale of UTM at the middle of a zone and, at the equator, at its edge: Snyder, J. P. (1987), Map Projections: A
Working Manual, U.S. Geological Survey Professional Paper 1395, pp. 57–58; the edge by equation 8-11, p. 61."""
SCALE_OFF, TAPE_M = 0.003, 0.02
"""What else a scale may be off: three per mille, and what a tape is wrong by over a short distance."""
IN_LINE = say("The control points lie in one line: whether the grid is mirrored cannot be seen from them.")


class ControlRefused(ValueRefused):
    """Control points that tie no grid to the globe: too few, in one place, or mirrored."""


@dataclass(frozen=True)
class Control:
    """A point known in both systems: x and y of the grid, east and north of the projected one, in metres."""

    name: str
    local: Point
    projected: Point


@dataclass(frozen=True)
class Residual:
    """How far a control point lies from where the transform puts it: surveyed minus computed, in metres."""

    name: str
    east: float
    north: float

    @property
    def length(self) -> float:
        return hypot(self.east, self.north)


@dataclass(frozen=True)
class Similarity:
    """What carries x, y of the grid to east, north and back. `a` and `b` are scale × cosine and scale × sine."""

    a: float
    b: float
    centre: Point
    centre_projected: Point

    @property
    def scale(self) -> float:
        """Metres of the projected system for one of the grid."""
        return hypot(self.a, self.b)

    @property
    def bearing(self) -> float:
        """Of the grid's y axis, in degrees clockwise from the north of the projected system, 0 to 360."""
        return degrees(atan2(-self.b, self.a)) % 360

    def projected(self, x: float, y: float) -> Point:
        """East and north of a point of the grid."""
        dx, dy = x - self.centre[0], y - self.centre[1]
        east, north = self.centre_projected
        return east + self.a * dx - self.b * dy, north + self.b * dx + self.a * dy

    def local(self, east: float, north: float) -> Point:
        """x and y of a point given by east and north."""
        de, dn = east - self.centre_projected[0], north - self.centre_projected[1]
        squared = self.a * self.a + self.b * self.b
        x, y = self.centre
        return x + (self.a * de + self.b * dn) / squared, y + (self.a * dn - self.b * de) / squared

    def residual(self, control: Control) -> Residual:
        """Where a point was surveyed, from where the transform puts it."""
        east, north = self.projected(*control.local)
        return Residual(control.name, control.projected[0] - east, control.projected[1] - north)


@dataclass(frozen=True)
class Fit:
    """The transform that fits the control points best, and how far each lies off it."""

    similarity: Similarity
    controls: tuple[Control, ...]

    @property
    def residuals(self) -> tuple[Residual, ...]:
        return tuple(map(self.similarity.residual, self.controls))

    @property
    def checked(self) -> bool:
        """Whether there are more points than the transform needs, so that the residuals say anything."""
        return len(self.controls) > 2

    @property
    def in_line(self) -> bool:
        """Whether no point lies off the line of the others, so that a mirrored grid would fit as well."""
        return _width(self.controls) < APART_M

    @property
    def rms(self) -> float:
        """Root mean square of the lengths of the residuals, m."""
        return sqrt(sum(one.length**2 for one in self.residuals) / len(self.controls))

    @property
    def worst(self) -> Residual:
        return max(self.residuals, key=lambda one: one.length)


def fit_similarity(controls: Sequence[Control]) -> Fit:
    """The least-squares similarity of two or more control points; raises ControlRefused.

    A mirrored set (x and y exchanged, or one axis turned round) can be told from three points that are not in a line.
    """
    if len(controls) < 2:
        raise ControlRefused(
            "{count} control points do not tie the grid to the globe; two or more were expected.", count=len(controls)
        )
    _refuse_one_name_twice(controls)
    centre, centre_projected = (
        _centroid([one.local for one in controls]),
        _centroid([one.projected for one in controls]),
    )
    sums = _Sums.of(controls, centre, centre_projected)
    for spread, system in ((sums.local, "x, y"), (sums.projected, "E, N")):
        if sqrt(spread / len(controls)) < APART_M / 2:
            raise ControlRefused(
                "The control points {names} lie in one place ({system}); points apart were expected.",
                names=", ".join(one.name for one in controls), system=system,
            )  # fmt: skip
    _refuse_mirrored(sums, controls)
    if hypot(*sums.direct) <= sums.local * 1e-9:
        raise _mirrored(controls)
    similarity = Similarity(sums.direct[0] / sums.local, sums.direct[1] / sums.local, centre, centre_projected)
    return Fit(similarity, tuple(controls))


def refuse_scale(fit: Fit) -> None:
    """Raise ControlRefused where metres of the grid are not metres on the ground."""
    points = [one.local for one in fit.controls]
    longest = max(hypot(x - u, y - v) for x, y in points for u, v in points)
    spare = SCALE_OFF + TAPE_M / longest
    if not SCALES[0] - spare <= fit.similarity.scale <= SCALES[1] + spare:
        raise ControlRefused(
            "The control points {names} give a scale of {scale}; about 1 was expected ({least} to {most}). A reason "
            "accepts it: --accept-scale.",
            names=", ".join(one.name for one in fit.controls), scale=f"{fit.similarity.scale:.6f}",
            least=f"{SCALES[0] - spare:.4f}", most=f"{SCALES[1] + spare:.4f}",
        )  # fmt: skip


def _width(controls: Sequence[Control]) -> float:
    """How far the farthest point lies off the line through the two that are farthest apart, m of the grid."""
    points = [one.local for one in controls]
    (x, y), (u, v) = max(combinations(points, 2), key=lambda pair: dist(*pair))
    length = hypot(u - x, v - y)
    return max(abs((u - x) * (q - y) - (v - y) * (p - x)) for p, q in points) / length


def _refuse_one_name_twice(controls: Sequence[Control]) -> None:
    names = [one.name for one in controls]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ControlRefused("The control point {name} is there twice; each was expected once.", name=twice)


def _centroid(points: Sequence[Point]) -> Point:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


@dataclass(frozen=True)
class _Sums:
    """S of both systems, and the sums that give a and b: as the points are, and with one axis turned round."""

    local: float
    projected: float
    direct: Point
    mirrored: Point

    @classmethod
    def of(cls, controls: Sequence[Control], centre: Point, centre_projected: Point) -> _Sums:
        apart = [
            (
                one.local[0] - centre[0], one.local[1] - centre[1],
                one.projected[0] - centre_projected[0], one.projected[1] - centre_projected[1],
            )
            for one in controls
        ]  # fmt: skip
        return cls(
            sum(x * x + y * y for x, y, _, _ in apart),
            sum(e * e + n * n for _, _, e, n in apart),
            (sum(x * e + y * n for x, y, e, n in apart), sum(x * n - y * e for x, y, e, n in apart)),
            (sum(x * e - y * n for x, y, e, n in apart), sum(x * n + y * e for x, y, e, n in apart)),
        )

    def left_over(self, explained: Point) -> float:
        """The sum of the squared residuals of a fit, m²."""
        return max(self.projected - (explained[0] ** 2 + explained[1] ** 2) / self.local, 0.0)


def _refuse_mirrored(sums: _Sums, controls: Sequence[Control]) -> None:
    direct, mirrored = sums.left_over(sums.direct), sums.left_over(sums.mirrored)
    if direct > len(controls) * NOISE_M**2 and direct > MIRRORED_FITS_BETTER * mirrored + sums.projected * 1e-12:
        raise _mirrored(controls)


def _mirrored(controls: Sequence[Control]) -> ControlRefused:
    return ControlRefused(
        "The control points {names} fit a mirrored grid: x and y, or east and north, have changed places.",
        names=", ".join(one.name for one in controls),
    )
