"""The projects that were open last: the folder in which each lies, and nothing that is inside."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QSettings

from desktop.choices import choices
from layers.errors import LayersError
from layers.project import About, read_about

KEY, MOST = "recent", 8


def remember(settings: QSettings, folder: Path) -> None:
    """Put a project first among those that were open; an encrypted one only where that is wanted."""
    try:
        about = read_about(folder)
    except LayersError:
        return
    if not about.encrypted or choices(settings).places:
        kept = [str(folder.resolve()), *(str(one) for one, _ in recent(settings) if one != folder.resolve())]
        settings.setValue(KEY, kept[:MOST])


def recent(settings: QSettings) -> list[tuple[Path, About]]:
    """The projects that were open last and are still there, the newest first."""
    kept = settings.value(KEY, [])
    named = [kept] if isinstance(kept, str) else list(kept or [])
    found: list[tuple[Path, About]] = []
    for name in named:
        try:
            found.append((Path(name), read_about(Path(name))))
        except LayersError:
            continue
    return found


def forget_encrypted(settings: QSettings) -> None:
    """Forget where encrypted projects lie."""
    settings.setValue(KEY, [str(folder) for folder, about in recent(settings) if not about.encrypted])
    settings.sync()
