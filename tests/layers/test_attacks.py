"""The page of attacks names tests that are there, each attack of a public file among them."""

from __future__ import annotations

import re
from pathlib import Path

HOUSE = Path(__file__).parents[2]
PAGE = HOUSE / "resources" / "attacks.md"
NAMED = (
    "yesterday's file minus today's", "settlement layer minus hexagon layer", "grand total minus shown cells",
    "month slices minus the year", "the web page's embedded data", "the PDF's legend minus the GeoPackage",
    "averaging 100 masked exports", "linear and integer programming", "a type that is added without a rule",
    "a field that is added without a rule", "a partner's records minus the public numbers",
)  # fmt: skip


def test_every_attack_has_a_test_that_is_there() -> None:
    text = PAGE.read_text("utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| attack")]
    listed = [re.search(r"`(tests/\S+\.py)::(test_\w+)`", line) for line in lines]
    assert len(lines) >= len(NAMED)
    assert all(listed)
    for found in filter(None, listed):
        assert f"\ndef {found[2]}(" in (HOUSE / found[1]).read_text("utf-8"), found[0]
    assert not [attack for attack in NAMED if attack not in text]
