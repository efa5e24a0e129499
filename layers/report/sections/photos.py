"""The photographs of a record with what the photo log says of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from forensics.messages import say
from layers.report.blocks import Block, Heading, Photo, Photos
from layers.report.disclosing import Shown
from layers.report.gathering import OF_CASE, PICTURES, as_ids
from layers.report.material import Material

PHOTOGRAPHS, DOCUMENTS = say("Photographs"), say("Documents")
DIRECTION = say("Direction {azimuth}")
IN_VIEW = ("case_board", "scale_bar", "north_arrow")
PDF = "application/pdf"
OTHER_FILES = say("Files that are no pictures")
FILE = ("code", "kind", "caption", "media_type", "bytes", "sha256")
SHOWN_KINDS = ("photo", "drawing", "radiograph", "scan")


def photos(material: Material, case: Shown) -> Iterator[Block]:
    """What shows a case, or any record of it."""
    yield from files_shown(material, files_of(material, _of_case(material, case)))


def files_of_cases(material: Material) -> set[str]:
    """The ids of all files that stand with a case."""
    return {one.id for case in material.cases for one in files_of(material, _of_case(material, case))}


def _of_case(material: Material, case: Shown) -> list[Shown]:
    return [case, *(one for type_ in OF_CASE for one in material.of_case(type_, case))]


def files_of(material: Material, records: Sequence[Shown]) -> list[Shown]:
    """The files that show some records or that these name, each once."""
    ids = {one.id for one in records}
    named = {id_ for one in records for name in PICTURES for id_ in as_ids(one.get(name))}
    return [one for one in material.of("media") if one.id in named or not ids.isdisjoint(one.get("subject") or ())]


def files_shown(material: Material, files: Sequence[Shown], headed: bool = True) -> Iterator[Block]:
    """Photographs in the order of the log, then documents with their pages, then what no page can show.

    `headed` says that the photographs have a heading of their own.
    """
    ordered = sorted(files, key=lambda one: (in_order(str(one.get("log_number") or "")), in_order(one.code)))
    pictures = [one for one in ordered if is_picture(one) and not is_document(one)]
    for title, listed in ((PHOTOGRAPHS, pictures), (DOCUMENTS, list(filter(is_document, ordered)))):
        if listed:
            if headed or title is not PHOTOGRAPHS:
                yield Heading(material.say(title), 3)
            yield Photos(tuple(_photo(material, one) for one in listed))
    others = [one for one in ordered if not is_picture(one)]
    if others:
        yield Heading(material.say(OTHER_FILES), 3)
        yield from material.telling.table("media", FILE, others)


def in_order(text: str) -> list[tuple[int, str]]:
    """How a number is sorted: S-7-2 comes before S-7-10."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", text) if part]


def is_document(media: Shown) -> bool:
    """Whether a file is pages to look at."""
    return str(media.get("media_type")) == PDF


def is_picture(media: Shown) -> bool:
    """Whether a file is, or should be, something to look at: a picture, or pages."""
    image = str(media.get("media_type") or "").startswith("image/")
    return image or is_document(media) or media.get("kind") in SHOWN_KINDS


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
