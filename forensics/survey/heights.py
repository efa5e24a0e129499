"""Heights and their datums: two datums are never compared without a stated transformation."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from forensics.errors import ValueRefused

SITE_DATUM, NAMED_GEOID = "site_datum", "named_geoid"


class DifferentDatums(ValueRefused):
    """Heights in two datums between which nobody stated a transformation."""


class ContradictingShifts(ValueRefused):
    """Two stated transformations that lead to different heights."""


@dataclass(frozen=True, order=True)
class Datum:
    """What a height counts from: a code of the vocabulary, and for a geoid or a site's own datum which one it is."""

    code: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.code} ({self.name})" if self.name else self.code


@dataclass(frozen=True)
class Height:
    """Metres over a datum."""

    metres: float
    datum: Datum


@dataclass(frozen=True)
class Shift:
    """A stated transformation: a height over `target` is one over `source` plus so many metres; `basis` says why."""

    source: Datum
    target: Datum
    metres: float
    basis: str = ""

    def turned(self) -> Shift:
        """The way back."""
        return Shift(self.target, self.source, -self.metres, self.basis)


AGREE_M = 0.0005
"""Two ways to one datum that differ by no more than this are one."""


@dataclass(frozen=True)
class Heights:
    """What may be said of heights where these transformations are stated, each of which also leads back."""

    shifts: tuple[Shift, ...] = ()

    @classmethod
    def stated(cls, shifts: Iterable[Shift]) -> Heights:
        """Raises ContradictingShifts where two ways from one datum to another come out apart."""
        made = cls(tuple(shifts))
        heads: dict[Datum, Datum] = {}
        for shift in made.shifts:
            for datum in (shift.source, shift.target):
                heads.setdefault(
                    datum, next((one for one in heads if made.metres_between(one, datum) is not None), datum)
                )
            head = heads[shift.source]
            stated = (made.metres_between(head, shift.source), made.metres_between(head, shift.target))
            metres = (stated[1] or 0.0) - (stated[0] or 0.0)
            if abs(metres - shift.metres) > AGREE_M:
                raise ContradictingShifts(
                    "From {source} to {target} {first} m and {second} m are stated; one was expected.",
                    source=str(shift.source), target=str(shift.target), first=f"{metres:g}", second=f"{shift.metres:g}",
                )  # fmt: skip
        return made

    def metres_between(self, source: Datum, target: Datum) -> float | None:
        """What is added to a height over one datum for one over another; None where nothing stated leads there."""
        known, waiting = {source: 0.0}, deque([source])
        steps = [*self.shifts, *(shift.turned() for shift in self.shifts)]
        while waiting and target not in known:
            here = waiting.popleft()
            for step in steps:
                if step.source == here and step.target not in known:
                    known[step.target] = known[here] + step.metres
                    waiting.append(step.target)
        return known.get(target)

    def over(self, height: Height, datum: Datum) -> Height:
        """The same height over another datum; raises DifferentDatums."""
        metres = self.metres_between(height.datum, datum)
        if metres is None:
            raise DifferentDatums(
                "A height over {source} cannot be set beside one over {target}: no transformation between the two is "
                "stated.",
                source=str(height.datum), target=str(datum),
            )  # fmt: skip
        return Height(height.metres + metres, datum)

    def difference(self, upper: Height, lower: Height) -> float:
        """How far one lies over another, m; raises DifferentDatums."""
        return self.over(upper, lower.datum).metres - lower.metres

    def apart(self, heights: Sequence[Height], datum: Datum) -> tuple[Datum, ...]:
        """The datums among these heights from which nothing stated leads to `datum`."""
        found = {height.datum for height in heights}
        return tuple(sorted(one for one in found if self.metres_between(one, datum) is None))
