"""The orthophotos of a grave that are kept with the project: originals that show the site or its exhumations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forensics.messages import Message
from forensics.ports import Query, Values
from layers.belonging import site_of
from layers.crs import UnknownCrs
from layers.errors import ExportRefused
from layers.evidence import Outcome, Taken, open_evidence
from layers.exports.disclosed import lets_out
from layers.project import Project
from layers.siteplan.orthophoto import Kept, NoOrthophoto, far_from_grave, open_orthophoto
from layers.siteplan.reading import read_scene
from layers.siteplan.records import GraveRecords, grave_records
from layers.siteplan.scene import Scene

MEDIA = "media"
GEOTIFF = "image/tiff"


@dataclass(frozen=True)
class Photograph:
    """A media record whose original is a TIFF; `caption` is what it is called, else its code."""

    media: str
    code: str
    caption: str

    def kept(self, project: Project) -> Kept:
        """Its original, to be read by windows."""
        return Kept(self.code, lambda: open_evidence(project, self.media))


def photographs_of(project: Project, scene: Scene) -> tuple[Photograph, ...]:
    """What may lie under the plan of a grave, the newest first; whether a file has a place is found on opening it."""
    shown = [scene.site.id, *(one.id for one in scene.exhumations)]
    found = {}
    for record in shown:
        query = Query(MEDIA, where=(("subject", record), ("media_type", GEOTIFF)), order="-code")
        for values in project.register.select(query):
            found[str(values["id"])] = _photograph(values)
    return tuple(found.values())


def _photograph(values: Values) -> Photograph:
    code = str(values.get("code") or "")
    return Photograph(str(values["id"]), code, str(values.get("caption") or code))


def told_far(project: Project, attach: str, taken: Sequence[Taken]) -> dict[str, Message]:
    """Of pictures just taken in that are to show a grave, by media id: that one lies beside it, where one does."""
    pictures = [one for one in taken if one.media_type == GEOTIFF and one.outcome is Outcome.NEW]
    found: dict[str, Message] = {}
    if not pictures or not attach:
        return found
    shows = project.register.find(attach)
    site = site_of(project.register, shows.type, shows.id) if shows.type in ("site", "exhumation") else ""
    if not site:
        return found
    scene = read_scene(grave_records(project), site, shows.id if shows.type == "exhumation" else "")
    for one in pictures:
        kept = Kept(one.code, lambda media=one.media: open_evidence(project, media))  # type: ignore[misc]
        try:
            far = far_from_grave(open_orthophoto(kept, scene.tie), scene)
        except (NoOrthophoto, UnknownCrs):
            continue
        if far is not None:
            found[one.media] = far
    return found


def refuse_photograph(records: GraveRecords) -> None:
    """Raises ExportRefused where the plan is for everybody: no photograph leaves so, whoever has its file."""
    if records.profile is not None and records.profile.is_open:
        raise ExportRefused(
            "No photograph leaves under the profile “{profile}”, which is for everybody.", profile=records.profile.name
        )


def disclosed_photograph(records: GraveRecords, named: str) -> Kept:
    """The original of a media record, by id or code, where a profile lets out the record and its file.

    Raises UnknownName, and ExportRefused where the profile keeps it.
    """
    found = records.project.register.find(named, (MEDIA,))
    if not may_leave(records, found.id):
        raise ExportRefused(
            "The profile “{profile}” does not let the file of {media} out.",
            profile=records.profile.name if records.profile else "", media=found.code,
        )  # fmt: skip
    records.read.setdefault(MEDIA, []).append({"id": found.id, "code": found.code})
    return Kept(found.code, lambda: open_evidence(records.project, found.id))


def may_leave(records: GraveRecords, media: str) -> bool:
    """Whether a profile lets out an original: where it lets out the record, and the field that stands for the file."""
    profile = records.profile
    if profile is None:
        return True
    kind = records.project.catalogue[MEDIA]
    values = records.project.register.values(MEDIA, media) or {}
    return lets_out(profile, kind, values) and kind.by_name["file"] in profile.fields(kind)
