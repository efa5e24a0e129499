"""Which media go with what is erased: files that it names itself or is shown in, and copies of them, if nobody else's.

A field that names media and nothing else holds the files of its record, such as the recording of an interview; one that
may name other things too, such as what a custody event is about, only speaks of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from forensics.catalogue import RecordType
from forensics.ports import Found, Values
from layers.project import Project

MEDIA = "media"
SUBJECTS = ("subject", "restricted_subject", "sealed_subject")
COPY_OF = "copy_of"


@dataclass(frozen=True)
class Going:
    """The media that go, and every other record that names what goes, or whose file it names and another's too."""

    media: tuple[Found, ...]
    left: tuple[Found, ...]


def values_of(project: Project, found: Found) -> Values:
    """All that the register holds of a record; nothing of one that is not there."""
    return project.register.values(found.type, found.id) or {}


def going_with(project: Project, erased: Sequence[Found]) -> Going:
    """What goes with these records; media among them go whoever else they speak of, since they were named."""
    gone = {one.id: one for one in erased}
    others: dict[str, Found] = {}
    seen: dict[str, None] = {}
    while new := [one for record, one in gone.items() if record not in seen]:
        for one in new:
            seen[one.id] = None
            others |= {other.id: other for other in (*naming(project, one), *_files(project, one))}
        for record, other in others.items():
            if record not in gone and other.type == MEDIA and _goes(project, other, gone):
                gone[record] = other
    media = tuple(one for one in gone.values() if one.type == MEDIA)
    return Going(media, tuple(other for record, other in others.items() if record not in gone))


def naming(project: Project, found: Found) -> list[Found]:
    """The records that name one, voided ones too."""
    return project.register.referring(found.id, found.type, voided=True)


def concerned_in(project: Project, media: Found) -> Iterator[Found]:
    """Every record that a media record or an original of it speaks of, and every one that names one of them."""
    family, line = {media.id: media}, [media]
    for one in line:
        originals = _named(project, [values_of(project, one).get(COPY_OF)])
        line += [original for original in originals if original.id not in family]
        family |= {original.id: original for original in originals}
        yield from _named(project, [one.id, *speaks_of(project, one)])
        yield from naming(project, one)


def speaks_of(project: Project, media: Found) -> set[str]:
    """The ids of the records that a media record says it shows."""
    values = values_of(project, media)
    return {str(record) for name in SUBJECTS for record in values.get(name) or ()}


def _goes(project: Project, media: Found, gone: dict[str, Found]) -> bool:
    """Whether it shows or copies what goes, or is a file of it, and of no other record."""
    subjects = speaks_of(project, media)
    holders = {one.id for one in naming(project, media) if one.type != MEDIA and media.id in _held(project, one)}
    belongs = bool(subjects or holders) or values_of(project, media).get(COPY_OF) in gone
    return belongs and subjects | holders <= set(gone)


def _files(project: Project, found: Found) -> list[Found]:
    return [] if found.type == MEDIA else _named(project, _held(project, found))


def _held(project: Project, found: Found) -> set[str]:
    """The ids of the media that are files of a record."""
    values, held = values_of(project, found), set[str]()
    for name in file_fields(project.catalogue[found.type]):
        value = values.get(name)
        held.update([value] if isinstance(value, str) else map(str, value or ()))
    return held


def file_fields(kind: RecordType) -> tuple[str, ...]:
    """The fields of a type that name media and nothing else."""
    return tuple(field.name for field in kind.fields if field.names_record and tuple(field.target) == (MEDIA,))


def _named(project: Project, ids: Iterable[object]) -> list[Found]:
    return list(project.register.titles(str(record) for record in ids if record).values())
