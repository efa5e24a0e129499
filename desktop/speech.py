"""Qt's own words (of its dialogs and menus) in the window's language."""

from __future__ import annotations

from PyQt6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

_HELD = "taphos-qt-words"


def speak(language: str) -> None:
    """Have Qt speak a language; installing its words sends LanguageChange to every widget."""
    app = QCoreApplication.instance()
    if app is None:
        return
    for held in app.findChildren(QTranslator, _HELD):
        QCoreApplication.removeTranslator(held)
        held.deleteLater()
    words = QTranslator(app)
    words.setObjectName(_HELD)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if language != "en" and words.load(QLocale(language), "qtbase", "_", folder):
        QCoreApplication.installTranslator(words)
