"""What is held of an entry that is journaled beside the records, as its row has it."""

from __future__ import annotations

from typing import Any

import orjson

from layers.register.blobs import as_bytes


def setting_values(held: Any) -> dict[str, Any]:
    """The values of a row; none of one that cannot be read, which is for `verify` to name."""
    try:
        found = orjson.loads(as_bytes(held))
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}
