"""The command about base maps: which files the map shows under the records, on this machine."""

from __future__ import annotations

import argparse
from dataclasses import asdict, replace
from pathlib import Path

from desktop.commands.context import DONE, Command
from forensics.errors import UnknownName

_Commands = argparse._SubParsersAction


def add_commands(commands: _Commands[argparse.ArgumentParser]) -> None:
    """Declare the command of this module."""
    maps = commands.add_parser("basemap", help="the files that the map shows under the records")
    maps.add_argument("project", metavar="PROJECT")
    maps.add_argument(
        "--add", default="", metavar="FILE", help="lay MBTiles, PMTiles, GeoTIFF, outlines over the others"
    )
    maps.add_argument("--crs", default="", metavar="CODE", help="where the file does not say it, such as EPSG:32636")
    maps.add_argument("--date", default="", metavar="DATE", help="when the image was taken, such as 2022-04")
    maps.add_argument("--on-pages", action="store_true", help="print it on page maps too, an image as well")
    maps.add_argument("--remove", default="", metavar="NAME", help="show it no longer; the file stays where it is")
    maps.add_argument("--json", action="store_true", help="one JSON document")
    maps.set_defaults(run=run_basemap)


def run_basemap(command: Command) -> int:
    """Add or remove a base map, then list them from the bottom up."""
    from forensics.dates import read_date
    from layers.basemaps.kept import BaseMap, base_maps, keep_base_maps
    from layers.basemaps.opening import offered

    arguments = command.arguments
    date = read_date(arguments.date).text if arguments.date else ""
    with command.project() as project:
        shown: list[BaseMap] = list(base_maps(project))
        if arguments.remove:
            gone = [one for one in shown if arguments.remove in (one.name, one.id)]
            if not gone:
                raise UnknownName(
                    "There is no base map “{name}”; there are: {allowed}.",
                    name=arguments.remove, allowed=", ".join(one.name for one in shown) or "–",
                )  # fmt: skip
            shown = [one for one in shown if one not in gone]
        if arguments.add:
            new = offered(Path(arguments.add), arguments.crs)
            shown += [
                replace(one, date=date or one.date, on_pages=one.on_pages or arguments.on_pages) for one in new
            ]  # fmt: skip
        if arguments.add or arguments.remove:
            keep_base_maps(project, shown)
    if command.json:
        command.document([asdict(one) for one in shown])
    else:
        for one in shown:
            print(f"{one.name}  {one.kind}  {one.date or '–'}  {one.source}")
    return DONE
