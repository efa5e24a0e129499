"""Whether the signature on an opinion is of a key of whoever signs it: a name that was written is none.

The signature is that of the newest commit that counts and wrote the name. It stands where its key was the signatory's
then, by any keys that a lead ever entered for that person: who takes a key out later unsigns nothing. Where this copy
may not read whose keys these are, what is signed by name stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from forensics.rules.deciding import holds_at
from forensics.signed import BY_KEY
from layers.register.past import history


def is_by_own_key(connection: Connection, type_: str, record: str, values: Mapping[str, Any]) -> bool:
    """Whether a signed record is signed by a key of its signatory's; true of types whose signature is another thing."""
    name = BY_KEY.get(type_)
    if name is None or not values.get(name):
        return True
    written = [one for one in history(connection, record) if one.counts and name in one.after]
    about = history(connection, str(values[name]))
    if not written or not about or any(one.erased for one in about):
        return True
    key, time = written[-1].device, written[-1].time
    rows = [row for one in about if one.counts for row in one.after.get("signing_keys") or ()]
    return any(row.get("fingerprint") == key and holds_at(row, time) for row in rows)
