"""The projects that were open last; of encrypted ones nothing is remembered, not even where they lie."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QSettings

from layers.errors import LayersError
from layers.project import About, read_about

KEY, MOST = "recent", 8


def remember(settings: QSettings, folder: Path) -> None:
    """Put a plain project first among those that were open."""
    try:
        about = read_about(folder)
    except LayersError:
        return
    if not about.encrypted:
        kept = [str(folder.resolve()), *(str(one) for one, _ in recent(settings) if one != folder.resolve())]
        settings.setValue(KEY, kept[:MOST])


def recent(settings: QSettings) -> list[tuple[Path, About]]:
    """The plain projects that were open last and are still there, the newest first."""
    kept = settings.value(KEY, [])
    named = [kept] if isinstance(kept, str) else list(kept or [])
    found: list[tuple[Path, About]] = []
    for name in named:
        try:
            about = read_about(Path(name))
        except LayersError:
            continue
        if not about.encrypted:
            found.append((Path(name), about))
    return found
