"""The example project: invented records of every type at the scale of a real mission."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from forensics.changes import Change, Operation
from forensics.ports import Progress
from layers.countries.pack import load_pack
from layers.demo import incidents, interviews, people, places
from layers.demo.making import EXAMPLE, Maker, Sizes
from layers.demo.world import World, read_world
from layers.project import DEFAULT_PACK, Project, new_project
from layers.register.journal import PROJECT

REASON = "EXAMPLE: invented records"


def make_example(folder: Path, sizes: Sizes | None = None, progress: Progress | None = None) -> Project:
    """A plain project at `folder` with the invented records in one signed commit; gives it open."""
    project = new_project(folder, name=EXAMPLE, pack=DEFAULT_PACK)
    try:
        project.register.commit(changes(project, sizes), REASON, progress)
    except BaseException:
        project.close()
        raise
    return project


def changes(project: Project, sizes: Sizes | None = None) -> Iterator[Change]:
    """Every invented record as the change that adds it, what others refer to first; files of evidence are written."""
    world = read_world(project.pack)
    zone = project.pack.timezones[0] if project.pack and project.pack.timezones else "UTC"
    make = Maker(project.catalogue, zone, sizes)
    yield Change(PROJECT, "project", Operation.SET, after={"example": True})
    yield from _ground(make, world)
    yield from _testimony(make, world)


def _ground(make: Maker, world: World) -> Iterator[Change]:
    yield from people.practitioners(make)
    yield from people.teams(make, world)
    yield from places.settlements(make, world)
    yield from places.facilities(make, world)
    yield from places.occupations(make, world)


def _testimony(make: Maker, world: World) -> Iterator[Change]:
    interviewed = interviews.plan(make, world)
    happened = incidents.plan(make, world, interviewed)
    yield from interviews.interviews(make, world, interviewed, happened.told_in)
    yield from interviews.consents(make, interviewed)
    yield from incidents.sources(make, happened, interviewed)
    yield from incidents.incidents(make, happened)
    yield from incidents.victims(make, happened)
