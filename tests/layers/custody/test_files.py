"""A file of evidence has a custody from the moment that it is taken in, or is named as a gap for a court."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics.changes import Change, Operation
from layers.editing import keep, setting
from layers.evidence import InMemory, take_in
from layers.exports.custody_gaps import CustodyBroken
from layers.exports.exporting import export_records
from layers.project import Project
from tests.layers.custody.hands import do, holder, mission, of, standing, wrong
from tests.layers.projects import record


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """The sample and the artefact, which are none of this, are with somebody."""
    with mission(tmp_path, keys=False) as made:
        for item in ("EX-A-1", "EX-SA-1"):
            do(made, "collected", item, hour=1, to="PR-1")
        yield made


def enrolled(project: Project, *codes: str) -> None:
    rows = {"signing_keys": [{"fingerprint": project.device.fingerprint}]}
    for code in codes:
        project.register.commit([Change("practitioner", of(project, code).id, Operation.SET, after=rows)])


def test_a_file_that_nobody_is_said_to_have_is_a_gap_that_blocks_a_court_export(
    project: Project, tmp_path: Path
) -> None:
    media = take_in(project, [InMemory("statement.txt", b"EXAMPLE")]).files[0].code
    assert wrong(project, media) == [f"No custody of {media} is recorded."]
    with pytest.raises(CustodyBroken, match=f"No custody of {media} is recorded"):
        export_records(project, tmp_path / "court.gpkg", "court")
    enrolled(project, "PR-1")
    do(project, "collected", media, hour=2, to="PR-1")
    assert wrong(project) == []


def test_whose_key_the_device_signs_with_has_what_is_taken_in(project: Project) -> None:
    enrolled(project, "PR-2")
    files = [InMemory(f"{number}.txt", f"EXAMPLE {number}".encode()) for number in range(3)]
    taken = take_in(project, [*files, files[0]])
    for one in taken.files:
        assert holder(project, one.code) == "PR-2"
        assert standing(project, one.code).sha256 == one.sha256
        assert wrong(project, one.code) == []
    again = take_in(project, files)
    assert not again.receipt.commit
    assert [standing(project, one.code).number for one in taken.files] == [1] * 4


def test_who_has_the_file_may_be_said_and_is_not_guessed_of_two(project: Project) -> None:
    enrolled(project, "PR-1", "PR-2")
    nobody = take_in(project, [InMemory("a.txt", b"EXAMPLE a")]).files[0].code
    assert not standing(project, nobody).begun
    store = take_in(project, [InMemory("b.txt", b"EXAMPLE b")], by=of(project, "EX-STORE").id).files[0].code
    assert holder(project, store) == "EX-STORE"


@pytest.mark.parametrize("copy", ["working_copy", "redacted", "printed"])
def test_copies_and_scans_of_our_own_sheets_are_no_evidence_of_their_own(project: Project, copy: str) -> None:
    enrolled(project, "PR-1")
    original = take_in(project, [InMemory("a.txt", b"EXAMPLE a")]).files[0].media
    more = {"copy_kind": copy, **({"copy_of": original} if copy != "printed" else {})}
    made = take_in(project, [InMemory("b.txt", b"EXAMPLE b")], further=lambda held: more).files[0].code
    assert not standing(project, made).begun
    assert wrong(project, made) == []


def test_the_event_of_a_restricted_file_is_restricted(project: Project) -> None:
    enrolled(project, "PR-1")
    secret = {"sensitivity": "restricted"}
    media = take_in(project, [InMemory("a.txt", b"EXAMPLE a")], further=lambda held: secret).files[0].media
    [event] = project.register.referring(media, "media")
    values = project.register.values("custody", event.id) or {}
    assert values["sensitivity"] == "restricted"
    assert "hash_after" not in values, "what is erased with a person leaves no hash behind"


def test_the_first_event_of_a_file_that_is_classed_or_attached_later_holds_its_hash(project: Project) -> None:
    enrolled(project, "PR-1")
    files = [InMemory(f"{number}.txt", f"EXAMPLE {number}".encode()) for number in range(2)]
    typed, attached = take_in(project, files).files
    keep(project, setting(project, of(project, typed.code), {"sensitivity": "restricted"}))
    take_in(project, [files[1]], attach="EX-B-1")
    partner = take_in(project, [InMemory("p.txt", b"EXAMPLE p")], further=lambda held: {"sensitivity": "partner"})
    for one in (typed, attached, *partner.files):
        [event] = [found for found in project.register.referring(one.media, "media") if found.type == "custody"]
        assert (project.register.values("custody", event.id) or {})["hash_after"] == one.sha256
        assert wrong(project, one.code) == []


@pytest.mark.parametrize(("values", "told"), [
    ({"taken_at": "2024-05-02T10:00:00+03:00"}, False),
    ({"taken_at": "2024-04-30T10:00:00+03:00"}, True),
    ({"kind": "radiograph"}, False),
    ({}, True),
])  # fmt: skip
def test_a_later_picture_of_remains_that_were_lifted_is_no_photograph_of_a_grave(
    project: Project, values: dict[str, str], told: bool
) -> None:
    do(project, "collected", "EX-B-1", hour=1, to="PR-1")
    shown = {"media_type": "image/png", "sha256": "1" * 64, "subject": [of(project, "EX-B-1").id]}
    project.register.commit([record("media", "EX-M", file="x", copy_kind="original", **shown, **values)])
    assert any("is a photograph of a grave" in one for one in wrong(project, "EX-M")) is told
