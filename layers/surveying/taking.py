"""Points of a file assigned by their codes to the records of a grave, in one commit or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import orjson

from forensics.catalogue import MAIN, RecordType
from forensics.changes import Change
from forensics.errors import RecordRefused, UnknownName, ValueRefused
from forensics.fields import Field
from forensics.identifiers import id_of_key
from forensics.messages import Message, say, say_count
from forensics.places import HEIGHT_DATUMS, SITE_GRID
from forensics.ports import Found, Receipt, Values
from forensics.survey.similarity import IN_LINE, refuse_scale
from layers.crs import UnknownCrs, epsg_code
from layers.editing import Edit, adding, reading_of, setting
from layers.project import Project
from layers.siteplan.levels import levels_of
from layers.siteplan.reading import datum_words
from layers.siteplan.tie import GridTie, tie_of_controls
from layers.surveying.axes import in_order
from layers.surveying.distant import doubts_of_distance
from layers.surveying.placing import Ground, place_of_points
from layers.surveying.points import PointFile, Surveyed, read_points

OF_A_GRAVE = ("case", "artefact", "sample", "context", "exhumation", "site")
"""The types whose codes a surveyor may have used as codes of points."""


class AssignmentRefused(ValueRefused):
    """A code that no point has, or that is to go where no place is kept."""


@dataclass(frozen=True)
class Asked:
    """What a person says of a file of points.

    `axes` says which coordinate is east (layers.surveying.axes), `accept_scale` why a scale that no projection has is
    right. `assign` gives by code where its points go: RECORD.FIELD, RECORD (its main place), or TYPE (each point a
    record of its own). `controls` gives by code x and y (and z) in the grid of what was measured in the file's system.
    """

    exhumation: str
    crs: str = ""
    assign: Mapping[str, str] = field(default_factory=dict)
    controls: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    height_datum: str = ""
    height_datum_name: str = ""
    method: str = "total_station"
    accuracy: float | None = None
    encoding: str | None = None
    axes: str = ""
    accept_scale: str = ""


@dataclass(frozen=True)
class Assigned:
    """Points of one code that went somewhere."""

    code: str
    target: str
    points: int


@dataclass(frozen=True)
class SurveyReport:
    """What was, or would be done: each code with where its points went; `left` are codes that went nowhere."""

    read: int
    assigned: tuple[Assigned, ...]
    left: Mapping[str, int]
    faults: tuple[tuple[int, Message], ...]
    tie: GridTie | None
    added: int
    updated: int
    unchanged: int
    notes: tuple[Message, ...]
    receipt: Receipt | None = None


def take_points(project: Project, path: Path, asked: Asked, *, dry_run: bool = False) -> SurveyReport:
    """Assign the points of a file; raises one sentence (SourceRefused, UnknownCrs, AssignmentRefused, …) and changes
    nothing where anything cannot be done.
    """
    points = read_points(path, asked.encoding)
    found = project.register.find(asked.exhumation, ("exhumation",))
    held = project.register.values("exhumation", found.id) or {}
    crs = _crs(points, asked)
    points = in_order(project, points, crs, asked.axes, str(held.get("site") or ""))
    _refuse_heights_without_datum(points, asked, crs)
    _refuse_unknown_codes(points, asked)
    rows = _controls(points, asked, crs, held)
    tie = tie_of_controls(rows)
    if asked.controls and tie is not None and tie.fit is not None and not asked.accept_scale:
        refuse_scale(tie.fit)
    levels = levels_of(held, found.code)
    ground = Ground(
        crs, tie, levels, asked.height_datum, asked.height_datum_name, asked.method, asked.accuracy
    )  # fmt: skip
    taking = _Taking(project, points, ground, found)
    assigned = taking.assign({**_by_themselves(project, points, asked), **asked.assign})
    if asked.controls:
        taking.texts.setdefault((found.type, found.id), {})["grid_controls"] = orjson.dumps(rows).decode()
    edits = list(taking.edits())
    changes = [edit.change for edit in edits if edit.change is not None]
    receipt = None if dry_run or not changes else project.register.commit(changes, _reason(path, asked))
    gone = {one.code for one in assigned} | set(asked.controls)
    return SurveyReport(
        read=len(points.points),
        assigned=assigned,
        left={code: len(held_) for code, held_ in points.by_code.items() if code not in gone},
        faults=points.faults,
        tie=tie,
        added=sum(edit.change is not None and edit.change.operation == "add" for edit in edits),
        updated=sum(edit.change is not None and edit.change.operation == "set" for edit in edits),
        unchanged=sum(edit.change is None for edit in edits),
        notes=(*_notes(points, ground), *(doubts_of_distance(points, rows) if crs == SITE_GRID else ())),
        receipt=receipt,
    )


def _reason(path: Path, asked: Asked) -> str:
    return " · ".join(filter(None, (f"survey {path.name}", asked.accept_scale)))


def _crs(points: PointFile, asked: Asked) -> str:
    told = asked.crs or points.crs
    if not told:
        raise UnknownCrs(
            "“{file}” does not say its coordinate system; name it with --crs, such as EPSG:32636, or site for the grid "
            "of the grave.",
            file=points.path.name,
        )
    if told.strip().lower() == SITE_GRID:
        return SITE_GRID
    code = epsg_code(f"EPSG:{told}" if told.isdigit() else told)
    if code is None:
        raise UnknownCrs("“{value}” has no EPSG code, by which a place keeps its system.", value=told)
    return code


def _refuse_heights_without_datum(points: PointFile, asked: Asked, crs: str) -> None:
    if asked.height_datum and asked.height_datum not in HEIGHT_DATUMS:
        raise ValueRefused(
            "{value} is not one of {allowed}.", value=asked.height_datum, allowed=", ".join(HEIGHT_DATUMS)
        )
    if points.has_heights and crs != SITE_GRID and not asked.height_datum:
        raise ValueRefused(
            "“{file}” holds heights and does not say over which datum; name it with --height-datum: {allowed}.",
            file=points.path.name, allowed=", ".join(HEIGHT_DATUMS),
        )  # fmt: skip


def _refuse_unknown_codes(points: PointFile, asked: Asked) -> None:
    for code in (*asked.assign, *asked.controls):
        if code not in points.by_code:
            raise AssignmentRefused(
                "“{file}” has no point of code “{code}”; its codes are: {known}.",
                file=points.path.name, code=code, known=", ".join(code or "–" for code in points.by_code),
            )  # fmt: skip


def _controls(points: PointFile, asked: Asked, crs: str, held: Values) -> list[dict[str, str]]:
    """The control points of the exhumation with those of the file; one of a name takes the place of the earlier."""
    rows = {str(row.get("point") or ""): dict(row) for row in held.get("grid_controls") or ()}
    if asked.controls and crs == SITE_GRID:
        raise AssignmentRefused("Control points are measured in a system of the globe, and not in the grid itself.")
    for code, local in asked.controls.items():
        rows[code] = _control(code, points.by_code[code], local, crs, asked)
    return list(rows.values())


def _control(
    code: str, points: Sequence[Surveyed], local: tuple[float, ...], crs: str, asked: Asked
) -> dict[str, str]:  # fmt: skip
    if len(points) != 1:
        raise AssignmentRefused(
            "{count} points have the code {code}; a control point is one.", count=len(points), code=code
        )
    (point,) = points
    bare = Ground(crs, None, levels_of({}, ""))
    degrees = bare.degrees(points)
    assert degrees is not None
    lon, lat = degrees[0].tolist()
    row = {"point": code, "x": f"{local[0]:g}", "y": f"{local[1]:g}", "longitude": f"{lon:.10f}",
           "latitude": f"{lat:.10f}", "written": f"{crs} {point.x:.3f} {point.y:.3f}"}  # fmt: skip
    if len(local) > 2:
        row["z"] = f"{local[2]:g}"
    if point.z is not None:
        row["height"] = f"{point.z:.3f}"
    return row


def _by_themselves(project: Project, points: PointFile, asked: Asked) -> dict[str, str]:
    """Codes that are codes of records, or RECORD.FIELD: they say themselves where their points go."""
    found = {}
    for code in points.by_code:
        if code and code not in asked.assign and code not in asked.controls:
            try:
                target_of(project, code)
            except (UnknownName, AssignmentRefused):
                continue
            found[code] = code
    return found


@dataclass(frozen=True)
class Target:
    """Where points go: the field of a record, or of a new record for each."""

    kind: RecordType
    declared: Field
    record: Found | None = None


def target_of(project: Project, text: str) -> Target:
    """RECORD.FIELD, RECORD or TYPE; raises UnknownName and AssignmentRefused."""
    if text in project.catalogue.types:
        return Target(project.catalogue[text], _place_in(project.catalogue[text], MAIN))
    head, dot, tail = text.rpartition(".")
    if dot:
        try:
            record = project.register.find(head, OF_A_GRAVE)
        except UnknownName:
            record = None
        if record is not None:
            kind = project.catalogue[record.type]
            return Target(kind, _place_in(kind, tail), record)
    record = project.register.find(text, OF_A_GRAVE)
    kind = project.catalogue[record.type]
    return Target(kind, _place_in(kind, MAIN), record)


def _place_in(kind: RecordType, name: str) -> Field:
    declared = kind.by_name.get(name)
    if declared is None or not declared.spatial:
        raise AssignmentRefused(
            "“{field}” of {type} holds no geometry; those that do: {allowed}.",
            field=name, type=kind.name, allowed=", ".join(place.name for place in kind.places) or "–",
        )  # fmt: skip
    return declared


class _Taking:
    """Gathers what each record is to be given, so that it is edited once."""

    def __init__(self, project: Project, points: PointFile, ground: Ground, exhumation: Found) -> None:
        self._project, self._points, self._ground, self._exhumation = project, points, ground, exhumation
        self.texts: dict[tuple[str, str], dict[str, str]] = {}
        self._new: list[tuple[str, Surveyed, dict[str, str]]] = []

    def assign(self, wanted: Mapping[str, str]) -> tuple[Assigned, ...]:
        """Send the points of each code where they go; raises AssignmentRefused, PointsRefused, UnknownName."""
        done = []
        for code, text in wanted.items():
            target, points = target_of(self._project, text), self._points.by_code[code]
            if target.record is None:
                self._gather_new(target, points)
            else:
                place = self._place(target.declared, points)
                self.texts.setdefault((target.record.type, target.record.id), {})[target.declared.name] = place
            done.append(Assigned(code, text, len(points)))
        return tuple(done)

    def _place(self, declared: Field, points: Sequence[Surveyed]) -> str:
        place = place_of_points(points, declared.geometry, self._ground, self._points.path.name)
        return orjson.dumps(place.to_canonical()).decode()

    def _gather_new(self, target: Target, points: Sequence[Surveyed]) -> None:
        if "exhumation" not in target.kind.by_name or target.declared.geometry != "Point":
            raise AssignmentRefused(
                "Points do not become new records of type {type}; case, artefact or RECORD.FIELD was expected.",
                type=target.kind.name,
            )
        for point in points:
            texts = {
                "code": f"{self._exhumation.code}-P{point.number}", "exhumation": self._exhumation.id,
                target.declared.name: self._place(target.declared, (point,)),
            }  # fmt: skip
            if "description" in target.kind.by_name and point.code:
                texts["description"] = point.code
            self._new.append((target.kind.name, point, texts))

    def edits(self) -> Iterator[Edit]:
        """One edit a record; raises RecordRefused with what a rule refuses."""
        reading = reading_of(self._project)
        for (type_, record), texts in self.texts.items():
            yield _kept(setting(self._project, Found(type_, record, ""), texts, reading))
        for type_, point, texts in self._new:
            record = id_of_key(f"survey {self._points.path.name}", self._exhumation.id, point.number, point.code)
            if self._project.register.values(type_, record) is not None:
                yield _kept(setting(self._project, Found(type_, record, ""), texts, reading))
            else:
                edit = _kept(adding(self._project, type_, texts, reading))
                yield replace(edit, record=record, change=_renamed(edit.change, record))


def _kept(edit: Edit) -> Edit:
    if edit.refusal is not None:
        raise RecordRefused(edit.refusal.message)
    return edit


def _renamed(change: Change | None, record: str) -> Change | None:
    return None if change is None else replace(change, record=record)


def _notes(points: PointFile, ground: Ground) -> Iterator[Message]:
    twice = points.twice
    if twice:
        yield say_count(
            "{count} point lies where another of its code does, such as {first} and {second}.",
            "{count} points lie where others of their code do, such as {first} and {second}.",
            count=len(twice), first=twice[0][0], second=twice[0][1],
        )  # fmt: skip
    if ground.tie is None:
        yield say("The grid is not tied to the globe: two control points are needed for that.")
    elif ground.tie.fit is not None and ground.tie.fit.in_line:
        yield IN_LINE
    over = [one for one in points.points if one.z is not None and ground.z(one) is None]
    if over:
        yield say(
            "No transformation from {datum} to the grid's zero is stated: the points get no z, and are in no section.",
            datum=datum_words(ground.levels.datum(ground.datum, ground.datum_name)),
        )


def report_json(report: SurveyReport, translate: Any) -> dict[str, Any]:
    """As `taphos survey points --json` prints it."""
    return {
        "read": report.read,
        "assigned": [{"code": one.code, "to": one.target, "points": one.points} for one in report.assigned],
        "left": dict(report.left),
        "faults": [{"row": row, "problem": translate(fault)} for row, fault in report.faults],
        "added": report.added, "updated": report.updated, "unchanged": report.unchanged,
        "notes": [translate(note) for note in report.notes],
    }  # fmt: skip
