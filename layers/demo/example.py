"""The example project: invented records of every type at the scale of a real mission."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from forensics.changes import Change, Operation
from forensics.ports import Progress
from layers.demo import (
    bodies,
    custody,
    evidence,
    examinations,
    exhumations,
    graves,
    identity,
    incidents,
    interviews,
    media,
    people,
    places,
    planning,
    remains,
    victims,
)
from layers.demo.making import EXAMPLE, Maker, Sizes
from layers.demo.people import staff
from layers.demo.signing import Signing, device_of, signatories
from layers.demo.world import World, read_world
from layers.evidence_intake import Intake
from layers.evidence_store import Store
from layers.project import DEFAULT_PACK, Project, new_project
from layers.register.journal import PROJECT

REASON = "EXAMPLE: invented records"


def make_example(folder: Path, sizes: Sizes | None = None, progress: Progress | None = None) -> Project:
    """A plain project at `folder` with the invented records, what people sign in commits of theirs; gives it open."""
    project = new_project(folder, name=EXAMPLE, pack=DEFAULT_PACK)
    try:
        with Intake(Store(project.evidence, project.register)) as intake:
            signing = Signing()
            intake.commit(signing.others(changes(project, sizes, _into(intake))), REASON, progress)
            make = Maker(project.catalogue)
            signing.commit(project, {make.id("practitioner", code): code for code in signatories()}, REASON)
    except BaseException:
        project.close()
        raise
    return project


def _into(intake: Intake) -> media.Receive:
    """Takes each file in as the original of its record, while the commit is being written."""

    def receive(record: str, data: bytes) -> None:
        intake.receive(io.BytesIO(data), record)

    return receive


def changes(project: Project, sizes: Sizes | None = None, receive: media.Receive = lambda *_: None) -> Iterator[Change]:
    """Every invented record as the change that adds it, as a stream; `receive` is given the files of its evidence."""
    world = read_world(project.pack)
    zone = project.pack.timezones[0] if project.pack and project.pack.timezones else "UTC"
    make = Maker(project.catalogue, zone, sizes)
    dug = graves.plan(make, world)
    yield Change(PROJECT, "project", Operation.SET, after={"example": True})
    yield from _ground(make, world, project.device.fingerprint)
    yield from _planning(make, world, dug)
    yield from _graves(make, world, dug, project, receive)
    yield from _testimony(make, world)


def _ground(make: Maker, world: World, device: str) -> Iterator[Change]:
    keys = {staff("lead")[0]: device} | {code: device_of(code).fingerprint for code in signatories()}
    yield from people.practitioners(make, lambda code: keys.get(code, ""))
    yield from people.teams(make, world)
    yield from places.settlements(make, world)
    yield from places.facilities(make, world)
    yield from places.occupations(make, world)


def _planning(make: Maker, world: World, dug: tuple[graves.Grave, ...]) -> Iterator[Change]:
    yield from planning.hazards(make, world, dug)
    yield from planning.survey_areas(make, world, dug)
    yield from planning.visits(make, world)
    yield from planning.tracks(make, world)


def _graves(
    make: Maker, world: World, dug: tuple[graves.Grave, ...], project: Project, receive: media.Receive
) -> Iterator[Change]:
    found = bodies.plan(make, dug)
    artefacts, samples = evidence.artefacts_found(make, dug, found), evidence.samples_taken(found)
    pictures = tuple(media.drawn(make, dug, found))
    yield from graves.sites(make, dug)
    yield from graves.links(make, dug)
    yield from exhumations.authorities(make, dug, project.pack)
    yield from exhumations.exhumations(make, dug)
    yield from exhumations.logs(make, dug)
    yield from exhumations.contexts(make, dug)
    yield from remains.cases(make, found)
    yield from remains.elements(make, found)
    yield from examinations.examinations(make, found)
    yield from examinations.profiles(make, found)
    yield from examinations.findings(make, found)
    yield from examinations.opinions(make, found)
    yield from evidence.artefacts(make, artefacts)
    yield from evidence.samples(make, samples)
    yield from evidence.packages(make, artefacts)
    yield from media.records(make, pictures, receive)
    yield from custody.custody(make, found, artefacts, samples, pictures)
    yield from identity.missing_persons(make, world, found)
    yield from identity.identifications(make, found)
    yield from identity.dispositions(make, world, found)


def _testimony(make: Maker, world: World) -> Iterator[Change]:
    interviewed = interviews.plan(make, world)
    happened = incidents.plan(make, world, interviewed)
    yield from interviews.interviews(make, world, interviewed, happened.told_in)
    yield from interviews.consents(make, interviewed)
    yield from incidents.sources(make, happened, interviewed)
    yield from incidents.incidents(make, happened)
    yield from victims.victims(make, happened)
