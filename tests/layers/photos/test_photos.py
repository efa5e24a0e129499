"""The photo log, the clocks of cameras, and working copies; originals are only read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.photos.painting import mark_photo, read_upright
from forensics.errors import RecordRefused, ValueRefused
from forensics.ports import Found
from layers.checking import verify_project
from layers.evidence import Outcome, open_evidence
from layers.photos.clocks import Clock, offset_between, set_clock
from layers.photos.log import ASKED, Photo, answer, log_of, take_in_photos
from layers.photos.working import Mark, keep_working_copy, millimetres, read_marks
from layers.project import Project
from tests.counts import count
from tests.layers.photos.cameras import broken, photo, picture, written
from tests.layers.projects import ENGINES, closing, make, record
from tests.tools.proofs import Proof

MARKS = [
    Mark("scale", ((4.0, 40.0), (24.0, 40.0)), length_mm=100),
    Mark("measure", ((4.0, 10.0), (14.0, 10.0))),
    Mark("arrow", ((30.0, 30.0), (50.0, 20.0))),
    Mark("box", ((5.0, 5.0), (20.0, 20.0))),
    Mark("text", ((30.0, 10.0),), text="EXAMPLE"),
]


@pytest.fixture(params=ENGINES)
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Project]:
    with closing(make(tmp_path / "photos.taphos", request.param)) as made:
        made.register.commit([record("site", "S-1"), record("case", "S-1-001B", remains_class="body")])
        yield made


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Project]:
    with closing(make(tmp_path / "plain.taphos")) as made:
        made.register.commit([record("site", "S-1"), record("case", "S-1-001B", remains_class="body")])
        yield made


def site(project: Project) -> Found:
    return project.register.find("S-1")


def one(project: Project, name: str) -> Photo:
    [found] = [photo for photo in log_of(project, site(project)) if photo.name == name]
    return found


def original(project: Project, media: str) -> bytes:
    with open_evidence(project, media) as file:
        return file.read()


def test_a_photograph_is_numbered_on_and_its_tags_are_read(project: Project, tmp_path: Path) -> None:
    files = [written(tmp_path, f"IMG_{number}.jpg", photo(number)) for number in range(2)]
    take_in_photos(project, site(project), files[:1], Clock(0, "+03:00"))
    take_in_photos(project, site(project), files[1:])
    first, second = log_of(project, site(project))
    assert [first.number, second.number] == ["S-1-1", "S-1-2"]
    assert first.taken_at == "2026-05-01T08:00:00+03:00"
    assert second.taken_at == "2026-05-01T08:00:01+03:00"  # the clock of its camera on that day is known
    assert (first.camera, first.accuracy_m, first.azimuth, first.north) == ("EXAMPLE EX-1", 3.5, 0, "true")
    assert first.placed
    assert first.asks == ASKED


def test_a_clock_is_set_once_for_all_photographs_of_a_camera_on_a_day_and_no_others(
    plain: Project, tmp_path: Path
) -> None:
    names = {"a": {}, "b": {}, "other-camera": {"camera": "EX-2"}, "other-day": {"day": "2026:05:02"}}
    files = [written(tmp_path, name, photo(at, **more)) for at, (name, more) in enumerate(names.items())]
    take_in_photos(plain, site(plain), files)
    assert {photo.taken_at for photo in log_of(plain, site(plain))} == {""}
    ahead = offset_between("2026-05-01T08:01:30+03:00", "2026-05-01T08:00:00+03:00")
    done = set_clock(plain, [one(plain, "a").media], Clock(ahead, "+03:00"))
    assert len(done.photos) == 2
    assert one(plain, "a").taken_at == "2026-05-01T07:58:30+03:00"
    assert (one(plain, "b").clock_s, one(plain, "other-day").clock_s) == (90, None)
    again = set_clock(plain, [one(plain, "b").media], Clock(60))
    assert len(again.photos) == 2
    assert one(plain, "a").taken_at == "2026-05-01T07:59:00+03:00"
    held = plain.register.values("media", one(plain, "a").media) or {}
    assert held["taken_at_written"].startswith("2026:05:01 08:00:00")  # the file's own reading stays
    plain.register.undo(again.receipt.commit)
    assert one(plain, "a").taken_at == "2026-05-01T07:58:30+03:00"


def test_a_time_without_a_zone_stays_open_until_somebody_says_it(plain: Project, tmp_path: Path) -> None:
    take_in_photos(plain, site(plain), [written(tmp_path, "a.jpg", photo(1))])
    done = set_clock(plain, [one(plain, "a.jpg").media], Clock(30))
    assert (done.photos, len(done.open)) == ((), 1)
    for wrong in ("+3", "EEST", "+15:00"):
        with pytest.raises(ValueRefused, match="no offset from UTC"):
            Clock(0, wrong)
    take_in_photos(plain, site(plain), [written(tmp_path, "b.jpg", picture(3))])
    with pytest.raises(ValueRefused, match="names its camera"):
        set_clock(plain, [one(plain, "b.jpg").media], Clock(0, "Z"))


def test_the_log_asks_for_board_scale_and_north_until_it_is_answered(plain: Project, tmp_path: Path) -> None:
    take_in_photos(plain, site(plain), [written(tmp_path, f"{at}.jpg", photo(at)) for at in range(3)])
    photos = log_of(plain, site(plain))
    case = plain.register.find("S-1-001B")
    answered = answer(
        plain,
        [photo.media for photo in photos[:2]],
        {"case_board": "yes", "scale_bar": "no", "north_arrow": "yes"},
        case,
    )
    assert answered.count == 2
    assert [photo.asks for photo in log_of(plain, site(plain))] == [(), (), ASKED]
    assert log_of(plain, site(plain))[0].shows == ("S-1", "S-1-001B")
    with pytest.raises(ValueRefused, match="is not one of"):
        answer(plain, [photos[0].media], {"caption": "x"})


def test_a_photograph_of_a_case_stands_in_the_log_of_its_grave_and_a_signed_receipt_does_not(
    plain: Project, tmp_path: Path
) -> None:
    from layers.evidence import take_in

    grave = site(plain).id
    plain.register.commit([record("case", "S-1-002B", site=grave), record("custody", "CU-1", item=grave)])
    take_in(plain, [written(tmp_path, "bones.jpg", photo(4))], attach="case/S-1-002B")
    take_in(plain, [written(tmp_path, "receipt.jpg", photo(5))], attach="custody/CU-1")
    assert [photo.name for photo in log_of(plain, site(plain))] == ["bones.jpg"]


def test_evidence_is_never_refused_and_what_is_wrong_is_told(project: Project, tmp_path: Path, proof: Proof) -> None:
    files = {
        "empty.jpg": b"",
        "broken.jpg": broken(1),
        "text.jpg": b"EXAMPLE: this is no photograph",
        "cut.jpg": photo(2)[:200],
        "whole.jpg": photo(3),
    }
    paths = [written(tmp_path, name, data) for name, data in files.items()]
    done = take_in_photos(project, site(project), paths)
    assert [taken.outcome for taken in done.files] == [Outcome.NEW] * len(files)
    log = {photo.name: photo for photo in log_of(project, site(project))}
    assert "holds no byte" in log["empty.jpg"].problem
    assert "EXIF" in log["broken.jpg"].problem
    assert "Its name ends in .jpg, but it holds text/plain" in log["text.jpg"].problem
    assert not log["text.jpg"].is_picture
    assert log["text.jpg"].asks == ()
    assert log["whole.jpg"].problem == ""
    for name, data in files.items():
        assert original(project, log[name].media) == data
    proof("C7", "empty, broken, cut and misnamed files are kept, flagged and never refused", f"{len(files)} files")


def test_photographs_of_real_cameras_are_kept_as_they_came(plain: Project, shared_data: Path) -> None:
    files = sorted((shared_data / "photo").iterdir())
    done = take_in_photos(plain, site(plain), files)
    assert len(done.files) == len(files)
    log = {photo.name: photo for photo in log_of(plain, site(plain))}
    for file in files:
        assert original(plain, log[file.name].media) == file.read_bytes()
    assert log["DSCN0010.jpg"].placed
    assert log["not_photo.jpg"].problem


# Working copies


def test_a_measured_line_is_as_long_as_the_scale_in_view_says() -> None:
    assert millimetres(MARKS[1], MARKS) == 50
    assert millimetres(MARKS[1], MARKS[1:]) is None


@pytest.mark.parametrize(
    ("mark", "sentence"),
    [
        ({"kind": "circle", "points": [[0, 0]]}, "is not one of"),
        ({"kind": "arrow", "points": [[0, 0]]}, "2 points; 1 were given"),
        ({"kind": "scale", "points": [[0, 0], [9, 9]]}, "a length above 0 mm"),
        ({"kind": "text", "points": [[0, 0]]}, "says something"),
        ({"points": 3}, "no marks"),
    ],
)
def test_marks_that_mean_nothing_are_refused(mark: dict[str, object], sentence: str) -> None:
    import orjson

    with pytest.raises(ValueRefused, match=sentence):
        read_marks(orjson.dumps([mark]))


@pytest.mark.usefixtures("qapp")
def test_a_working_copy_carries_the_marks_and_the_original_is_as_it_came(project: Project, tmp_path: Path) -> None:
    file = written(tmp_path, "a.jpg", photo(7))
    take_in_photos(project, site(project), [file])
    media = project.register.find(one(project, "a.jpg").code)
    done = mark_photo(project, media, MARKS, str)
    [copy] = [photo for photo in log_of(project, site(project)) if photo.copy_of == media.code]
    assert copy.code == done.files[0].code
    assert original(project, media.id) == file.read_bytes() == photo(7)
    drawn, before = read_upright(original(project, copy.media)), read_upright(photo(7))
    assert drawn is not None
    assert before is not None
    assert drawn.size() == before.size()
    assert drawn != before
    assert verify_project(project).ok
    with pytest.raises(ValueRefused, match="is a copy itself"):
        keep_working_copy(project, Found("media", copy.media, copy.code), picture(), MARKS)


@pytest.mark.usefixtures("qapp")
def test_what_is_no_picture_is_not_marked(plain: Project, tmp_path: Path) -> None:
    take_in_photos(plain, site(plain), [written(tmp_path, "a.jpg", b"EXAMPLE text")])
    with pytest.raises(ValueRefused, match="no picture that can be drawn"):
        mark_photo(plain, plain.register.find(one(plain, "a.jpg").code), MARKS, str)


@pytest.mark.usefixtures("qapp")
def test_500_photographs_are_as_they_came_after_marking_and_exporting(
    plain: Project, tmp_path: Path, proof: Proof
) -> None:
    """Their SHA-256 and EXIF, by the bytes that the store gives back; duplicates and broken EXIF are told."""
    from layers.exif import read_exif
    from layers.exports.exporting import export_records

    wanted = count(40, 500)
    unlike = {f"IMG_{at}.jpg": broken(at) if at % 10 == 9 else photo(at) for at in range(wanted)}
    again = {f"again_{at}.jpg": unlike[f"IMG_{at}.jpg"] for at in range(0, wanted, 20)}
    folder = tmp_path / "card"
    folder.mkdir()
    paths = [written(folder, name, data) for name, data in {**unlike, **again}.items()]
    done = take_in_photos(plain, site(plain), paths, Clock(12, "+03:00"))
    outcomes = {taken.name: taken.outcome for taken in done.files}
    assert {name for name, outcome in outcomes.items() if outcome is Outcome.HERE} == set(again)
    log = {photo.name: photo for photo in log_of(plain, site(plain))}
    damaged = {name for name, photo in log.items() if "EXIF" in photo.problem}
    assert damaged == {f"IMG_{at}.jpg" for at in range(wanted) if at % 10 == 9}
    for name in list(unlike)[:: max(1, wanted // 20)]:
        mark_photo(plain, plain.register.find(log[name].code), MARKS, str)
    set_clock(plain, [log["IMG_0.jpg"].media], Clock(20))
    export_records(plain, tmp_path / "out.gpkg", "court", with_gaps=True)
    for name, data in unlike.items():
        with open_evidence(plain, log[name].media) as file:
            held = file.read()
            assert hashlib.sha256(held).hexdigest() == log[name].sha256 == hashlib.sha256(data).hexdigest()
            file.seek(0)
            exif = read_exif(file, "image/jpeg")
        assert exif is not None
        assert name in damaged or exif.serial == "SN-EX-1"
    assert all(path.read_bytes() == {**unlike, **again}[path.name] for path in paths)
    proof("C2", "SHA-256 and EXIF of the originals unchanged after marking and exporting; duplicates and broken told",
          f"{wanted} photos, {len(again)} duplicates, {len(damaged)} broken")  # fmt: skip
    assert verify_project(plain).ok


def test_a_photograph_under_seal_is_answered_by_no_open_link(plain: Project, tmp_path: Path) -> None:
    take_in_photos(plain, site(plain), [written(tmp_path, "a.jpg", photo(1))])
    plain.register.commit([record("missing_person", "MP-1")])
    with pytest.raises(RecordRefused):
        answer(plain, [one(plain, "a.jpg").media], {"case_board": "yes"}, plain.register.find("MP-1"))
