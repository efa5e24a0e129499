"""An anchor kept elsewhere finds a journal that was cut back or rewritten by whoever owns the disk."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from forensics.anchors import AnchorRefused, heads_hash, read_anchor, sign_anchor
from layers.anchoring import DOCUMENT, check_anchor, keep_beside, note_anchor, refuse_to_replace, take_anchor
from layers.checking import verify_project
from layers.devices import Device
from layers.enrolment import enrol
from layers.errors import ExportRefused, SourceRefused
from layers.project import KEYS, PASSPHRASE_KEY, REGISTER, new_project
from layers.register.enrolled import NotEnrolled
from layers.register.journal import ANCHOR
from tests.layers.projects import ENGINES, PASSPHRASE, closing, make, site
from tests.layers.tampering import behind_its_back, cut_off_the_newest, opened, opened_by, sign_newest_anew
from tests.tools.proofs import Proof

DEVICE = Device(Ed25519PrivateKey.from_private_bytes(bytes(range(32))), "test")
PROJECT = "edcb98bd-bee0-4436-a808-bf575d3541c9"
TIME = "2026-11-26T08:33:51.299907Z"
HASHES = st.text("0123456789abcdef", min_size=64, max_size=64)


@pytest.fixture(params=ENGINES)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    with closing(make(tmp_path / "anchored.taphos", request.param)) as project:
        for code in ("S-1", "S-2", "S-3"):
            project.register.commit([site(code)])
    return project.folder


@pytest.fixture
def anchor(folder: Path, tmp_path: Path) -> Path:
    """An anchor of all three sites, not entered into the journal."""
    with closing(opened(folder)) as project:
        return keep_beside(tmp_path / "day.pdf", take_anchor(project)).document


def problems(folder: Path, anchor: Path) -> list[str]:
    with closing(opened(folder)) as project:
        verdict = verify_project(project, anchor=anchor)
        assert verdict.ok == (not verdict.problems)
        return list(map(str, verdict.problems))


@given(st.lists(HASHES, min_size=1, max_size=5), st.randoms())
def test_an_anchor_is_read_as_it_was_signed_and_the_order_of_heads_is_nothing(heads: list[str], chance: object) -> None:
    anchor = sign_anchor(DEVICE.key, PROJECT, heads, TIME)
    assert read_anchor(b"\n" + anchor.to_bytes() + b"\r\n") == anchor
    assert sign_anchor(DEVICE.key, PROJECT, reversed(heads), TIME) == anchor
    assert heads_hash(heads) == heads_hash(reversed(heads))
    assert len(anchor.sha256) == 64


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_an_anchor_of_which_one_byte_is_other_is_refused_in_one_sentence(at: int, by: int) -> None:
    data = bytearray(sign_anchor(DEVICE.key, PROJECT, ["ab" * 32, "cd" * 32], TIME).to_bytes())
    data[at % len(data)] ^= by
    with pytest.raises(AnchorRefused) as refused:
        read_anchor(bytes(data))
    assert str(refused.value).count("\n") == 0


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff\xfe", b'{"kind": "taphos anchor", "format": 1}', b"0" * 99])
def test_what_is_no_anchor_is_refused(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(AnchorRefused):
        read_anchor(data)


def test_a_newer_format_and_a_key_of_another_name_are_refused() -> None:
    anchor = sign_anchor(DEVICE.key, PROJECT, ["ab" * 32], TIME)
    newer = orjson.loads(anchor.to_bytes()) | {"format": 2}
    with pytest.raises(AnchorRefused, match="format 2"):
        read_anchor(orjson.dumps(newer))
    with pytest.raises(AnchorRefused, match="is not as the device"):
        read_anchor(replace(anchor, device="0" * 32).to_bytes())


def test_the_journal_that_was_anchored_still_stands_after_more_was_written(folder: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "day.pdf"
    with closing(opened(folder)) as project:
        head = project.register.info().head
        taken = take_anchor(project)
        assert taken.anchor.heads == (head,)
        assert (taken.commits, taken.records) == (4, 3)
        document = keep_beside(sheet, taken).document
        note_anchor(project, sheet, taken)
        assert project.register.administrative(ANCHOR)[f"anchor:{taken.anchor.sha256}"]["heads"] == [head]
        with pytest.raises(ExportRefused, match="not written over another"):
            refuse_to_replace(sheet)
        project.register.commit([site("S-4")])
        found = check_anchor(project, document)
        assert found.problems == ()
        assert "is still there" in str(found.notes[0])
        assert verify_project(project, anchor=document).ok


def test_an_end_that_was_cut_off_with_its_traces_is_found(folder: Path, anchor: Path, proof: Proof) -> None:
    cut_off_the_newest(folder)
    with closing(opened(folder)) as project:
        assert verify_project(project).ok
    (named,) = problems(folder, anchor)
    assert "is not in the journal: it was cut back or rewritten" in named
    proof("B4", "the end cut off, against an anchor", named[:60])


def test_an_end_that_was_cut_off_and_grown_anew_by_the_same_device_is_found(folder: Path, anchor: Path) -> None:
    cut_off_the_newest(folder)
    with closing(opened(folder)) as project:
        project.register.commit([site("S-3B")])
        assert verify_project(project).ok
    assert "is not in the journal" in problems(folder, anchor)[0]


def test_a_commit_that_lacks_below_an_anchored_head_is_the_first_that_is_named(folder: Path, anchor: Path) -> None:
    name = "substr(hash, 1, 0) || number"
    behind_its_back(folder, f"UPDATE journal_commit SET hash = {name} WHERE number = 2")
    assert "which the anchor of" in problems(folder, anchor)[0]


def test_a_newest_commit_that_was_signed_anew_by_its_own_device_is_found(folder: Path, anchor: Path) -> None:
    with closing(opened(folder)) as project:
        device = project.device
    sign_newest_anew(folder, device, keep_name=True, zone="+09:00 JST")
    assert "is not in the journal" in problems(folder, anchor)[0]


def test_a_journal_that_was_written_anew_from_its_beginning_is_found(
    folder: Path, anchor: Path, tmp_path: Path, proof: Proof
) -> None:
    with closing(opened(folder)) as project:
        own = project.id
    encrypted = (folder / KEYS / PASSPHRASE_KEY).exists()
    passphrase = PASSPHRASE if encrypted else None
    other = new_project(tmp_path / "other.taphos", name="Contract", passphrase=passphrase, pack=None, device=DEVICE)
    with closing(other):
        other.register.commit([site("S-1"), site("S-2")])
    for path in folder.glob(f"{REGISTER}*"):
        path.unlink()
    shutil.copy(other.folder / REGISTER, folder / REGISTER)
    if encrypted:
        shutil.copy(other.folder / KEYS / PASSPHRASE_KEY, folder / KEYS / PASSPHRASE_KEY)
    with closing(opened_by(folder, DEVICE)) as project:
        assert project.id == own
        assert project.register.verify().ok
    named = problems(folder, anchor)
    assert "is not in the journal: it was cut back or rewritten" in named[0]
    assert "signed by a device that no lead enrolled" in named[1]
    proof("B4", "the whole journal written anew, against an anchor", named[0][:60])


def test_an_anchor_of_another_project_and_a_file_that_is_not_there_are_refused(folder: Path, tmp_path: Path) -> None:
    strange = tmp_path / f"strange{DOCUMENT}"
    strange.write_bytes(sign_anchor(DEVICE.key, PROJECT, ["ab" * 32], TIME).to_bytes())
    with closing(opened(folder)) as project:
        with pytest.raises(AnchorRefused, match="is of another project"):
            check_anchor(project, strange)
        with pytest.raises(SourceRefused, match="cannot be read"):
            check_anchor(project, tmp_path / "nothing.anchor.json")


def test_an_anchor_by_a_stranger_of_true_heads_is_named(folder: Path, tmp_path: Path) -> None:
    strange = tmp_path / f"strange{DOCUMENT}"
    with closing(opened(folder)) as project:
        heads = project.register.info().heads
        strange.write_bytes(sign_anchor(DEVICE.key, project.id, heads, TIME).to_bytes())
    assert "signed by a device that no lead enrolled" in problems(folder, strange)[0]


def test_who_is_not_enrolled_anchors_nothing(folder: Path) -> None:
    with closing(opened_by(folder, DEVICE)) as theirs, pytest.raises(NotEnrolled):
        take_anchor(theirs)
    with closing(opened(folder)) as lead:
        enrol(lead, DEVICE.public_key, "other")
    with closing(opened_by(folder, DEVICE)) as theirs:
        assert take_anchor(theirs).anchor.device == DEVICE.fingerprint
