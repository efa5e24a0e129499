"""What a person has written of a record and not yet kept: plain data, so that looking elsewhere loses nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop.forms.texts import held_text
from forensics.catalogue import RecordType
from forensics.changes import ChangeRefused
from forensics.errors import UnknownName
from forensics.messages import Message
from forensics.ports import Found
from forensics.reading import Reading
from layers.editing import Edit, adding, setting
from layers.project import Project

VOIDED, LOCKED = "voided", "locked"


@dataclass
class Draft:
    """One record under the hand. `record` is empty for a new one, `held` the canonical values that it was opened with.

    `texts` holds the fields whose text differs from what is held; what was typed and taken back is not among them.
    """

    kind: RecordType = field(repr=False)
    record: str = ""
    held: Mapping[str, Any] = field(default_factory=dict, repr=False)
    texts: dict[str, str] = field(default_factory=dict)
    number: int = 0  # tells new records apart

    @property
    def key(self) -> str:
        """By what the draft is found again."""
        return self.record or f"{self.kind.name}:{self.number}"

    @property
    def is_new(self) -> bool:
        return not self.record

    @property
    def dirty(self) -> bool:
        """Whether there is anything to keep."""
        return bool(self.texts)

    @property
    def voided(self) -> bool:
        return self.held.get("review") == VOIDED

    @property
    def locked(self) -> bool:
        return self.held.get("review") == LOCKED

    def text(self, name: str) -> str:
        """What stands in a field now."""
        if name in self.texts:
            return self.texts[name]
        return held_text(self.kind.by_name[name], self.held)

    def write(self, name: str, text: str) -> None:
        """Note what a person typed into a field."""
        if text == held_text(self.kind.by_name[name], self.held):
            self.texts.pop(name, None)
        else:
            self.texts[name] = text

    def rebase(self, held: Mapping[str, Any]) -> tuple[str, ...]:
        """Take up what the register holds now; gives the fields that are being edited and were changed by others."""
        before, self.held = self.held, held
        changed = tuple(
            name
            for name in self.texts
            if held_text(self.kind.by_name[name], before) != held_text(self.kind.by_name[name], held)
        )
        for name in list(self.texts):
            self.write(name, self.texts[name])
        return tuple(name for name in changed if name in self.texts)

    def copy(self) -> Draft:
        """The draft as it is now, to be read on another thread."""
        return Draft(self.kind, self.record, self.held, dict(self.texts), self.number)


def edit_of(project: Project, draft: Draft, reading: Reading) -> Edit:
    """The edit that a draft comes to, with everything that is wrong with it."""
    if draft.is_new:
        return adding(project, draft.kind.name, draft.texts, reading)
    code = str(draft.held.get("code", ""))
    return setting(project, Found(draft.kind.name, draft.record, code), draft.texts, reading)


def refuse_stale(project: Project, draft: Draft) -> None:
    """Raise ChangeRefused where a field that the draft changes was changed by somebody else since it was opened."""
    if draft.is_new:
        return
    current = project.register.values(draft.kind.name, draft.record)
    if current is None:
        raise UnknownName("There is no record called “{name}”.", name=draft.record)
    for name in draft.texts:
        declared = draft.kind.by_name[name]
        if held_text(declared, current) != held_text(declared, draft.held):
            raise ChangeRefused(
                "“{label}” was changed by somebody else while you were writing; look at it, and save again.",
                label=Message(declared.label),
            )
