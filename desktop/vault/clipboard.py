"""Nothing of this process stands on the clipboard, nor in the selection that on X11 any program may read."""

from __future__ import annotations

from PyQt6.QtGui import QClipboard, QGuiApplication


def let_nothing_out() -> None:
    """Take back whatever a widget of this process gives to the clipboard or the selection.

    What stands there is asked of its owner, and that is us: it is gone before the next program can be answered.
    """
    clipboard = QGuiApplication.clipboard()
    if clipboard is not None:
        clipboard.changed.connect(_take_back)


def _take_back(mode: QClipboard.Mode) -> None:
    clipboard = QGuiApplication.clipboard()
    if clipboard is None or not _is_ours(clipboard, mode):
        return
    held = clipboard.mimeData(mode)
    if held is not None and held.formats():
        clipboard.clear(mode)


def _is_ours(clipboard: QClipboard, mode: QClipboard.Mode) -> bool:
    return {
        QClipboard.Mode.Clipboard: clipboard.ownsClipboard,
        QClipboard.Mode.Selection: clipboard.ownsSelection,
        QClipboard.Mode.FindBuffer: clipboard.ownsFindBuffer,
    }[mode]()
