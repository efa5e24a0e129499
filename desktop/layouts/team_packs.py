"""Everything that a team takes along, written into a folder: paper, field pack, GPX and KML."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.layouts.team_pages import write_team_pages
from forensics.messages import Message
from forensics.ports import Progress
from layers.exports.saying import translator_for
from layers.exports.selecting import Selection
from layers.fieldpack.area import Area
from layers.fieldpack.making import write_field_pack
from layers.planning.packing import TeamPack, note_files, write_gpx, write_kml
from layers.project import Project


@dataclass(frozen=True)
class WrittenPack:
    """The files of a pack, and why any of them is not in the ledger of exports."""

    pack: TeamPack
    files: tuple[Path, ...]
    unnoted: tuple[Message, ...]


def write_team_pack(
    project: Project, pack: TeamPack, folder: Path, language: str, progress: Progress | None = None
) -> WrittenPack:
    """Write the files of a pack into a folder, which is made where it is not there. Blocking."""
    folder.mkdir(parents=True, exist_ok=True)
    translate = translator_for(project, language)
    paper, gpx, kml, gpkg = (folder / f"{pack.name}{ending}" for ending in (".pdf", ".gpx", ".kml", ".gpkg"))
    made = write_field_pack(project, gpkg, Area(pack.box, pack.name), Selection(), language, progress)
    write_gpx(pack, gpx, translate)
    write_kml(pack, kml, translate)
    unnoted = note_files(project, pack, [gpx, kml])
    noted = write_team_pages(project, paper, pack, language)
    unnoted += [one for one in (noted, made.manifest.unnoted) if one is not None]
    return WrittenPack(pack, (paper, gpkg, made.project_file, gpx, kml), tuple(unnoted))
