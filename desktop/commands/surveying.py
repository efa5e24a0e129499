"""Commands about surveying a grave: its grid, points from a file by their codes, points by tape."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.commands.context import DONE, PROBLEMS, Command, key_values
from forensics.messages import say
from forensics.survey.similarity import IN_LINE
from layers.errors import ProjectRefused

if TYPE_CHECKING:
    from layers.siteplan.tie import GridTie
    from layers.surveying.taking import Asked, SurveyReport

_Parser = argparse.ArgumentParser


def add_commands(commands: argparse._SubParsersAction[_Parser]) -> None:
    """Declare the commands of this module."""
    survey = commands.add_parser("survey", help="the grid of a grave, and points measured in it")
    survey.add_argument("project", metavar="PROJECT")
    what = survey.add_subparsers(dest="what", metavar="WHAT", required=True, parser_class=type(survey))
    grid = what.add_parser("grid", help="how the grid lies on the globe, and the residual of each control point")
    grid.add_argument("exhumation", metavar="EXHUMATION")
    grid.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="one JSON document")
    grid.set_defaults(run=run_grid)
    _declare_points(what.add_parser("points", help="points of a file go to records by their codes"))
    _declare_measure(what.add_parser("measure", help="a point by tape, from a baseline or two known points"))


def _declare_points(points: _Parser) -> None:
    points.add_argument("file", metavar="FILE", help="of a total station (.dat), or a table, with or without a header")
    points.add_argument("--exhumation", required=True, metavar="CODE", help="whose grid the points go into")
    points.add_argument("--crs", default="", metavar="CODE|site", help="what the coordinates are in")
    points.add_argument(
        "--assign", action="extend", nargs="+", default=[], metavar="CODE=RECORD[.FIELD]|TYPE", help="one or more"
    )
    points.add_argument(
        "--control", action="extend", nargs="+", default=[], metavar="CODE=X,Y[,Z]",
        help="points whose place in the grid is known; they tie it to the globe",
    )  # fmt: skip
    points.add_argument("--axes", default="", metavar="xy|yx", help="xy: the first coordinate is east; yx: it is north")
    points.add_argument("--accept-scale", default="", metavar="REASON", help="why a scale far from 1 is right")
    points.add_argument("--height-datum", default="", metavar="CODE", help="what the heights are over")
    points.add_argument("--height-datum-name", default="", metavar="TEXT", help="of a named geoid")
    points.add_argument(
        "--method", default="total_station", metavar="RTK|total_station|...", help="how it was measured"
    )
    points.add_argument("--accuracy", type=float, metavar="M", help="of a point, in metres")
    points.add_argument("--encoding", metavar="NAME", help="of the text")
    points.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    points.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="one JSON document")
    points.set_defaults(run=run_points)


def _declare_measure(measure: _Parser) -> None:
    measure.add_argument("exhumation", metavar="EXHUMATION")
    how = measure.add_mutually_exclusive_group(required=True)
    how.add_argument("--offset", metavar="ALONG,OFFSET[,Z]", help="along the line, and to the right of it")
    how.add_argument("--tapes", metavar="D1,D2,left|right[,Z]", help="from both points, and on which side of the line")
    measure.add_argument("--from", dest="start", default="", metavar="POINT", help="default: where the baseline begins")
    measure.add_argument("--to", dest="end", default="", metavar="POINT", help="default: where the baseline ends")
    measure.add_argument("--into", metavar="RECORD[.FIELD]", help="the record that is given the point")
    measure.add_argument("--reason", metavar="TEXT", help="why, for the journal")
    measure.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="one JSON document")
    measure.set_defaults(run=run_measure)


def run_grid(command: Command) -> int:
    """Tell how a grid lies; exit 1 where it is tied to nothing."""
    from layers.surveying.measuring import known_points

    with command.project() as project:
        known = known_points(project, command.arguments.exhumation)
    if command.json:
        command.document({"tie": None if known.tie is None else tie_json(known.tie), "points": known.points})
    elif known.tie is None:
        command.say("The grid is not tied to the globe: two control points are needed for that.")
    else:
        _tell_tie(command, known.tie)
    return DONE if known.tie is not None else PROBLEMS


def tie_json(tie: GridTie) -> dict[str, object]:
    """A tie as a document: metres and degrees as numbers."""
    east, north = tie.similarity.projected(0.0, 0.0)
    return {
        "crs": tie.crs, "origin": [east, north], "bearing": tie.similarity.bearing, "scale": tie.similarity.scale,
        "rms": tie.fit.rms if tie.fit else None, "checked": bool(tie.fit and tie.fit.checked),
        "residuals": [
            {"point": one.name, "east": one.east, "north": one.north, "length": one.length}
            for one in (tie.fit.residuals if tie.fit else ())
        ],
    }  # fmt: skip


def _tell_tie(command: Command, tie: GridTie) -> None:
    east, north = tie.similarity.projected(0.0, 0.0)
    command.say("x 0, y 0 is E {east} N {north} in {crs}.", east=f"{east:.3f}", north=f"{north:.3f}", crs=tie.crs)
    command.say(
        "The y axis bears {bearing}° from grid north of UTM; scale {scale}.",
        bearing=f"{tie.similarity.bearing:.4f}", scale=f"{tie.similarity.scale:.6f}",
    )  # fmt: skip
    for one in tie.fit.residuals if tie.fit else ():
        command.say(
            "  {point}: residual east {east} mm, north {north} mm",
            point=one.name, east=f"{one.east * 1000:+.0f}", north=f"{one.north * 1000:+.0f}",
        )  # fmt: skip
    if tie.fit is not None and not tie.fit.checked:
        command.say("Two control points check nothing: a third would show an error.")
    elif tie.fit is not None and tie.fit.in_line:
        command.say(IN_LINE)


def run_points(command: Command) -> int:
    """Take points; exit 1 where lines are no points, or codes went nowhere."""
    from layers.surveying.taking import report_json, take_points

    with command.project() as project:
        report = take_points(
            project, Path(command.arguments.file), _asked(command), dry_run=command.arguments.dry_run
        )  # fmt: skip
    if command.json:
        document = report_json(report, command.translate)
        command.document({**document, "tie": None if report.tie is None else tie_json(report.tie)})
    else:
        _tell_points(command, report)
    return PROBLEMS if report.faults or report.left else DONE


def _asked(command: Command) -> Asked:
    from layers.surveying.taking import Asked

    arguments = command.arguments
    return Asked(
        exhumation=arguments.exhumation, crs=arguments.crs, assign=key_values(arguments.assign),
        controls={code: _local(text) for code, text in key_values(arguments.control).items()},
        height_datum=arguments.height_datum, height_datum_name=arguments.height_datum_name, method=arguments.method,
        accuracy=arguments.accuracy, encoding=arguments.encoding,
        axes=arguments.axes, accept_scale=arguments.accept_scale,
    )  # fmt: skip


def _local(text: str) -> tuple[float, ...]:
    """X,Y or X,Y,Z in metres; raises ProjectRefused."""
    try:
        numbers = tuple(float(part) for part in text.split(","))
    except ValueError:
        numbers = ()
    if len(numbers) not in (2, 3):
        raise ProjectRefused("“{text}” is not X,Y or X,Y,Z in metres of the grid.", text=text)
    return numbers


def _tell_points(command: Command, report: SurveyReport) -> None:
    command.say(
        "Read {read:,} points: {added:,} records added, {updated:,} updated, {unchanged:,} unchanged.",
        read=report.read, added=report.added, updated=report.updated, unchanged=report.unchanged,
    )  # fmt: skip
    for one in report.assigned:
        command.say("  {code} → {target}: {points:,}", code=one.code, target=one.target, points=one.points)
    for code, count in report.left.items():
        command.say("  {code}: {points:,}, not assigned", code=code or "–", points=count)
    for row, fault in report.faults:
        command.say("Row {row}: {problem}", row=row, problem=fault)
    for note in report.notes:
        command.say(note)
    if report.tie is not None:
        _tell_tie(command, report.tie)


def run_measure(command: Command) -> int:
    """Compute one point, and give it to a record where one is named; exit 1 where it is not sharp."""
    from layers.surveying.measuring import by_offset, by_tapes, known_points, put_into

    arguments = command.arguments
    with command.project() as project:
        known = known_points(project, arguments.exhumation)
        if arguments.offset is not None:
            measured = by_offset(known, arguments.offset, arguments.start, arguments.end)
        else:
            measured = by_tapes(known, arguments.tapes, arguments.start, arguments.end)
        if arguments.into:
            put_into(project, measured, arguments.into, arguments.reason or measured.written)
    if command.json:
        degrees = list(measured.degrees) if measured.degrees else None
        command.document({"x": measured.x, "y": measured.y, "z": measured.z, "degrees": degrees})
    command.say("x {x}, y {y} in metres of the grid", x=f"{measured.x:.3f}", y=f"{measured.y:.3f}")
    if measured.degrees:
        command.say(
            "longitude {lon}, latitude {lat}", lon=f"{measured.degrees[0]:.8f}", lat=f"{measured.degrees[1]:.8f}"
        )
    if arguments.into:
        command.say(say("Given to {record}.", record=arguments.into))
    if measured.problem is not None:
        command.complain(measured.problem.message)
        return PROBLEMS
    return DONE
