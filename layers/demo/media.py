"""Pictures as evidence: each drawn, kept under its SHA-256, and recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from forensics.changes import Change
from layers.demo import pictures
from layers.demo.bodies import Remains
from layers.demo.exhumations import crew
from layers.demo.graves import Campaign, Grave
from layers.demo.making import EXAMPLE, Maker, point


@dataclass(frozen=True)
class Picture:
    """One picture: what it shows is a record of that type and code."""

    code: str
    kind: str
    data: bytes
    campaign: Campaign
    grave: Grave
    subject: tuple[str, str]
    day: date
    hour: float

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def drawn(make: Maker, graves: Sequence[Grave], found: Sequence[Remains]) -> Iterator[Picture]:
    """A picture and a plan of every exhumation, and a picture of every body in its place."""
    random = make.random("pictures")
    for grave in graves:
        for campaign in grave.campaigns:
            here = [one for one in found if one.campaign is campaign and one.whole]
            lines = [(*one.skull, *one.feet) for one in here]
            code, subject = pictures.overview_code(campaign), ("exhumation", campaign.code)
            picture = pictures.grave_picture(random, code, grave.width / grave.length)
            yield Picture(code, "photo", picture, campaign, grave, subject, campaign.start, 9.0)
            code = pictures.plan_code(campaign)
            plan = pictures.plan_drawing(code, lines, grave.width, grave.length)
            yield Picture(code, "drawing", plan, campaign, grave, subject, campaign.end, 16.0)
            for one in here:
                code = pictures.case_picture_code(one.code)
                picture = pictures.remains_picture(random, code, one.bearing + grave.grid.bearing)
                yield Picture(code, "photo", picture, campaign, grave, ("case", one.code), one.day, one.timing - 0.5)


Receive = Callable[[str, bytes], None]
"""Told the id of a media record and the bytes of its file, it takes the file in."""


def records(make: Maker, shown: Sequence[Picture], receive: Receive) -> Iterator[Change]:
    """Take each picture in as evidence, and record it."""
    for picture in shown:
        photo = picture.kind == "photo"
        lon, lat = picture.grave.grid.degrees(-1.0, -1.0)
        receive(make.id("media", picture.code), picture.data)
        yield make.add(
            "media", picture.code, file=f"{picture.code}.png", sha256=picture.sha256, bytes=len(picture.data),
            media_type="image/png", original_name=f"{picture.code}.png", kind=picture.kind, copy_kind="original",
            log_number=picture.code, taken_at=make.moment(picture.day, picture.hour), taken_at_source="stated",
            place=point(lon, lat, method="handheld_GNSS", horizontal_accuracy=4.0) if photo else None,
            azimuth=round(picture.grave.grid.bearing, 1) if photo else None, azimuth_north="true" if photo else None,
            made_with=f"{EXAMPLE}: drawn by a program",
            made_by=make.id("practitioner", crew(picture.campaign, "photographer")),
            subject=(make.id(*picture.subject),),
            caption=f"{EXAMPLE}: {picture.subject[1]}, a drawing in place of a photograph",
            shows=("remains",) if picture.subject[0] == "case" else None, shows_face="no", case_board="yes",
            scale_bar="yes", north_arrow="yes", licence="CC0-1.0",
        )  # fmt: skip
