"""A place from a GNSS receiver: what it tells now, the mean of what it told, and the record that gets it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop.forms.place_details import CalmCombo
from desktop.map.receiver import BAUD, Receiver, ports
from desktop.session import Session
from forensics.messages import Message, say
from layers.gnss import Averaged, Fix, Gathering

QUALITY: Mapping[str, Message] = {
    "1": say("GNSS"), "2": say("differential"), "3": say("PPS"), "4": say("RTK fixed"), "5": say("RTK float"),
}  # fmt: skip
TCP = "tcp"
INTO = "into "
"""Before the name of a place of the form, among the types of new records."""
Into = Callable[[str], None]
"""Takes the text of a place into a form."""
NOTHING: Mapping[str, Into] = MappingProxyType({})
MOST = 3600
"""Fixes that are averaged at most; older ones are forgotten."""


class ReceiverDialog(QDialog):
    """Hears a receiver; `taken` tells the type of the new record and the text of its place.

    `into` are places of the form that is open, by what they are called, which may take it instead.
    """

    taken = pyqtSignal(str, str)
    heard = pyqtSignal(float, float)
    """Longitude and latitude of the place that is used."""

    def __init__(
        self, types: Sequence[str], session: Session, parent: QWidget | None = None, into: Mapping[str, Into] = NOTHING
    ) -> None:
        super().__init__(parent)
        self._session, self._into = session, into
        self.receiver, self._gathering = Receiver(self), Gathering(MOST)
        self.setWindowTitle(self._say(say("Place from a GNSS receiver")))
        self.source, self.baud, self.host = CalmCombo(), CalmCombo(), QLineEdit("127.0.0.1:11123")
        self.listen, self.again = QPushButton(), QPushButton(self._say(say("Begin anew")))
        self._why: Message | None = None
        self.state, self.place, self.good = QLabel(), QLabel(), QLabel()
        self.type, self.enough = CalmCombo(), QSpinBox()
        for name in ports():
            self.source.addItem(name, name)
        self.source.addItem(self._say(say("Over TCP")), TCP)
        for rate in BAUD:
            self.baud.addItem(str(rate), rate)
        self.baud.setCurrentIndex(1)
        for words in into:
            self.type.addItem(words, INTO + words)
        for type_ in types:
            label = session.label(session.project.catalogue[type_].about.label)
            self.type.addItem(self._say(say("New record: {type}", type=label)), type_)
        self.enough.setRange(1, MOST)
        self.enough.setValue(20)
        self._lay_out()
        self.receiver.fixed.connect(self._fixed)
        self.receiver.lost.connect(self._lost)
        self._look()

    def _lay_out(self) -> None:
        form, row = QFormLayout(), QHBoxLayout()
        for button in (self.listen, self.again):
            row.addWidget(button)
        asked: tuple[tuple[Message, QWidget], ...] = (
            (say("Receiver"), self.source), (say("Baud"), self.baud), (say("Host and port"), self.host),
            (say("Positions to average"), self.enough), (say("The place is for"), self.type),
        )  # fmt: skip
        for words, widget in asked:
            form.addRow(self._say(words), widget)
            widget.setAccessibleName(self._say(words))
        hint = QLabel(self._say(say("Lines are heard, nothing is sent to the receiver.")))
        for label in (self.state, self.place, self.good, hint):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.place.setProperty("role", "strong")
        hint.setProperty("role", "hint")
        self.buttons = QDialogButtonBox()
        self.take = self.buttons.addButton(self._say(say("Use this place")), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(self._say(say("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        if self.take is not None:
            self.take.setProperty("kind", "primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addLayout(form)
        column.addLayout(row)
        for part in (self.state, self.place, self.good, hint, self.buttons):
            column.addWidget(part)
        self.setMinimumWidth(460)
        self.listen.clicked.connect(self._switch)
        self.again.clicked.connect(self._forget)
        self.source.activated.connect(lambda at: self._look())
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    @property
    def mean(self) -> Averaged | None:
        """What was told so far, averaged."""
        return self._gathering.mean

    def accept(self) -> None:
        """Hand the mean to a new record, or to the form."""
        mean, whose = self.mean, str(self.type.currentData())
        if mean is None:
            return
        text = json.dumps(mean.place().to_canonical())
        into = self._into.get(whose.removeprefix(INTO)) if whose.startswith(INTO) else None
        if into is not None:
            into(text)
        else:
            self.taken.emit(whose, text)
        self.heard.emit(mean.lon, mean.lat)
        super().accept()

    def done(self, result: int) -> None:
        """Whatever becomes of it, the receiver is let go."""
        self.receiver.stop()
        super().done(result)

    def _switch(self) -> None:
        if self.receiver.listening:
            self.receiver.stop()
        elif self.source.currentData() == TCP:
            host, _, number = self.host.text().strip().rpartition(":")
            if not host or not number.isdigit() or not 0 < int(number) < 65536:
                self._tell(say("“{value}” is no host and port; such as 192.168.0.12:11123 was expected.",
                               value=self.host.text()))  # fmt: skip
                return
            self.receiver.listen_to_host(host, int(number))
        else:
            self.receiver.listen_to_port(str(self.source.currentData()), int(self.baud.currentData()))
        self._look()

    def _forget(self) -> None:
        self._gathering.forget()
        self._why = None
        self._look()

    def _fixed(self, fix: Fix) -> None:
        self._why = self._gathering.take(fix) or self._why
        self._tell(say(
            "Now: {quality}, {satellites} satellites, HDOP {hdop}, ± {accuracy} m", quality=QUALITY[fix.quality],
            satellites=fix.satellites, hdop=f"{fix.hdop:g}", accuracy=f"{fix.accuracy_m:.2f}",
        ))  # fmt: skip
        self._look()
        mean = self.mean
        if mean is not None and mean.count >= self.enough.value() and self.receiver.listening:
            self.receiver.stop()
            self._look()

    def _lost(self, why: Message) -> None:
        self._tell(why)
        self._look()

    def _look(self) -> None:
        listening, mean, tcp = self.receiver.listening, self.mean, self.source.currentData() == TCP
        self.listen.setText(self._say(say("Stop") if listening else say("Listen")))
        self.host.setEnabled(tcp and not listening)
        self.baud.setEnabled(not tcp and not listening)
        self.again.setEnabled(mean is not None)
        if self.take is not None:
            self.take.setEnabled(mean is not None)
        if mean is None:
            self.place.setText("–")
            self.good.setText("")
            return
        height = "" if mean.height is None else f", {mean.height:.3f} m"
        self.place.setText(f"{mean.lat:.8f}, {mean.lon:.8f}{height}")
        self.good.setText(self._say(say(
            "Mean of {count} × {quality}, spread {spread} m, kept as ± {accuracy} m", count=mean.count,
            quality=QUALITY[mean.quality], spread=f"{mean.spread_m:.3f}",
            accuracy=f"{mean.accuracy_m:.3f}",
        )))  # fmt: skip
        self.good.setMinimumHeight(self.good.heightForWidth(self.good.width()))

    def _tell(self, words: Message) -> None:
        """Say what is heard now, and why what was gathered before was begun anew, as long as that is not looked at."""
        self.state.setText("\n".join(self._say(part) for part in (words, self._why) if part is not None))
        self.state.setMinimumHeight(self.state.heightForWidth(self.state.width()))

    def _say(self, message: Message) -> str:
        return self._session.translate(message)
