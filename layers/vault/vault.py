"""The vault of one project: a name is put in with public keys alone, and read with a recipient's key.

Whatever is done is a commit of who and when, of which code and why; no commit holds a name, and a name is given out
only when the commit that says so is on disk. Names are held no longer than a call takes; Python cannot overwrite text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from forensics.catalogue import RecordType
from forensics.changes import Change
from forensics.characters import BLANKS, fault_of_code
from forensics.errors import TaphosError, ValueRefused
from forensics.identifiers import new_id
from forensics.messages import Message
from forensics.ports import Progress, Query, Receipt
from forensics.rules.testimony import has_digit
from forensics.vault import VaultEntry, entry_text, in_force
from layers.errors import LayersError
from layers.register.journal import utc_text
from layers.register.legal_hold import HOLD
from layers.vault import ledger
from layers.vault.holder import VaultHolder
from layers.vault.identities import Identity, IdentityRefused
from layers.vault.ledger import KeptFile, Recipient
from layers.vault.reading import Reading
from layers.vault.sealing import MOST_RECIPIENTS, public_key, seal, unseal
from layers.vault.store import VaultStore, is_file_of

"""The field that keeps a record, and the name behind it, from being erased."""
MISSING_PERSON = "missing_person"
"""The type that is about a person as a whole, and names no field for one."""


class VaultRefused(LayersError):
    """What the vault does not do: nobody can open it yet, it holds nothing for a code, a name is taken."""


@dataclass(frozen=True)
class PutIn:
    """A name was put in; `known` says whether any record of the register names the code."""

    receipt: Receipt
    code: str
    known: bool


@dataclass(frozen=True)
class Opened:
    """What stands behind a code: the entries in force, the newest first, and those that came before them.

    `closed` files were put in before the key's owner was a recipient, and `problems` tell of what is not as it should.
    """

    receipt: Receipt
    code: str
    entries: tuple[VaultEntry, ...] = field(repr=False)
    earlier: tuple[VaultEntry, ...] = field(repr=False, default=())
    closed: int = 0
    problems: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Changed:
    """Recipients were changed: of `files` in the vault, `renewed` were encrypted anew, `left` stay as they were."""

    receipt: Receipt
    recipient: Recipient
    files: int
    renewed: int
    left: int


class Vault:
    """The names behind the codes of an open project."""

    def __init__(self, project: VaultHolder) -> None:
        self._project = project
        self._register = project.register
        self.store = VaultStore(project.vault)

    def recipients(self) -> list[Recipient]:
        """Who may open what is put in now."""
        return ledger.read_recipients(self._register)

    def files(self) -> list[KeptFile]:
        """The files in force, each for one entry."""
        return ledger.read_ledger(self._register).in_force

    def put_in(self, code: str, name: str, contact: str = "") -> PutIn:
        """Put the name behind a code in; what was put in for it before is kept beside.

        Raises ValueRefused for what is no code or no name, VaultRefused where nobody could open it, ProjectRefused.
        """
        code = _code(code)
        if not name.strip():
            raise ValueRefused("A name is put in; none was given.")
        keys = [recipient.key for recipient in self.recipients()]
        if not keys:
            raise VaultRefused("The vault has no recipient yet, so nobody could open it: name one first.")
        known = self._is_known(code)
        with without_names():
            receipt = self._put_in(code, name.strip(), contact.strip(), keys)
        return PutIn(receipt, code, known)

    def _put_in(self, code: str, name: str, contact: str, keys: Sequence[str]) -> Receipt:
        with self.store.writing():
            known = ledger.read_ledger(self._register).of_code(code)
            followed = {id_ for kept in known for id_ in kept.supersedes}
            heads = tuple(sorted({kept.entry for kept in known} - followed))
            device = self._project.device
            entry = VaultEntry(
                self._project.id, new_id(), code, utc_text(datetime.now().astimezone()), device.author,
                device.fingerprint, name, contact, heads,
            )  # fmt: skip
            sealed = seal(entry_text(entry, device.key), keys)
            receipt, _ = self._keep([(KeptFile("", code, entry.id, "", tuple(keys), heads), sealed)])
        return receipt

    def open(self, code: str, identity: Identity, reason: str) -> Opened:
        """Read what stands behind a code; the commit that says so comes first.

        Raises ValueRefused without a reason, VaultRefused where the vault holds nothing for the code, IdentityRefused
        where the key opens none of it.
        """
        code = _code(code)
        if not reason.strip():
            raise ValueRefused("The vault is opened with a reason; none was given.")
        files = ledger.read_ledger(self._register).of_code(code)
        if not files:
            raise VaultRefused("The vault holds nothing for “{code}”.", code=code)
        with without_names():
            reading = Reading(self._project, self.store, identity)
            entries = reading.entries(files)
            if not entries and reading.problems:
                raise VaultRefused(reading.problems[0])
            if not entries:
                raise IdentityRefused("This key opens nothing of what the vault holds for “{code}”.", code=code)
            standing = in_force(entries)
            earlier = in_order([entry for entry in entries if entry not in standing])
            receipt = self._register.commit(
                [ledger.opening(code, [one.id for one in entries], identity.public)], reason.strip()
            )
        return Opened(receipt, code, tuple(standing), tuple(earlier), reading.closed, tuple(reading.problems))

    def name_recipient(
        self, name: str, key: str, identity: Identity | None = None, progress: Progress | None = None
    ) -> Changed:
        """Let one more person open what is put in; with a key that opens it, also what was put in before.

        Raises RecipientRefused, VaultRefused.
        """
        name, key = name.strip(), public_key(key)
        before = self.refuse_to_name(name, key)
        change = ledger.naming(self._register, name, key)
        recipients = [*before, Recipient(name, key)]
        return self._change(change, recipients[-1], recipients, identity, progress)

    def refuse_to_name(self, name: str, key: str = "") -> list[Recipient]:
        """Raise VaultRefused where this recipient cannot be named; gives those who are."""
        self._refuse_who_is_no_lead()
        if not name.strip():
            raise ValueRefused("A recipient has a name, such as a practitioner's code; none was given.")
        before = self.recipients()
        if any(name.strip() == one.name or key == one.key for one in before):
            raise VaultRefused("“{name}” or this key is among the recipients already.", name=name)
        if len(before) >= MOST_RECIPIENTS:
            raise VaultRefused("The vault has {most} recipients, and no more fit.", most=MOST_RECIPIENTS)
        return before

    def remove_recipient(
        self, name: str, identity: Identity | None = None, progress: Progress | None = None
    ) -> Changed:
        """Let a person open nothing that is put in from now on; with a key, also nothing that lies here already.

        What they copied before, they can always read. Raises VaultRefused.
        """
        self._refuse_who_is_no_lead()
        before = self.recipients()
        found = next((one for one in before if name.strip() in (one.name, one.key)), None)
        if found is None:
            raise VaultRefused("There is no recipient “{name}”.", name=name)
        rest = [one for one in before if one != found]
        if identity is not None and not rest:
            raise VaultRefused("“{name}” is the last recipient: what lies in the vault could not be read.", name=name)
        return self._change(ledger.removing(found), found, rest, identity, progress)

    def take_out(self, code: str, reason: str) -> Receipt:
        """Remove all that the vault holds for a code, for good; an empty receipt where it holds nothing.

        Raises VaultRefused where a record of the person is under a legal hold.
        """
        code = _code(code)
        self._refuse_what_is_held(code)
        with self.store.writing():
            files = [kept.file for kept in ledger.read_ledger(self._register).of_code(code)]
            if not files:
                return Receipt("", {}, 0)
            receipt = self._register.commit([ledger.taking_out(code, files)], reason)
            self.store.settle((), files)
            return receipt

    def _change(
        self, change: Change, recipient: Recipient, recipients: Sequence[Recipient], identity: Identity | None,
        progress: Progress | None,
    ) -> Changed:  # fmt: skip
        with self.store.writing(), without_names():
            files = ledger.read_ledger(self._register).in_force
            keys = tuple(sorted(one.key for one in recipients))
            stale = [kept for kept in files if kept.to != keys]
            fresh = () if identity is None else self._renewed(stale, keys, identity, progress)
            receipt, renewed = self._keep(fresh, [change])
        return Changed(receipt, recipient, len(files), renewed, len(stale) - renewed)

    def _renewed(
        self, files: Sequence[KeptFile], keys: Sequence[str], identity: Identity, progress: Progress | None
    ) -> Iterator[tuple[KeptFile, bytes]]:
        """The same entries encrypted to other keys, as far as this key opens them and they are as they were put in."""
        for number, kept in enumerate(files, 1):
            data = self.store.read(kept)
            text = unseal(data, identity.secret) if data is not None and is_file_of(kept, data) else None
            if text is not None:
                fresh = KeptFile("", kept.code, kept.entry, "", tuple(keys), kept.supersedes, (kept.file,))
                yield fresh, seal(text.rstrip(b" "), keys)
            if progress is not None:
                progress(number, len(files))

    def _keep(self, new: Iterable[tuple[KeptFile, bytes]], changes: Sequence[Change] = ()) -> tuple[Receipt, int]:
        """Write files as they come and commit them with `changes`, or nothing of it; says how many they were."""
        written: dict[str, KeptFile] = {}
        try:
            for kept, data in new:
                file = ledger.new_file()
                written[file] = kept
                written[file] = replace(kept, file=file, sha256=self.store.put_part(file, data))
            receipt = self._register.commit([*changes, *map(ledger.keeping, written.values())])
        except BaseException:
            self.store.discard(written)
            raise
        self.store.settle(written, [old for kept in written.values() for old in kept.replaces])
        return receipt, len(written)

    def _refuse_who_is_no_lead(self) -> None:
        if not ledger.is_lead(self._register, self._project.device.fingerprint):
            raise VaultRefused("Who may open the vault is decided on a lead's device, and this is none.")

    def _refuse_what_is_held(self, code: str) -> None:
        for query in self._of_the_person(code):
            if any(values.get(HOLD) for values in self._register.select(query)):
                raise VaultRefused("“{code}” is under a legal hold, and its name is not removed.", code=code)

    def records_of(self, code: str) -> set[str]:
        """The records that are about the person with that code now, voided ones too."""
        return {str(one["id"]) for query in self._of_the_person(code) for one in self._register.select(query)}

    def _is_known(self, code: str) -> bool:
        """Whether any record names the code."""
        of_the_person = any(self._register.count(query) for query in self._of_the_person(code))
        return of_the_person or bool(self._register.search(code, limit=1))

    def _of_the_person(self, code: str) -> Iterator[Query]:
        """The records that are about the person with that code, type by type, voided ones too."""
        for kind in self._register.catalogue:
            person = field_of_code(kind)
            if person:
                yield Query(kind.name, where=((person, code),), voided=True)


def field_of_code(kind: RecordType) -> str:
    """The field of a type that holds the code of a person whose name may lie in the vault; empty where none does."""
    if kind.name == MISSING_PERSON:
        return "code"
    person = kind.by_name.get(kind.about.person)
    return "" if person is None or person.names_record else person.name


def in_order(entries: Sequence[VaultEntry]) -> list[VaultEntry]:
    """Entries by their time, the newest first."""
    return sorted(entries, key=lambda entry: (entry.at, entry.id), reverse=True)


@contextmanager
def without_names() -> Iterator[None]:
    """A fault of the program is told by its kind alone, since its words may quote what it was about."""
    try:
        yield
    except (TaphosError, OSError):
        raise
    except Exception as bug:
        raise LayersError(
            "A fault of the program ({fault}): nothing was put in or read.", fault=type(bug).__name__
        ) from None


def _code(text: str) -> str:
    """A code as it is typed; raises ValueRefused for what may be a name, which no journal must hold."""
    code = text.strip(BLANKS)
    if not has_digit(code):
        raise ValueRefused("A code has a digit in it; a name is typed only when it is asked for.")
    fault = fault_of_code(code)
    if fault is not None:
        raise ValueRefused(fault)
    return code
