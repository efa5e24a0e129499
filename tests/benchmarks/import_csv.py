"""Import of interviews from CSV, validated, journaled, signed and indexed, against ogr2ogr CSV -> GeoPackage.

    python -m tests.benchmarks.import_csv [--points N] [--plain] [--runs N] [--json]

Both read the same file, made with a fixed seed; the runs take turns and the best of each counts. Our side is an open,
encrypted project in a process that has its imports behind it; the peer is its whole process.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from forensics.changes import Change, Operation
from forensics.identifiers import new_id
from layers.imports.importing import import_file
from layers.project import new_project

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
            "informed_consent": chance.choice(("yes", "in_part")),
            "protection": chance.choice(("", "", "threat", "in_occupied_area")),
            "risk": chance.choice(("low", "medium", "high")),
            "recontact": chance.choice(("yes", "no", "only_through_contact")),
            "referral": chance.choice(("", "medical", "psychosocial;legal")),
            "example": "yes",
        }


def write_csv(path: Path, count: int) -> None:
    """The file that both sides read."""
    rows = list(interviews(count))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def known_records() -> list[Change]:
    """The settlements and interviewers that the rows name."""
    settlements = [
        Change("settlement", new_id(), Operation.ADD, {"code": f"EX-P-{number + 1:02}"})
        for number in range(SETTLEMENTS)
    ]
    people = [
        Change("practitioner", new_id(), Operation.ADD, {"code": f"EX-PR-{number + 1:02}"})
        for number in range(INTERVIEWERS)
    ]
    return [*settlements, *people]


def ours(folder: Path, path: Path, count: int, encrypted: bool) -> float:
    """Seconds of one import into an open project that has the settlements and interviewers."""
    project = new_project(folder, name="EXAMPLE", passphrase="EXAMPLE" if encrypted else None)
    project.register.commit(known_records())
    begun = time.perf_counter()
    report = import_file(project.register, path, "interview", mapping=GRADED, pack=project.pack)
    took = time.perf_counter() - begun
    project.close()
    if report.added != count:
        raise SystemExit(f"{report.added} of {count} rows were taken in: {report.rejected[:3]}")
    return took


def peer(out: Path, path: Path) -> float:
    """Seconds of ogr2ogr, points and R-tree included."""
    command = ["ogr2ogr", "-f", "GPKG", str(out), str(path), "-a_srs", "EPSG:4326",
               "-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat"]  # fmt: skip
    begun = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - begun


def main() -> None:
    """Run both in turn and print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=31_000, help="how many interviews")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--plain", action="store_true", help="a project without a passphrase")
    parser.add_argument("--json", action="store_true", help="what it prints anyway")
    given = parser.parse_args()
    if shutil.which("ogr2ogr") is None:
        raise SystemExit("ogr2ogr (Debian: gdal-bin) is not installed, and nothing is compared.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_csv(folder / "interviews.csv", given.points)
        times = [
            (
                ours(folder / f"{run}.taphos", folder / "interviews.csv", given.points, not given.plain),
                peer(folder / f"{run}.gpkg", folder / "interviews.csv"),
            )
            for run in range(given.runs)
        ]
    ours_s, peer_s = min(one for one, _ in times), min(one for _, one in times)
    print(
        json.dumps(
            {
                "points": given.points,
                "ours_s": round(ours_s, 3),
                "peer": "ogr2ogr CSV to GeoPackage",
                "peer_s": round(peer_s, 3),
                "ratio": round(ours_s / peer_s, 2),
                "encrypted": not given.plain,
            }
        )
    )


if __name__ == "__main__":
    main()
