"""The photographs of a record with what the photo log says of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forensics.messages import say
from layers.report.blocks import Block, Heading, Photo, Photos
from layers.report.disclosing import Shown
from layers.report.material import Material

PHOTOGRAPHS = say("Photographs")
DIRECTION = say("Direction {azimuth}")
OF_PICTURES = ("photographs", "radiographs")
IN_VIEW = ("case_board", "scale_bar", "north_arrow")
SHOWN_KINDS = ("photo", "drawing", "radiograph", "scan")


def photos(material: Material, case: Shown) -> Iterator[Block]:
    """What shows a case, or any record of it."""
    of_case = [case, *(one for type_ in ("element", "examination", "finding", "artefact", "sample")
                       for one in material.of_case(type_, case))]  # fmt: skip
    yield from photos_of(material, of_case)


def photos_of(material: Material, records: Sequence[Shown]) -> Iterator[Block]:
    """The photographs of some records, each once, in the order of the log."""
    ids = {one.id for one in records}
    named = {id_ for one in records for name in OF_PICTURES for id_ in one.get(name) or ()}
    listed = [
        one for one in material.of("media")
        if (one.id in named or not ids.isdisjoint(one.get("subject") or ())) and is_picture(one)
    ]  # fmt: skip
    if listed:
        yield Heading(material.say(PHOTOGRAPHS), 3)
        ordered = sorted(listed, key=lambda one: (str(one.get("log_number") or ""), one.code))
        yield Photos(tuple(_photo(material, one) for one in ordered))


def is_picture(media: Shown) -> bool:
    """Whether a file is, or should be, something to look at."""
    return str(media.get("media_type") or "").startswith("image/") or media.get("kind") in SHOWN_KINDS


def _photo(material: Material, media: Shown) -> Photo:
    """A picture whose file the profile names, and that shows no face."""
    telling = material.telling
    number = telling.of(media, "log_number")
    first = " · ".join(dict.fromkeys(filter(None, [number, media.code, telling.of(media, "caption")])))
    north = telling.of(media, "azimuth_north")
    azimuth = telling.of(media, "azimuth")
    directed = material.say(DIRECTION, azimuth=azimuth) if azimuth else ""
    second = " · ".join(filter(None, [telling.of(media, "taken_at"), directed, north if azimuth else ""]))
    by_name = media.kind.by_name
    third = " · ".join(
        f"{telling.label(by_name[name].label)}: {said}" for name in IN_VIEW if (said := telling.of(media, name))
    )
    fourth = f"SHA-256 {media.get('sha256')}" if media.get("sha256") else ""
    leaves = material.disclosing.discloses("media", "file") and media.id not in material.disclosing.faces
    return Photo(media.id, tuple(filter(None, (first, second, third, fourth))), leaves)
