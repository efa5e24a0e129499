"""Originals are taken in once, recorded in one commit, attached where they may be, and given back as they came."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics.changes import Change, Operation
from forensics.errors import RecordRefused, UnknownName
from forensics.identifiers import new_id
from forensics.ports import Query
from layers.checking import verify_project
from layers.editing import adding, keep, setting, voiding
from layers.errors import Cancelled, ProjectRefused, SourceRefused
from layers.evidence import InMemory, Intake, Outcome, open_evidence, store_of, take_in
from layers.evidence_recording import Arrived, Recording
from layers.evidence_store import EvidenceMissing
from layers.exif import Exif
from layers.language import Translator
from layers.project import Project
from tests.layers import pictures as made
from tests.layers.projects import ENGINES, make, record, reopen, site
from tests.tools.proofs import Proof

PHOTO = made.jpeg(made.tiff({made.MAKE: "EX Optics"}, {made.TAKEN: "2022:04:03 10:11:12"}, made.KHARKIV))


@pytest.fixture(params=ENGINES)
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Project]:
    made_here = make(tmp_path / "evidence.taphos", request.param)
    yield made_here
    made_here.close()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "EX-1.jpg"
    path.write_bytes(PHOTO)
    return path


def files_of(project: Project) -> list[Path]:
    return sorted(path for path in project.evidence.rglob("*") if path.is_file() and path.name != ".taking")


def media_of(project: Project) -> list[dict[str, object]]:
    return [dict(values) for values in project.register.select(Query("media", voided=True))]


def read_back(project: Project, media: str) -> bytes:
    with open_evidence(project, media) as file:
        return file.read()


def test_an_original_is_recorded_and_given_back_as_it_came(project: Project, photo: Path) -> None:
    before = (photo.stat().st_mtime_ns, photo.read_bytes())
    (taken,) = take_in(project, [photo], reason="from the camera").files
    (held,) = media_of(project)
    assert (taken.outcome, taken.problems, taken.code) == (Outcome.NEW, (), held["code"])
    assert held["sha256"] == hashlib.sha256(PHOTO).hexdigest()
    assert (held["bytes"], held["media_type"], held["original_name"]) == (len(PHOTO), "image/jpeg", "EX-1.jpg")
    assert (held["kind"], held["taken_at_written"], held["made_with"]) == ("photo", "2022:04:03 10:11:12", "EX Optics")
    assert read_back(project, taken.media) == PHOTO
    assert (photo.stat().st_mtime_ns, photo.read_bytes()) == before
    again = reopen(project)
    try:
        assert read_back(again, taken.media) == PHOTO
        assert verify_project(again).ok
    finally:
        again.close()


def test_a_plain_original_lies_under_its_sha256(tmp_path: Path, photo: Path) -> None:
    project = make(tmp_path / "p.taphos")
    take_in(project, [photo])
    name = hashlib.sha256(PHOTO).hexdigest()
    assert files_of(project) == [project.evidence / name[:2] / name]
    assert files_of(project)[0].read_bytes() == PHOTO
    project.close()


def test_one_call_is_one_commit(project: Project, photo: Path) -> None:
    head = project.register.info().head
    done = take_in(project, [photo, *(InMemory(f"{at}.txt", b"page %d" % at) for at in range(5))])
    assert len({one.code for one in done.files}) == 6
    assert done.receipt.commit == project.register.info().head != head
    project.register.undo()
    assert [values["review"] for values in media_of(project)] == ["voided"] * 6


def test_the_same_file_is_one_file_and_one_record(project: Project, photo: Path) -> None:
    first = take_in(project, [photo, InMemory("copy.jpg", PHOTO)])
    second = take_in(project, [InMemory("another name.jpg", PHOTO)])
    assert [one.outcome for one in (*first.files, *second.files)] == [Outcome.NEW, Outcome.HERE, Outcome.HERE]
    assert len({one.media for one in (*first.files, *second.files)}) == 1
    again = take_in(project, [InMemory("another name.jpg", PHOTO), photo])
    assert (len(files_of(project)), len(media_of(project)), again.receipt.commit) == (1, 1, "")
    [held] = media_of(project)
    assert [row["name"] for row in held["received_again"]] == ["copy.jpg", "another name.jpg"], "every name is kept"


def test_every_file_that_comes_empty_is_recorded_with_its_name(project: Project) -> None:
    names = ["first.jpg", "second.jpg", "third.pdf", "third.pdf"]
    done = take_in(project, [InMemory(name, b"") for name in names])
    [held] = media_of(project)
    assert [held["original_name"], *(row["name"] for row in held["received_again"])] == names
    assert all("eceived empty" in str(one.problems[0]) for one in done.files)
    later = take_in(project, [InMemory("fourth.jpg", b""), InMemory("first.jpg", b"")])
    [held] = media_of(project)
    assert [row["name"] for row in held["received_again"]][-1] == "fourth.jpg"
    assert [bool(one.problems) for one in later.files] == [True, True]
    assert verify_project(project).ok


def test_evidence_is_never_refused_for_what_it_is(project: Project) -> None:
    done = take_in(
        project,
        [
            InMemory("empty.jpg", b""),
            InMemory("not_photo.jpg", b"a\n"),
            InMemory("damaged.jpg", made.jpeg(b"not a TIFF structure")),
        ],
    )
    problems = [values["file_problem"] for values in sorted(media_of(project), key=lambda one: str(one["code"]))]
    assert problems == [
        "Received empty: it holds no byte.",
        "Its name ends in .jpg, but it holds text/plain.",
        "Its EXIF cannot be read.",
    ]
    assert all(one.problems for one in done.files)
    assert read_back(project, done.files[0].media) == b""
    assert verify_project(project).ok


def test_real_photographs_are_kept_whatever_is_in_them(project: Project, shared_data: Path, proof: Proof) -> None:
    photos = sorted((shared_data / "photo").glob("*.jpg"))
    done = take_in(project, photos)
    assert [one.outcome for one in done.files] == [Outcome.NEW] * len(photos)
    for path, one in zip(photos, done.files, strict=True):
        assert read_back(project, one.media) == path.read_bytes()
    placed = [values for values in media_of(project) if "place" in values]
    assert len(placed) == 5
    assert verify_project(project).ok
    proof("B1", "real photographs come back byte for byte", f"{len(photos)} of {len(photos)}")


def test_what_no_rule_lets_stand_is_left_out_and_said(project: Project) -> None:
    """Tags are read with care; should one pass that a rule refuses, the file is kept all the same."""
    with Intake(store_of(project)) as intake:
        received = intake.receive_bytes(PHOTO, new_id())
        tags = Exif(make="EX Optics", direction=400.0, direction_north="true")
        work = Recording(project, intake, {}, str)
        one = Arrived(InMemory("EX-1.jpg", PHOTO), "EX-1.jpg", received, tags, "image/jpeg", ())
        intake.commit(work.changes([one]))
    (held,) = media_of(project)
    assert ("azimuth" in held, held["made_with"]) == (False, "EX Optics")
    assert "400" in str(held["file_problem"])
    assert work.taken[0].problems


def test_what_is_wrong_is_recorded_in_the_language_asked_for(project: Project) -> None:
    take_in(project, [InMemory("empty.jpg", b"")], words=Translator("uk"))
    assert media_of(project)[0]["file_problem"] == "Отримано порожнім: у файлі немає жодного байта."


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_name_that_is_no_text_is_kept_as_numbers(project: Project, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xd4\xee\xf2\xee.txt"))
    path.write_bytes(b"named on another system")
    take_in(project, [path])
    assert media_of(project)[0]["original_name"] == "\\xd4\\xee\\xf2\\xee.txt"


# Attaching


def test_what_it_shows_stands_in_the_right_field(project: Project, photo: Path) -> None:
    project.register.commit([site("S-1"), record("interview", "IV-1", interviewee_code="P-1")])
    take_in(project, [photo], attach="S-1")
    take_in(project, [InMemory("sound.mp3", b"ID3\x03...")], attach="interview/IV-1")
    shown, told = sorted(media_of(project), key=lambda one: str(one["code"]))
    assert (shown["subject"], shown.get("sensitivity")) == ([project.register.find("S-1").id], None)
    assert (told["restricted_subject"], told["sensitivity"]) == ([project.register.find("IV-1").id], "restricted")


def test_a_file_that_is_here_is_attached_too(project: Project, photo: Path) -> None:
    project.register.commit([site("S-1"), site("S-2")])
    take_in(project, [photo], attach="S-1")
    (taken,) = take_in(project, [photo], attach="S-2").files
    (held,) = media_of(project)
    assert taken.outcome is Outcome.HERE
    assert held["subject"] == [project.register.find(code).id for code in ("S-1", "S-2")]
    assert take_in(project, [photo], attach="S-2").receipt.commit == ""
    voiding(project, project.register.find(taken.code), "seen twice")
    (again,) = take_in(project, [photo], attach="S-1").files
    assert again.voided
    assert "is voided" in str(again.problems[0])


@pytest.mark.parametrize("type_", ["incident", "victim"])
def test_nothing_is_attached_to_sexual_violence(project: Project, photo: Path, type_: str, proof: Proof) -> None:
    incident = record("incident", "I-1", category="sexual_violence")
    victim = record("victim", "V-1", incidents=[incident.record], acts=["sexual_violence"])
    project.register.commit([incident, victim])
    head = project.register.info().head
    with pytest.raises(RecordRefused) as refused:
        take_in(project, [photo], attach="I-1" if type_ == "incident" else "V-1")
    assert "could expose a survivor" in str(refused.value)
    assert (project.register.info().head, files_of(project)) == (head, [])
    proof("A6", f"a medium attached to sexual violence is refused ({type_})", str(refused.value)[:60])


def test_nothing_that_is_here_is_attached_to_sexual_violence(project: Project, photo: Path) -> None:
    project.register.commit([record("incident", "I-1", category="sexual_violence")])
    (taken,) = take_in(project, [photo]).files
    with pytest.raises(RecordRefused):
        take_in(project, [photo], attach="I-1")
    edit = setting(project, project.register.find(taken.code), {"subject": "I-1"})
    assert edit.refusal is not None
    assert read_back(project, taken.media) == PHOTO


def test_a_record_that_is_not_there_is_refused_before_anything_is_read(project: Project, photo: Path) -> None:
    with pytest.raises(UnknownName):
        take_in(project, [photo], attach="S-none")
    assert (files_of(project), media_of(project)) == ([], [])


# All or nothing


def test_what_cannot_be_read_is_refused_and_nothing_is_taken_in(project: Project, photo: Path, tmp_path: Path) -> None:
    for wrong, said in ((tmp_path, "is a folder"), (tmp_path / "nothing.jpg", "There is no file")):
        with pytest.raises(SourceRefused, match=said):
            take_in(project, [photo, wrong])
    assert (files_of(project), media_of(project)) == ([], [])


def test_stopping_leaves_nothing(project: Project, tmp_path: Path) -> None:
    large = tmp_path / "large.bin"
    with large.open("wb") as file:
        file.truncate(8 << 20)
    told = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if done >= 3 << 20:
            raise Cancelled()

    with pytest.raises(Cancelled):
        take_in(project, [InMemory("first.txt", b"first"), large], progress=stop)
    assert told[-1] == (5 + (3 << 20), 5 + (8 << 20))
    assert (files_of(project), media_of(project)) == ([], [])
    assert verify_project(project).ok


@pytest.mark.skipif(os.name == "nt", reason="no limit of a file's size there")
def test_a_disk_that_takes_no_more_is_one_sentence(project: Project, tmp_path: Path) -> None:
    import resource

    large = tmp_path / "large.bin"
    with large.open("wb") as file:
        file.truncate(40 << 20)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20 << 20, before[1]))
    try:
        with pytest.raises(ProjectRefused, match="cannot be written to: File too large"):
            take_in(project, [large])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (files_of(project), media_of(project)) == ([], [])
    assert verify_project(project).ok


def test_two_intakes_do_not_meet(project: Project, photo: Path) -> None:
    with Intake(store_of(project)) as intake, photo.open("rb") as source:
        intake.receive(source, "00000000-0000-7000-8000-000000000001")
        with pytest.raises(ProjectRefused, match="try again in a moment"):
            take_in(project, [InMemory("other.txt", b"other")])
        store_of(project).clear_leftovers()
        assert len(files_of(project)) == 1  # another opening leaves alone what is being taken in
    assert files_of(project) == []


# A program's own pictures, in its own commit


def test_files_may_be_received_while_the_commit_is_written(project: Project) -> None:
    data = {f"EX-M-{number}": b"picture %d" % number for number in range(40)}
    with Intake(store_of(project)) as intake:

        def changes() -> Iterator[Change]:
            for number, (code, held) in enumerate(data.items()):
                media = f"00000000-0000-7000-8000-{number:012}"
                received = intake.receive_bytes(held, media)
                after = {"code": code, "sha256": received.sha256, "bytes": received.size, "file": code}
                yield Change("media", media, Operation.ADD, after=after)

        receipt = intake.commit(changes(), "generated")
    assert receipt.count == 2 * len(data)
    found = {original.code: original for original in project.register.originals()}
    assert {code: read_back(project, found[code].media) for code in data} == data
    assert verify_project(project).ok


# Records without their file


def test_a_record_without_a_file_is_absent_and_not_wrong_until_the_file_comes(project: Project) -> None:
    edit = adding(project, "media", {"sha256": hashlib.sha256(PHOTO).hexdigest(), "file": "not sent yet"})
    keep(project, edit)
    verdict = verify_project(project)
    assert (verdict.ok, verdict.absent) == (True, 1)
    with pytest.raises(EvidenceMissing):
        open_evidence(project, edit.record)
    (taken,) = take_in(project, [InMemory("at last.jpg", PHOTO)]).files
    assert (taken.outcome, taken.media) == (Outcome.BROUGHT, edit.record)
    assert read_back(project, edit.record) == PHOTO
    verdict = verify_project(project)
    assert (verdict.ok, verdict.absent, verdict.checked["files"]) == (True, 0, 1)


@pytest.mark.parametrize("harm", ["missing", "damaged"])
def test_a_file_that_was_lost_is_brought_back_from_its_original(project: Project, photo: Path, harm: str) -> None:
    (taken,) = take_in(project, [photo]).files
    (path,) = files_of(project)
    if harm == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert not verify_project(project).ok
    head = project.register.info().head
    (again,) = take_in(project, [photo]).files
    assert (again.outcome, again.media, project.register.info().head) == (Outcome.BROUGHT, taken.media, head)
    assert files_of(project) == [path]
    assert verify_project(project).ok
