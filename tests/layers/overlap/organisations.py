"""Two organisations, each with a project of its own, whose work meets in places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from forensics.changes import Change
from forensics.overlap import Piece
from layers.countries.gazetteer import gazetteer
from layers.countries.pack import load_pack
from layers.project import Project
from tests.layers.projects import make, record

GAZETTEER = tuple(gazetteer(load_pack("ua")).rows_by_code)
"""The official codes that anybody has."""


def needs_the_library() -> None:
    """Skip where the library has no wheel."""
    pytest.importorskip("private_set_intersection.python", reason="openmined-psi has no wheel for this system")


def organisation(folder: Path, pieces: Iterable[Piece] = (), engine: str = "plain") -> Project:
    """A project whose survey areas are these pieces of work, done and over."""
    project = make(folder, engine, pack="ua")
    put(project, pieces)
    return project


def put(project: Project, pieces: Iterable[Piece]) -> None:
    """Survey areas that were worked through, one for each piece."""
    listed = sorted(pieces)
    places = settlements(project, {piece.settlement for piece in listed})
    areas = [
        record(
            "survey_area", f"EX-AR-{number}", settlement=places[piece.settlement], purpose=piece.kind,
            status="complete", start=f"{piece.month}-03", end=f"{piece.month}-09",
        )
        for number, piece in enumerate(listed)
    ]  # fmt: skip
    project.register.commit(areas)


def settlements(project: Project, codes: Iterable[str]) -> Mapping[str, str]:
    """The settlements with these official codes, made where they are not there: code to id."""
    made: list[Change] = [
        record("settlement", f"EX-P-{code}", official_code=code, code_system="KATOTTG", name_en=f"EXAMPLE {code[-5:]}")
        for code in sorted(codes)
    ]
    if made:
        project.register.commit(made)
    return {str(change.after["official_code"]): change.record for change in made}
