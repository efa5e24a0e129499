"""What has to have begun a custody: whatever was lifted, received, handed over, examined or packed, and files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forensics.rules.cases import MOVED

FOLLOWED = ("artefact", "sample")
"""Types of which every record has a custody; a package has one once it holds something."""

FROM_OTHERS = ("handed_over", "exchange", "mortuary", "hospital")
"""Where remains come from that others had before: they were received, whatever their status says."""

_HANDLED = ("recovered_by", "recovered_at", "hand_over", "bag_number", "seal_number", "storage")
"""What is recorded of remains that are no longer where they were found."""

EXAMINING = ("examination", "sample", "disposition")
"""Types whose records say of the remains which they name that they were examined, sampled or brought somewhere."""


def remains_were_moved(case: Mapping[str, Any]) -> bool:
    """Whether remains are no longer where they were found, by what is recorded of them (canonical values)."""
    return (
        case.get("status") in MOVED
        or case.get("origin") in FROM_OTHERS
        or any(case.get(name) for name in _HANDLED)
    )  # fmt: skip
