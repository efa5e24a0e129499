"""Which opinions on death another one took the place of: of the same case, and signed where the first is signed."""

from __future__ import annotations

from sqlalchemy import Connection

from forensics.records.remains import Opinion
from forensics.signed import BY_KEY
from layers.register.granted import is_signed_by_expert
from layers.register.own_keys import is_by_own_key

OPINION = Opinion.about.type


def replaced_opinions(connection: Connection) -> dict[str, str]:
    """The id of each opinion that holds no more, and of what took its place.

    What is signed stays in force until one who may give an opinion signs another one of the same case; an opinion that
    nobody signed gives way to any other of its case. A voided one takes no place.
    """
    name = BY_KEY[OPINION]
    rows = connection.exec_driver_sql(
        f'SELECT s.id, s."{name}", o.id, o."{name}" FROM "{OPINION}" s'
        f' JOIN "{OPINION}_map" h ON h._row = s._row JOIN "{OPINION}" o ON o.id = s.supersedes'
        ' WHERE s.supersedes IS NOT NULL AND o.id <> s.id AND s."case" = o."case" ORDER BY s.id'
    ).fetchall()
    found: dict[str, str] = {}
    for after, signs, before, signed in rows:
        holds = signed and is_by_own_key(connection, OPINION, str(before), {name: signed})
        if not holds or is_signed_by_expert(connection, str(after), {name: signs}):
            found[str(before)] = str(after)
    return found
