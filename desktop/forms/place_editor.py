"""A place: coordinates in any notation, or picked on the map, beside how they were measured and how well."""

from __future__ import annotations

import json
from collections.abc import Mapping

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QWidget

from desktop.forms.desk import Desk
from desktop.forms.editor import Editor
from desktop.forms.look import LineWithIcons, Said, set_property
from desktop.forms.place_details import PlaceDetails
from forensics.errors import TaphosError
from forensics.fields import Field
from forensics.messages import say
from forensics.places import SITE_GRID, Place
from forensics.reading import read_value
from layers.crs import crs_name
from layers.words import place_words

_LONGEST_SHOWN = 80


class PlaceEditor(Editor):
    """The text is what was written, or the JSON of a place where more than that is known of it."""

    def __init__(self, field: Field, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(field, desk, parent)
        self._given = ""  # as it was set, until a person changes something
        self._text = ""  # what was written or picked; a geometry too long for a line stays here
        self._place: Place | None = None
        self.line = LineWithIcons(self)
        self.understood = Said("", "hint", self)
        self.details = PlaceDetails(desk, self)
        for widget in (self.line, self.understood, self.details):
            self.column.addWidget(widget)
        self._add_icons()
        self.line.textEdited.connect(self._typed)
        self.details.edited.connect(self._detailed)
        self.move_on(self.line)
        self.name(self.line)
        desk.spoken.made(self, lambda _: self._say(), lambda: "")

    def _add_icons(self) -> None:
        spoken = self.desk.spoken
        self._clear = self.line.add_icon("close")
        self._clear.triggered.connect(lambda: self.set_place(""))
        spoken.text(self._clear, self._clear.setToolTip, say("Empty this field"))
        pick = self.line.add_icon("locate")
        pick.triggered.connect(self.pick)
        spoken.text(pick, pick.setToolTip, say("Pick on the map (F4)"))
        pressed = QShortcut(QKeySequence(Qt.Key.Key_F4), self.line, context=Qt.ShortcutContext.WidgetShortcut)
        pressed.activated.connect(self.pick)
        hint = say("Degrees, UTM, MGRS, X and Y, WKT or GeoJSON")
        spoken.text(self.line, self.line.set_prompt, hint)

    def text(self) -> str:
        if self._given:
            return self._given
        details = self.details.values()
        if self._place is None:
            return self._text or (json.dumps(details) if details else "")
        if not details and not self._known_beside():
            return self._text
        return json.dumps({**self._bare(), **details}, ensure_ascii=False)

    def set_text(self, text: str) -> None:
        if text and text == self.text():
            return
        self._given = text
        self._place = self._read(text)
        self._text = (self._place.written or "") if self._place else text
        self.details.set_values(self._place.to_canonical() if self._place else {})
        self._say()

    def set_place(self, text: str) -> None:
        """Take a place from elsewhere, such as the map, with how it was measured; what was said of the old one goes."""
        self.line.setReadOnly(False)
        place = self._read(text)
        self.details.set_values(place.to_canonical() if place else {})
        self._typed(text)

    def pick(self) -> None:
        """Ask for the place to be picked on the map."""
        self.desk.pick_requested.emit(self.field.name)

    def stops(self) -> list[QWidget]:
        return [self.line, *self.details.stops()]

    def lock(self, locked: bool) -> None:
        self.line.setReadOnly(locked or self._is_long())
        self.details.lock(locked)

    def mark(self, refused: bool) -> None:
        set_property(self.line, "problem", "true" if refused else "false")

    def _typed(self, text: str) -> None:
        self._given = ""
        self._text = text.strip()
        self._place = self._read(self._text)
        self._say(typing=self.line.text() == text)
        self.edited.emit()

    def _detailed(self) -> None:
        self._given = ""
        self.edited.emit()

    def _read(self, text: str) -> Place | None:
        try:
            value = read_value(self.field, text, self.desk.reading)
        except TaphosError:
            return None
        return value if isinstance(value, Place) else None

    def _bare(self) -> dict[str, str]:
        """The place without what the details say."""
        assert self._place is not None
        return {name: value for name, value in self._place.to_canonical().items() if name not in self.details.names}

    def _known_beside(self) -> bool:
        """Whether the text alone would not be read as this place again."""
        again = self._read(self._text) if self._text else None
        return again is None or again.to_canonical() != self._bare()

    def _is_long(self) -> bool:
        place = self._place
        if place is None:
            return False
        shape = place.shape
        drawn = shape is not None and shape.geom_type != "Point"
        return drawn or not self._text or len(self._text) > _LONGEST_SHOWN or "\n" in self._text

    def _say(self, *, typing: bool = False) -> None:
        """Show what was written, or what the geometry is where that is too long; below it what was understood."""
        place, session = self._place, self.desk.session
        canonical: Mapping[str, str] = place.to_canonical() if place else {}
        words = place_words(session, canonical) if place else ""
        shown = words if self._is_long() else self._text
        if self.line.text() != shown and not (typing and shown == self._text):
            self.line.setText(shown)
            self.line.setCursorPosition(0)
        self.line.setReadOnly(self._is_long())
        self._clear.setVisible(self._is_long())
        system = self._system()
        known = [part for part in ("" if self._is_long() else words, system) if part]
        self.understood.say(" · ".join(known))
        self.details.setVisible(bool(self._text or place))

    def _system(self) -> str:
        code = self._place.crs if self._place else None
        if not code:
            return ""
        if code == SITE_GRID:
            return self.desk.say(say("Site grid, metres"))
        return f"{crs_name(code)} ({code})"
