"""An entry of the vault says what was written and who wrote it; which is in force follows from the set alone."""

from __future__ import annotations

import itertools
from dataclasses import replace

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from forensics.errors import ValueRefused
from forensics.vault import FORMAT, VaultEntry, VaultEntryBroken, entry_text, in_force, read_entry

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
ENTRY = VaultEntry("project", "e1", "EX-P-1", "2022-04-01T10:00:00.000000Z", "EX-PR-1", "device", "EXAMPLE Name", "EX")

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)


@given(texts, texts, st.lists(st.uuids().map(str), max_size=3, unique=True))
def test_what_is_written_is_read_and_known_to_be_its_writers(name: str, contact: str, followed: list[str]) -> None:
    entry = replace(ENTRY, name=name, contact=contact, supersedes=tuple(sorted(followed)))
    text = entry_text(entry, KEY)
    for filling in (b"", b" " * 500):
        signed = read_entry(text + filling)
        assert (signed.entry, signed.signed_by(PUBLIC), signed.signed_by(bytes(32))) == (entry, True, False)


@given(st.data())
def test_a_changed_letter_breaks_the_signature_or_the_entry(data: st.DataObject) -> None:
    text = entry_text(ENTRY, KEY)
    at = data.draw(st.integers(0, len(text) - 2))
    changed = text[:at] + bytes([text[at] ^ data.draw(st.integers(1, 255))]) + text[at + 1 :]
    try:
        signed = read_entry(changed)
    except VaultEntryBroken:
        return
    assert not signed.signed_by(PUBLIC) or signed.body == text.partition(b"\n")[0]


@pytest.mark.parametrize(
    "text", [b"", b"{}", b"[]\n00\n", b"null", b'{"name":"x"}\n00\n', b"\xff\xfe", entry_text(ENTRY, KEY) + b"more"]
)
def test_what_is_no_entry_is_said_in_one_sentence_that_quotes_nothing(text: bytes) -> None:
    with pytest.raises(VaultEntryBroken, match="is no entry"):
        read_entry(text)


def test_an_entry_of_a_newer_format_is_said_to_be_newer() -> None:
    body = orjson.dumps({"format": FORMAT + 1, "something": "new"})
    with pytest.raises(VaultEntryBroken, match="newer version"):
        read_entry(body + b"\n00\n")


def test_the_text_of_an_entry_shows_no_name() -> None:
    signed = read_entry(entry_text(ENTRY, KEY))
    for shown in (repr(ENTRY), str(ENTRY), repr(signed), str(signed)):
        assert "EXAMPLE" not in shown


@pytest.mark.parametrize("name", ["EXAMPLE\0Name", "EXAMPLE\ud800"])
def test_a_name_that_cannot_be_kept_is_refused_and_not_quoted(name: str) -> None:
    with pytest.raises(ValueRefused, match="character that cannot be kept") as refused:
        entry_text(replace(ENTRY, name=name), KEY)
    assert "EXAMPLE" not in str(refused.value)
    assert refused.value.__suppress_context__


@st.composite
def histories(draw: st.DrawFn) -> list[VaultEntry]:
    """Entries each of which follows some of those before it, as laptops that hear of each other write them."""
    made: list[VaultEntry] = []
    for number in range(draw(st.integers(0, 7))):
        followed = draw(st.sets(st.sampled_from([one.id for one in made]))) if made else set()
        hour = draw(st.integers(0, 9))
        at = f"2022-04-01T0{hour}:00:00.000000Z"
        made.append(replace(ENTRY, id=f"e{number}", at=at, supersedes=tuple(sorted(followed))))
    return made


@given(histories(), st.randoms(use_true_random=False), st.integers(0, 7))
def test_the_union_of_two_vaults_commutes(entries: list[VaultEntry], chance: object, cut: int) -> None:
    one, other = entries[:cut], entries[max(0, cut - 2) :]
    shuffled = list(entries)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert in_force([*one, *other]) == in_force([*other, *one]) == in_force(shuffled) == in_force(entries * 2)


@given(histories())
def test_what_is_in_force_was_followed_by_nothing_and_something_always_is(entries: list[VaultEntry]) -> None:
    standing = in_force(entries)
    assert bool(standing) == bool(entries)
    followed = set(itertools.chain.from_iterable(one.supersedes for one in entries))
    assert {one.id for one in standing} == {one.id for one in entries} - followed
    assert [one.at for one in standing] == sorted((one.at for one in standing), reverse=True)


def test_a_later_entry_wins_although_a_clock_went_backwards() -> None:
    late = replace(ENTRY, id="e2", at="2021-01-01T00:00:00.000000Z", supersedes=("e1",))
    assert in_force([ENTRY, late]) == [late]


def test_entries_that_follow_each_other_in_a_circle_are_all_shown() -> None:
    circle = [replace(ENTRY, supersedes=("e2",)), replace(ENTRY, id="e2", supersedes=("e1",))]
    assert len(in_force(circle)) == 2
