"""KML and KMZ: every placemark is a row, whatever folder it lies in; links are followed inside the archive alone.

GDAL reads neither links, nor deep folders, nor coordinates as Google Earth forgives them, nor text with markup in it.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from forensics.messages import Message, say, say_count
from layers.crs import WGS84
from layers.imports.archives import members_of, read_member
from layers.imports.kml_shapes import shape_of
from layers.imports.layers_among import layer_among
from layers.imports.markup import LARGEST, parse_markup, text_within, walk
from layers.imports.source import Opening, Row, Source, UnreadableSource, first_bytes

ROOT = "doc.kml"
"""The document with which an archive begins."""
COLUMNS = ("name", "description", "folder", "begin", "end", "address", "phone", "style", "document", "kml_id")
_ALWAYS = ("name", "description")
_HOLDERS = ("Folder", "Document")
_PICTURES = ("GroundOverlay", "ScreenOverlay", "PhotoOverlay")


class Placemark(NamedTuple):
    """One placemark: the folders that hold it, its texts by column, its geometry."""

    folders: tuple[str, ...]
    texts: dict[str, str]
    shape: bytes | None


@dataclass
class _Found:
    """What the documents of a file hold."""

    placemarks: list[Placemark] = field(default_factory=list)
    pictures: int = 0
    outside: dict[str, None] = field(default_factory=dict)
    documents: int = 0


def open_table(path: Path, opening: Opening) -> Source:
    """The placemarks of a file, or those of the folder that is asked for; raises UnreadableSource and UnknownLayer."""
    found = _read(path, *_stamp(path))
    names = _folders(found)
    wanted = opening.layer or (opening.preferred if opening.preferred in names else "")
    if wanted and wanted != path.stem:
        layer_among(path, (path.stem, *names), Opening(wanted))
    whole = not wanted or (wanted == path.stem and wanted not in names)
    mine = found.placemarks if whole else [one for one in found.placemarks if wanted in one.folders]
    used = Counter(name for one in mine for name, text in one.texts.items() if text)
    columns = (*(name for name in COLUMNS if used[name] or name in _ALWAYS), *_further(used))
    return Source(
        path, wanted or path.stem, columns, partial(_rows, mine, columns), geometry="Geometry", crs=WGS84,
        claimed=len(mine), notes=tuple(_notes(found)), words=("name", "description", "begin", "end"),
    )  # fmt: skip


def layer_names(path: Path) -> tuple[str, ...]:
    """The file as a whole, and its folders, each of which may be taken alone."""
    return tuple(dict.fromkeys((path.stem, *_folders(_read(path, *_stamp(path))))))


def _further(used: Counter[str]) -> Iterator[str]:
    """What ExtendedData calls its values, in the order of the file."""
    yield from (name for name in used if name not in COLUMNS)


def _folders(found: _Found) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for one in found.placemarks for name in one.folders if name))


def _rows(placemarks: Sequence[Placemark], columns: Sequence[str]) -> Iterator[Row]:
    for number, one in enumerate(placemarks, start=1):
        yield Row(number, tuple(one.texts.get(column, "") for column in columns), one.shape)


def _notes(found: _Found) -> Iterator[Message]:
    if found.pictures:
        yield say_count(
            "{count} picture laid over the map is no record and is not taken.",
            "{count} pictures laid over the map are no records and are not taken.", count=found.pictures,
        )  # fmt: skip
    if found.outside:
        yield say(
            "Links that lead out of the file are not followed: {links}.", links=", ".join(list(found.outside)[:5])
        )


def _stamp(path: Path) -> tuple[int, int]:
    first_bytes(path)
    known = path.stat()
    return known.st_size, known.st_mtime_ns


@lru_cache(maxsize=1)
def _read(path: Path, size: int, changed: int) -> _Found:
    """All placemarks of a file; those of the last one that was read are kept at hand. Raises UnreadableSource."""
    found = _Found()
    if first_bytes(path).startswith(b"PK"):
        _read_archive(path, found)
    elif size > LARGEST:
        raise UnreadableSource(
            "“{file}” has {found:,} bytes of XML, and up to {most:,} are read.",
            file=path.name,
            found=size,
            most=LARGEST,
        )
    else:
        _read_document(path.read_bytes(), path.name, "", found)
    if not found.placemarks:
        raise _nothing(path, found)
    return found


def _nothing(path: Path, found: _Found) -> UnreadableSource:
    if found.pictures:
        return UnreadableSource(
            "“{file}” holds no placemark in {documents} documents, only {count} pictures laid over the map; "
            "pictures are no records.",
            file=path.name, documents=found.documents, count=found.pictures,
        )  # fmt: skip
    return UnreadableSource("“{file}” holds no placemark, so there is nothing to take from it.", file=path.name)


def _read_archive(path: Path, found: _Found) -> None:
    """The documents of an archive: the root first, then what it links to, then those that nothing links to."""
    names = [name for name in members_of(path) if name.lower().endswith(".kml")]
    if not names:
        raise UnreadableSource("“{file}” holds no KML.", file=path.name)
    names.sort(key=lambda name: (name.lower() != ROOT, "/" in name, name))
    waiting, read = list(names), set[str]()
    while waiting:
        name = waiting.pop(0)
        if name not in read:
            read.add(name)
            links = _read_document(read_member(path, name), f"{path.name}/{name}", name, found)
            waiting = [one for one in names if one in links and one not in read] + waiting


def _read_document(data: bytes, file: str, name: str, found: _Found) -> set[str]:
    """Add what a document holds to `found`; the members of the archive to which it links."""
    found.documents += 1
    links: set[str] = set()
    for element, above in walk(parse_markup(data, file)):
        if element.tag == "Placemark":
            found.placemarks.append(_placemark(element, above, name))
        elif element.tag in _PICTURES:
            found.pictures += 1
        elif element.tag == "NetworkLink":
            href = text_within(element.find("Link/href")) or text_within(element.find("Url/href"))
            inside = _inside(href, name)
            if inside:
                links.add(inside)
            elif href:
                found.outside[href] = None
    return links


def _inside(href: str, name: str) -> str:
    """The member of the archive that a link in another names; empty where it leads out of the archive."""
    href = unquote(href.partition("#")[0].partition("?")[0]).replace("\\", "/")
    if not name or not href or ":" in href or href.startswith("/"):
        return ""
    target = posixpath.normpath(posixpath.join(posixpath.dirname(name), href))
    return "" if target.startswith("..") else target


def _placemark(element: Element, above: Sequence[Element], document: str) -> Placemark:
    folders = tuple(text_within(one.find("name")) for one in above if one.tag in _HOLDERS)
    texts = {
        "name": text_within(element.find("name")), "description": _description(element),
        "folder": " / ".join(filter(None, folders)), "address": text_within(element.find("address")),
        "phone": text_within(element.find("phoneNumber")), "style": text_within(element.find("styleUrl")),
        "document": document, "kml_id": element.get("id", ""),
    }  # fmt: skip
    texts["begin"], texts["end"] = _times(element)
    for name, text in _extended(element):
        texts[f"{name} " if name in COLUMNS else name] = text
    return Placemark(folders, texts, shape_of(element))


def _description(element: Element) -> str:
    """The description, or the snippet that stands in its place."""
    for name in ("description", "Snippet", "snippet"):
        text = text_within(element.find(name))
        if text:
            return text
    return ""


def _times(element: Element) -> tuple[str, str]:
    """When it begins and ends: its time stamp or span, else the first and last moment of its track."""
    stamp = text_within(element.find("TimeStamp/when"))
    if stamp:
        return stamp, ""
    begin, end = text_within(element.find("TimeSpan/begin")), text_within(element.find("TimeSpan/end"))
    if begin or end:
        return begin, end
    moments = [text_within(one) for one in element.iterfind(".//Track/when")]
    return (moments[0], moments[-1]) if moments else ("", "")


def _extended(element: Element) -> Iterator[tuple[str, str]]:
    """Names and values of ExtendedData: Data, SimpleData of a schema, and arrays along a track as one text."""
    for held in element.iterfind("ExtendedData"):
        for one, _ in walk(held):
            name = " ".join(one.get("name", "").split())
            if one.tag == "Data":
                yield name or "data", text_within(one.find("value"))
            elif one.tag == "SimpleData":
                yield name or "data", text_within(one)
            elif one.tag == "SimpleArrayData":
                yield name or "data", "; ".join(text_within(value) for value in one.iterfind("value"))
