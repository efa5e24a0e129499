"""What is asked of all records: words in their texts, the value of any field, a drawn area; each as a chip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.filters.filters import Filters
from desktop.filters.words import condition_words, words_of
from desktop.forms.chips import Chip
from desktop.forms.desk import Desk
from desktop.forms.flow import Flow
from desktop.forms.look import IconButton
from desktop.session import Session
from desktop.tables.search import Condition, condition_of, field_called
from forensics.errors import TaphosError, UnknownName
from forensics.messages import say
from layers.conditions import joined, typed_condition
from layers.exports.selecting import Selection, refuse_senseless

LookAt = Callable[[Selection], None]
AROUND, LEAST = 70, 120
"""Pixels of a chip around its words, and of words at least."""


class AskedPanel(QFrame):
    """A line into which a text or FIELD=VALUE is typed, a button for an area, and below them what is asked now."""

    def __init__(self, session: Session, filters: Filters, look_at: LookAt, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._filters, self._look_at = session, filters, look_at
        self.desk = Desk(session, self)
        self.line, self.area, self.chips = QLineEdit(), IconButton("select-polygon"), QWidget()
        self._flow = Flow(self.chips)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.line, 1)
        row.addWidget(self.area)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 2, 8, 4)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.chips)
        self.line.returnPressed.connect(self._entered)
        self.area.clicked.connect(filters.area_wanted)
        filters.area_drawn.connect(lambda area: self._ask(replace(self.asked, area=area)))
        filters.changed.connect(self._show)
        session.language_changed.connect(lambda language: self._relabel())
        self._relabel()

    @property
    def asked(self) -> Selection:
        """What is asked besides times and switched values."""
        return self._filters.asked

    def _relabel(self) -> None:
        translate = self._session.translate
        self.line.setPlaceholderText(translate(say("Text, or FIELD=VALUE")))
        self.line.setAccessibleName(self.line.placeholderText())
        self.area.setToolTip(translate(say("Only what lies in an area that you draw")))
        self.area.setAccessibleName(self.area.toolTip())
        self._show()

    def _entered(self) -> None:
        typed = self.line.text().strip()
        if not typed:
            return
        try:
            if typed_condition(typed) is not None:
                found = self._condition(typed)
                where = joined(self.asked.where, found.field.name, found.value or "")
                self._ask(replace(self.asked, where=where))
            else:
                self._ask(replace(self.asked, text=" ".join(filter(None, (self.asked.text, typed)))))
        except TaphosError as refusal:
            self._session.refused.emit(refusal)
        else:
            self.line.clear()

    def _condition(self, typed: str) -> Condition:
        """The condition, by the first type that can hold it; raises what the last type that has the field says."""
        name, _ = typed_condition(typed) or ("", "")
        refused: TaphosError = UnknownName("“{name}” is a field of no type of record.", name=name)
        for kind in self._session.project.catalogue:
            if not name or field_called(name, kind, self.desk) is None:
                continue
            try:
                found = condition_of(typed, kind, self.desk)
            except TaphosError as refusal:
                refused = refusal
            else:
                if found is not None:
                    return found
        raise refused

    def _ask(self, selection: Selection) -> None:
        refuse_senseless(self._session.project.catalogue, selection)
        self._look_at(replace(self._filters.selection, types=selection.types, where=selection.where,
                              text=selection.text, area=selection.area, bbox=selection.bbox))  # fmt: skip

    # What is asked now

    def _show(self) -> None:
        self._flow.clear()
        asked = self.asked
        for name, value in asked.where:
            others = tuple(pair for pair in asked.where if pair != (name, value))
            words = condition_words(name, value, asked.types, self._session)
            self._add(words, replace(asked, where=others))
        for part, without in (
            (Selection(types=asked.types), replace(asked, types=())),
            (Selection(text=asked.text), replace(asked, text="")),
            (Selection(area=asked.area), replace(asked, area="")),
            (Selection(bbox=asked.bbox), replace(asked, bbox=None)),
        ):
            for words in words_of(part, self._session):
                self._add(words, without)
        self.chips.setVisible(asked != Selection())

    def _add(self, words: str, without: Selection) -> None:
        room = max(self.width() - AROUND, LEAST)
        shown = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
        chip = Chip(shown, words, removable=True, opens=False)
        chip.setToolTip(words)
        chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        chip.removed.connect(lambda value: self._ask(without))
        self._flow.addWidget(chip)
