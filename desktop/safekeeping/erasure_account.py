"""What an erasure takes and leaves, part by part, and who has copies: read before it is done, and after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop import tasks
from desktop.forms.look import IconLabel, wrapped
from desktop.forms.quiet_scroll import QuietScroll
from desktop.safekeeping.erasure_told import (
    REACHED_NOT,
    told_carrier,
    told_going,
    told_gone,
    told_left,
    told_other,
    told_quoting,
)
from desktop.session import Session
from desktop.theme.icons import live_icon
from forensics.messages import Message, say
from forensics.ports import Found
from layers.erasure import Carrier, Erasure, Outlook
from layers.files import write_out

ENDING = ".txt"


class Account(QuietScroll):
    """Parts under headings; none where nothing was read yet."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.holders: Holders | None = None

    def foretell(self, outlook: Outlook) -> None:
        """Show what would go and stay, and who has copies; where a legal hold forbids it, what it keeps."""
        if outlook.held:
            kept = [self._name(one) for one, _ in outlook.held]
            self._show(self._part("lock", "danger", say("What the legal hold keeps"), kept))
            return
        portions = outlook.foretold.portions
        going = [self._fields(one.found, one.going) for one in portions if one.going]
        staying = [self._fields(one.found, one.staying) for one in portions if one.staying]
        staying += self._say(*([told_left(outlook.left)] if outlook.left else []), *map(told_other, outlook.others))
        going += self._say(*told_going(outlook))
        self._show(
            *([] if outlook.is_empty else [self._part("erase", "danger", say("What goes, for good"), going)]),
            self._part("lock", "muted", say("What stays"), staying),
            self._copies(outlook.carriers, outlook.records),
        )

    def tell(self, erasure: Erasure) -> None:
        """Show what went and what stayed; who has copies stays in sight."""
        gone = [", ".join(map(self._name, erasure.records))]
        left = [told_left(erasure.left)] if erasure.left else []
        left += [told_quoting(erasure.quoting)] if erasure.quoting else []
        told = [*left, *map(told_other, erasure.others)]
        self._show(
            self._copies(erasure.carriers, erasure.records),
            self._part("check", "good", say("Erased"), [*gone, *self._say(*told_gone(erasure))]),
            *([self._part("lock", "muted", say("Left as it is"), self._say(*told))] if told else []),
        )

    def _copies(self, carriers: Sequence[Carrier], records: Sequence[Found]) -> QFrame:
        self.holders = Holders(self._session, carriers, [self._name(one) for one in records])
        return self.holders

    def _show(self, *parts: QWidget) -> None:
        page = QWidget()
        page.setProperty("role", "sheet")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(10)
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        self.setWidget(page)

    def _part(self, icon: str, colour: str, heading: Message, lines: Iterable[str]) -> QFrame:
        return part(icon, colour, self._session.translate(heading), lines)

    def _name(self, found: Found) -> str:
        kind = self._session.project.catalogue[found.type]
        return f"{self._session.label(kind.about.label)} {found.code or found.id}"

    def _fields(self, found: Found, names: Sequence[str]) -> str:
        kind = self._session.project.catalogue[found.type]
        labels = [self._session.label(kind.by_name[name].label) for name in names]
        return f"{self._name(found)}: {', '.join(labels)}"

    def _say(self, *messages: Message) -> list[str]:
        return [self._session.translate(one) for one in messages]


def part(icon: str, colour: str, heading: str, lines: Iterable[str]) -> QFrame:
    """A card with a sign, its heading and one line under another."""
    card = QFrame()
    card.setProperty("role", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(14, 10, 14, 12)
    column.setSpacing(6)
    words = QLabel(heading)
    words.setProperty("role", "section")
    head = QHBoxLayout()
    head.setSpacing(8)
    head.addWidget(IconLabel(icon, colour, 18))
    head.addWidget(words, 1)
    column.addLayout(head)
    for line in lines:
        column.addWidget(wrapped(line))
    return card


class Holders(QFrame):
    """By the ledger, what carried the records; as text for whoever tells their holders, to be copied or saved."""

    def __init__(self, session: Session, carriers: Sequence[Carrier], records: Sequence[str]) -> None:
        super().__init__()
        self._session, self._records = session, records
        translate = session.translate
        self.lines = [translate(told_carrier(one)) for one in carriers]
        nothing = translate(say("By the journal, no export, pack or backup carried it."))
        inner = part(
            "team", "accent", translate(say("Who has copies, and is to be told")), self.lines or [nothing]
        )  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(inner)
        inside = inner.layout()
        assert isinstance(inside, QVBoxLayout)
        inside.addWidget(wrapped(translate(REACHED_NOT), "hint"))
        self.copy = QPushButton(live_icon("copy"), translate(say("Copy the list")))
        self.save = QPushButton(live_icon("export"), translate(say("Save the list…")))
        self.save.setToolTip(translate(say("The file is not encrypted: whoever has it can read it.")))
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self._save)
        row = QHBoxLayout()
        for button in (self.copy, self.save):
            button.setAutoDefault(False)
            button.setVisible(bool(carriers))
            row.addWidget(button)
        row.addStretch(1)
        inside.addLayout(row)

    @property
    def text(self) -> str:
        """The list with what it is about, for those who are told."""
        translate, name = self._session.translate, self._session.project.name
        head = [
            translate(say("Project: {name}", name=name)),
            translate(say("What is restricted of these records is to be erased: {records}.",
                          records=", ".join(self._records))),
            translate(say("These carried it; whoever has one is asked to destroy it, and to say so:")),
        ]  # fmt: skip
        return "\n".join([*head, *(f"- {line}" for line in self.lines)]) + "\n"

    def _copy(self) -> None:
        clipboard = QGuiApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(self.text)

    def _save(self) -> None:
        title = self._session.translate(say("Save the list of those who have copies"))
        named, _ = QFileDialog.getSaveFileName(self, title, str(Path.home() / f"holders{ENDING}"), f"*{ENDING}")
        if not named:
            return
        out = Path(named) if Path(named).suffix else Path(named).with_suffix(ENDING)
        data, session = self.text.encode(), self._session
        tasks.start(
            lambda progress: write_out(out, data),
            done=lambda _: session.told.emit(say("Wrote {file}.", file=str(out))),
            refused=session.refused.emit, failed=session.failed.emit,
        )  # fmt: skip
