"""Who may open an encrypted project: its passphrase changed, a recovery key split among people, a lost one replaced.

The data key stays the same and so does every byte of the register; what is written is one small file in keys/.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from layers.errors import ProjectRefused
from layers.keys import unwrap_with_passphrase, unwrap_with_secret, wrap_under_passphrase, wrap_under_secret
from layers.project import KEYS, PASSPHRASE_KEY, read_about
from layers.shares import SECRET_BYTES, Share, join_shares, split_secret

RECOVERY_KEY = "recovery.json"


def change_passphrase(folder: Path, passphrase: str, new: str) -> None:
    """Let `new` open the project in place of `passphrase`; raises ProjectRefused where that one does not open it.

    Whoever kept the old file from keys/ still opens copies made with it, as they could before.
    """
    _refuse_empty(new)
    data_key = unwrap_with_passphrase(_key_file(folder, PASSPHRASE_KEY), passphrase)
    wrap_under_passphrase(data_key, new, _key_file(folder, PASSPHRASE_KEY))


def has_recovery(folder: Path) -> bool:
    """Whether shares of a recovery key were given out."""
    return (folder / KEYS / RECOVERY_KEY).is_file()


def split_recovery(folder: Path, passphrase: str, shares: int, needed: int) -> list[str]:
    """New shares, any `needed` of which open the project; those given out before open it no longer.

    They are told once and kept nowhere. Raises ShareRefused, ProjectRefused.
    """
    data_key = unwrap_with_passphrase(_key_file(folder, PASSPHRASE_KEY), passphrase)
    secret = os.urandom(SECRET_BYTES)
    lines = split_secret(secret, shares, needed)
    wrap_under_secret(data_key, secret, _key_file(folder, RECOVERY_KEY))
    return lines


def recover(folder: Path, shares: Sequence[Share], new: str) -> None:
    """Let `new` open the project, by shares of its recovery key; raises ShareRefused, ProjectRefused."""
    _refuse_empty(new)
    path = _key_file(folder, RECOVERY_KEY)
    if not path.is_file():
        raise ProjectRefused("“{folder}” has no recovery key.", folder=str(folder))
    data_key = unwrap_with_secret(path, join_shares(shares))
    wrap_under_passphrase(data_key, new, _key_file(folder, PASSPHRASE_KEY))


def refuse_plain(folder: Path) -> None:
    """Raise ProjectRefused for a project that has no keys."""
    if not read_about(folder).encrypted:
        raise ProjectRefused("“{folder}” is not encrypted, so it has no keys.", folder=str(folder))


def _key_file(folder: Path, name: str) -> Path:
    refuse_plain(folder)
    return folder / KEYS / name


def _refuse_empty(passphrase: str) -> None:
    if not passphrase:
        raise ProjectRefused("The new passphrase is empty.")
