"""The devices that leads have enrolled and revoked, as the journal has them; who may write here."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, Engine

from forensics.changes import Change, ChangeRefused
from forensics.journal import Header, JournalBroken, digest, fingerprint
from forensics.standing import Deed, Link, Standing, standing
from layers.errors import MayNotWrite
from layers.register.blobs import as_bytes
from layers.register.engine import ask, reading
from layers.register.graph import read_history
from layers.register.journal import DEVICE
from layers.register.leaves import Leaf, leaves_of_type, open_leaf
from layers.register.person_keys import PersonKeys
from layers.register.setting_values import setting_values
from layers.register.values_of_copy import heads_of_copy
from layers.register.writers import device_of, writers

LEAD, REVOKED = "lead", "revoked"


class NotEnrolled(MayNotWrite):
    """A write by a device that may read alone."""


def read_standing(connection: Connection, known: frozenset[int] | None = None) -> Standing:
    """Whose commits count, by the whole journal, or by those of its commits that are `known`.

    What cannot be read there is for `verify` to name.
    """
    root = connection.exec_driver_sql("SELECT hash FROM journal_commit ORDER BY number LIMIT 1").scalar()
    if root is None:
        return Standing()
    deeds = list(_deeds(connection))
    if len(deeds) == 1 and deeds[0].commit == root and deeds[0].lead and _one_device_wrote_all(connection):
        own = frozenset((deeds[0].device,))
        return Standing({deeds[0].device: deeds[0].key}, own, own, order=tuple(own))
    links = _links(connection, known)
    return standing(str(root), links, [deed for deed in deeds if deed.commit in links])


def in_force(connection: Connection) -> frozenset[str]:
    """The devices that may write now, without a look at the journal."""
    rows = ask(connection, "SELECT record, held FROM journal_setting WHERE type = ?", (DEVICE,))
    held = [(str(device), setting_values(text)) for device, text in rows]
    return frozenset(device for device, values in held if values and REVOKED not in values)


def is_in_force(engine: Engine, device: str) -> bool:
    """Whether a device may write to a register that was just opened; a damaged one enrols nobody."""
    with reading(engine) as connection:
        held = held_of_device(connection, device)
    return held is not None and REVOKED not in held


def uncounted(connection: Connection, known: frozenset[int] | None = None) -> frozenset[int]:
    """The numbers of the commits that are kept but count in no state, or not in that of the `known` ones; mostly none.

    So a state of the past is that of its own commits: what was enrolled later counts in it no more than it did then.
    """
    found = read_standing(connection, known)
    if not found.unknown and not found.after:
        return frozenset()
    rows = connection.exec_driver_sql("SELECT number, hash FROM journal_commit")
    return frozenset(int(number) for number, name in rows if not found.counts(str(name)))


def uncounted_among(connection: Connection, commits: Collection[int]) -> frozenset[int]:
    """Those of a few commits that do not count; the whole journal is asked where others than those in force wrote."""
    if writers(connection) <= in_force(connection):
        return frozenset()
    return uncounted(connection).intersection(commits)


def parents_of_next(connection: Connection) -> tuple[str, ...]:
    """The commits that the next one follows: the newest of those that count, whatever strangers wrote beside them."""
    heads = heads_of_copy(connection)
    marks = ", ".join("?" * len(heads))
    raw = ask(connection, f"SELECT header FROM journal_commit WHERE hash IN ({marks})", heads).fetchall()
    if len(raw) == len(heads) and {device_of(one) for (one,) in raw} <= in_force(connection):
        return heads
    apart = uncounted(connection)
    rows = ask(connection, "SELECT number, hash FROM journal_commit").fetchall()
    return newest_of(connection, {str(name) for number, name in rows if number not in apart})


def newest_of(connection: Connection, commits: Collection[str]) -> tuple[str, ...]:
    """Those of these commits that none of the others follows."""
    if len(commits) == 1:
        return tuple(commits)
    history = read_history(connection)
    found = history.graph.newest(number for number, name in history.names.items() if name in commits)
    return tuple(sorted(history.names[one] for one in found))


def _one_device_wrote_all(connection: Connection) -> bool:
    """Whether the device that made the project is the only one that the journal knows."""
    first = connection.exec_driver_sql("SELECT header FROM journal_commit ORDER BY number LIMIT 1").scalar()
    if first is None:
        return True
    try:
        device = Header.from_bytes(as_bytes(first)).device
    except JournalBroken:
        return False
    deeds = connection.exec_driver_sql("SELECT count(*) FROM journal_change WHERE type = ?", (DEVICE,)).scalar_one()
    others = connection.exec_driver_sql(
        "SELECT 1 FROM journal_commit WHERE instr(CAST(header AS TEXT), ?) = 0 LIMIT 1", (f'"device":"{device}"',)
    ).first()  # quotes inside a text are escaped, so these stand nowhere else in a header
    return bool(deeds == 1) and others is None


def _links(connection: Connection, known: frozenset[int] | None) -> dict[str, Link]:
    found: dict[str, Link] = {}
    for number, name, raw in connection.exec_driver_sql("SELECT number, hash, header FROM journal_commit"):
        if known is not None and number not in known:
            continue
        try:
            header = Header.from_bytes(as_bytes(raw))
        except JournalBroken:
            continue
        found[str(name)] = Link(header.device, header.parents)
    return found


def _deeds(connection: Connection) -> Iterator[Deed]:
    keys = PersonKeys(connection)
    for leaf in leaves_of_type(connection, DEVICE):
        name = connection.exec_driver_sql(
            "SELECT hash FROM journal_commit WHERE number = ?", (leaf.in_commit,)
        ).scalar()
        deed = None if name is None else _deed(leaf, str(name), _payload(leaf, keys))
        if deed is not None:
            yield deed


def _payload(leaf: Leaf, keys: PersonKeys) -> Mapping[str, Any]:
    """What an entry says; nothing of one that was changed since it was signed."""
    try:
        opened = open_leaf(leaf, keys)
    except InvalidTag:
        return {}
    if opened is None or digest(*opened) != leaf.digest:
        return {}
    return setting_values(opened[1])


def _deed(leaf: Leaf, commit: str, payload: Mapping[str, Any]) -> Deed | None:
    """What an entry does; nothing where its key and the fingerprint do not fit."""
    after = payload.get("after")
    if not isinstance(after, dict):
        return None
    if REVOKED in after:
        return Deed(commit, leaf.record, revokes=True)
    try:
        key = bytes.fromhex(after.get("key", ""))
    except (TypeError, ValueError):
        return None
    return Deed(commit, leaf.record, key, is_of_lead(after)) if fingerprint(key) == leaf.record else None


def is_of_lead(held: Mapping[str, Any]) -> bool:
    """Whether what is held of a device makes it a lead's."""
    roles = held.get("roles")
    return isinstance(roles, list) and LEAD in roles


def led_from(connection: Connection, found: Standing) -> dict[str, list[str]]:
    """By device the commits that enrolled it as a lead's; those that no lead did are left out."""
    led: dict[str, list[str]] = {}
    for deed in _deeds(connection):
        if deed.lead and not deed.revokes and (deed.commit, deed.device) not in found.void:
            led.setdefault(deed.device, []).append(deed.commit)
    return led


# Who may write


def refuse_stranger(connection: Connection, device: str) -> None:
    """Raise NotEnrolled where a device may not write; the commit that makes the project enrols its own."""
    held = held_of_device(connection, device)
    if held is None:
        if connection.exec_driver_sql("SELECT 1 FROM journal_commit LIMIT 1").first() is None:
            return
        raise NotEnrolled(
            "This device ({device}) is not enrolled in the project, so it may read here but not write; a lead enrols "
            "it by the key that “taphos devices PROJECT --mine” prints on it.",
            device=device,
        )
    if REVOKED in held:
        raise NotEnrolled(
            "A lead has revoked this device ({device}), so it may read here but not write.", device=device
        )


def refuse_to_write(connection: Connection, device: str) -> None:
    """Refuse a stranger where something is about to be written; that nobody may write here is said before that."""
    try:
        refuse_stranger(connection, device)
    except NotEnrolled:
        connection.exec_driver_sql("UPDATE local_value SET held = held")
        raise


def refuse_other_than_leads(connection: Connection, device: str, change: Change) -> None:
    """Raise ChangeRefused where somebody who is no lead would enrol or revoke."""
    if change.type != DEVICE:
        return
    held = held_of_device(connection, device)
    first = held is None and change.record == device
    if not first and not is_of_lead(held or {}):
        raise no_lead(device)


def no_lead(device: str) -> ChangeRefused:
    """The refusal of what leads alone may do."""
    return ChangeRefused("Only a lead's device enrols and revokes others; this one ({device}) is none.", device=device)


def held_of_device(connection: Connection, device: str) -> dict[str, Any] | None:
    """What is held of a device; None where no lead enrolled it, or it cannot be read."""
    found = ask(
        connection, "SELECT held FROM journal_setting WHERE record = ? AND type = ?", (device, DEVICE)
    ).fetchone()
    return None if found is None else setting_values(found[0]) or None
