"""What a chart looks like before it is painted: rectangles and words in its own units, y growing downwards."""

from __future__ import annotations

from dataclasses import dataclass

from forensics.statistics.charts import Path


@dataclass(frozen=True)
class Mark:
    """One rectangle: `colour` by its name in the palette, `path` the cell that a click on it means.

    `hatched` is not covered; with `outlined` an edge alone is drawn. `told` is read under the pointer.
    """

    left: float
    top: float
    right: float
    bottom: float
    colour: str = "accent"
    opacity: float = 1.0
    hatched: bool = False
    outlined: bool = False
    path: Path | None = None
    told: str = ""


@dataclass(frozen=True)
class Words:
    """Text in a box: `align` is left, middle or right; it is cut where it has no room, or broken with `wraps`."""

    left: float
    top: float
    right: float
    bottom: float
    text: str
    align: str = "middle"
    colour: str = "text"
    wraps: bool = False
    bold: bool = False


@dataclass(frozen=True)
class Key:
    """One line of the legend."""

    text: str
    colour: str = "accent"
    opacity: float = 1.0
    hatched: bool = False
    outlined: bool = False


@dataclass(frozen=True)
class Drawing:
    """A chart in its own units; `row_high` pixels for each unit of y, 0 where it takes the room that there is."""

    marks: tuple[Mark, ...] = ()
    words: tuple[Words, ...] = ()
    wide: float = 1.0
    top: float = 0.0
    bottom: float = 1.0
    below: tuple[tuple[float, str], ...] = ()
    beside: tuple[tuple[float, str], ...] = ()
    legend: tuple[Key, ...] = ()
    row_high: int = 0
    grid: bool = False

    @property
    def least_high(self) -> int:
        """Pixels that it needs in height."""
        return round((self.bottom - self.top) * self.row_high)
