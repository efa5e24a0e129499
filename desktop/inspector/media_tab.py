"""The media that show a record, or that it names; files are taken in by choosing them or letting them fall here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt6 import sip
from PyQt6.QtGui import QDragEnterEvent, QDropEvent, QPixmap
from PyQt6.QtWidgets import QFileDialog, QPushButton, QWidget

from desktop import tasks
from desktop.forms.desk import Desk
from desktop.inspector.linked import Link
from desktop.inspector.linked_tab import Card, LinkedTab
from desktop.inspector.thumbnails import Picture, read_picture
from desktop.taking_in import take_files_in
from forensics.catalogue import RecordType
from forensics.messages import Message, say
from forensics.ports import Values
from forensics.rules.evidence import subject_field
from forensics.rules.sexual_violence import says_sexual_violence

_SIDE = 56


class MediaTab(LinkedTab):
    """Photographs, recordings and documents, each with a small picture where it has one."""

    linked = "media"
    symbol = "media"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setAcceptDrops(True)
        self._pictures: dict[str, QPixmap | None] = {}

    def empty_words(self, kind: RecordType) -> tuple[Message, Message]:
        return say("No media yet"), say("Add a photograph, a recording or a document that shows this record.")

    def add_words(self) -> Message:
        return say("Add a media item")

    def texts(self, kind: RecordType, values: Values, links: Sequence[Link]) -> dict[str, str]:
        name = subject_field(kind.name, of_sexual_violence=_is_guarded(kind, values))
        return {name: str(values["id"])}

    def buttons(self, kind: RecordType, texts: dict[str, str]) -> list[QPushButton]:
        plain = super().buttons(kind, texts)
        if _is_guarded(kind, self._values):
            return plain
        files = self.button("attach", say("Add files…"), self.choose_files)
        files.setProperty("kind", "primary" if not self.links else "")
        return [files, *plain]

    # Taking files in

    def choose_files(self) -> None:
        """Let the person choose files that show the record."""
        dialog = QFileDialog(self, self.desk.say(say("Files that show this record")))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self.take_in)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take_in(self, files: Sequence[str]) -> None:
        """Take files in as media that show the record, in one commit; the originals are only read."""
        record = str(self._values.get("id", ""))
        if not files or not record:
            return
        take_files_in(self.desk.session, [Path(file) for file in files], record, self)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        if event is not None and _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        if event is not None:
            self.take_in(_dropped(event))
            event.acceptProposedAction()

    # Small pictures

    def _card(self, link: Link) -> Card:
        card = super()._card(link)
        media = str(link.values["id"])
        if link.values.get("sealed_subject"):
            card.sign.show_icon("eye-off", "muted")
        elif media in self._pictures:
            _put(card, self._pictures[media])
        elif str(link.values.get("media_type", "")).startswith("image/"):
            project = self.desk.session.project
            tasks.start(lambda _: read_picture(project, media, _SIDE), done=self._drawn(card))
        return card

    def _drawn(self, card: Card) -> Callable[[Picture], None]:
        def take(picture: Picture) -> None:
            if sip.isdeleted(self):
                return
            drawn = QPixmap.fromImage(picture.image) if picture.image is not None else None
            self._pictures[picture.media] = drawn
            if not sip.isdeleted(card):
                _put(card, drawn)

        return take


def _put(card: Card, picture: QPixmap | None) -> None:
    if picture is not None:
        card.sign.setFixedSize(picture.deviceIndependentSize().toSize())
        card.sign.setPixmap(picture)


def _is_guarded(kind: RecordType, values: Values) -> bool:
    return says_sexual_violence(kind, values)


def _dropped(event: QDropEvent) -> list[str]:
    """The files that are let fall."""
    data = event.mimeData()
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()] if data is not None else []
