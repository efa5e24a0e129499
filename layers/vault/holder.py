"""What the vault asks of the open project that it belongs to."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from forensics.ports import Register
from layers.devices import Device


class VaultHolder(Protocol):
    """An open project, as far as the vault knows it; layers.project is one."""

    @property
    def id(self) -> str: ...

    @property
    def register(self) -> Register: ...

    @property
    def device(self) -> Device: ...

    @property
    def vault(self) -> Path:
        """The folder of the vault's files."""
        ...
