"""Erasing a person: values, keys, files and names go; what is held, and who holds copies, is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from forensics.catalogue import RecordType
from forensics.changes import Change, Operation
from forensics.errors import TaphosError, UnknownName, ValueRefused
from forensics.fields import Sensitivity
from forensics.messages import Message
from forensics.ports import Found, Query, Receipt, Values
from forensics.rules.testimony import has_digit
from layers.drafts_waiting import settle_drafts
from layers.erasing_leftovers import finish_erasing
from layers.erasing_media import MEDIA, concerned_in, going_with, values_of
from layers.errors import LayersError, ProjectRefused
from layers.evidence_store import Store
from layers.project import Project
from layers.reasons import refuse_telling_reason
from layers.register.erasing import Foretold, Ground
from layers.register.journal import BACKUP, CHECKOUT, EXPORT
from layers.register.legal_hold import HOLD
from layers.register.reaching import Reach
from layers.vault.vault import Vault, field_of_code

SEALED = Sensitivity.SEALED.value
_OF_PERSONS = ("consent", "media")
"""Types that speak of a person and hold no code of one."""
_BACKUP, _SOON = "backup", timedelta(minutes=5)
CHECKED_OUT = "checkout"
"""Stands for the profile of a project that was checked out for an area."""


class OnHold(LayersError):
    """A record that a legal hold keeps from being erased; it was sealed instead."""


class ErasedInPart(LayersError):
    """The vault's entry of a person went, and the register could not be written."""


@dataclass(frozen=True)
class Carrier:
    """Something that carried the record, by the ledger: an export, of when and under which profile, or a backup.

    `by` is who made it, `recipient` for whom it was made where that is known.
    """

    file: str
    time: str
    profile: str
    by: str = ""
    recipient: str = ""

    @property
    def is_backup(self) -> bool:
        """Whether it is a copy of the whole project."""
        return self.profile == _BACKUP


@dataclass(frozen=True)
class Erasure:
    """What was erased: the records of the person, how many files, and how many entries of the vault.

    `carriers` are those whose holders are to be told; `left` the records that name an erased one or have
    its file too, and `quoting` those
    that quote the person, now or in their history: they were left as they are, for a person to look at. `reach` is
    what else of the journal went, and which kinds of its entries still quote the person; `others` earlier codes of the
    person that another record has now, so that what the vault holds for them was left. `undone` says what of
    it is still on the disk, and why.
    """

    commit: str
    records: tuple[Found, ...]
    files: int
    names: int
    carriers: tuple[Carrier, ...]
    left: tuple[Found, ...]
    quoting: tuple[Found, ...] = ()
    reach: Reach = field(default_factory=Reach)
    others: tuple[str, ...] = ()
    undone: Message | None = None


@dataclass(frozen=True)
class Outlook:
    """What an erasure would do: the records and files that go, and what is left; `media` are those of the records.

    `carriers` have copies; `codes` are the person's, `others` are another's now, `named` those for which the vault
    holds a name; `held` are the records that a legal hold keeps, each with the record that the hold is on; `foretold`
    is what of the records and of the journal goes and what stays.
    """

    records: tuple[Found, ...]
    media: tuple[Found, ...]
    files: tuple[str, ...]
    left: tuple[Found, ...]
    carriers: tuple[Carrier, ...]
    codes: tuple[str, ...]
    others: tuple[str, ...]
    held: tuple[tuple[Found, Found], ...]
    named: tuple[str, ...]
    foretold: Foretold

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to erase, such as where it was done before."""
        return not (self.files or self.named or self.foretold.entries)


def speaks_of_person(kind: RecordType) -> bool:
    """Whether the records of a type are about somebody who may ask to be forgotten."""
    return bool(kind.about.person or field_of_code(kind)) or kind.name in _OF_PERSONS


def foresee(project: Project, found: Found) -> Outlook:
    """What erasing the person whom a record speaks of would do; nothing is changed. Blocking."""
    persons = project.register.of_the_same_person(found)
    going = going_with(project, persons)
    records = tuple({one.id: one for one in (*persons, *going.media)}.values())
    held = tuple((one, by) for one in records if (by := _held_by(project, one)) is not None)
    codes, others = _codes(project, persons)
    files, shared = _files_of(project, going.media)
    left = tuple({one.id: one for one in (*going.left, *shared)}.values())
    in_vault = {kept.code for kept in Vault(project).files()}
    foretold = project.register.foretell(records, [one.id for one in going.media])
    return Outlook(
        records, going.media, tuple(files), left, _carriers(project, records), tuple(codes), others, held,
        tuple(code for code in codes if code in in_vault), foretold,
    )  # fmt: skip


def erase(project: Project, found: Found, ground: Ground) -> Erasure:
    """Erase what is restricted of the person whom a record speaks of, everywhere in the project.

    Files that it names or is shown in go if they are nobody else's, with all copies of them. Raises ValueRefused
    without a reason and for one that quotes what is to go, and OnHold where a legal hold forbids it: what is on hold
    is sealed then, in a commit of its own.
    """
    if not ground.reason.strip():
        raise ValueRefused("A person is erased with a reason; none was given.")
    register = project.register
    going = foresee(project, found)
    _refuse_what_is_held(project, going)
    touched = [Change(one.type, one.id, Operation.SET) for one in going.records]
    refuse_telling_reason(register, touched, ground.reason)
    register.refuse_quoting(ground, going.records, going.codes)
    settle_drafts(project)
    names = _take_names_out(project, going.codes, ground)
    originals = [one.id for one in going.media]
    try:
        receipt, reach = register.erase(going.records, ground, originals, going.files, going.codes)
    except ProjectRefused as refused:
        if names:
            raise ErasedInPart(
                "The name was taken out of the vault, and nothing else was erased: “{folder}” could not be written. "
                "Erase once more when there is room and no other program writes it.",
                folder=str(project.folder),
            ) from refused
        raise
    undone = finish_erasing(register, project.evidence)
    told = {one.id for one in going.left}
    quoting = register.titles(record for _, record in reach.staying if record not in told)
    return Erasure(
        receipt.commit, going.records, len(going.files), names, going.carriers, going.left,
        tuple(quoting.values()), reach, going.others, undone,
    )  # fmt: skip


def seal_what_is_held(project: Project, going: Outlook) -> Receipt:
    """Seal what a legal hold is on, and media that a record on hold names or is shown in; empty where all of it is."""
    values = {one.id: values_of(project, one) for one, _ in going.held}
    sealing = [_sealing(one, values[one.id]) for one, _ in going.held if values[one.id].get("sensitivity") != SEALED]
    return project.register.commit(sealing, "legal hold: sealed instead of erased") if sealing else Receipt("", {}, 0)


def order_of(project: Project, going: Outlook) -> str:
    """The order by which the first of what is held is held."""
    return str(values_of(project, going.held[0][1])[HOLD])


def _refuse_what_is_held(project: Project, going: Outlook) -> None:
    """Seal instead what may not be erased."""
    if not going.held:
        return
    seal_what_is_held(project, going)
    (one, by), order = going.held[0], order_of(project, going)
    if one.id == by.id:
        raise OnHold(
            "{type} {code} is under a legal hold ({hold}), so it was sealed and not erased.",
            type=one.type, code=one.code, hold=order,
        )  # fmt: skip
    raise OnHold(
        "{type} {code} is evidence of {other_type} {other}, which is under a legal hold ({hold}), so it was sealed and "
        "not erased.",
        type=one.type, code=one.code, other_type=by.type, other=by.code, hold=order,
    )  # fmt: skip


def _held_by(project: Project, found: Found) -> Found | None:
    """The record whose legal hold keeps this one: it itself, or what is concerned in a file."""
    concerned = concerned_in(project, found) if found.type == MEDIA else ()
    return next((one for one in (found, *concerned) if values_of(project, one).get(HOLD)), None)


def _sealing(found: Found, values: Values) -> Change:
    before = {"sensitivity": values["sensitivity"]} if "sensitivity" in values else {}
    return Change(found.type, found.id, Operation.SET, after={"sensitivity": SEALED}, before=before)


def _carriers(project: Project, records: Sequence[Found]) -> tuple[Carrier, ...]:
    """The exports that one of these records was in, by the ledger: what each let out, asked of its moment."""
    found = []
    for name, entry in project.register.administrative(EXPORT).items():
        if any(_carried(project, entry, one) for one in records):
            time = project.register.commit_time(str(entry["head"])) if entry.get("head") else ""
            by, recipient = _author(project, name), str(entry.get("recipient", ""))
            found.append(Carrier(str(entry.get("file", "")), time, str(entry.get("profile", "")), by, recipient))
    others = (*_backups(project, records), *_parts(project, records))
    return tuple(sorted([*found, *others], key=lambda one: one.time))


def _backups(project: Project, records: Sequence[Found]) -> Iterator[Carrier]:
    """The backups that were begun when one of the records was there, or so soon before that it may be in them."""
    register = project.register
    since = min(datetime.fromisoformat(register.history(one.id)[0].time) for one in records)
    for name, entry in register.administrative(BACKUP).items():
        begun = register.history(name)[0].time
        if "abandoned" not in entry and datetime.fromisoformat(begun) + _SOON >= since:
            yield Carrier(str(entry.get("file", "")), begun, _BACKUP, _author(project, name))


def _parts(project: Project, records: Sequence[Found]) -> Iterator[Carrier]:
    """The projects for one area that one of the records went along with."""
    ids = {one.id for one in records}
    for name, entry in project.register.administrative(CHECKOUT).items():
        if ids.intersection(map(str, entry.get("records", ()))):
            time, by = project.register.history(name)[0].time, _author(project, name)
            yield Carrier(str(entry.get("file", "")), time, CHECKED_OUT, by, str(entry.get("area", "")))


def _author(project: Project, entry: str) -> str:
    """Who wrote an entry of the journal."""
    return next((event.author for event in project.register.history(entry)), "")


def _carried(project: Project, entry: dict[str, Any], record: Found) -> bool:
    tables = [table.split(":")[:2] for table in entry.get("tables", ())]
    if not any(name == record.type and rows != "0" for name, rows in tables):
        return False
    where = tuple((name, value) for name, _, value in (text.partition("=") for text in entry.get("where", ())))
    query = Query(record.type, where=where, ids=(record.id,), voided=True, as_of=str(entry.get("head", "")))
    try:
        return project.register.count(query) > 0
    except (TaphosError, UnknownName):  # what it asked for can no longer be asked: its holder is better told
        return True


def _codes(project: Project, persons: Sequence[Found]) -> tuple[list[str], tuple[str, ...]]:
    """The codes that the persons have or had, under which their names lie in the vault; then those not theirs now.

    An earlier code is the person's as long as no other record has it now: it was corrected, and the name put in under
    it stays there until it is taken out.
    """
    ids, vault = {one.id for one in persons}, Vault(project)
    now, ever = set[str](), set[str]()
    for one in persons:
        field_ = field_of_code(project.catalogue[one.type])
        if field_:
            now.update(code for code in [values_of(project, one).get(field_)] if isinstance(code, str))
            ever |= project.register.ever_held(one, field_)
    others = {code for code in ever - now if vault.records_of(code) - ids}
    return sorted((now | ever) - others), tuple(sorted(others))


def _take_names_out(project: Project, codes: Sequence[str], ground: Ground) -> int:
    """Remove what the vault holds for the person's code."""
    vault = Vault(project)
    return sum(vault.take_out(code, ground.reason).count for code in codes if has_digit(code))


def _files_of(project: Project, media: Sequence[Found]) -> tuple[list[str], list[Found]]:
    """Where the files of these media lie, below the evidence folder; and whose file it is too, where it then stays."""
    store, ids = Store(project.evidence, project.register), {one.id for one in media}
    files, shared = list[str](), list[Found]()
    for one in media:
        original = project.register.original(one.id)
        path = None if original is None else store.path_of(original)
        if original is None or path is None:
            continue
        same = project.register.originals_with([original.sha256 or original.recorded])
        others = [] if store.encrypted else [other for other in same if other.media not in ids]
        shared += [Found(MEDIA, other.media, other.code) for other in others]
        if not others:
            files.append(path.relative_to(project.evidence).as_posix())
    return files, shared
