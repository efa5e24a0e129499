"""What somebody with the passphrase, a database tool and a program of their own could do to a project."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from sqlcipher3 import dbapi2

from forensics.journal import Header, commit_hash, sign
from layers.devices import Device
from layers.keys import unwrap_with_passphrase
from layers.project import KEYS, PASSPHRASE_KEY, REGISTER, Project, open_project
from tests.layers.projects import PASSPHRASE


def passphrase_of(folder: Path) -> str | None:
    return PASSPHRASE if (folder / KEYS / PASSPHRASE_KEY).exists() else None


def opened(folder: Path) -> Project:
    return open_project(folder, passphrase_of(folder))


def opened_to_verify(folder: Path) -> Project:
    """The project also where something was planted in its register."""
    return open_project(folder, passphrase_of(folder), to_verify=True)


def opened_by(folder: Path, device: Device) -> Project:
    """The project on another device."""
    return open_project(folder, passphrase_of(folder), device=device)


def write_as_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that was changed so that it refuses no device."""
    monkeypatch.setattr("layers.register.writing.refuse_to_write", lambda *asked: None)
    monkeypatch.setattr("layers.register.writing.refuse_other_than_leads", lambda *asked: None)
    monkeypatch.setattr("layers.enrolment.is_lead", lambda project: True)


def connected(folder: Path) -> dbapi2.Connection:
    connection = dbapi2.connect(str(folder / REGISTER), isolation_level=None)
    kept = folder / KEYS / PASSPHRASE_KEY
    if kept.exists():
        connection.execute(f"PRAGMA key = \"x'{unwrap_with_passphrase(kept, PASSPHRASE).hex()}'\"")
    return connection


def behind_its_back(folder: Path, *statements: str) -> None:
    """Run statements on the register; each must find something to change."""
    connection = connected(folder)
    for statement in statements:
        assert connection.execute(statement).rowcount != 0, f"nothing was tampered with by {statement}"
    connection.close()


LAST = "(SELECT max(number) FROM journal_commit)"


def cut_off_the_newest(folder: Path) -> None:
    """Take the newest commit, which adds one site, back with every trace of it."""
    behind_its_back(
        folder,
        f"DELETE FROM site WHERE id IN (SELECT record FROM journal_change WHERE in_commit = {LAST})",
        *(f"DELETE FROM {table} WHERE {key} NOT IN (SELECT {to} FROM site)" for table, key, to in (
            ("site_restricted", "id", "id"), ("site_map", "_row", "_row"), ("site_fts", "rowid", "_row"),
            ("site_rtree", "_row", "_row"),
        )),
        f"DELETE FROM journal_change WHERE in_commit = {LAST}",
        f"DELETE FROM local_arrival WHERE number = {LAST}",
        f"DELETE FROM journal_commit WHERE number = {LAST}",
        "UPDATE local_value SET held = '[\"' || (SELECT hash FROM journal_commit ORDER BY number DESC LIMIT 1) || '\"]'"
        " WHERE name = 'heads'",
    )  # fmt: skip


def sign_newest_anew(folder: Path, device: Device, *, keep_name: bool, zone: str = "") -> None:
    """Sign the newest commit with another key, hash and heads made to fit; under the name of who signed it, or not."""
    connection = connected(folder)
    number, raw = connection.execute(f"SELECT number, header FROM journal_commit WHERE number = {LAST}").fetchone()
    header = Header.from_bytes(bytes(raw))
    signer = header.device if keep_name else device.fingerprint
    forged = replace(header, device=signer, zone=zone or header.zone).to_bytes()
    name = commit_hash(forged)
    connection.execute(
        "UPDATE journal_commit SET header = ?, hash = ?, signature = ? WHERE number = ?",
        (forged, name, sign(device.key, forged), number),
    )
    connection.execute("UPDATE local_value SET held = ? WHERE name = 'heads'", (orjson.dumps([name]).decode(),))
    connection.close()
