"""A passphrase is changed and a lost one replaced in one small file; fewer shares than are needed open nothing."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.errors import ProjectRefused
from layers.keys import unwrap_with_passphrase
from layers.project import KEYS, PASSPHRASE_KEY, open_project
from layers.recovery import RECOVERY_KEY, change_passphrase, has_recovery, recover, split_recovery
from layers.shares import WORDS, ShareRefused, join_shares, read_share, split_secret
from tests.layers.projects import PASSPHRASE, make, site
from tests.layers.vaults import readable
from tests.tools.proofs import Proof

NEW = "інша фраза, EXAMPLE"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = make(tmp_path_factory.mktemp("keys") / "p.taphos", "encrypted")
    project.register.commit([site("S-1")])
    project.close()
    return project.folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    import shutil

    return Path(shutil.copytree(made, tmp_path / "p.taphos"))


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def differing(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def opens(folder: Path, passphrase: str) -> bool:
    try:
        project = open_project(folder, passphrase)
    except ProjectRefused:
        return False
    found = project.register.find("S-1").code == "S-1"
    project.close()
    return found


def test_a_new_passphrase_writes_one_small_file_and_the_old_one_opens_nothing(folder: Path, proof: Proof) -> None:
    before = bytes_of(folder)
    key = unwrap_with_passphrase(folder / KEYS / PASSPHRASE_KEY, PASSPHRASE)
    change_passphrase(folder, PASSPHRASE, NEW)
    changed = differing(before, bytes_of(folder))
    assert changed == {f"{KEYS}/{PASSPHRASE_KEY}"}
    assert (folder / KEYS / PASSPHRASE_KEY).stat().st_size < 1000
    assert unwrap_with_passphrase(folder / KEYS / PASSPHRASE_KEY, NEW) == key
    assert (opens(folder, PASSPHRASE), opens(folder, NEW)) == (False, True)
    proof("B", "a new passphrase rewrites one small file", ", ".join(changed))


@pytest.mark.parametrize(("old", "new", "said"), [("wrong", NEW, "does not open"), (PASSPHRASE, "", "is empty")])
def test_what_is_refused_changes_nothing(folder: Path, old: str, new: str, said: str) -> None:
    before = bytes_of(folder)
    with pytest.raises(ProjectRefused, match=said):
        change_passphrase(folder, old, new)
    assert bytes_of(folder) == before


def test_a_plain_project_has_no_keys(tmp_path: Path) -> None:
    make(tmp_path / "plain.taphos").close()
    for call in (
        lambda: change_passphrase(tmp_path / "plain.taphos", "x", "y"),
        lambda: split_recovery(tmp_path / "plain.taphos", "x", 3, 2),
        lambda: recover(tmp_path / "plain.taphos", [], "y"),
    ):
        with pytest.raises(ProjectRefused, match="not encrypted"):
            call()


def test_as_many_shares_as_are_needed_open_the_project(folder: Path, proof: Proof) -> None:
    assert not has_recovery(folder)
    lines = split_recovery(folder, PASSPHRASE, 5, 3)
    assert has_recovery(folder)
    before = bytes_of(folder)
    recover(folder, [read_share(line.upper() + "  ") for line in random.Random(1).sample(lines, 3)], NEW)
    assert differing(before, bytes_of(folder)) == {f"{KEYS}/{PASSPHRASE_KEY}"}
    assert (opens(folder, PASSPHRASE), opens(folder, NEW)) == (False, True)
    for line in lines:
        words = " ".join(line.split()[5:9])
        assert not any(readable(data, [words]) for data in bytes_of(folder).values())
    proof("B", "any 3 of 5 shares open the project", "3 of 5")


def test_fewer_shares_open_nothing(folder: Path) -> None:
    lines = split_recovery(folder, PASSPHRASE, 4, 3)
    before = bytes_of(folder)
    for chosen in itertools.combinations(lines, 2):
        with pytest.raises(ShareRefused, match="3 shares are needed; 2 were given"):
            recover(folder, [read_share(line) for line in chosen], NEW)
    with pytest.raises(ShareRefused, match="given twice"):
        recover(folder, [read_share(line) for line in (lines[0], lines[1], lines[1])], NEW)
    assert bytes_of(folder) == before


def test_new_shares_take_the_place_of_those_before(folder: Path) -> None:
    before, now = split_recovery(folder, PASSPHRASE, 2, 2), split_recovery(folder, PASSPHRASE, 2, 2)
    with pytest.raises(ProjectRefused, match="replaced by a newer one"):
        recover(folder, [read_share(line) for line in before], NEW)
    with pytest.raises(ShareRefused, match="not of one recovery key"):
        recover(folder, [read_share(before[0]), read_share(now[1])], NEW)
    recover(folder, [read_share(line) for line in now], NEW)
    assert opens(folder, NEW)


def test_shares_outlive_a_new_passphrase(folder: Path) -> None:
    lines = split_recovery(folder, PASSPHRASE, 3, 2)
    change_passphrase(folder, PASSPHRASE, "and forgotten")
    recover(folder, [read_share(line) for line in lines[1:]], NEW)
    assert opens(folder, NEW)


def test_a_project_without_a_recovery_key_says_so(folder: Path) -> None:
    with pytest.raises(ProjectRefused, match="has no recovery key"):
        recover(folder, [], NEW)


@pytest.mark.parametrize("harm", ["{", "{}", '{"salt": "", "nonce": "", "wrapped": ""}', "[]"])
def test_a_damaged_key_file_is_one_sentence(folder: Path, harm: str) -> None:
    lines = split_recovery(folder, PASSPHRASE, 2, 2)
    (folder / KEYS / RECOVERY_KEY).write_text(harm)
    with pytest.raises(ProjectRefused):
        recover(folder, [read_share(line) for line in lines], NEW)


@pytest.mark.parametrize(("shares", "needed"), [(1, 1), (3, 1), (2, 3), (17, 3), (0, 0), (3, -1)])
def test_numbers_that_make_no_sense_are_refused(folder: Path, shares: int, needed: int) -> None:
    with pytest.raises(ShareRefused, match="cannot be needed"):
        split_recovery(folder, PASSPHRASE, shares, needed)
    assert not has_recovery(folder)


# Shares


@settings(max_examples=20)
@given(st.binary(min_size=32, max_size=32), st.integers(2, 16), st.data())
def test_any_of_the_shares_that_are_needed_give_the_secret_back(
    secret: bytes, shares: int, data: st.DataObject
) -> None:
    needed = data.draw(st.integers(2, shares))
    lines = split_secret(secret, shares, needed)
    chosen = data.draw(st.permutations(lines))
    assert len(set(lines)) == shares
    assert join_shares([read_share(line) for line in chosen[:needed]]) == secret
    assert join_shares([read_share(line) for line in chosen]) == secret
    with pytest.raises(ShareRefused):
        join_shares([read_share(line) for line in chosen[: needed - 1]])


@settings(max_examples=30)
@given(st.integers(0, WORDS - 1), st.data())
def test_a_mistyped_share_is_one_sentence_that_quotes_no_word(at: int, data: st.DataObject) -> None:
    from shamir_mnemonic.wordlist import WORDLIST

    words = split_secret(bytes(range(32)), 3, 2)[0].split()
    right = words[at]
    words[at] = data.draw(st.sampled_from([*[word for word in WORDLIST if word != right][:200], "xyzzy", right + "s"]))
    with pytest.raises(ShareRefused) as refused:
        read_share(" ".join(words))
    assert "\n" not in str(refused.value)
    assert words[at] not in str(refused.value).split()
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


@pytest.mark.parametrize("text", ["", "academic", " ".join(["academic"] * 34)])
def test_a_share_has_its_number_of_words(text: str) -> None:
    with pytest.raises(ShareRefused, match="has 33 words"):
        read_share(text)
