"""Invented interviews for the benchmarks, made with a fixed seed: as a CSV file, and taken in."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain, islice
from pathlib import Path

import shapely

from forensics.changes import Change, Operation
from forensics.identifiers import new_id
from layers.devices import Device, this_device
from layers.imports.importing import import_file
from layers.project import Project, new_project, open_project

AT_ONCE = 100_000
"""Rows of one import, and so of one commit: a register of a million comes to be in ten."""

SETTLEMENTS, INTERVIEWERS, FIRST_DAY = 85, 35, date(2022, 4, 1)
GRADED = ("informed_consent=informed_consent", "recontact=recontact")


def interviews(count: int) -> Iterator[dict[str, object]]:
    """Rows of invented interviews, EX- throughout."""
    chance = random.Random(20220401)
    for number in range(1, count + 1):
        place, day = chance.randrange(SETTLEMENTS), FIRST_DAY + timedelta(days=chance.randrange(500))
        yield {
            "code": f"EX-I-{number:05}",
            "interviewee_code": f"EX-W-{chance.randrange(24_000):05}",
            "sex": chance.choice(("F", "M", "F", "undisclosed")),
            "age_group": chance.choice(("18_29", "30_44", "45_59", "60_plus")),
            "capacity": chance.choice(("witness", "victim", "relative", "victim;witness")),
            "date": day.isoformat(),
            "month": f"{day:%Y-%m}",
            "lat": f"{50 + place * 0.01 + chance.random() * 0.01:.6f}",
            "lon": f"{30 + place * 0.02 + chance.random() * 0.01:.6f}",
            "settlement": f"EX-P-{place + 1:02}",
            "display_area": "settlement",
            "events_settlement": f"EX-P-{chance.randrange(SETTLEMENTS) + 1:02}",
            "mode": chance.choice(("in_person", "remote")),
            "language": chance.choice(("uk", "ru", "en")),
            "interviewer": f"EX-PR-{chance.randrange(INTERVIEWERS) + 1:02}",
            "duration": chance.randrange(20, 240),
            "informed_consent": "yes",
            "protection": chance.choice(("", "", "threat", "in_occupied_area")),
            "risk": chance.choice(("low", "medium", "high")),
            "recontact": chance.choice(("yes", "no", "only_through_contact")),
            "referral": chance.choice(("", "medical", "psychosocial;legal")),
            "example": "yes",
        }


def write_csv(path: Path, count: int) -> None:
    """The file that both sides read."""
    write_rows(path, interviews(count))


def write_rows(path: Path, rows: Iterator[dict[str, object]]) -> None:
    """A CSV file of these rows, written as they come."""
    first = next(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(first))
        writer.writeheader()
        writer.writerows(chain([first], rows))


def known_records() -> list[Change]:
    """The settlements and interviewers that the rows name."""
    settlements = [
        Change(
            "settlement",
            new_id(),
            Operation.ADD,
            {"code": f"EX-P-{number + 1:02}", "place": {"geometry": shapely.Point(30 + number * 0.02, 50).wkb_hex}},
        )
        for number in range(SETTLEMENTS)
    ]
    people = [
        Change("practitioner", new_id(), Operation.ADD, {"code": f"EX-PR-{number + 1:02}"})
        for number in range(INTERVIEWERS)
    ]
    return [*settlements, *people]


def filled(folder: Path, count: int, encrypted: bool, device: Device | None = None) -> Project:
    """A project with so many interviews, each with a point; past 100,000 they come in several files and commits."""
    folder.mkdir(exist_ok=True)
    passphrase = "EXAMPLE" if encrypted else None
    project = new_project(folder / "p.taphos", name="EXAMPLE", passphrase=passphrase, device=device)
    project.register.commit(known_records())
    filled_into(project, folder, count)
    return project


def filled_into(project: Project, folder: Path, count: int) -> None:
    """Take so many interviews into a project."""
    rows = interviews(count)
    for at in range(0, count, AT_ONCE):
        _take_in(project, folder / f"interviews-{at}.csv", min(AT_ONCE, count - at), rows)


def filled_once(folder: Path, count: int, encrypted: bool) -> Project:
    """As filled, in a folder of its own under `folder`; what was built there before, by its device, is opened."""
    place, device = folder / f"{'encrypted' if encrypted else 'plain'}-{count}", this_device(folder)
    if (place / "p.taphos").exists():
        return open_project(place / "p.taphos", "EXAMPLE" if encrypted else None, device=device)
    return filled(place, count, encrypted, device)


def _take_in(project: Project, path: Path, count: int, rows: Iterator[dict[str, object]]) -> None:
    write_rows(path, islice(rows, count))
    report = import_file(project.register, path, "interview", mapping=GRADED, pack=project.pack)
    path.unlink()
    if report.added != count:
        raise SystemExit(f"{report.added} of {count} rows were taken in: {report.rejected[:3]}")
