"""The photo log of a grave: its photographs, when and where they were taken, and what is still asked of each."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forensics.changes import Change, difference
from forensics.errors import RecordRefused, ValueRefused
from forensics.instants import read_instant
from forensics.messages import Message
from forensics.ports import Found, Progress, Receipt, Values
from forensics.rules.general import refused
from forensics.values import canonical_values, typed_values
from layers.editing import all_problems
from layers.evidence import TakenIn, take_in
from layers.evidence_media import Words
from layers.photos.clocks import Clock, camera_of, corrected, known_clocks
from layers.photos.doubting import doubts_of
from layers.project import Project

MEDIA, SITE = "media", "site"
ASKED = ("case_board", "scale_bar", "north_arrow")
"""What the log asks of every photograph: whether it is in view (Minnesota Protocol)."""
BELONGING: Mapping[str, tuple[str, ...]] = {
    "site": ("exhumation", "case", "artefact", "context"),
    "exhumation": ("case", "context", "artefact"),
    "context": ("artefact", "sample"),
    "case": ("artefact", "sample", "element", "finding", "examination"),
}
"""What belongs to a grave: the types that name a record of a type, and by way of it the grave."""


OF_A_GRAVE = tuple(BELONGING)
"""Types of which a photograph stands in the log of their grave."""


def is_unlogged(values: Values, graves: Container[str], lifted: Mapping[str, str]) -> bool:
    """Whether a medium is a photograph of one of `graves` (ids, with what belongs to them) and has no number.

    A radiograph is none, nor is a picture of remains that had been `lifted` by then (moments by their ids).
    """
    picture = str(values.get("media_type") or "").startswith("image/") and values.get("kind") != "radiograph"
    if not picture or values.get("log_number"):
        return False
    taken = str(values.get("taken_at") or "")
    shown = (str(one) for one in values.get("subject") or () if one in graves)
    return any(not (taken and one in lifted and _after(taken, lifted[one])) for one in shown)


def _after(moment: str, other: str) -> bool:
    """Whether a moment comes after another; of what cannot be read it does not."""
    try:
        return read_instant(other).before(read_instant(moment))
    except ValueRefused:
        return False


@dataclass(frozen=True)
class Photo:
    """One line of the log; `asks` are the questions that nobody answered, `shows` the codes of what it shows.

    `doubts` say where its clock, the satellites and its place contradict each other.
    """

    media: str
    code: str
    number: str
    name: str
    taken_at: str
    written: str
    clock_s: float | None
    camera: str
    placed: bool
    accuracy_m: float | None
    azimuth: float | None
    north: str
    shows: tuple[str, ...]
    answers: Mapping[str, str]
    problem: str
    is_picture: bool
    copy_of: str
    sha256: str
    doubts: tuple[Message, ...] = ()

    @property
    def asks(self) -> tuple[str, ...]:
        return tuple(name for name in ASKED if not self.answers.get(name)) if self.is_picture else ()


def log_of(project: Project, site: Found) -> list[Photo]:
    """The photographs of a grave and of what belongs to it, by their time; voided ones are left out.

    Files that were taken in with them and are no pictures are there too.
    """
    register = project.register
    with register.at_one_moment():
        belonging = _belonging(project, site)
        found = {one.id for one in register.naming(list(belonging), (MEDIA,))}
        held = register.many_values(MEDIA, sorted(found))
        copies = {str(values["copy_of"]) for values in held.values() if values.get("copy_of")}
        codes = {id_: one.code for id_, one in register.titles([*_subjects(held.values()), *copies]).items()}
    photos = [_photo(values, codes) for values in held.values() if _is_of(values, belonging)]
    return sorted(photos, key=_turn)


def _turn(photo: Photo) -> tuple[bool, str, int, str]:
    """By its moment, those without one by what their cameras showed; then by number."""
    number = photo.number.rpartition("-")[2]
    return not photo.taken_at, photo.taken_at or photo.written, int(number) if number.isdecimal() else 0, photo.code


def _belonging(project: Project, site: Found) -> dict[str, Found]:
    found, waiting = {site.id: site}, {site.type: [site.id]}
    while waiting:
        owner, ids = waiting.popitem()
        for one in project.register.naming(ids, BELONGING.get(owner, ())):
            if one.id not in found:
                found[one.id] = one
                waiting.setdefault(one.type, []).append(one.id)
    return found


def _subjects(held: Iterable[Values]) -> list[str]:
    return [str(one) for values in held for one in values.get("subject") or ()]


def _is_of(values: Values, belonging: Mapping[str, Found]) -> bool:
    """Whether it shows the grave, and is not only named by something of it, as a signed receipt is."""
    return any(subject in belonging for subject in values.get("subject") or ())


def _photo(values: Values, codes: Mapping[str, str]) -> Photo:
    place = values.get("place") or {}
    type_ = str(values.get("media_type") or "")
    return Photo(
        media=str(values["id"]), code=str(values.get("code") or ""), number=str(values.get("log_number") or ""),
        name=str(values.get("original_name") or ""), taken_at=str(values.get("taken_at") or ""),
        written=str(values.get("taken_at_written") or ""),
        clock_s=_number(values.get("clock_offset_s")), camera=str(values.get("made_with") or ""),
        placed=bool(place.get("geometry")), accuracy_m=_number(place.get("horizontal_accuracy")),
        azimuth=_number(values.get("azimuth")), north=str(values.get("azimuth_north") or ""),
        shows=tuple(codes[one] for one in map(str, values.get("subject") or ()) if one in codes),
        answers={name: str(values[name]) for name in ASKED if values.get(name)},
        problem=str(values.get("file_problem") or ""), is_picture=type_.startswith("image/"),
        copy_of=codes.get(str(values.get("copy_of") or ""), ""), sha256=str(values.get("sha256") or ""),
        doubts=tuple(doubts_of(values)),
    )  # fmt: skip


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


def take_in_photos(
    project: Project,
    site: Found,
    files: Sequence[Path],
    clock: Clock | None = None,
    *,
    by: str = "",
    progress: Progress | None = None,
    words: Words = str,
) -> TakenIn:
    """Take photographs of a grave in, numbered on in its log, in one commit; `by` has them now (layers.evidence).

    Their time is read by `clock`, else by the one that is set for their camera and day. A file that came before is
    named and kept once; what is no picture is kept, flagged, and in the log as unknown.
    """
    if not files:
        raise ValueRefused("No file was named.")
    clocks, last = known_clocks(project), _last_number(project, site)

    def further(typed: Mapping[str, Any]) -> Mapping[str, Any]:
        nonlocal last
        last += 1
        camera = camera_of(typed)
        right = clock or (clocks.get(camera) if camera is not None else None)
        return {
            "log_number": f"{site.code}-{last}",
            "copy_kind": "original",
            **(corrected(typed, right) if right is not None else {}),
        }

    return take_in(project, files, attach=site.id, by=by, further=further, progress=progress, words=words)


def _last_number(project: Project, site: Found) -> int:
    numbers = [photo.number.rpartition("-")[2] for photo in log_of(project, site)]
    return max((int(number) for number in numbers if number.isdecimal()), default=0)


def answer(project: Project, photos: Sequence[str], answers: Mapping[str, str], shows: Found | None = None) -> Receipt:
    """Answer what the log asks of photographs (ids), and say what they show, in one commit.

    Raises ValueRefused for what the log does not ask; RecordRefused where a rule refuses it.
    """
    for name in answers:
        if name not in ASKED:
            raise ValueRefused("{value} is not one of: {allowed}.", value=name, allowed=", ".join(ASKED))
    kind = project.catalogue[MEDIA]
    changes: list[Change] = []
    for media, values in project.register.many_values(MEDIA, list(photos)).items():
        held = {name: value for name, value in values.items() if name in kind.by_name and kind.by_name[name].typed}
        typed = {**typed_values(kind.by_name, held), **answers}
        if shows is not None:
            typed["subject"] = tuple(dict.fromkeys([*(typed.get("subject") or ()), shows.id]))
        problem = refused(all_problems(project, kind, {**typed, "id": media}))
        if problem is not None:
            raise RecordRefused(problem.message)
        change = difference(MEDIA, media, held, canonical_values(kind.typed, typed))
        if change is not None:
            changes.append(change)
    return project.register.commit(changes) if changes else Receipt("", {}, 0)
