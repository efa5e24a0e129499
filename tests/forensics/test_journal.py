"""The journal's arithmetic: canonical bytes, Merkle roots, signatures, classes of payloads, folded states."""

from __future__ import annotations

import hashlib
import os
from itertools import pairwise

import orjson
import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from forensics.catalogue import catalogue
from forensics.changes import Change, Edits, Operation, difference, inverse
from forensics.errors import ValueRefused
from forensics.fields import Sensitivity
from forensics.journal import (
    FORMAT,
    Header,
    JournalBroken,
    MerkleRoot,
    State,
    canonical_bytes,
    commit_hash,
    digest,
    fingerprint,
    record_hash,
    sign,
    signed_by,
)
from forensics.payloads import payloads_of

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
VALUES = st.recursive(
    st.one_of(TEXT, st.booleans(), st.integers(-(2**53) + 1, 2**53 - 1)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=4)),
    max_leaves=12,
)


@given(st.dictionaries(NAMES, VALUES, max_size=6))
def test_canonical_bytes_are_those_of_rfc_8785(payload: dict[str, object]) -> None:
    assert canonical_bytes(payload) == rfc8785.dumps(payload)  # type: ignore[arg-type]


@given(st.dictionaries(st.sampled_from(("code", "name", "found_how", "form")), VALUES), st.dictionaries(NAMES, VALUES))
def test_payloads_are_canonical_and_lose_nothing(after: dict[str, object], before: dict[str, object]) -> None:
    change = Change("site", 'x"y%b', Operation.SET, after=after, before=before)
    found = payloads_of(Edits.of([change, change]), catalogue()["site"], Sensitivity.PUBLIC)
    told: dict[str, dict[str, object]] = {"after": {}, "before": {}}
    for one in found:
        first, second = one.bodies
        payload = orjson.loads(first)
        assert first == second == rfc8785.dumps(payload)
        assert (payload["record"], payload["operation"], payload["type"]) == (change.record, "set", "site")
        for side, values in told.items():
            values |= payload.get(side, {})
    assert told == {"after": after, "before": before}


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "half \udfff of a pair"])
def test_nul_and_lone_surrogates_are_refused_at_the_door(text: str) -> None:
    with pytest.raises(ValueRefused):
        canonical_bytes({"note": [{"deep": text}]})


def test_a_backslash_before_u0000_is_no_nul() -> None:
    assert canonical_bytes({"note": "\\u0000"}) == b'{"note":"\\\\u0000"}'


def recursive_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, as it is written there."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    cut = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + recursive_root(leaves[:cut]) + recursive_root(leaves[cut:])).digest()


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=70))
def test_the_streamed_root_is_that_of_rfc_6962(leaves: list[bytes]) -> None:
    merkle = MerkleRoot()
    for leaf in leaves:
        merkle.add(leaf)
    assert merkle.root() == recursive_root(leaves)
    assert merkle.count == len(leaves)


def test_a_million_digests_need_twenty_places() -> None:
    merkle = MerkleRoot()
    for number in range(100_000):
        merkle.add(number.to_bytes(32, "big"))
    assert len(merkle._stack) <= 17


def header(**values: object) -> Header:
    standing = {
        "author": "PE-1", "device": "d", "time": "2026-01-01T00:00:00.000000Z", "zone": "+02:00 EET", "parents": (),
        "changes": 1, "leaves": 2, "root": "00",
    }  # fmt: skip
    return Header(**{**standing, **values})  # type: ignore[arg-type]


def test_a_header_comes_back_and_a_newer_format_is_refused() -> None:
    made = header(parents=("a", "b"))
    assert Header.from_bytes(made.to_bytes()) == made
    with pytest.raises(JournalBroken, match="reads up to 1"):
        Header.from_bytes(header(format=FORMAT + 1).to_bytes())
    with pytest.raises(JournalBroken):
        Header.from_bytes(b"{}")


@given(st.binary(min_size=1, max_size=200), st.integers(0, 10_000))
def test_a_signature_holds_for_its_bytes_and_no_other(data: bytes, place: int) -> None:
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    signature = sign(key, data)
    assert signed_by(public, data, signature)
    at = place % len(data)
    assert not signed_by(public, data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :], signature)
    assert not signed_by(os.urandom(32), data, signature)
    assert len(fingerprint(public)) == 32
    assert commit_hash(data) == hashlib.sha256(data).hexdigest()


def test_each_class_has_a_payload_of_its_own_and_a_records_class_makes_it_stricter() -> None:
    kind = catalogue()["site"]
    change = Change("site", "x", Operation.ADD, after={"code": "S-1", "name": "field", "found_how": "told"})
    edits = Edits.of([change])
    classes = {one.sensitivity: one.bodies[0] for one in payloads_of(edits, kind, Sensitivity.PUBLIC)}
    assert set(classes) == {Sensitivity.PUBLIC, Sensitivity.PARTNER, Sensitivity.RESTRICTED}
    assert b"told" in classes[Sensitivity.RESTRICTED]
    assert b"told" not in classes[Sensitivity.PUBLIC] + classes[Sensitivity.PARTNER]
    restricted = {one.sensitivity: one.bodies[0] for one in payloads_of(edits, kind, Sensitivity.RESTRICTED)}
    assert set(restricted) == {Sensitivity.PUBLIC, Sensitivity.RESTRICTED}
    assert b"S-1" not in restricted[Sensitivity.PUBLIC]


FIELDS = st.dictionaries(NAMES, VALUES, max_size=5)


@given(st.lists(FIELDS, min_size=1, max_size=6))
def test_folding_the_differences_gives_the_last_state_and_inverses_the_first(states: list[dict[str, object]]) -> None:
    changes = [Change("site", "x", Operation.ADD, after=states[0])]
    for before, after in pairwise(states):
        change = difference("site", "x", before, after)
        if change is not None:
            changes.append(change)
    folded = State("site")
    for number, change in enumerate(changes):
        folded.fold(str(number), digest(b"", bytes([number])), {"before": change.before, "after": change.after})
    assert folded.values == states[-1]
    for number, change in enumerate(reversed(changes[1:])):
        back = inverse(change)
        folded.fold(f"back {number}", b"", {"before": back.before, "after": back.after})
    assert folded.values == states[0]


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=8), st.randoms())
def test_a_records_hash_is_the_same_in_any_order_of_merging(digests: list[bytes], random: object) -> None:
    shuffled = list(digests)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert record_hash(shuffled) == record_hash(digests)


def test_what_is_not_here_is_noted_and_the_rest_stands() -> None:
    state = State("site")
    state.fold("1", b"a", {"after": {"code": "S-1"}})
    state.fold("2", b"b", None)
    assert (state.values, state.missing, state.commits) == ({"code": "S-1"}, True, ["1", "2"])
