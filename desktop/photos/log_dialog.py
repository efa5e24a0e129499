"""The photo log of a grave in the window: its photographs, what is asked of each, clocks of cameras, working copies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop import tasks
from desktop.forms.latest import Latest
from desktop.forms.look import Said, wrapped
from desktop.over_selection import open_over_selection
from desktop.photos.annotating import AnnotatingDialog, annotate
from desktop.session import Session
from desktop.taking_in import ask_holder
from forensics.errors import TaphosError
from forensics.messages import Message, say, say_count
from forensics.ports import Found, Progress, Receipt
from layers.evidence import Outcome, TakenIn
from layers.photos.clocks import Clock, Set, offset_between, set_clock
from layers.photos.log import ASKED, Photo, answer, log_of, take_in_photos
from layers.project import Project

COLUMNS: tuple[Message, ...] = (
    say("Number"), say("Code"), say("File"), say("Taken at"), say("Place"), say("Azimuth"), say("Shows"),
)  # fmt: skip
_MEDIA = Qt.ItemDataRole.UserRole
_YES, _NO = "✓", "✗"


class PhotoLogDialog(QDialog):
    """Every button is one commit; Space answers “yes” to what is asked in the chosen cells, N answers “no”."""

    def __init__(self, session: Session, site: Found, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._site = session, site
        self.photos: Sequence[Photo] = ()
        self._task: tasks.Task[Receipt] | None = None
        self.setWindowTitle(self._say(say("Photo log of {site}", site=site.code)))
        self.table, self.told, self.wrong = QTableWidget(self), wrapped(""), Said("warning", "warning", self)
        self.shown, self.true, self.zone = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        self._lay_out()
        self.wrong.say("")
        self._asking = Latest(self)
        self._asking.answered.connect(self._arrived)
        self._asking.refused.connect(session.refused)
        self._asking.failed.connect(session.failed)
        self.resize(1120, 640)
        self.look()

    def _say(self, message: Message) -> str:
        return self._session.translate(message)

    # Making

    def _lay_out(self) -> None:
        fields = self._session.project.catalogue["media"].by_name
        titles = [*map(self._say, COLUMNS), *(self._session.label(fields[name].label) for name in ASKED)]
        self.table.setColumnCount(len(titles))
        self.table.setHorizontalHeaderLabels(titles)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setAccessibleName(self.windowTitle())
        vertical, across = self.table.verticalHeader(), self.table.horizontalHeader()
        assert vertical is not None
        assert across is not None
        vertical.hide()
        across.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        across.setStretchLastSection(True)
        for key, said in ((Qt.Key.Key_Space, "yes"), (Qt.Key.Key_N, "no")):
            QShortcut(QKeySequence(key), self.table).activated.connect(lambda said=said: self.answer(said))
        column = QVBoxLayout(self)
        column.addLayout(self._buttons())
        column.addWidget(self.table, 1)
        column.addLayout(self._clock_line())
        column.addWidget(self.told)
        column.addWidget(self.wrong)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        column.addWidget(close)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.add = self._button(say("Add photographs…"), "Ctrl+O", self.choose)
        self.yes = self._button(say("In view"), "", lambda: self.answer("yes"))
        self.no = self._button(say("Not in view"), "", lambda: self.answer("no"))
        self.mark = self._button(say("Mark on a working copy…"), "Ctrl+E", self.annotate)
        self.add.setProperty("kind", "primary")
        for button in (self.add, self.yes, self.no, self.mark):
            row.addWidget(button)
        self.bar = QProgressBar(self)
        self.stop = self._button(say("Stop"), "", self.cancel)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        row.addStretch(1)
        self._busy(False)
        return row

    def _clock_line(self) -> QHBoxLayout:
        row = QHBoxLayout()
        prompts = (
            (self.shown, say("The camera showed, such as 2026-05-01T10:01:30+03:00")),
            (self.true, say("The true time then")),
            (self.zone, say("Its offset from UTC, such as +03:00")),
        )
        for line, prompt in prompts:
            line.setPlaceholderText(self._say(prompt))
            line.setAccessibleName(self._say(prompt))
            row.addWidget(line, 1)
        self.clock = self._button(say("Set the clock"), "", self.set_clock)
        self.clock.setToolTip(self._say(say("For all photographs of the chosen ones' cameras on their days")))
        row.addWidget(self.clock)
        return row

    def _button(self, label: Message, shortcut: str, call: Callable[[], object]) -> QPushButton:
        button = QPushButton(self._say(label), self)
        button.setAutoDefault(False)
        if shortcut:
            button.setShortcut(shortcut)
        button.clicked.connect(lambda: call())
        return button

    # Showing

    def look(self) -> None:
        """Read the log anew."""
        project, site = self._session.project, self._site
        self._asking.ask_now(lambda: log_of(project, site))

    def _arrived(self, photos: Sequence[Photo]) -> None:
        chosen = {(index.row(), index.column()) for index in self.table.selectedIndexes()}
        self.photos = photos
        self.table.setRowCount(len(photos))
        for row, photo in enumerate(photos):
            for column, text in enumerate(self._cells(photo)):
                item = QTableWidgetItem(text)
                item.setData(_MEDIA, photo.media)
                item.setToolTip("\n".join(self._wrong_with(photo)))
                self.table.setItem(row, column, item)
        for row, column in chosen:
            again = self.table.item(row, column)
            if again is not None:
                again.setSelected(True)
        asked = sum(bool(photo.asks) for photo in photos)
        self.told.setText(
            self._say(say("{count} photographs; {asked} with questions open.", count=len(photos), asked=asked))
        )
        self.wrong.say("\n".join(f"{photo.code}: {told}" for photo in photos for told in self._wrong_with(photo)))

    def _wrong_with(self, photo: Photo) -> list[str]:
        """What is wrong with the file, and where it contradicts itself."""
        return [*filter(None, [photo.problem]), *map(self._say, photo.doubts)]

    def _cells(self, photo: Photo) -> list[str]:
        accuracy, azimuth = "", ""
        if photo.accuracy_m is not None:
            accuracy = f" ±{self._number(photo.accuracy_m)} {self._session.label('m')}"
        if photo.azimuth is not None:
            azimuth = f"{self._number(photo.azimuth)}° {self._north(photo.north)}".strip()
        unknown = "" if photo.is_picture else f" ({self._say(say('unknown'))})"
        copy = f" ({self._say(say('working copy of {code}', code=photo.copy_of))})" if photo.copy_of else ""
        signs = {"yes": _YES, "no": _NO}
        return [
            photo.number,
            photo.code + copy,
            photo.name + unknown,
            photo.taken_at.partition("[")[0].replace("T", " ") or self._open_time(photo),
            (_YES + accuracy) if photo.placed else "",
            azimuth,
            ", ".join(photo.shows),
            *(self._answer(photo, name, signs) for name in ASKED),
        ]

    def _number(self, value: float) -> str:
        """A number as the window's language writes it."""
        return self._say(Message("{number:g}", {"number": value}))

    def _north(self, code: str) -> str:
        """Which north an azimuth is from, in the window's language."""
        declared = self._session.project.catalogue["media"].by_name["azimuth_north"].vocabulary
        label = declared.codes.get(code, code) if declared is not None else code
        return self._session.label(label) if label else ""

    def _open_time(self, photo: Photo) -> str:
        """What the camera showed, which is no moment while nobody said its offset from UTC."""
        return " · ".join(filter(None, [photo.written.partition(";")[0], self._say(say("time open"))]))

    def _answer(self, photo: Photo, name: str, signs: Mapping[str, str]) -> str:
        if not photo.is_picture:
            return ""
        said = photo.answers.get(name, "")
        return signs.get(said, said) if said else "?"

    # Doing

    @property
    def chosen(self) -> list[str]:
        """The media of the rows that are chosen."""
        return list(dict.fromkeys(str(index.data(_MEDIA)) for index in self.table.selectedIndexes()))

    def choose(self) -> None:
        """Let the person choose files of the camera's card."""
        dialog = QFileDialog(self, self._say(say("Photographs of {site}", site=self._site.code)))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda files: self.take_in([Path(file) for file in files]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take_in(self, files: Sequence[Path]) -> None:
        """Take photographs in, in one commit, from who has them; what was here already is told."""
        ask_holder(self._session, self, lambda holder: self._take_in(files, holder))

    def _take_in(self, files: Sequence[Path], holder: str) -> None:
        project, site, session = self._session.project, self._site, self._session
        done: list[TakenIn] = []

        def call(progress: Progress) -> Receipt:
            told = tasks.in_kilobytes(progress)
            done.append(take_in_photos(project, site, files, by=holder, progress=told, words=session.translate))
            return done[0].receipt

        def saved(receipt: Receipt) -> None:
            here = [one for one in done[0].files if one.outcome is Outcome.HERE]
            if here:
                codes = ", ".join(one.code for one in here)
                session.told.emit(
                    say_count("{count} file was here already: {codes}.", "{count} files were here already: {codes}.",
                              count=len(here), codes=codes)
                )  # fmt: skip
            self.look()

        what = say_count("{count} file taken in", "{count} files taken in", count=len(files))
        self._follow(session.write(call, self._say(what), saved=saved, refused=self._refused))

    def _follow(self, task: tasks.Task[Receipt]) -> None:
        """Show how far it is while it runs, and let it be stopped."""
        self._task = task
        task.progressed.connect(self._progressed)
        task.ended.connect(lambda: self._busy(False))
        self._busy(True)

    def _progressed(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _busy(self, busy: bool) -> None:
        self.add.setEnabled(not busy)
        self.bar.setVisible(busy)
        self.stop.setVisible(busy)

    def cancel(self) -> None:
        """Stop taking in; nothing is recorded then."""
        if self._task is not None:
            self._task.cancel()

    def answer(self, said: str) -> None:
        """Answer what is asked in the chosen cells; a row that is chosen elsewhere is answered in all three."""
        first = len(COLUMNS)
        asked: dict[str, set[str]] = {}
        for index in self.table.selectedIndexes():
            names = [ASKED[index.column() - first]] if index.column() >= first else []
            asked.setdefault(str(index.data(_MEDIA)), set()).update(names)
        by_names: dict[tuple[str, ...], list[str]] = {}
        for media, some in asked.items():
            by_names.setdefault(tuple(sorted(some)) or ASKED, []).append(media)
        what = self._say(say("Photo log of {site}", site=self._site.code))
        for answered, photos in by_names.items():
            call = partial(_answering, self._session.project, photos, dict.fromkeys(answered, said))
            self._session.write(call, what, saved=lambda receipt: self.look(), refused=self._refused)

    def set_clock(self) -> None:
        """Say how far the clock of the chosen photographs' cameras was ahead."""
        project, media = self._session.project, self.chosen
        shown, true, zone = (line.text().strip() for line in (self.shown, self.true, self.zone))
        done: list[Set] = []

        def call(progress: Progress) -> Receipt:
            clock = Clock(offset_between(shown, true) if shown or true else 0.0, zone)
            done.append(set_clock(project, media, clock))
            return done[0].receipt

        def saved(receipt: Receipt) -> None:
            if done[0].open:
                codes = ", ".join(one.code for one in done[0].open)
                told = say("The time stays open, for want of an offset from UTC: {codes}.", codes=codes)
                self._session.told.emit(told)
            self.look()

        self._session.write(call, self._say(say("Set the clock")), saved=saved, refused=self._refused)

    def annotate(self) -> AnnotatingDialog | None:
        """Mark the first chosen photograph."""
        photo = next((one for one in self.photos if one.media in self.chosen), None)
        if photo is None:
            return None
        dialog = annotate(self._session, Found("media", photo.media, photo.code), self)
        dialog.accepted.connect(self.look)
        return dialog

    def _refused(self, refusal: TaphosError) -> None:
        self.wrong.say(self._say(refusal.message))


def _answering(project: Project, photos: Sequence[str], answers: Mapping[str, str], progress: Progress) -> Receipt:
    return answer(project, photos, answers)


def show_photo_log(session: Session, parent: QWidget) -> PhotoLogDialog | None:
    """The photo log of the selected grave; None where no grave is selected."""
    return open_over_selection(session, parent, "site", PhotoLogDialog)
