"""Pictures of telephones are shown, read and marked like every other; damaged ones are kept and not drawn."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image, ImageQt
from PyQt6.QtGui import QImage
from pytestqt.qtbot import QtBot

from desktop.inspector.thumbnails import small_picture
from desktop.photos.heif import heif_image
from desktop.photos.painting import mark_photo, read_upright
from desktop.session import Session
from forensics.errors import ValueRefused
from layers.evidence import open_evidence
from layers.photos.clocks import Clock
from layers.photos.log import log_of, take_in_photos
from layers.photos.working import Mark
from tests.desktop.form_projects import put
from tests.layers.photos.cameras import photo, tags, written

WIDE, HIGH = 96, 64
RED = (200, 20, 20)
MARKS = [Mark("arrow", ((5.0, 5.0), (60.0, 40.0)))]


def heic(exif: bytes = b"", of: QImage | None = None) -> bytes:
    """A picture as telephones write it: red, or of what is given."""
    buffer = BytesIO()
    made = pillow_heif.from_pillow(Image.new("RGB", (WIDE, HIGH), RED) if of is None else ImageQt.fromqimage(of))
    made.save(buffer, quality=90, exif=b"Exif\0\0" + exif if exif else None)
    return buffer.getvalue()


@pytest.mark.usefixtures("qapp")
def test_a_picture_of_a_telephone_is_drawn_in_its_own_colours() -> None:
    image = heif_image(heic())
    assert image is not None
    assert (image.width(), image.height()) == (WIDE, HIGH)
    colour = image.pixelColor(WIDE // 2, HIGH // 2)
    assert all(abs(seen - made) < 12 for seen, made in zip(colour.getRgb()[:3], RED, strict=True))  # type: ignore[arg-type]
    assert read_upright(heic()) is not None
    small = small_picture(heic(), 32)
    assert small is not None
    assert small.width() == 32


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("data", [b"", heic()[:200], heic()[:40] + bytes(400), photo(1), b"\0\0\0\x1cftypheic"])
def test_what_is_damaged_or_another_format_is_not_drawn(data: bytes) -> None:
    assert heif_image(data) is None


def test_its_tags_are_read_and_marks_go_on_a_copy(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    put(session, "site", code="S-1", form="multiple_grave", status="in_exhumation")
    site, file = session.project.register.find("S-1"), written(tmp_path, "IMG_1.HEIC", heic(tags(0)))
    take_in_photos(session.project, site, [file, written(tmp_path, "cut.heic", heic()[:200])], Clock(0, "+03:00"))
    log = {one.name: one for one in log_of(session.project, site)}
    read = log["IMG_1.HEIC"]
    assert (read.camera, read.taken_at, read.azimuth) == ("EXAMPLE EX-1", "2026-05-01T08:00:00+03:00", 0)
    mark_photo(session.project, session.project.register.find(read.code), MARKS, session.translate)
    with open_evidence(session.project, read.media) as held:
        assert held.read() == file.read_bytes()
    assert [one.copy_of for one in log_of(session.project, site) if one.copy_of] == [read.code]
    with pytest.raises(ValueRefused, match="no picture that can be drawn"):
        mark_photo(session.project, session.project.register.find(log["cut.heic"].code), MARKS, session.translate)
