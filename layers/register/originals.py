"""What the register knows of the originals: which media were taken in here, as what, and under which key.

That a file was taken in is journaled beside its media record, so that a file which is gone is told from one that never
was here, and an edited SHA-256 from the one of the file. The key of an encrypted file lies with those of persons, so
that erasing it erases the file wherever a copy of it lies.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from forensics.changes import Change, Operation
from layers.register.blobs import as_bytes
from layers.register.journal import ORIGINAL
from layers.register.reaching import Kept
from layers.register.setting_values import setting_values

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Original:
    """One media record and the file that was taken in for it; `sha256` is empty where none was."""

    media: str
    code: str
    recorded: str  # the SHA-256 that the record says
    sha256: str = ""
    size: int = 0
    key: bytes | None = None

    @property
    def taken_in(self) -> bool:
        """Whether its file was taken in, by whichever copy of the project."""
        return bool(self.sha256)


def subject_of(media: str) -> str:
    """Under which name the journal and the keys hold the file of a media record."""
    return f"file:{media}"


def taking_in(media: str, sha256: str, size: int) -> Change:
    """The change that says that a media record's file was taken in."""
    return Change(ORIGINAL, subject_of(media), Operation.ADD, after={"sha256": sha256, "bytes": size})


def originals_to_forget(connection: Connection, media: Sequence[str]) -> Iterator[Kept]:
    """What the journal says of the files of these media, of which nothing is kept; none where no file was taken in."""
    sql = "SELECT 1 FROM journal_change WHERE type = ? AND record = ?"
    for subject in map(subject_of, media):
        if connection.exec_driver_sql(sql, (ORIGINAL, subject)).first() is not None:
            yield Kept(ORIGINAL, subject, subject)


_FOUND = (
    "SELECT m.id, m.code, m.sha256, s.held, k.key FROM media m"
    f" LEFT JOIN journal_setting s ON s.record = 'file:' || m.id AND s.type = '{ORIGINAL}'"
    " LEFT JOIN keys_person k ON k.subject = 'file:' || m.id"
)


def originals_after(connection: Connection, media: str) -> list[Original]:
    """The next media records in the order of their ids, voided ones included; none after the last."""
    rows = connection.exec_driver_sql(f"{_FOUND} WHERE m.id > ? ORDER BY m.id LIMIT ?", (media, _AT_ONCE))
    return [_original(*row) for row in rows]


def original(connection: Connection, media: str) -> Original | None:
    """The original of one media record; None where there is no such record."""
    row = connection.exec_driver_sql(f"{_FOUND} WHERE m.id = ?", (media,)).first()
    return None if row is None else _original(*row)


def originals_with(connection: Connection, hashes: Sequence[str]) -> Iterator[Original]:
    """The originals that have one of these SHA-256, as taken in or as recorded."""
    for start in range(0, len(hashes), _AT_ONCE):
        chunk = tuple(hashes[start : start + _AT_ONCE])
        marks = ", ".join("?" * len(chunk))
        for row in connection.exec_driver_sql(f"{_FOUND} WHERE m.sha256 IN ({marks}) ORDER BY m.id", chunk):
            yield _original(*row)


def _original(media: str, code: str | None, recorded: str | None, held: str | None, key: object) -> Original:
    taken = setting_values(held)
    size = taken.get("bytes")
    return Original(
        media, code or media, recorded or "", str(taken.get("sha256", "")),
        size if isinstance(size, int) else 0, None if key is None else as_bytes(key),
    )  # fmt: skip
