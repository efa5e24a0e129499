"""Files that are nobody else's go with what is erased, copies too; what stays is told; a legal hold keeps all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forensics.catalogue import catalogue
from forensics.changes import Change, Operation
from forensics.ports import Found
from layers.backup.making import back_up
from layers.backup.restoring import restore
from layers.checking import verify_project
from layers.erasing_media import MEDIA, file_fields
from layers.erasure import HOLD, OnHold, erase
from layers.evidence import InMemory, store_of, take_in
from layers.evidence_store import LOCK
from layers.project import Project
from layers.register.erasing import Ground
from tests.layers.projects import ENGINES, PASSPHRASE, make, record

GROUND = Ground("asked to be forgotten")
OWN_FILES = [
    (kind.name, name)
    for kind in catalogue().types.values()
    for name in file_fields(kind)
    if kind.name in ("interview", "missing_person", "consent", "source")
]


@pytest.fixture(params=ENGINES)
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Project]:
    made = make(tmp_path / "erased.taphos", request.param)
    yield made
    made.close()


def taken(project: Project, *names: str) -> list[Found]:
    """Files taken in, each of bytes of its own."""
    files = take_in(project, [InMemory(f"{name}.txt", f"the bytes of {name}".encode()) for name in names]).files
    return [Found(MEDIA, one.media, code_of(project, one.media)) for one in files]


def code_of(project: Project, media: str) -> str:
    return str((project.register.values(MEDIA, media) or {})["code"])


def add(project: Project, type_: str, code: str, **values: Any) -> Found:
    change = record(type_, code, **values)
    project.register.commit([change])
    return Found(type_, change.record, code)


def edit(project: Project, media: Found, **values: Any) -> None:
    project.register.commit([Change(media.type, media.id, Operation.SET, after=values)])


def files(project: Project) -> int:
    return sum(path.is_file() and path.name != LOCK for path in project.evidence.rglob("*"))


def can_be_read(project: Project, media: Found) -> bool:
    original = project.register.original(media.id)
    assert original is not None
    return store_of(project).path_of(original) is not None and (original.key is not None or not project.encrypted)


def verified(project: Project) -> None:
    verdict = verify_project(project)
    assert verdict.ok, str(verdict.first)


def codes(found: tuple[Found, ...]) -> set[str]:
    return {one.code for one in found}


def test_the_fields_that_hold_files_are_told_from_their_declarations() -> None:
    assert {("interview", "recording"), ("missing_person", "media"), ("consent", "document"), ("source", "media")} == {
        *OWN_FILES
    }
    assert file_fields(catalogue()["custody"]) == ("receipt",), "what an event is about is no file of the event"


@pytest.mark.parametrize(("type_", "field"), OWN_FILES)
def test_files_that_a_record_names_itself_go_with_it_and_those_of_others_too_are_told(
    tmp_path: Path, type_: str, field: str
) -> None:
    project = make(tmp_path / "named.taphos", "encrypted")
    mine, shared = taken(project, "mine", "shared")
    person = add(project, type_, "A-1", **{field: [mine.id, shared.id]})
    other = add(project, type_, "A-2", **{field: [shared.id]})
    erased = erase(project, person, GROUND)
    assert codes(erased.records) == {"A-1", mine.code}
    assert (erased.files, files(project)) == (1, 1)
    assert [can_be_read(project, one) for one in (mine, shared)] == [False, True]
    assert codes(erased.left) == {shared.code}
    assert (project.register.values(type_, other.id) or {})[field] == [shared.id]
    verified(project)
    project.close()


def test_a_media_record_that_is_erased_itself_takes_its_file_and_a_backup_restores(
    project: Project, tmp_path: Path
) -> None:
    (mine,) = taken(project, "mine")
    grave = add(project, "source", "SO-1", media=[mine.id])
    edit(project, mine, sensitivity="restricted", restricted_subject=[grave.id])
    erased = erase(project, mine, GROUND)
    assert (erased.files, files(project), can_be_read(project, mine)) == (1, 0, False)
    assert codes(erased.left) == {"SO-1"}, "what names it is told"
    verified(project)
    back_up(project, tmp_path / "out.zip")
    assert restore(tmp_path / "out.zip", tmp_path / "again", lambda: PASSPHRASE).verdict.ok


def test_a_file_that_another_media_record_has_too_is_told(tmp_path: Path) -> None:
    project = make(tmp_path / "same.taphos")
    mine, other = taken(project, "mine", "other")
    digest = (project.register.values(MEDIA, mine.id) or {})["sha256"]
    twin = add(project, MEDIA, "M-77", sha256=digest, file="twin.txt", original_name="twin.txt")
    erased = erase(project, mine, GROUND)
    assert (erased.files, files(project)) == (0, 2)
    assert codes(erased.left) == {twin.code}
    assert can_be_read(project, other)
    verified(project)
    project.close()


def test_copies_of_what_is_erased_go_with_it_and_those_that_show_others_too_are_told(project: Project) -> None:
    photo, crop, smaller, shown = taken(project, "photo", "crop", "crop of the crop", "crop of another")
    person, grave = add(project, "interview", "IV-1"), add(project, "source", "SO-1")
    edit(project, photo, restricted_subject=[person.id])
    edit(project, crop, copy_of=photo.id)
    edit(project, smaller, copy_of=crop.id, review="voided")
    edit(project, shown, copy_of=photo.id, restricted_subject=[grave.id])
    erased = erase(project, person, GROUND)
    assert [can_be_read(project, one) for one in (photo, crop, smaller, shown)] == [False, False, False, True]
    assert (erased.files, codes(erased.left)) == (3, {shown.code})
    verified(project)


def test_who_made_a_photograph_of_nobody_is_erased_without_it(project: Project) -> None:
    (photo,) = taken(project, "photo")
    maker = add(project, "practitioner", "PE-1")
    edit(project, photo, made_by=maker.id)
    erased = erase(project, maker, GROUND)
    assert can_be_read(project, photo)
    assert codes(erased.left) == {photo.code}


@pytest.mark.parametrize("way", ["shown", "named", "copy"])
def test_what_is_evidence_of_a_record_on_hold_is_sealed_instead(project: Project, way: str) -> None:
    photo, crop = taken(project, "photo", "crop")
    order = "ICC-01/22, order of 3 May 2023 (EXAMPLE)"
    held = add(project, "interview", "IV-6", legal_hold=order, **({"recording": [photo.id]} if way == "named" else {}))
    if way != "named":
        edit(project, photo, restricted_subject=[held.id])
    edit(project, crop, copy_of=photo.id)
    asked = crop if way == "copy" else photo
    with pytest.raises(
        OnHold, match=f"{asked.code} is evidence of interview IV-6, which is under a legal hold .ICC-01"
    ):
        erase(project, asked, GROUND)
    assert can_be_read(project, photo)
    assert can_be_read(project, crop)
    assert (project.register.values(MEDIA, asked.id) or {})["sensitivity"] == "sealed"
    assert HOLD in (project.register.values("interview", held.id) or {})
    verified(project)
