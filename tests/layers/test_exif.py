"""What pictures say of themselves: read exactly, never guessed, and never a reason to fail."""

from __future__ import annotations

import logging
import random
from io import BytesIO
from pathlib import Path

import pytest

from layers.evidence_intake import Received
from layers.evidence_media import media_values
from layers.evidence_types import HEAD, is_what_its_name_says, kind_of, media_type_of
from layers.exif import Exif, read_exif
from tests.counts import count
from tests.layers import pictures as made

PHOTOS = {
    "DSCN0010.jpg": ((43.467448, 11.885127), "2008:10:22 16:28:39", 1, None),
    "DSCN0042.jpg": ((43.464455, 11.881478), "2008:10:22 17:00:07", 1, None),
    "Kodak_CX7530.jpg": ((-0.371300, 36.056417), "2005:08:13 09:47:23", 1, None),
    "Canon_40D.jpg": (None, "2008:05:30 15:56:01", 1, None),
    "67-0_length_string.jpg": ((51.025000, 7.591944), "", 1, 340.0),
    "landscape_6.jpg": (None, "", 6, None),
    "geotagged.jpg": ((-36.220892, 149.131878), "2017:12:27 19:20:52", 1, 867.0),
}
"""Real photographs: where, when (as the camera wrote it), how they lie, and how high."""


def said(data: bytes) -> Exif:
    found = read_exif(BytesIO(data), media_type_of(data[:HEAD]))
    assert found is not None
    return found


def recorded(data: bytes, name: str = "EX-1.jpg") -> dict[str, object]:
    """The fields that a file's record gets."""
    type_ = media_type_of(data[:HEAD])
    return media_values(name, Received("", "0" * 64, len(data), b""), type_, read_exif(BytesIO(data), type_))[0]


@pytest.mark.parametrize("name", PHOTOS)
def test_a_real_photograph_gives_what_it_says(name: str, shared_data: Path) -> None:
    where, taken, orientation, altitude = PHOTOS[name]
    found = said((shared_data / "photo" / name).read_bytes())
    position = found.position
    if where is None:
        assert position is None
    else:
        assert position is not None
        assert (position.latitude, position.longitude) == pytest.approx(where, abs=1e-6)
        assert position.altitude == altitude
    assert (found.taken, found.orientation, found.problems) == (taken, orientation, ())


def test_a_height_reference_alone_is_no_height(shared_data: Path) -> None:
    values = recorded((shared_data / "photo" / "DSCN0010.jpg").read_bytes())
    assert values["place"].height is None  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["image00971.jpg", "not_photo.jpg"])
def test_a_real_file_without_tags_is_no_error(name: str, shared_data: Path) -> None:
    data = (shared_data / "photo" / name).read_bytes()
    assert read_exif(BytesIO(data), media_type_of(data)) is None


def test_tags_behind_another_segment_are_found(shared_data: Path) -> None:
    block = made.tiff({made.ORIENTATION: 6}, gps=made.KHARKIV)
    found = said(made.jpeg(block, before=made.xmp()))
    assert (found.orientation, found.position is not None) == (6, True)
    assert said((shared_data / "photo" / "no_exif.jpg").read_bytes()).orientation == 1


@pytest.mark.parametrize("carrier", [made.jpeg, made.png, made.webp, bytes], ids=["jpeg", "png", "webp", "tiff"])
def test_every_carrier_gives_the_same(carrier: object) -> None:
    data = carrier(made.tiff({made.MAKE: "EX Optics", made.MODEL: "EX Optics 7"}, gps=made.KHARKIV))  # type: ignore[operator]
    found = said(data)
    assert found.position is not None
    assert (found.position.latitude, found.position.longitude) == pytest.approx((49.99, 36.23))
    assert recorded(data)["made_with"] == "EX Optics 7"


# The time


def times(taken: str, **more: made.Value) -> dict[str, object]:
    names = {"offset": made.OFFSET, "sub": made.SUBSECONDS}
    exif = {made.TAKEN: taken} | {names[name]: value for name, value in more.items() if name in names}
    gps = {made.DATE: more["day"], made.TIME: more["time"]} if "day" in more else None
    values = recorded(made.jpeg(made.tiff(exif=exif, gps=gps)))
    return {name: values.get(name) for name in ("taken_at", "taken_at_source", "taken_at_written")}


def test_a_clock_with_its_offset_is_a_moment() -> None:
    found = times("2022:04:03 10:11:12", offset="+03:00", sub="25")
    assert found == {"taken_at": "2022-04-03T10:11:12.25+03:00", "taken_at_source": "EXIF", "taken_at_written": None}


def test_a_clock_without_an_offset_is_no_moment() -> None:
    found = times("2022:04:03 10:11:12")
    assert found == {"taken_at": None, "taken_at_source": None, "taken_at_written": "2022:04:03 10:11:12"}


def test_the_satellites_time_gives_the_offset_where_both_clocks_agree() -> None:
    found = times("2022:04:03 10:11:12", day="2022:04:03", time=[(7, 1), (11, 1), (10, 1)])
    assert found["taken_at"] == "2022-04-03T10:11:12+03:00"
    assert found["taken_at_written"] == "2022:04:03 10:11:12; GPS 2022:04:03 07:11:10 UTC"


@pytest.mark.parametrize("late", [3, 8, 12])
def test_a_stale_fix_gives_none(late: int) -> None:
    found = times("2022:04:03 10:11:12", day="2022:04:03", time=[(7, 1), (11 - late % 11, 1), (10, 1)])
    assert found["taken_at"] is None
    assert "GPS 2022:04:03" in str(found["taken_at_written"])


def test_a_day_that_contradicts_the_satellites_gives_none(shared_data: Path) -> None:
    values = recorded((shared_data / "photo" / "DSCN0010.jpg").read_bytes())
    assert "taken_at" not in values
    assert values["taken_at_written"] == "2008:10:22 16:28:39; GPS 2008:10:23 14:27:07.24 UTC"


@pytest.mark.parametrize("unset", ["0000:00:00 00:00:00", "    :  :     :  :  ", ""])
def test_a_clock_that_was_never_set_says_nothing(unset: str) -> None:
    assert times(unset) == {"taken_at": None, "taken_at_source": None, "taken_at_written": None}


def test_a_day_that_is_in_no_calendar_is_kept_as_written() -> None:
    assert times("2022:02:31 10:00:00", offset="+02:00")["taken_at_written"] == "2022:02:31 10:00:00 +02:00"


# The place

UNUSABLE: dict[str, tuple[dict[int, made.Value], str]] = {
    "no hemisphere": ({made.LATITUDE_REF: ""}, "cannot be read"),
    "no value": ({made.LATITUDE: [(49, 1), (59, 1), (0, 0)]}, "cannot be read"),
    "beyond the pole": ({made.LATITUDE: [(91, 1), (0, 1), (0, 1)]}, "cannot be read"),
    "a minute of ninety": ({made.LATITUDE: [(49, 1), (90, 1), (0, 1)]}, "cannot be read"),
    "another datum": ({made.DATUM: "TOKYO"}, "not in WGS 84"),
    "no fix at that moment": ({made.STATUS: "V"}, "no fix at that moment"),
    "nought and nought": (
        {made.LATITUDE: [(0, 1), (0, 1), (0, 1)], made.LONGITUDE: [(0, 1), (0, 1), (0, 1)]}, "had no fix"
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", UNUSABLE)
def test_a_position_that_is_none_is_said_and_kept_as_written(what: str) -> None:
    tags, expected = UNUSABLE[what]
    data = made.jpeg(made.tiff(gps={**made.KHARKIV, **tags}))
    found = said(data)
    assert found.position is None
    assert expected in " ".join(map(str, found.problems))
    place = recorded(data)["place"]
    assert place.geometry is None  # type: ignore[attr-defined]
    assert place.written  # type: ignore[attr-defined]


def test_a_dilution_is_written_and_only_metres_are_an_accuracy() -> None:
    tags = {**made.KHARKIV, made.DOP: [(30, 1)], made.METHOD: b"ASCII\0\0\0fused"}
    place = recorded(made.jpeg(made.tiff(gps=tags)))["place"]
    assert (place.horizontal_accuracy, place.method) == (None, "phone")  # type: ignore[attr-defined]
    assert place.written.endswith("DOP 30")  # type: ignore[attr-defined]
    place = recorded(made.jpeg(made.tiff(gps={**tags, made.ERROR: [(45, 10)]})))["place"]
    assert place.horizontal_accuracy == 4.5  # type: ignore[attr-defined]


def test_below_the_sea_is_negative() -> None:
    tags = {**made.KHARKIV, made.ALTITUDE_REF: b"\1", made.ALTITUDE: [(125, 10)]}
    assert recorded(made.jpeg(made.tiff(gps=tags)))["place"].height == -12.5  # type: ignore[attr-defined]


def test_a_direction_says_its_north_and_a_magnetic_one_its_day() -> None:
    gps = {made.DIRECTION_REF: "M", made.DIRECTION: [(29139, 100)]}
    values = recorded(made.jpeg(made.tiff(exif={made.TAKEN: "2022:04:03 10:11:12"}, gps=gps)))
    assert (values["azimuth"], values["azimuth_north"], values["azimuth_declination"]) == (
        291.39, "magnetic", "2022-04-03",
    )  # fmt: skip
    assert "azimuth" not in recorded(made.jpeg(made.tiff(gps={made.DIRECTION: [(10, 1)]})))


# Damage


def test_damaged_tags_are_said_and_leave_the_log_empty(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for block in (b"", b"II", b"II*\0\xff\xff\xff\xff", b"not a TIFF structure at all"):
            assert said(made.jpeg(block)).problems
        assert said(made.jpeg(made.tiff({made.MAKE: "EX"}))[:30]).problems
    assert not caplog.records


def test_damaged_files_never_fail_and_never_loop(shared_data: Path) -> None:
    """Bytes of real photographs changed at random; an error fails, and a loop is ended by the guard."""
    chance = random.Random(20220224)
    blocks = [made.tiff({made.MAKE: "EX"}, {made.TAKEN: "2022:04:03 10:11:12"}, made.KHARKIV)]
    for path in sorted((shared_data / "photo").glob("*.jpg")):
        data = path.read_bytes()[:40_000]
        at = data.find(b"Exif\0\0")
        blocks += [data, data[at + 6 :]] if at >= 0 else [data]
    for _ in range(count(300, 5000)):
        data = bytearray(chance.choice(blocks))
        for _ in range(chance.choice((1, 3, 30))):
            data[chance.randrange(min(len(data), 4000))] = chance.choice((0, 1, 255, chance.randrange(256)))
        for type_ in ("image/jpeg", "image/tiff", "image/heic"):
            read_exif(BytesIO(bytes(data)), type_)


# What a file is

KNOWN = {
    b"\xff\xd8\xff\xe0": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"%PDF-1.7": "application/pdf",
    b"RIFF\0\0\0\0WEBPVP8 ": "image/webp",
    b"RIFF\0\0\0\0WAVEfmt ": "audio/wav",
    b"\0\0\0\x18ftypheic\0\0": "image/heic",
    b"\0\0\0\x18ftypisom\0\0": "video/mp4",
    b"\0\0\0\x14ftypqt  \0\0": "video/quicktime",
    b"ID3\x03": "audio/mpeg",
    b"PK\x03\x04" + bytes(26) + b"word/document.xml": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ),
    b"<?xml version='1.0'?><kml>": "application/vnd.google-earth.kml+xml",
    "\ufeff<!DOCTYPE html>".encode(): "text/html",
    "Ексгумація".encode("cp1251"): "text/plain",
    bytes(range(40)): "application/octet-stream",
    b"": "",
}


@pytest.mark.parametrize("head", KNOWN)
def test_a_file_is_known_by_what_is_in_it(head: bytes) -> None:
    assert media_type_of(head) == KNOWN[head]


def test_every_real_file_is_known_for_what_its_name_says(shared_data: Path) -> None:
    named = {"kml/nokml.kmz", "photo/not_photo.jpg"}
    for path in sorted(shared_data.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                head = file.read(HEAD)
            place = path.relative_to(shared_data).as_posix()
            assert not head or is_what_its_name_says(path.name, media_type_of(head)) == (place not in named), place


def test_only_what_leaves_no_doubt_is_called_a_photo() -> None:
    assert (kind_of("image/jpeg"), kind_of("image/png"), kind_of("video/mp4")) == ("photo", None, "video")
    assert kind_of("image/tiff", with_camera=True) == "photo"
