"""What a project is made of, file by file: a backup takes in that and no more, and nothing else comes out of one.

Locks, side files of the register, what is half made and what a migration kept of an older register are no part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from layers.countries.checks import CODE
from layers.countries.pack import FILES as PACK_FILES
from layers.evidence_store import is_shelved
from layers.project import ABOUT, COUNTRIES, EVIDENCE, KEYS, PASSPHRASE_KEY, REGISTER, VAULT
from layers.recovery import RECOVERY_KEY
from layers.vault.ledger import is_file
from layers.vault.store import ENDING


def belongs(path: str) -> bool:
    """Whether a file may lie there below a project's folder; parts of `path` are parted by “/”."""
    top, parted, rest = path.partition("/")
    return _FOLDERS[top](rest) if parted and top in _FOLDERS else path in (ABOUT, REGISTER)


def _is_key(name: str) -> bool:
    return name in (PASSPHRASE_KEY, RECOVERY_KEY)


def _is_of_vault(name: str) -> bool:
    return name.endswith(ENDING) and is_file(name.removesuffix(ENDING))


def _is_of_pack(name: str) -> bool:
    code, _, file = name.partition("/")
    return CODE.fullmatch(code) is not None and file in PACK_FILES


_FOLDERS: Mapping[str, Callable[[str], bool]] = {
    KEYS: _is_key,
    VAULT: _is_of_vault,
    EVIDENCE: is_shelved,
    COUNTRIES: _is_of_pack,
}
