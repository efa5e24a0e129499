"""Commands that make what is handed on: a page map and a web map."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop.commands.context import Command, box
from desktop.commands.records import add_as_of, as_of
from desktop.commands.selecting import (
    add_authority,
    add_dry_run,
    add_layers,
    add_recipient,
    add_selection,
    add_with_gaps,
    leaving_selection,
)
from forensics.messages import say
from forensics.ports import Box

_Parser = argparse.ArgumentParser


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the commands of this module."""
    page = commands.add_parser(
        "map", help="a page with legend, scale bar, north arrow, grid, sources, cut-off date, head"
    )
    _add_product(page, "OUT.pdf|.svg|.png")
    page.add_argument(
        "--layout", default="a4-landscape", metavar="a4-landscape|...|a0-portrait", help="the paper and how it lies"
    )
    page.add_argument(
        "--extent", metavar="SETTLEMENT|W,S,E,N", help="what the map is around (default: all that is drawn)"
    )
    page.add_argument("--scale", type=float, metavar="N", help="1 to N at the middle of the map")
    page.add_argument("--crs", default="EPSG:4326", metavar="CODE", help="the coordinate system of the grid")
    page.add_argument("--title", default="", metavar="TEXT", help="default: the project's name")
    page.add_argument(
        "--style",
        action="extend",
        nargs="+",
        default=[],
        metavar="TYPE=FIELD[:natural|quantiles|equal|own:CLASSES]",
        help="what the symbols of a type go by: a field of codes, or a number put into so many classes, or into one's"
        " own by where they end",
    )
    page.set_defaults(run=run_map)
    web = commands.add_parser("web", help="one self-contained page that works with the network off")
    _add_product(web, "OUT.html")
    web.add_argument("--title", default="", metavar="TEXT", help="default: the project's name")
    web.set_defaults(run=run_web)


def _add_product(parser: _Parser, out: str) -> None:
    parser.add_argument("project", metavar="PROJECT")
    parser.add_argument("out", metavar=out)
    parser.add_argument("--profile", required=True, metavar="court|partner|public|FILE", help="who may see what")
    add_recipient(parser)
    add_layers(parser)
    add_selection(parser)
    add_authority(parser)
    add_as_of(parser)
    add_with_gaps(parser)
    add_dry_run(parser)
    parser.add_argument("--json", action="store_true", help="what is drawn, as one JSON document")


def extent_of(text: str | None) -> str | Box | None:
    """Degrees where four numbers stand, else the name of a settlement."""
    if text is None:
        return None
    parts = text.split(",")
    return box(text) if len(parts) == 4 and all(_is_number(part) for part in parts) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def run_map(command: Command) -> int:
    """Draw one page."""
    from desktop.layouts.page import render_page
    from layers.looks import read_styles

    arguments = command.arguments
    if arguments.dry_run:
        return _preview(command, popups=False)
    with command.project() as project:
        page = render_page(
            project, Path(arguments.out), profile=arguments.profile, layout=arguments.layout,
            extent=extent_of(arguments.extent), scale=arguments.scale, selection=leaving_selection(command, project),
            language=command.translate.language, as_of=as_of(arguments),
            title=arguments.title, crs=arguments.crs, with_gaps=arguments.with_gaps,
            styles=read_styles(project.catalogue, arguments.style),
        )  # fmt: skip
    if command.json:
        command.document(
            {"file": page.path.name, "scale": page.scale, "extent": list(page.extent), "counts": page.counts}
        )  # fmt: skip
    for name, count in page.counts.items():
        command.say("  {name}: {rows:,}", name=name, rows=count)
    command.say("Wrote {file}, at 1 : {scale:,}.", file=str(page.path), scale=page.scale)
    return command.left(page.faults, page.unnoted)


def _preview(command: Command, *, popups: bool) -> int:
    """Say what would leave."""
    from layers.exports.preview import preview_map

    arguments = command.arguments
    with command.project() as project:
        return command.previewed(
            preview_map(project, arguments.profile, leaving_selection(command, project), as_of(arguments),
                        command.progress(say("Counting")), popups=popups)
        )  # fmt: skip


def run_web(command: Command) -> int:
    """Write one web page."""
    from layers.exports.web import export_web

    arguments = command.arguments
    if arguments.dry_run:
        return _preview(command, popups=True)
    with command.project() as project:
        written = export_web(
            project, Path(arguments.out), arguments.profile, leaving_selection(command, project),
            language=command.translate.language, as_of=as_of(arguments), title=arguments.title,
            with_gaps=arguments.with_gaps,
        )  # fmt: skip
    if command.json:
        command.document({"file": written.path.name, "bytes": written.bytes, "counts": written.counts})
    for name, count in written.counts.items():
        command.say("  {name}: {rows:,}", name=name, rows=count)
    command.say(say("Wrote {file}.", file=str(written.path)))
    return command.left(written.faults, written.unnoted)
