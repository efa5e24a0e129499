"""The open project as the window sees it: what is selected, what changed, what can be undone. Views subscribe."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QObject, pyqtSignal

from desktop import tasks
from forensics.errors import TaphosError
from forensics.grading import told_lowered
from forensics.messages import Message, say, say_count
from forensics.ports import Found, Progress, Receipt
from layers.editing import Edit, keep
from layers.errors import ProjectRefused
from layers.exports.saying import translator_for
from layers.language import Translator
from layers.project import Project


@dataclass(frozen=True)
class Selected:
    """The records that are selected: their type and ids, the one in the inspector first."""

    type: str = ""
    ids: tuple[str, ...] = ()

    @property
    def record(self) -> str:
        """The id of the one in the inspector, or nothing."""
        return self.ids[0] if self.ids else ""


@dataclass(frozen=True)
class Done:
    """One commit that can be undone, and the sentence that says what it was."""

    commit: str
    what: str


def _left_behind(left: Sequence[Found]) -> Message:
    """What is said of the records that an undo left as they are."""
    named = ", ".join(found.code or found.id for found in left[:_NAMED]) + (", …" if len(left) > _NAMED else "")
    return say_count(
        "{count:,} record was changed since and is left as it is ({named}).",
        "{count:,} records were changed since and are left as they are ({named}).",
        count=len(left), named=named,
    )  # fmt: skip


_NAMED = 3
"""So many of the records that an undo left are named in the window."""


class Session(QObject):
    """One project in one window. Writes run in order on a thread; every signal arrives on the interface's thread."""

    changed = pyqtSignal(object)
    """A Receipt after every commit: views refresh those records (all of a type where its ids are None)."""
    selection_changed = pyqtSignal(object)
    """A Selected."""
    undo_changed = pyqtSignal()
    language_changed = pyqtSignal(str)
    refused = pyqtSignal(object)
    """A TaphosError to be told to the person; desktop.messages listens."""
    failed = pyqtSignal(object)
    told = pyqtSignal(object)
    """A Message that the person should read."""

    def __init__(self, project: Project, language: str = "en", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project = project
        self.holder = ""
        """Who was named last as having files that were taken in (an id); offered again."""
        self.translate: Translator = translator_for(project, language)
        self._selected = Selected()
        self._done: list[Done] = []
        self._undone: list[Done] = []
        self.set_language(language)

    # Language

    @property
    def language(self) -> str:
        return self.translate.language

    def set_language(self, language: str) -> None:
        """Speak another language from now on; views re-label on `language_changed`."""
        self.translate = translator_for(self.project, language)
        self.language_changed.emit(language)

    def label(self, message_id: str) -> str:
        """A declaration's label in the window's language, also one that the country pack brought."""
        return self.translate(message_id)

    # Selection

    @property
    def selected(self) -> Selected:
        return self._selected

    def select(self, type_: str = "", *ids: str) -> None:
        """Select records of one type, or nothing."""
        wanted = Selected(type_, ids) if ids else Selected()
        if wanted != self._selected:
            self._selected = wanted
            self.selection_changed.emit(wanted)

    # Writing

    def keep(
        self, edit: Edit, reason: str = "", what: str = "", saved: Callable[[Receipt], None] | None = None
    ) -> tasks.Task[Receipt]:
        """Commit an edit; `what` is how undo names it; `saved` is told the receipt."""
        return self.write(lambda progress: keep(self.project, edit, reason), what or edit.code, saved)

    def write(
        self,
        call: Callable[[Progress], Receipt],
        what: str,
        saved: Callable[[Receipt], None] | None = None,
        refused: Callable[[TaphosError], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> tasks.Task[Receipt]:
        """Run anything that commits, in order after what is under way; the person is told where it is refused."""

        def finished(receipt: Receipt) -> None:
            self._remember(receipt, what)
            if saved is not None:
                saved(receipt)

        return tasks.start(
            call, done=finished, refused=refused or self.refused.emit, failed=failed or self.failed.emit, in_order=True
        )

    def know(self, receipt: Receipt, what: str) -> None:
        """Take up a commit that a dialog wrote by itself: views refresh, and it can be undone."""
        self._remember(receipt, what)

    def _remember(self, receipt: Receipt, what: str) -> None:
        if receipt.commit:
            self._done.append(Done(receipt.commit, what))
            self._undone.clear()
            self.undo_changed.emit()
            self.changed.emit(receipt)
            self._tell_lowered(receipt)

    def _tell_lowered(self, receipt: Receipt) -> None:
        told = told_lowered([found.code for found in receipt.lowered])
        if told is not None:
            self.told.emit(told)

    # Undo: the inverse is appended, nothing is taken out of the journal

    @property
    def done(self) -> Sequence[tuple[str, str]]:
        """The commits of this window that can be undone, and what each was."""
        return [(one.commit, one.what) for one in self._done]

    def know_done(self, done: Sequence[tuple[str, str]]) -> None:
        """Take up what was done before the window was locked."""
        self._done = [*(Done(commit, what) for commit, what in done), *self._done]
        self.undo_changed.emit()

    @property
    def undoable(self) -> Done | None:
        return self._done[-1] if self._done else None

    @property
    def redoable(self) -> Done | None:
        return self._undone[-1] if self._undone else None

    def undo(self) -> None:
        """Take back this window's newest commit, and tell that it was done."""
        if self._done:
            self._turn_back(self._done, self._undone, say("Taken back: {what}", what=self._done[-1].what))

    def redo(self) -> None:
        """Take back the newest undo, and tell that it was done."""
        if self._undone:
            self._turn_back(self._undone, self._done, say("Done again: {what}", what=self._undone[-1].what))

    def _turn_back(self, taken: list[Done], given: list[Done], done: Message) -> None:
        step = taken.pop()

        def finished(receipt: Receipt) -> None:
            given.append(Done(receipt.commit, step.what))
            self.undo_changed.emit()
            self.changed.emit(receipt)
            self.told.emit(_left_behind(receipt.left) if receipt.left else done)
            self._tell_lowered(receipt)

        def refused(refusal: TaphosError) -> None:
            if isinstance(refusal, ProjectRefused):  # the disk or another process: it can be tried again
                taken.append(step)
            self.undo_changed.emit()
            self.refused.emit(refusal)

        tasks.start(
            lambda progress: self.project.register.undo(step.commit, what=f"undo {step.what}".strip()),
            done=finished,
            refused=refused,
            failed=self.failed.emit,
            in_order=True,
        )

    def close(self) -> None:
        """Wait for what is being written, and give the project back."""
        tasks.wait_for_writes()
        self.project.close()
