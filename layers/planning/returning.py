"""Tracks are brought back: a file of lines becomes tracks of a team, with how wide was seen and in which area."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from forensics.changes import Change
from forensics.errors import ValueRefused
from forensics.messages import Message
from forensics.ports import Progress, Receipt
from layers.editing import reading_of, setting
from layers.imports.importing import ImportReport, import_file
from layers.imports.source import layers_of
from layers.project import Project
from layers.reasons import commit_for

TRACK = "track"
TRACKS = "tracks"
"""The layer of a GPX file that holds them."""


@dataclass(frozen=True)
class Walked:
    """What the file does not say: the team, how wide was seen in metres, and the area and purpose where they are one.

    Ids of records, and the code of a purpose.
    """

    team: str
    width_m: float
    area: str = ""
    purpose: str = ""

    def texts(self) -> dict[str, str]:
        """The fields of a track that say it."""
        found = {"team": self.team, "width_m": f"{self.width_m:g}", "survey_area": self.area, "purpose": self.purpose}
        return {name: text for name, text in found.items() if text}


@dataclass(frozen=True)
class Brought:
    """The tracks that came, and what they came too close to."""

    report: ImportReport
    receipt: Receipt
    tracks: tuple[str, ...]
    told: tuple[Message, ...] = ()


def bring_tracks(project: Project, file: Path, walked: Walked, progress: Progress | None = None) -> Brought:
    """Take the tracks of a file in, and say of each who walked it. Raises ValueRefused where it brings none.

    Two commits: one takes the file in as it is, one says what it does not; the receipt is that of the second.
    """
    report = import_file(project.register, file, TRACK, layer=_layer_of(file), progress=progress, pack=project.pack)
    came = tuple((report.receipt.changed.get(TRACK) or ()) if report.receipt is not None else ())
    if not came:
        raise ValueRefused("“{file}” brings no track that is not here already.", file=file.name)
    reading, told = reading_of(project), []
    changes: list[Change] = []
    for found in project.register.titles(came, [TRACK]).values():
        edit = setting(project, found, walked.texts(), reading)
        told += [one.message for one in edit.problems if one.field == "place"]
        if edit.change is not None and edit.refusal is None:
            changes.append(edit.change)
    receipt = commit_for(project.register, changes, "") if changes else Receipt("", {}, 0)
    return Brought(report, receipt, came, tuple(told))


def _layer_of(file: Path) -> str | None:
    """The tracks of a file that holds waypoints and routes too."""
    return TRACKS if TRACKS in layers_of(file) else None
