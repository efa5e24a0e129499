"""What a team takes along: its areas, the hazards around them, a safety card, and files for receivers and phones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import shapely
from shapely.geometry.base import BaseGeometry

from forensics.geodesy import area_km2, distance_m
from forensics.messages import Message, say
from forensics.planning.gate import IN_FORCE, is_open_hazard, listed
from forensics.planning.plane import plane_around
from forensics.planning.unmarked import NOT_FOUND_SAFE
from forensics.ports import Box, Found, Query
from forensics.records.planning import Hazard, SurveyArea, Team
from forensics.vocabulary.planning import HAZARD_CLASS, HAZARD_TYPE, SURVEY_PURPOSE
from layers.errors import ExportRefused
from layers.exports.manifest import Manifest, note_export
from layers.files import asked_for, file_sha256, write_out
from layers.language import Translator
from layers.planning.reading import shape_in
from layers.planning.situation import Situation, shape_of, situation_of
from layers.project import Project

AROUND_M = 2000.0
"""How far around its areas a team is shown hazards and the map."""
OPENLY = (None, "public", "partner")
"""The classes of records that a phone may carry."""
PACK = "team pack"


@dataclass(frozen=True)
class Card:
    """What a safety card says beside what the register knows; what is blank is written in by hand."""

    check_in: str = ""
    alarm: str = ""
    hospital: str = ""
    evacuation: str = ""
    radio: str = ""
    curfew: str = ""
    ordnance: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """The lines that are blank."""
        return tuple(one.name for one in fields(self) if not getattr(self, one.name).strip())


CARD: dict[str, Message] = {
    "check_in": say("Check-in times"),
    "alarm": say("Who raises the alarm when a check-in is missed"),
    "hospital": say("Nearest hospital"),
    "evacuation": say("Evacuation route"),
    "radio": say("Radio and telephone plan"),
    "curfew": say("Curfew"),
    "ordnance": say("Ordnance emergency number"),
}
ON_A_HAZARD = say(
    "A hazard, or anything that may be one: stop, touch nothing, warn the others. Go back the way you came, in your "
    "own footsteps. Mark where it is from a distance, report it, and let nobody in until it was assessed."
)
ON_A_BODY = say(
    "Remains: touch and move nothing. Keep people away, note the place and the time, photograph from where you stand. "
    "Report to the lead; nothing is lifted without an order, nor before an ordnance specialist has checked it."
)


@dataclass(frozen=True)
class TeamPack:
    """What one team takes along on a day: areas that it may enter, those that it may not and why, hazards near them."""

    team: Team
    day: date
    areas: tuple[SurveyArea, ...]
    blocked: tuple[tuple[SurveyArea, tuple[Message, ...]], ...]
    hazards: tuple[Hazard, ...]
    box: Box
    card: Card

    @property
    def name(self) -> str:
        """Of its files."""
        return self.team.code or "team"


def pack_of(project: Project, team: Found, card: Card, day: date | None = None) -> TeamPack:
    """The pack of a team: its areas that are in force on a day. Raises ExportRefused where it has none. Blocking."""
    situation = situation_of(project, day)
    found = situation.team_of[team.id]
    mine = [one for one in situation.areas if one.team == team.id and one.status in IN_FORCE]
    may = [one for one in mine if situation.gate(one).is_open and shape_of(one) is not None]
    blocked = tuple((one, situation.gate(one).messages) for one in mine if not situation.gate(one).is_open)
    if not may:
        raise _nothing(team, blocked)
    ordered = sorted(may, key=lambda one: (one.planned_start or "", one.code or ""))
    whole = shapely.union_all([shape for one in ordered if (shape := shape_of(one)) is not None])
    west, south, east, north = _around(whole).bounds
    box = (float(west), float(south), float(east), float(north))
    return TeamPack(found, situation.day, tuple(ordered), blocked, _hazards(situation, box), box,
                    _filled(project, card, found, whole))  # fmt: skip


def _nothing(team: Found, blocked: Sequence[tuple[SurveyArea, tuple[Message, ...]]]) -> ExportRefused:
    if not blocked:
        return ExportRefused("No area is assigned to {team}, so there is nothing to take along.", team=team.code)
    area, why = blocked[0]
    return ExportRefused(
        "{team} may enter no area that is assigned to it; {code}: {why}.",
        team=team.code, code=area.code, why=listed(why),
    )  # fmt: skip


def _around(shape: BaseGeometry) -> BaseGeometry:
    plane = plane_around(shape)
    return plane.globe(shapely.buffer(plane.flat(shape), AROUND_M))


def _hazards(situation: Situation, box: Box) -> tuple[Hazard, ...]:
    view = shapely.box(*box)
    return tuple(one for one in situation.hazards if is_open_hazard(one) and one.sensitivity in OPENLY
                 and (shape := shape_of(one)) is not None and shapely.intersects(view, shape))  # fmt: skip


def _filled(project: Project, card: Card, team: Team, whole: BaseGeometry) -> Card:
    """The card with what the register knows: the team's check-in, and the nearest medical facility."""
    held = {one.name: getattr(card, one.name) for one in fields(card)}
    held["check_in"] = held["check_in"] or team.check_in or ""
    held["hospital"] = held["hospital"] or _nearest_hospital(project, whole)
    return Card(**held)


def _nearest_hospital(project: Project, whole: BaseGeometry) -> str:
    middle = shapely.centroid(whole)
    best: tuple[float, str] | None = None
    for row in project.register.select(Query("facility", where=(("kind", "medical"),))):
        point = shape_in(row.get("place"))
        if isinstance(point, shapely.Point) and row.get("review") != "voided":
            away = distance_m(middle.x, middle.y, point.x, point.y)
            named = " ".join(str(row[name]) for name in ("code", "name") if row.get(name))
            if best is None or away < best[0]:
                best = (away, f"{named}, {away / 1000:.0f} km, {point.y:.5f}, {point.x:.5f}")
    return best[1] if best is not None else ""


# Files for receivers and phones: no base, no date, no name


def write_gpx(pack: TeamPack, out: Path, translate: Translator) -> None:
    """The areas as a route from one to the next, as waypoints, and as outlines; hazards as outlines too."""
    rows = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="Taphos" '
        'xmlns="http://www.topografix.com/GPX/1/1">',
        f"<metadata><name>{escape(pack.name)}</name><desc>{escape(translate(NOT_FOUND_SAFE))}</desc></metadata>",
    ]
    middles = [(one, shapely.point_on_surface(shape)) for one in pack.areas if (shape := shape_of(one)) is not None]
    rows += [_waypoint("wpt", middle, one.code or "", translate(_purpose(one))) for one, middle in middles]
    stops = "".join(_waypoint("rtept", middle, one.code or "", "") for one, middle in middles)
    rows.append(f"<rte><name>{escape(pack.name)}</name>{stops}</rte>")
    rows += [_outline(shape_of(one), one.code or "", translate(_purpose(one))) for one in pack.areas]
    rows += [_outline(_kept_out(one), one.code or "", translate(_keep_out(one))) for one in pack.hazards]
    rows.append("</gpx>")
    _put(out, "\n".join(rows))


def _waypoint(tag: str, at: BaseGeometry, name: str, words: str) -> str:
    x, y = shapely.get_coordinates(at)[0].tolist()
    told = f"<desc>{escape(words)}</desc>" if words else ""
    return f'<{tag} lat="{y:.7f}" lon="{x:.7f}"><name>{escape(name)}</name>{told}</{tag}>'


def _outline(shape: BaseGeometry | None, name: str, words: str) -> str:
    segments = "".join(
        "<trkseg>" + "".join(f'<trkpt lat="{y:.7f}" lon="{x:.7f}"/>' for x, y in ring) + "</trkseg>"
        for ring in _rings(shape)
    )
    return f"<trk><name>{escape(name)}</name><desc>{escape(words)}</desc>{segments}</trk>"


def _rings(shape: BaseGeometry | None) -> Iterator[list[list[float]]]:
    for ring in shapely.get_rings(shapely.get_parts(shape)) if shape is not None else ():
        yield shapely.get_coordinates(ring).tolist()


def write_kml(pack: TeamPack, out: Path, translate: Translator) -> None:
    """Areas, hazards with their exclusion distance, and safe lanes, for viewers of maps."""
    rows = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>',
        f"<name>{escape(pack.name)}</name><description>{escape(translate(NOT_FOUND_SAFE))}</description>",
        _style("area", "ffb07a00", "40b07a00"), _style("hazard", "ff0000d5", "600000d5"),
        _style("lane", "ff3d9a00", "003d9a00"),
    ]  # fmt: skip
    rows += [_placemark("area", one.code or "", translate(_purpose(one)), shape_of(one)) for one in pack.areas]
    for one in pack.hazards:
        rows.append(_placemark("hazard", one.code or "", translate(_keep_out(one)), _kept_out(one)))
        lane = one.safe_lane.shape if one.safe_lane is not None else None
        if lane is not None:
            rows.append(_placemark("lane", one.code or "", translate(say("Safe lane")), lane))
    rows.append("</Document></kml>")
    _put(out, "\n".join(rows))


def _style(name: str, line: str, fill: str) -> str:
    return (f"<Style id={quoteattr(name)}><LineStyle><color>{line}</color><width>2</width></LineStyle>"
            f"<PolyStyle><color>{fill}</color></PolyStyle></Style>")  # fmt: skip


def _placemark(style: str, name: str, words: str, shape: BaseGeometry | None) -> str:
    return (f"<Placemark><name>{escape(name)}</name><description>{escape(words)}</description>"
            f"<styleUrl>#{style}</styleUrl>{_kml_shape(shape)}</Placemark>")  # fmt: skip


def _kml_shape(shape: BaseGeometry | None) -> str:
    parts = []
    for part in shapely.get_parts(shape) if shape is not None else ():
        if isinstance(part, shapely.Polygon):
            holes = "".join(f"<innerBoundaryIs>{_ring(ring)}</innerBoundaryIs>" for ring in part.interiors)
            parts.append(f"<Polygon><outerBoundaryIs>{_ring(part.exterior)}</outerBoundaryIs>{holes}</Polygon>")
        else:
            parts.append(f"<LineString><coordinates>{_points(part)}</coordinates></LineString>")
    return f"<MultiGeometry>{''.join(parts)}</MultiGeometry>"


def _ring(ring: BaseGeometry) -> str:
    return f"<LinearRing><coordinates>{_points(ring)}</coordinates></LinearRing>"


def _points(line: BaseGeometry) -> str:
    return " ".join(f"{x:.7f},{y:.7f}" for x, y in shapely.get_coordinates(line).tolist())


def _kept_out(hazard: Hazard) -> BaseGeometry:
    """A hazard with its exclusion distance around it."""
    shape = shape_of(hazard)
    assert shape is not None
    if not hazard.exclusion_m:
        return shape
    plane = plane_around(shape)
    return plane.globe(shapely.buffer(plane.flat(shape), hazard.exclusion_m, quad_segs=8))


def _purpose(area: SurveyArea) -> Message:
    label = SURVEY_PURPOSE.codes.get(area.purpose or "")
    shape = shape_of(area)
    return say("{purpose}, {km2:.2f} km²", purpose=Message(label) if label else "–",
               km2=area_km2(shape) if shape is not None else 0.0)  # fmt: skip


def _keep_out(hazard: Hazard) -> Message:
    kind, grade = HAZARD_TYPE.codes.get(hazard.hazard_type or ""), HAZARD_CLASS.codes.get(hazard.hazard_class or "")
    return say("Keep out: {kind} ({grade})", kind=Message(kind) if kind else "–",
               grade=Message(grade) if grade else "–")  # fmt: skip


def task_lines(pack: TeamPack) -> list[Message]:
    """The tasks of a team, a sentence each: for its own paper, which no phone carries."""
    return [
        say("{code}: {what}; {first} – {last}", code=one.code, what=_purpose(one), first=one.planned_start or "–",
            last=one.planned_end or "–")
        for one in pack.areas
    ]  # fmt: skip


def permit_lines(pack: TeamPack) -> list[Message]:
    """The permits of its areas, with the day on which each ends."""
    return [
        say("{code}: {permit}, until {day}", code=one.code, permit=one.access_permit or "–",
            day=one.permit_until or "–")
        for one in pack.areas if one.access_permit or one.permit_until
    ]  # fmt: skip


def hazard_lines(pack: TeamPack) -> list[Message]:
    """The hazards around its areas, a sentence each."""
    return [say("{code}: {what}", code=one.code, what=_keep_out(one)) for one in pack.hazards]


def note_files(project: Project, pack: TeamPack, files: Sequence[Path]) -> list[Message]:
    """Enter files that were written into the ledger of exports; gives why one is not there."""
    unnoted = []
    for out in files:
        document: dict[str, Any] = {
            "profile": PACK, "head": project.register.point_of("").head,
            "file": {"name": out.name, "sha256": file_sha256(out)}, "consent": {"recipient": "", "left_out": {}},
            "selection": {"where": [f"team={pack.name}"]},
            "tables": [{"name": "survey_area", "rows": len(pack.areas), "sha256": file_sha256(out)},
                       {"name": "hazard", "rows": len(pack.hazards), "sha256": file_sha256(out)}],
        }  # fmt: skip
        noted = note_export(project, Manifest(out, document)).unnoted
        unnoted += [noted] if noted is not None else []
    return unnoted


def _put(out: Path, text: str) -> None:
    with asked_for(out):
        write_out(out, text.encode())
