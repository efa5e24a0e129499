"""Names lie behind their codes for who holds a key, in files of one size that tell nothing to anybody else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.changes import Change, Operation
from forensics.errors import TaphosError, ValueRefused
from layers.checking import verify_project
from layers.devices import Device
from layers.enrolment import enrol
from layers.erasure import erase
from layers.errors import LayersError, ProjectRefused
from layers.project import Project, open_project
from layers.register.erasing import Ground
from layers.register.journal import OPENING, RECIPIENT, VAULT
from layers.vault import ledger
from layers.vault.identities import IdentityRefused, make_identity_file, read_identity, read_identity_file
from layers.vault.sealing import MOST_RECIPIENTS, ROOM, SIZE, RecipientRefused, public_key, seal, unseal
from layers.vault.uniting import bring_files
from layers.vault.vault import Vault, VaultRefused, without_names
from tests.layers.projects import ENGINES, PASSPHRASE, closing, record, reopen
from tests.layers.tampering import opened_by
from tests.layers.vaults import CONTACT, NAME, files_of, identity, names_of, readable_under, vault_of
from tests.tools.proofs import Proof

ALICE, BORYS = identity(), identity()
LETTERS = "abcdefghijklmnopqrstuvwxyzабвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
words = st.text(LETTERS, min_size=12, max_size=60).filter(lambda text: len(set(text)) > 5)


on_both = pytest.mark.parametrize("project", ENGINES, indirect=True)


@pytest.fixture
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Project]:
    made, _ = vault_of(tmp_path / "vault.taphos", getattr(request, "param", "plain"), alice=ALICE)
    yield made
    made.close()


@pytest.fixture
def vault(project: Project) -> Vault:
    return Vault(project)


# Putting in and opening


@on_both
def test_a_name_is_put_in_with_public_keys_and_read_with_a_secret_one(project: Project, vault: Vault) -> None:
    project.register.commit([record("interview", "IV-1", interviewee_code="P-1")])
    done = vault.put_in("P-1", f" {NAME} ", CONTACT)
    opened = vault.open("P-1", ALICE, "the prosecutor asks")
    (entry,) = opened.entries
    assert (entry.name, entry.contact, entry.code, entry.project) == (NAME, CONTACT, "P-1", project.id)
    assert (done.known, opened.closed, opened.problems, opened.earlier) == (True, 0, (), ())
    again = reopen(project)
    assert names_of(Vault(again), "P-1", ALICE) == [NAME]
    assert verify_project(again).ok
    again.close()


@on_both
def test_every_opening_is_a_commit_of_who_which_code_when_and_why(project: Project, vault: Vault) -> None:
    vault.put_in("P-1", NAME)
    head = project.register.info().head
    receipt = vault.open("P-1", ALICE, "EXAMPLE reason").receipt
    assert project.register.info().head == receipt.commit != head
    ((name, held),) = project.register.administrative(OPENING).items()
    (event,) = project.register.history(name)
    assert (held["code"], event.commit, event.reason) == ("P-1", receipt.commit, "EXAMPLE reason")
    assert held["keys"] == list(ALICE.public)
    assert (event.author, event.device) == (project.device.author, project.device.fingerprint)
    assert event.time


def test_nothing_is_given_out_where_the_commit_is_not_on_disk(
    project: Project, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.put_in("P-1", NAME)

    def refuse(*_: object, **__: object) -> None:
        raise ProjectRefused("The disk is full; nothing was changed in “{folder}”.", folder="x")

    monkeypatch.setattr(project.register, "commit", refuse)
    with pytest.raises(ProjectRefused):
        vault.open("P-1", ALICE, "a test")


@pytest.mark.parametrize("reason", ["", "  "])
def test_the_vault_is_not_opened_without_a_reason(vault: Vault, reason: str) -> None:
    vault.put_in("P-1", NAME)
    with pytest.raises(ValueRefused, match="with a reason"):
        vault.open("P-1", ALICE, reason)


def test_another_key_opens_nothing_and_is_no_opening(project: Project, vault: Vault) -> None:
    vault.put_in("P-1", NAME)
    head = project.register.info().head
    with pytest.raises(IdentityRefused, match="opens nothing"):
        vault.open("P-1", BORYS, "a test")
    with pytest.raises(VaultRefused, match="holds nothing for “P-2”"):
        vault.open("P-2", ALICE, "a test")
    assert project.register.info().head == head


def test_a_later_entry_is_kept_beside_the_earlier_one(project: Project, vault: Vault) -> None:
    for name in ("EXAMPLE first", "EXAMPLE second", "EXAMPLE third"):
        before = {path: path.read_bytes() for path in files_of(project)}
        vault.put_in("P-1", name)
        assert before.items() <= {path: path.read_bytes() for path in files_of(project)}.items()
    opened = vault.open("P-1", ALICE, "a test")
    assert [one.name for one in opened.entries] == ["EXAMPLE third"]
    assert [one.name for one in opened.earlier] == ["EXAMPLE second", "EXAMPLE first"]


def test_a_vault_that_nobody_could_open_takes_nothing(tmp_path: Path) -> None:
    project, vault = vault_of(tmp_path / "v.taphos")
    with pytest.raises(VaultRefused, match="no recipient yet"):
        vault.put_in("P-1", NAME)
    assert files_of(project) == []


@pytest.mark.parametrize("code", ["EXAMPLE Person", "", "P"])
def test_what_may_be_a_name_is_no_code(project: Project, vault: Vault, code: str) -> None:
    for call in (lambda: vault.put_in(code, NAME), lambda: vault.open(code, ALICE, "a test")):
        with pytest.raises(ValueRefused, match="a digit in it") as refused:
            call()
        assert "EXAMPLE" not in str(refused.value)
    with pytest.raises(ValueRefused, match="none was given"):
        vault.put_in("P-1", " ")


@pytest.mark.parametrize("code", ["P-1\u200b", "P-\n1", "\u202eP-1", "P-1\ud800"])
def test_a_code_holds_nothing_that_is_not_seen(vault: Vault, code: str) -> None:
    with pytest.raises(ValueRefused, match="no code or number may"):
        vault.put_in(code, NAME)
    assert vault.put_in(" P-1\u00a0", NAME).code == "P-1"


def test_a_code_that_no_record_names_is_kept_and_said(project: Project, vault: Vault) -> None:
    known = ("V-1", "PR-1", "MP-1")
    types = ("victim", "practitioner", "missing_person")
    project.register.commit([record(type_, code) for type_, code in zip(types, known, strict=True)])
    assert [vault.put_in(code, NAME).known for code in (*known, "P-9")] == [True, True, True, False]


def test_a_project_without_a_key_works_and_shows_codes(project: Project, vault: Vault) -> None:
    vault.put_in("V-1", NAME)
    project.register.commit([record("victim", "V-1")])
    again = reopen(project)
    assert again.register.find("V-1").code == "V-1"
    assert again.register.search("EXAMPLE") == []
    again.close()


def test_what_an_opened_vault_gives_shows_no_name_by_itself(vault: Vault) -> None:
    vault.put_in("P-1", NAME, CONTACT)
    opened = vault.open("P-1", ALICE, "a test")
    assert "EXAMPLE" not in repr(opened) + repr(opened.entries) + repr(ALICE)
    assert "AGE-SECRET" not in repr(ALICE)


def test_a_fault_is_told_by_its_kind_alone() -> None:
    with pytest.raises(LayersError, match="KeyError") as told, without_names():
        raise KeyError(NAME)
    assert "EXAMPLE" not in str(told.value)
    assert told.value.__suppress_context__


# Files


@settings(max_examples=15)
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200), max_size=4),
    st.integers(1, MOST_RECIPIENTS),
)
def test_all_files_have_one_size(texts: list[str], count: int) -> None:
    keys = [identity() for _ in range(count)]
    sizes = set()
    for text in [*texts, "", "x" * ROOM]:
        data = text.encode()[:ROOM]
        sealed = seal(data, [one.public[0] for one in keys])
        sizes.add(len(sealed))
        opened = unseal(sealed, keys[-1].secret)
        assert opened is not None
        assert opened.rstrip(b" ") == data.rstrip(b" ")
    assert sizes == {SIZE}


def test_what_does_not_fit_is_refused_so_that_the_size_stays_one(project: Project, vault: Vault) -> None:
    vault.put_in("P-1", "Ї" * 1200)
    with pytest.raises(ProjectRefused, match="too long by"):
        vault.put_in("P-1", "Ї" * 2000)
    assert [path.stat().st_size for path in files_of(project)] == [SIZE]
    assert verify_project(project).ok


def test_any_age_program_reads_a_file(project: Project, vault: Vault, tmp_path: Path) -> None:
    vault.put_in("P-1", NAME, CONTACT)
    (path,) = files_of(project)
    pyrage.decrypt_file(str(path), str(tmp_path / "plain"), list(ALICE.secret))
    assert NAME in (tmp_path / "plain").read_text("utf-8")
    (tmp_path / "plain").unlink()


@on_both
def test_a_file_tells_neither_its_code_nor_its_name(project: Project, vault: Vault, proof: Proof) -> None:
    codes = [f"EX-KQZ-{number}" for number in range(6)]
    for code in codes:
        vault.put_in(code, NAME, CONTACT)
    vault.open(codes[0], ALICE, "a test")
    names = {path.name for path in files_of(project)}
    assert len(names) == 6
    assert readable_under(project.vault, words=codes) == []
    assert readable_under(project.folder) == []
    project.close()
    assert readable_under(project.folder) == []
    if project.encrypted:
        assert readable_under(project.folder, words=codes) == []
    proof("B5", "no file of the project holds a name of the vault", project.encrypted)


NOWHERE_ELSE = "жъґї"
"""Begins each name, so that none is by chance a word of the project's own, as "interviewee" is the name of a table."""


@settings(max_examples=8)
@given(
    st.text(LETTERS, min_size=6, max_size=56).map(NOWHERE_ELSE.__add__),
    st.text(LETTERS, min_size=6, max_size=196).map(NOWHERE_ELSE.__add__),
    st.sampled_from(ENGINES),
)
def test_a_name_occurs_in_no_file_of_the_project(
    tmp_path_factory: pytest.TempPathFactory, name: str, contact: str, engine: str
) -> None:
    project, vault = vault_of(tmp_path_factory.mktemp("any") / "v.taphos", engine, alice=ALICE)
    vault.put_in("P-1", name, contact)
    assert names_of(vault, "P-1", ALICE) == [name]
    vault.name_recipient("borys", BORYS.public[0], ALICE)
    assert readable_under(project.folder, words=(name, contact)) == []
    project.close()
    assert readable_under(project.folder, words=(name, contact)) == []


# Recipients


def test_recipients_are_signed_commits_of_public_keys(project: Project, vault: Vault) -> None:
    (alice,) = vault.recipients()
    assert (alice.name, alice.key, alice.by) == ("alice", ALICE.public[0], project.device.author)
    for wrong in ("age1qqq", "ssh-ed25519 AAAA", "", str(ALICE.secret[0])):
        with pytest.raises(RecipientRefused) as refused:
            vault.name_recipient("wrong", wrong)
        assert "SECRET-KEY-1" not in str(refused.value)
    for name, key in (("alice", BORYS.public[0]), ("borys", ALICE.public[0])):
        with pytest.raises(VaultRefused, match="already"):
            vault.name_recipient(name, key)
    assert public_key(f" {ALICE.public[0]}\n") == ALICE.public[0]


def test_a_new_recipient_opens_what_comes_and_is_told_how_much_stays_closed(project: Project, vault: Vault) -> None:
    for code in ("P-1", "P-2"):
        vault.put_in(code, NAME)
    changed = vault.name_recipient("borys", BORYS.public[0])
    assert (changed.files, changed.renewed, changed.left) == (2, 0, 2)
    vault.put_in("P-1", "EXAMPLE later")
    opened = vault.open("P-1", BORYS, "a test")
    assert ([one.name for one in opened.entries], opened.closed) == (["EXAMPLE later"], 1)
    with pytest.raises(IdentityRefused):
        vault.open("P-2", BORYS, "a test")
    assert verify_project(project).ok


@on_both
def test_with_a_key_a_new_recipient_opens_all(project: Project, vault: Vault) -> None:
    for code in ("P-1", "P-2"):
        vault.put_in(code, f"EXAMPLE {code}")
    before = set(files_of(project))
    changed = vault.name_recipient("borys", BORYS.public[0], ALICE)
    assert (changed.files, changed.renewed, changed.left) == (2, 2, 0)
    assert not before & set(files_of(project))
    for one in (ALICE, BORYS):
        assert names_of(vault, "P-1", one) == ["EXAMPLE P-1"]
    assert {path.stat().st_size for path in files_of(project)} == {SIZE}
    assert verify_project(project).ok


def test_a_removed_recipient_opens_nothing_that_was_encrypted_anew(project: Project, vault: Vault) -> None:
    vault.name_recipient("borys", BORYS.public[0])
    vault.put_in("P-1", NAME)
    copy = files_of(project)[0].read_bytes()
    without = vault.remove_recipient("borys")
    assert (without.renewed, without.left) == (0, 1)
    assert names_of(vault, "P-1", BORYS) == [NAME]
    vault.name_recipient("borys", BORYS.public[0])
    gone = vault.remove_recipient("borys", ALICE)
    assert (gone.renewed, gone.left) == (1, 0)
    with pytest.raises(IdentityRefused):
        vault.open("P-1", BORYS, "a test")
    assert names_of(vault, "P-1", ALICE) == [NAME]
    assert unseal(copy, BORYS.secret) is not None  # what they copied before, they can always read
    assert [one.name for one in vault.recipients()] == ["alice"]
    with pytest.raises(VaultRefused, match="last recipient"):
        vault.remove_recipient("alice", ALICE)
    with pytest.raises(VaultRefused, match="no recipient “nobody”"):
        vault.remove_recipient("nobody")
    assert verify_project(project).ok


def test_a_key_that_opens_a_part_renews_that_part(project: Project, vault: Vault) -> None:
    vault.put_in("P-1", NAME)
    vault.name_recipient("borys", BORYS.public[0])
    vault.put_in("P-2", NAME)
    third = identity()
    changed = vault.name_recipient("third", third.public[0], BORYS)
    assert (changed.files, changed.renewed, changed.left) == (2, 1, 1)
    assert names_of(vault, "P-2", third) == [NAME]
    assert names_of(vault, "P-1", ALICE) == [NAME]


def test_a_vault_has_as_many_recipients_as_fit(tmp_path: Path) -> None:
    everybody = {f"r{number}": identity() for number in range(MOST_RECIPIENTS)}
    project, vault = vault_of(tmp_path / "v.taphos", **everybody)
    vault.put_in("P-1", NAME)
    assert {tuple(names_of(vault, "P-1", one)) for one in everybody.values()} == {(NAME,)}
    with pytest.raises(VaultRefused, match="no more fit"):
        vault.name_recipient("more", identity().public[0])
    assert [path.stat().st_size for path in files_of(project)] == [SIZE]


@pytest.fixture
def second(project: Project, vault: Vault) -> Device:
    """A device that a lead enrolled, and that is none."""
    device = Device(Ed25519PrivateKey.generate(), "second")
    enrol(project, device.public_key, "second")
    return device


def test_whom_no_lead_named_no_name_is_encrypted_to(project: Project, vault: Vault, second: Device) -> None:
    """Whoever can write to the project, but is no lead, adds themselves in vain."""
    with closing(opened_by(project.folder, second)) as theirs:
        theirs.register.commit([ledger.naming(theirs.register, "borys", BORYS.public[0])])
        assert [one.name for one in Vault(theirs).recipients()] == ["alice"]
    assert [one.name for one in vault.recipients()] == ["alice"]
    other = Change(RECIPIENT, f"recipient:{BORYS.public[0]}", Operation.SET, after={"name": "b", "key": "age1wrong"})
    project.register.commit([other])
    assert [one.name for one in vault.recipients()] == ["alice"]


def test_a_device_that_is_no_leads_names_nobody(project: Project, vault: Vault, second: Device) -> None:
    with closing(opened_by(project.folder, second)) as theirs:
        their_vault = Vault(theirs)
        for call in (
            lambda: their_vault.name_recipient("x", identity().public[0]),
            lambda: their_vault.remove_recipient("alice"),
        ):
            with pytest.raises(VaultRefused, match="a lead's device"):
                call()
    assert [one.name for one in vault.recipients()] == ["alice"]


# Identities


def test_an_identity_file_is_made_read_and_kept_away_from_the_project(tmp_path: Path) -> None:
    path = tmp_path / "stick" / "key.txt"
    path.parent.mkdir()
    key = make_identity_file(path, "")
    assert read_identity_file(path, str).public == (key,)
    with pytest.raises(TaphosError, match="is there already"):
        make_identity_file(path, "")
    with pytest.raises(IdentityRefused, match="inside a project"):
        make_identity_file(tmp_path / "p.taphos" / "keys" / "key.txt", "")
    locked = tmp_path / "locked.age"
    key = make_identity_file(locked, "EXAMPLE words")
    assert b"SECRET" not in locked.read_bytes()
    assert read_identity_file(locked, lambda: "EXAMPLE words").public == (key,)
    with pytest.raises(IdentityRefused, match="passphrase"):
        read_identity_file(locked, lambda: "other words")


@pytest.mark.parametrize("text", [b"", b"# nothing\n", b"age1qqq", b"AGE-SECRET-KEY-1QQQ", b"\xff\xfe\x00"])
def test_what_is_no_identity_is_one_sentence_that_quotes_nothing(text: bytes) -> None:
    with pytest.raises(IdentityRefused) as refused:
        read_identity(text, str)
    assert "QQQ" not in str(refused.value)


def test_an_identity_file_may_hold_several_keys() -> None:
    text = f"# one\n{ALICE.secret[0]}\n\n  {BORYS.secret[0]}  \n".encode()
    assert read_identity(text, str).public == (*ALICE.public, *BORYS.public)


# Uniting


def _copy(project: Project, folder: Path) -> Project:
    project.close()
    shutil.copytree(project.folder, folder)
    return open_project(folder, PASSPHRASE if project.encrypted else None)


def _unite_journals(one: Project, other: Project) -> None:
    """Each journal hears what the other said of its vault."""
    for here, there in ((one, other), (other, one)):
        known = here.register.administrative(VAULT)
        new = {name: held for name, held in there.register.administrative(VAULT).items() if name not in known}
        here.register.commit([Change(VAULT, name, Operation.ADD, after=held) for name, held in new.items()])


def _contents(project: Project) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in files_of(project)}


codes = st.lists(st.sampled_from(["P-1", "P-2", "P-3"]), max_size=3)


@settings(max_examples=5, deadline=None)
@given(codes, codes, codes, st.sampled_from(["", "one", "both"]))
def test_two_laptops_vaults_unite_in_either_order(
    tmp_path_factory: pytest.TempPathFactory, before: list[str], ones: list[str], others: list[str], renewed: str
) -> None:
    folder = tmp_path_factory.mktemp("unite")
    first, vault = vault_of(folder / "one.taphos", alice=ALICE)
    for number, code in enumerate(before):
        vault.put_in(code, f"EXAMPLE before {number}")
    other = _copy(first, folder / "other.taphos")
    one = open_project(folder / "one.taphos")
    for project, mine, person in ((one, ones, BORYS), (other, others, identity())):
        if renewed == "both" or (renewed == "one" and project is one):
            Vault(project).name_recipient("more", person.public[0], ALICE)
        for number, code in enumerate(mine):
            Vault(project).put_in(code, f"EXAMPLE {project.folder.stem} {number}")
    _unite_journals(one, other)
    bring_files(one, other.vault)
    bring_files(other, one.vault)
    assert _contents(one) == _contents(other)
    assert bring_files(one, other.vault) == 0
    for code in {*before, *ones, *others}:
        assert names_of(Vault(one), code, ALICE) == names_of(Vault(other), code, ALICE)
    assert [verify_project(project).ok for project in (one, other)] == [True, True]
    for project in (one, other):
        project.close()


def test_what_two_laptops_wrote_unknown_to_each_other_is_shown_as_two(tmp_path: Path) -> None:
    first, vault = vault_of(tmp_path / "one.taphos", alice=ALICE)
    vault.put_in("P-1", "EXAMPLE before")
    other, one = _copy(first, tmp_path / "other.taphos"), open_project(tmp_path / "one.taphos")
    for project in (one, other):
        Vault(project).put_in("P-1", f"EXAMPLE {project.folder.stem}")
    _unite_journals(one, other)
    assert bring_files(one, other.vault) == 1
    assert sorted(names_of(Vault(one), "P-1", ALICE)) == ["EXAMPLE one", "EXAMPLE other"]
    Vault(one).put_in("P-1", "EXAMPLE decided")
    assert names_of(Vault(one), "P-1", ALICE) == ["EXAMPLE decided"]
    one.close()
    other.close()


def test_a_strange_file_is_not_brought(tmp_path: Path) -> None:
    first, vault = vault_of(tmp_path / "one.taphos", alice=ALICE)
    vault.put_in("P-1", NAME)
    (path,) = files_of(first)
    other = tmp_path / "other"
    other.mkdir()
    (other / path.name).write_bytes(path.read_bytes()[:-1] + b" ")
    path.unlink()
    assert bring_files(first, other) == 0
    assert files_of(first) == []
    (other / path.name).write_bytes(b"x" * 10)
    assert bring_files(first, other) == 0
    first.close()


@on_both
def test_what_was_taken_out_is_gone(project: Project, vault: Vault) -> None:
    vault.put_in("P-1", NAME)
    vault.put_in("P-2", "EXAMPLE other")
    assert vault.take_out("P-1", "consent withdrawn").commit
    assert len(files_of(project)) == 1
    with pytest.raises(VaultRefused):
        vault.open("P-1", ALICE, "a test")
    assert names_of(vault, "P-2", ALICE) == ["EXAMPLE other"]
    assert not vault.take_out("P-1", "again").commit
    assert verify_project(project).ok


@pytest.mark.parametrize("type_", ["missing_person", "victim", "practitioner"])
def test_erasing_a_person_takes_their_name_out(project: Project, vault: Vault, type_: str) -> None:
    project.register.commit([record(type_, "EX-1"), record(type_, "EX-2")])
    for code in ("EX-1", "EX-2"):
        vault.put_in(code, NAME)
    assert erase(project, project.register.find("EX-1"), Ground("consent withdrawn")).names == 1
    with pytest.raises(VaultRefused, match="holds nothing"):
        vault.open("EX-1", ALICE, "a test")
    assert names_of(vault, "EX-2", ALICE) == [NAME]
    assert verify_project(project).ok


def test_a_name_under_a_legal_hold_is_not_removed(project: Project, vault: Vault) -> None:
    project.register.commit([record("victim", "EX-1", legal_hold="EXAMPLE order 7")])
    vault.put_in("EX-1", NAME)
    with pytest.raises(VaultRefused, match="under a legal hold"):
        vault.take_out("EX-1", "a test")
    assert names_of(vault, "EX-1", ALICE) == [NAME]


def test_the_identity_of_another_project_is_told(project: Project, vault: Vault, tmp_path: Path) -> None:
    """An entry moved here from another project, journaled and all, is not believed."""
    elsewhere, other = vault_of(tmp_path / "elsewhere.taphos", alice=ALICE)
    other.put_in("P-1", NAME)
    (kept,) = other.files()
    shutil.copy(other.store.place(kept.file), vault.store.place(kept.file))
    project.register.commit([ledger.keeping(kept)])
    elsewhere.close()
    with pytest.raises(VaultRefused, match="holds the entry of another"):
        vault.open("P-1", ALICE, "a test")
