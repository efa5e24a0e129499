"""What the records of a layer are styled by: a field of codes, or a number and how it is put into classes."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from desktop.forms.place_details import CalmCombo
from desktop.session import Session
from forensics.classing import FEWEST_CLASSES, METHODS, MOST_CLASSES
from forensics.errors import TaphosError
from forensics.messages import say
from layers.looks import CLASSES, METHOD, NUMBERS, By, read_by, stylable

OWN = "own"


class StyleChooser(QWidget):
    """A list of fields; for a number also of methods and of how many classes, or a line for bounds of one's own."""

    chosen = pyqtSignal(object)
    """By, or None for what the type is styled by of itself."""

    def __init__(self, type_: str, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._type, self._session = type_, session
        self._kind = session.project.catalogue[type_]
        self._by: By | None = None
        self.label, self.field, self.method, self.classes = QLabel(), _list(), _list(), _list(1)
        self.bounds = QLineEdit()
        self.label.setProperty("role", "hint")
        self.label.setBuddy(self.field)
        grid = QGridLayout(self)
        grid.setContentsMargins(52, 0, 0, 6)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        grid.addWidget(self.label, 0, 0, 1, 2)
        grid.addWidget(self.field, 1, 0, 1, 2)
        grid.addWidget(self.method, 2, 0)
        grid.addWidget(self.classes, 2, 1)
        grid.addWidget(self.bounds, 3, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        self.relabel()
        self.field.activated.connect(lambda at: self._choose())
        self.method.activated.connect(lambda at: self._choose())
        self.classes.activated.connect(lambda at: self._choose())
        self.bounds.editingFinished.connect(self._choose)

    def relabel(self) -> None:
        """Say it in the window's language."""
        session, translate = self._session, self._session.translate
        self.label.setText(translate(say("Styled by")))
        self.field.setAccessibleName(self.label.text())
        own = self._kind.by_name.get(self._kind.about.style)
        self.field.clear()
        self.field.addItem(session.label(own.label) if own is not None else translate(say("One symbol for all")), "")
        for field in stylable(self._kind):
            if field is not own:
                self.field.addItem(session.label(field.label), field.name)
        self.method.clear()
        for method, words in METHODS.items():
            said = translate(words)
            self.method.addItem(said[:1].upper() + said[1:], method)
        self.method.setAccessibleName(translate(say("How classes are made")))
        self.classes.clear()
        for number in range(FEWEST_CLASSES, MOST_CLASSES + 1):
            self.classes.addItem(str(number), number)
        self.classes.setAccessibleName(translate(say("Number of classes")))
        self.classes.setToolTip(self.classes.accessibleName())
        self.bounds.setPlaceholderText(translate(say("Bounds, such as 1000, 5000")))
        self.bounds.setAccessibleName(translate(say("Bounds between classes")))
        self.show_by(self._by)

    def show_by(self, by: By | None) -> None:
        """Show what is chosen."""
        self._by = by
        self.field.setCurrentIndex(max(self.field.findData(by.field if by is not None else ""), 0))
        number = by if by is not None and self._kind.by_name[by.field].kind in NUMBERS else None
        own = number is not None and number.method == OWN
        self.method.setVisible(number is not None)
        self.classes.setVisible(number is not None and not own)
        self.bounds.setVisible(own)
        self.method.setCurrentIndex(self.method.findData(number.method if number is not None else METHOD))
        self.classes.setCurrentIndex(self.classes.findData(number.classes if number is not None else CLASSES))
        if number is not None and own:
            self.bounds.setText(number.text.partition(f":{OWN}:")[2].replace(",", ", "))

    def _choose(self) -> None:
        name, method = str(self.field.currentData()), str(self.method.currentData())
        if not name:
            self._take(None)
        elif self._kind.by_name[name].kind not in NUMBERS:
            self._take(By(name))
        elif method != OWN:
            self._take(By(name, method, int(self.classes.currentData())))
        else:
            self._take_bounds(name)

    def _take_bounds(self, name: str) -> None:
        """Bounds of a person's own: none yet leaves the line open for them."""
        self.bounds.setVisible(True)
        self.classes.setVisible(False)
        text = self.bounds.text().replace(";", ",").replace(" ", "")
        if not text:
            self.bounds.setFocus()
            return
        try:
            self._take(read_by(self._session.project.catalogue, self._type, f"{name}:{OWN}:{text}"))
        except TaphosError as refusal:
            self._session.refused.emit(refusal)

    def _take(self, by: By | None) -> None:
        if by != self._by:
            self.show_by(by)
            self.chosen.emit(by)


def _list(letters: int = 8) -> CalmCombo:
    made = CalmCombo()
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(letters)
    made.setSizePolicy(
        QSizePolicy.Policy.Preferred if letters > 1 else QSizePolicy.Policy.Fixed, made.sizePolicy().verticalPolicy()
    )
    return made
