"""Erasing a person: values, keys, files and names go; what is held, and who holds copies, is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from forensics.changes import Change, Operation
from forensics.errors import TaphosError, UnknownName, ValueRefused
from forensics.fields import Sensitivity
from forensics.messages import Message
from forensics.ports import Found, Query, Values
from forensics.rules.testimony import has_digit
from layers.drafts_waiting import settle_drafts
from layers.erasing_leftovers import finish_erasing
from layers.errors import LayersError, ProjectRefused
from layers.evidence_store import Store
from layers.project import Project
from layers.reasons import refuse_telling_reason
from layers.register.erasing import Ground
from layers.register.journal import BACKUP, EXPORT
from layers.register.reaching import Reach
from layers.vault.vault import HOLD, Vault, field_of_code

SEALED = Sensitivity.SEALED.value
_BACKUP, _SOON = "backup", timedelta(minutes=5)
_SUBJECTS = ("subject", "restricted_subject", "sealed_subject")


class OnHold(LayersError):
    """A record that a legal hold keeps from being erased; it was sealed instead."""


class ErasedInPart(LayersError):
    """The vault's entry of a person went, and the register could not be written."""


@dataclass(frozen=True)
class Carrier:
    """Something that carried the record, by the ledger: an export, when and under which profile, or a backup."""

    file: str
    time: str
    profile: str


@dataclass(frozen=True)
class Erasure:
    """What was erased: the records of the person, how many files, and how many entries of the vault.

    `carriers` are those whose holders are to be told; `left` the records that name an erased one, and `quoting` those
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


def erase(project: Project, found: Found, ground: Ground) -> Erasure:
    """Erase what is restricted of the person whom a record speaks of, everywhere in the project.

    Media that speak of nobody else go with their files. Raises ValueRefused without a reason and for one that quotes
    what is to go, and OnHold where a legal hold forbids it: what is on hold is sealed then, in a commit of its own.
    """
    if not ground.reason.strip():
        raise ValueRefused("A person is erased with a reason; none was given.")
    register = project.register
    persons = register.of_the_same_person(found)
    referring = _referring(project, persons)
    ids = {one.id for one in persons}
    media = [one for one in referring if one.type == "media" and _speaks_of(project, one) <= ids]
    records = [*persons, *media]
    _refuse_what_is_held(project, records)
    touched = [Change(one.type, one.id, Operation.SET) for one in records]
    refuse_telling_reason(register, touched, ground.reason)
    codes, others = _codes(project, persons)
    register.refuse_quoting(ground, records, codes)
    carriers = _carriers(project, records)
    settle_drafts(project)
    names = _take_names_out(project, codes, ground)
    files = _files_of(project, media)
    try:
        receipt, reach = register.erase(records, ground, [one.id for one in media], files, codes)
    except ProjectRefused as refused:
        if names:
            raise ErasedInPart(
                "The name was taken out of the vault, and nothing else was erased: “{folder}” could not be written. "
                "Erase once more when there is room and no other program writes it.",
                folder=str(project.folder),
            ) from refused
        raise
    undone = finish_erasing(register, project.evidence)
    left = tuple(one for one in referring if one not in media)
    quoting = register.titles(record for _, record in reach.staying)
    return Erasure(
        receipt.commit, tuple(records), len(files), names, carriers, left,
        tuple(one for one in quoting.values() if one not in left), reach, others, undone,
    )  # fmt: skip


def _referring(project: Project, persons: Sequence[Found]) -> list[Found]:
    """The records that name one of these and are none of them."""
    ids = {one.id for one in persons}
    found = {one.id: one for person in persons for one in project.register.referring(person.id, person.type)}
    return [one for one in found.values() if one.id not in ids]


def _speaks_of(project: Project, media: Found) -> set[str]:
    values = project.register.values(media.type, media.id) or {}
    return {record for name in _SUBJECTS for record in values.get(name, ())}


def _refuse_what_is_held(project: Project, records: Sequence[Found]) -> None:
    held = [(one, values) for one in records if (values := _values(project, one)).get(HOLD)]
    if not held:
        return
    sealing = [_sealing(one, values) for one, values in held if values.get("sensitivity") != SEALED]
    if sealing:
        project.register.commit(sealing, "legal hold: sealed instead of erased")
    one, values = held[0]
    raise OnHold(
        "{type} {code} is under a legal hold ({hold}), so it was sealed and not erased.",
        type=one.type, code=one.code, hold=values[HOLD],
    )  # fmt: skip


def _values(project: Project, found: Found) -> Values:
    return project.register.values(found.type, found.id) or {}


def _sealing(found: Found, values: Values) -> Change:
    before = {"sensitivity": values["sensitivity"]} if "sensitivity" in values else {}
    return Change(found.type, found.id, Operation.SET, after={"sensitivity": SEALED}, before=before)


def _carriers(project: Project, records: Sequence[Found]) -> tuple[Carrier, ...]:
    """The exports that one of these records was in, by the ledger: what each let out, asked of its moment."""
    found = []
    for entry in project.register.administrative(EXPORT).values():
        if any(_carried(project, entry, one) for one in records):
            time = project.register.commit_time(str(entry["head"])) if entry.get("head") else ""
            found.append(Carrier(str(entry.get("file", "")), time, str(entry.get("profile", ""))))
    return tuple(sorted([*found, *_backups(project, records)], key=lambda one: one.time))


def _backups(project: Project, records: Sequence[Found]) -> Iterator[Carrier]:
    """The backups that were begun when one of the records was there, or so soon before that it may be in them."""
    register = project.register
    since = min(datetime.fromisoformat(register.history(one.id)[0].time) for one in records)
    for name, entry in register.administrative(BACKUP).items():
        begun = register.history(name)[0].time
        if "abandoned" not in entry and datetime.fromisoformat(begun) + _SOON >= since:
            yield Carrier(str(entry.get("file", "")), begun, _BACKUP)


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
            now.update(code for code in [_values(project, one).get(field_)] if isinstance(code, str))
            ever |= project.register.ever_held(one, field_)
    others = {code for code in ever - now if vault.records_of(code) - ids}
    return sorted((now | ever) - others), tuple(sorted(others))


def _take_names_out(project: Project, codes: Sequence[str], ground: Ground) -> int:
    """Remove what the vault holds for the person's code."""
    vault = Vault(project)
    return sum(vault.take_out(code, ground.reason).count for code in codes if has_digit(code))


def _files_of(project: Project, media: Sequence[Found]) -> list[str]:
    """Where the files of these media lie, below the evidence folder, but for one that other media have too."""
    store, ids = Store(project.evidence, project.register), {one.id for one in media}
    found = []
    for one in media:
        original = project.register.original(one.id)
        path = None if original is None else store.path_of(original)
        if original is None or path is None:
            continue
        others = {same.media for same in project.register.originals_with([original.sha256 or original.recorded])} - ids
        if store.encrypted or not others:
            found.append(path.relative_to(project.evidence).as_posix())
    return found
