"""The row of HXL hashtags that humanitarian tables carry below the names of their columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TAG = re.compile(r"#[a-z][a-z0-9_]*(\s*[+@]\s*[a-z][a-z0-9_]*)*", re.ASCII | re.IGNORECASE)


def are_hashtags(cells: Sequence[str]) -> bool:
    """Whether these cells are a row of hashtags: whatever is not blank is one, and at least one is there."""
    said = [cell.strip() for cell in cells if cell.strip()]
    return bool(said) and all(_TAG.fullmatch(one) for one in said)
