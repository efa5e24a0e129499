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
from layers.register.drafts import KeptDraft
from layers.register.legal_hold import HOLD, lifts_hold

VOIDED, LOCKED = "voided", "locked"


@dataclass
class Draft:
    """One record under the hand. `record` is empty for a new one, `held` the canonical values that it was opened with.

    `texts` holds the fields whose text differs from what is held; what was typed and taken back is not among them.
    `carried` are the fields of a new one that repeat another record: shown as such until somebody types there.
    `rests` says what each of them held when it was first typed into, `since` when what is here again was typed (UTC).
    """

    kind: RecordType = field(repr=False)
    record: str = ""
    held: Mapping[str, Any] = field(default_factory=dict, repr=False)
    texts: dict[str, str] = field(default_factory=dict)
    number: int = 0  # tells new records apart
    rests: dict[str, str] = field(default_factory=dict, repr=False)
    since: str = ""
    carried: set[str] = field(default_factory=set)

    @property
    def key(self) -> str:
        """By what the draft is found again."""
        return self.record or f"{self.kind.name}:{self.number}"

    @property
    def is_new(self) -> bool:
        return not self.record

    @property
    def dirty(self) -> bool:
        """Whether a person wrote anything that is to be kept; what was only carried over is no loss."""
        return not self.carried.issuperset(self.texts)

    @property
    def stale(self) -> tuple[str, ...]:
        """The fields that were typed into and that somebody else has changed since."""
        return tuple(name for name in self.texts if self.rests.get(name, self.now_held(name)) != self.now_held(name))

    def now_held(self, name: str) -> str:
        """The text of what the register holds of a field, as far as is known here."""
        return held_text(self.kind.by_name[name], self.held)

    @property
    def voided(self) -> bool:
        return self.held.get("review") == VOIDED

    @property
    def locked(self) -> bool:
        return self.held.get("review") == LOCKED

    @property
    def lifts_hold(self) -> bool:
        """Whether what was typed takes away the legal hold that the record is under."""
        return HOLD in self.texts and lifts_hold(self.held, {HOLD: self.texts[HOLD]})

    @property
    def asks_reason(self) -> bool:
        """Whether it can be kept with a reason alone."""
        return self.locked or self.lifts_hold

    def text(self, name: str) -> str:
        """What stands in a field now."""
        if name in self.texts:
            return self.texts[name]
        return self.now_held(name)

    def write(self, name: str, text: str) -> None:
        """Note what a person typed into a field."""
        self.carried.discard(name)
        held = self.now_held(name)
        if text == held:
            self.texts.pop(name, None)
            self.rests.pop(name, None)
        else:
            self.rests.setdefault(name, held)
            self.texts[name] = text

    def carry(self, name: str, text: str) -> None:
        """Let an empty field of a new record repeat what another record holds."""
        if text and not self.text(name):
            self.write(name, text)
            self.carried.add(name)

    def rebase(self, held: Mapping[str, Any]) -> tuple[str, ...]:
        """Take up what the register holds now; gives the fields that are being edited and were changed by others."""
        self.held = held
        carried = set(self.carried)
        for name in list(self.texts):
            self.write(name, self.texts[name])
        self.carried = carried & set(self.texts)
        return self.stale

    def clear(self) -> None:
        """Let go of everything that was typed."""
        self.texts.clear()
        self.rests.clear()
        self.carried.clear()
        self.since = ""

    def copy(self) -> Draft:
        """The draft as it is now, to be read on another thread."""
        texts, rests = dict(self.texts), dict(self.rests)
        return Draft(self.kind, self.record, self.held, texts, self.number, rests, self.since, set(self.carried))


def as_kept(draft: Draft, at: str) -> KeptDraft:
    """The draft as the register keeps it, typed at `at`."""
    texts, rests = dict(draft.texts), dict(draft.rests)
    return KeptDraft(draft.key, draft.kind.name, draft.record, texts, rests, at, tuple(draft.carried))


def taken_up(kind: RecordType, kept: KeptDraft, values: Mapping[str, Any]) -> Draft:
    """A draft that was kept, on what the register holds of its record now; fields that are no more are left out."""
    texts = {name: text for name, text in kept.texts.items() if name in kind.by_name}
    number = int(kept.key.rpartition(":")[2]) if not kept.record else 0
    draft = Draft(kind, kept.record, values, texts, number, dict(kept.rests), kept.at, set(kept.carried))
    draft.rebase(values)
    return draft


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
