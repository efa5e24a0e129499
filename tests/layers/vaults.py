"""Recipients of a vault, names to put into it, and looking for them where none may be."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyrage

from layers.project import Project
from layers.vault.identities import Identity
from layers.vault.vault import Vault
from tests.layers.projects import make

NAME, CONTACT = "EXAMPLE Zzyzxanna Quillfeather", "EXAMPLE Lane 7, знає сусідка Жужанна Кьоніґ"
CANARIES = ("Zzyzxanna", "Quillfeather", "Жужанна", "Кьоніґ")


def identity() -> Identity:
    """A recipient's key of their own."""
    secret = pyrage.x25519.Identity.generate()
    return Identity((str(secret.to_public()),), (secret,))


def vault_of(folder: Path, engine: str = "plain", **recipients: Identity) -> tuple[Project, Vault]:
    """A new project whose vault has these recipients."""
    project = make(folder, engine)
    vault = Vault(project)
    for name, one in recipients.items():
        vault.name_recipient(name, one.public[0])
    return project, vault


def files_of(project: Project) -> list[Path]:
    """What lies in the vault's folder, the lock left out."""
    return sorted(path for path in project.vault.iterdir() if path.name != ".taking")


def names_of(vault: Vault, code: str, one: Identity) -> list[str]:
    """The names in force behind a code, the newest first."""
    return [entry.name for entry in vault.open(code, one, "a test").entries]


def written_as(word: str) -> set[bytes]:
    """Every way in which a word may lie in a file or in memory."""
    raw = [word.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")]
    escaped = word.encode("ascii", "backslashreplace")
    whole = [base64.b64encode(word.encode()[skip:])[2:-4] for skip in range(3)]
    return {*raw, escaped, word.encode().hex().encode(), *(part for part in whole if len(part) > 6)}


def readable(data: bytes, words: Iterable[str] = CANARIES) -> list[str]:
    """Those of the words that can be read in `data`, in whatever writing."""
    return [word for word in words if any(form in data for form in written_as(word))]


def readable_under(*folders: Path, words: Iterable[str] = CANARIES) -> list[tuple[str, str]]:
    """Every file of these folders in which, or in whose name, one of the words can be read."""
    return [
        (str(path), word)
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
        for word in readable(str(path).encode() + b"\n" + path.read_bytes(), words)
    ]


def commits(project: Project) -> Any:
    """The newest commit."""
    return project.register.info().head
