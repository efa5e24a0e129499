"""The example at the size of the tests, or of the mission where it is to be proved."""

from __future__ import annotations

from layers.demo.making import Sizes
from tests.counts import count, proving

SIZES = Sizes(interviews=count(1_200, 31_000), incidents=count(300, 3_965), bodies_per_grave=1.0 if proving() else 0.3)
