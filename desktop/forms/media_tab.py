"""The media that show a record, or that it names."""

from __future__ import annotations

from desktop.forms.linked_tab import LinkedTab
from forensics.catalogue import RecordType
from forensics.messages import Message, say


class MediaTab(LinkedTab):
    """Photographs, recordings and documents."""

    linked = "media"
    symbol = "media"

    def empty_words(self, kind: RecordType) -> tuple[Message, Message]:
        return say("No media yet"), say("Add a photograph, a recording or a document that shows this record.")

    def add_words(self) -> Message:
        return say("Add a media item")
