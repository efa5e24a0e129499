"""What a person chose about locking and about what is remembered: in the window's settings, never in a project."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from PyQt6.QtCore import QSettings, QStandardPaths

MINUTES, NEVER, PLACES = "lock/minutes", "lock/never", "recent/encrypted"
LEAST, USUAL, MOST = 1, 10, 120
"""Idle minutes after which the window locks."""


@dataclass(frozen=True)
class Choices:
    """Idle minutes; whether it never locks by itself; whether it is remembered where encrypted projects lie."""

    minutes: int = USUAL
    never: bool = False
    places: bool = False

    @property
    def seconds(self) -> float:
        """Idle seconds after which the window locks; 0 where it never does."""
        return 0 if self.never else self.minutes * 60


def window_settings() -> QSettings:
    """The window's own settings, in their place wherever Qt is told to keep its own."""
    if sys.platform in ("win32", "darwin"):
        return QSettings("taphos", "window")
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return QSettings(str(Path(place) / "taphos" / "window.conf"), QSettings.Format.NativeFormat)


def remember_no_folders() -> None:
    """Qt's file dialogs write down which folders were visited, for every program to read: let them write nowhere.

    Where their place cannot be named (the registry of Windows, macOS), `forget_folders` takes them out again.
    """
    QSettings.setPath(
        QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(Path(os.devnull) / "nothing")
    )  # fmt: skip


def forget_folders() -> None:
    """Take out what Qt's file dialogs wrote down of this and earlier runs, where it could not be kept from it."""
    held = QSettings(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, "QtProject")
    for name in ("history", "lastVisited"):
        held.remove(f"FileDialog/{name}")


def choices(settings: QSettings) -> Choices:
    """What is chosen now; anything that is no choice counts as the usual one."""
    try:
        minutes = int(settings.value(MINUTES, USUAL))
    except (TypeError, ValueError):
        minutes = USUAL
    return Choices(min(max(minutes, LEAST), MOST), flag(settings, NEVER, False), flag(settings, PLACES, False))


def choose(settings: QSettings, chosen: Choices) -> None:
    """Remember a choice."""
    settings.setValue(MINUTES, chosen.minutes)
    settings.setValue(NEVER, chosen.never)
    settings.setValue(PLACES, chosen.places)
    settings.sync()


def flag(settings: QSettings, name: str, usual: bool = False) -> bool:
    """A switch among the settings; anything that is none counts as off."""
    return str(settings.value(name, usual)).lower() in ("true", "1")
