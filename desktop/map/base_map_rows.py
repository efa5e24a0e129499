"""The base maps in the tree of layers: each with eye, name and menu; opened, opacity, date, and whether it prints."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.forms.look import IconLabel
from desktop.map.base_maps import BaseMaps, Shown
from desktop.map.eye import Eye
from desktop.session import Session
from desktop.theme.icons import live_icon
from forensics.dates import read_date
from forensics.errors import TaphosError
from forensics.messages import Message, say
from layers.basemaps.online import host_of

ICON_OF = {"tiles": "layers", "image": "media", "outlines": "draw-line", "online": "link"}
LEAST = 34
"""Pixels of a row: for a hand in a glove."""


class BaseMapRow(QFrame):
    """One base map."""

    def __init__(self, shown: Shown, maps: BaseMaps, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown, self._maps, self._session = shown, maps, session
        self.setProperty("role", "layer")
        about = shown.about
        self.open, self.eye, self.more = QToolButton(), Eye(), QToolButton()
        self.name = QLabel(about.name)
        self.details: QWidget | None = None
        self._fill()
        self.eye.set_seen(about.visible)
        self.eye.setEnabled(shown.layer is not None)
        self.eye.toggled.connect(lambda seen: maps.alter(about.id, visible=seen))
        self.open.setCheckable(True)
        self.open.toggled.connect(self._opened)
        self.more.clicked.connect(self._offer)
        self._opened(False)

    def _fill(self) -> None:
        translate, about = self._session.translate, self.shown.about
        for button, kind, words in (
            (self.open, "chevron", say("Opacity, date and printing")),
            (self.more, "chevron", say("Order, or remove")),
        ):
            button.setProperty("kind", kind)
            button.setIconSize(QSize(14, 14))
            button.setToolTip(translate(words))
            button.setAccessibleName(f"{about.name}: {button.toolTip()}")
        self.more.setIcon(live_icon("more", "muted"))
        self.eye.setToolTip(translate(say("Show or hide on the map")))
        self.eye.setAccessibleName(f"{about.name}: {self.eye.toolTip()}")
        self.name.setWordWrap(True)
        self.name.setMinimumHeight(LEAST)
        self.name.setToolTip(translate(self.words))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(2, 0, 6, 0)
        self._column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(3)
        faulty = self.shown.fault is not None
        sign = IconLabel("warning" if faulty else ICON_OF[about.kind], "warning" if faulty else "muted", 18)
        for widget in (self.open, self.eye, sign, self.name, self.more):
            row.addWidget(widget, 1 if widget is self.name else 0)
            if widget in (self.eye, sign):  # as wide as the swatches of records, so that names stand below each other
                row.addSpacing(6)
        self._column.addLayout(row)

    @property
    def words(self) -> Message:
        """Where it comes from, or why it is not shown; of a server, to whom the requests go."""
        about = self.shown.about
        if self.shown.fault is not None:
            return self.shown.fault.message
        if about.kind == "online":
            return say("Requests go to {host}, which learns where you look. Off until its eye is opened.",
                       host=host_of(about.source))  # fmt: skip
        return say("{file}", file=about.source)

    def _offer(self) -> None:
        menu, id_ = QMenu(self), self.shown.about.id
        for words, icon, deed in (
            (say("Further up"), "chevron-up", partial(self._maps.move, id_, 1)),
            (say("Further down"), "chevron-down", partial(self._maps.move, id_, -1)),
            (say("Remove from the map"), "remove", partial(self._maps.remove, id_)),
        ):
            action = menu.addAction(live_icon(icon), self._session.translate(words))
            if action is not None:
                action.triggered.connect(_without(deed))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _opened(self, opened: bool) -> None:
        self.open.setIcon(live_icon("chevron-down" if opened else "chevron-right", "muted"))
        if opened and self.details is None:
            self.details = self._make_details()
            self._column.addWidget(self.details)
        if self.details is not None:
            self.details.setVisible(opened)

    def _make_details(self) -> QWidget:
        translate, about = self._session.translate, self.shown.about
        details, form = QWidget(), QFormLayout()
        details.setLayout(form)
        form.setContentsMargins(52, 0, 4, 8)
        form.setSpacing(6)
        self.opacity, self.date, self.prints = QSlider(Qt.Orientation.Horizontal), QLineEdit(about.date), QCheckBox()
        self.opacity.setRange(10, 100)
        self.opacity.setValue(round(about.opacity * 100))
        self.opacity.valueChanged.connect(lambda value: self._maps.alter(about.id, opacity=value / 100))
        self.date.setPlaceholderText(translate(say("such as 2022-04")))
        self.date.editingFinished.connect(self._date_given)
        self.prints.setText(translate(say("On page maps too")))
        self.prints.setChecked(about.on_pages)
        self.prints.toggled.connect(lambda on: self._maps.alter(about.id, on_pages=on))
        for words, widget in ((say("Opacity"), self.opacity), (say("Date"), self.date)):
            label = QLabel(translate(words))
            label.setProperty("role", "hint")
            widget.setAccessibleName(f"{about.name}: {label.text()}")
            form.addRow(label, widget)
        form.addRow(self.prints)
        return details

    def _date_given(self) -> None:
        text = self.date.text().strip()
        try:
            if text:
                read_date(text)
        except TaphosError as reason:
            self._session.refused.emit(reason)
            return
        if text != self.shown.about.date:
            self._maps.alter(self.shown.about.id, date=text)


class BaseMapRows(QFrame):
    """All base maps of the person's own, the topmost first, and a button for one more."""

    add_wanted = pyqtSignal()

    def __init__(self, maps: BaseMaps, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._maps, self._session = maps, session
        self.rows: list[BaseMapRow] = []
        self.add = QPushButton(live_icon("add"), "")
        self.add.setProperty("kind", "quiet")
        self.add.clicked.connect(self.add_wanted)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.add)
        maps.listed.connect(self.refresh)
        session.language_changed.connect(lambda language: self.refresh())
        self.refresh()

    def refresh(self) -> None:
        """The rows anew; those that were opened stay so."""
        opened = {row.shown.about.id for row in self.rows if row.open.isChecked()}
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [BaseMapRow(shown, self._maps, self._session) for shown in reversed(self._maps.shown)]
        for at, row in enumerate(self.rows):
            self._column.insertWidget(at, row)
            row.open.setChecked(row.shown.about.id in opened)
        self.add.setText(self._session.translate(say("Add a base map…")))


def _without(deed: Callable[[], object]) -> Callable[[bool], None]:
    """A slot for `triggered`, which tells whether it is checked."""
    return lambda checked: (deed(), None)[1]
