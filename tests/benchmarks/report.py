"""The report of a grave with 50 cases and 200 photographs of 12 megapixels: python -m tests.benchmarks.report.

    python -m tests.benchmarks.report [--cases N] [--photos N] [--encrypted] [--folder FOLDER] [--json]

The grave is that of the example with the most cases, brought to so many, with every bone, finding and custody event
that it has; each photograph is a JPEG of 4000 × 3000 with EXIF, taken in as evidence and shown with a case. The command
`taphos report` is run as a person runs it, a process of its own; its seconds are those of the whole process, from the
clock and of the processor, and `rss_mb` the peak that it read of itself at its end: what the system tells a parent is
never less than the parent had, and this one held every photograph. The aim is 60 s and 500 MB.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from forensics.changes import Change, Operation
from forensics.identifiers import new_id
from forensics.ports import Query
from layers.demo.example import changes
from layers.demo.making import Sizes
from layers.evidence import InMemory, take_in
from layers.evidence_intake import Intake
from layers.evidence_store import Store
from layers.project import DEFAULT_PACK, Project, new_project
from tests.layers import pictures
from tests.layers.projects import PASSPHRASE

WIDE, HIGH = 4000, 3000
DISTINCT = 12
"""So many different pictures; the others differ in what their EXIF says."""
SIZES = Sizes(interviews=200, incidents=100)


def make_project(folder: Path, cases: int, photos: int, encrypted: bool) -> tuple[Project, str]:
    """The project, and the code of the grave."""
    project = new_project(folder, name="EXAMPLE", passphrase=PASSPHRASE if encrypted else None, pack=DEFAULT_PACK)
    with Intake(Store(project.evidence, project.register)) as intake:
        intake.commit(changes(project, SIZES), "EXAMPLE: invented records")
    site = next(iter(project.register.select(Query("site", where=(("code", "EX-SITE-01"),)))))
    codes = brought_to(project, site["id"], cases)
    for at, data in enumerate(photographs(photos)):
        take_in(project, [InMemory(f"DSC{at:04}.jpg", data)], attach=codes[at % len(codes)])
    return project, str(site["code"])


def brought_to(project: Project, site: str, cases: int) -> list[str]:
    """The codes of so many cases of a grave; what is missing is added with the bones of one that is there."""
    register = project.register
    dug = [one["id"] for one in register.select(Query("exhumation", where=(("site", site),)))]
    held = [one for id_ in dug for one in register.select(Query("case", where=(("exhumation", id_),)))]
    if len(held) > cases:
        register.commit([Change("case", one["id"], Operation.VOID, after={"void_reason": "EXAMPLE"})
                         for one in held[cases:]], "EXAMPLE")  # fmt: skip
    more = [copy_of(project, held[at], at) for at in range(cases - len(held))]
    if more:
        register.commit([change for listed in more for change in listed], "EXAMPLE")
    return [*(one["code"] for one in held[:cases]), *(listed[0].after["code"] for listed in more)]


def copy_of(project: Project, case: dict[str, object], number: int) -> list[Change]:
    """Another case like one that is there, with its bones."""
    kept = {name: value for name, value in case.items() if name in project.catalogue["case"].by_name}
    typed = {name: value for name, value in kept.items() if project.catalogue["case"].by_name[name].typed}
    made = Change("case", new_id(), Operation.ADD, after={**typed, "code": f"{case['code']}-{number}", "id": None})
    made = Change("case", made.record, Operation.ADD, after={k: v for k, v in made.after.items() if v is not None})
    bones = []
    for one in project.register.select(Query("element", where=(("case", str(case["id"])),))):
        by_name = project.catalogue["element"].by_name
        after = {name: value for name, value in one.items() if by_name[name].typed}
        after |= {"case": made.record, "code": f"{one['code']}-{number}"}
        bones.append(Change("element", new_id(), Operation.ADD, after=after))
    return [made, *bones]


def photographs(count: int) -> list[bytes]:
    """JPEGs as a camera makes them: 12 megapixels of earth and stones, a place and a serial number in the EXIF."""
    from desktop.layouts.page import with_qt

    with_qt()
    drawn = [_drawn(number) for number in range(min(count, DISTINCT))]
    return [_with_exif(drawn[at % len(drawn)], at) for at in range(count)]


def _drawn(number: int) -> bytes:
    import numpy as np
    from PyQt6.QtCore import QBuffer, QIODevice
    from PyQt6.QtGui import QImage

    random = np.random.default_rng(number)
    coarse = random.integers(40, 200, (HIGH // 20, WIDE // 20, 3), np.uint8)
    ground = np.repeat(np.repeat(coarse, 20, axis=0), 20, axis=1)
    noisy = np.clip(ground + random.normal(0, 9, ground.shape), 0, 255).astype(np.uint8)
    image = QImage(noisy.tobytes(), WIDE, HIGH, 3 * WIDE, QImage.Format.Format_RGB888)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPG", 88)
    return bytes(buffer.data().data())


def _with_exif(plain: bytes, number: int) -> bytes:
    block = pictures.tiff({pictures.MAKE: "EXAMPLE"}, {pictures.SERIAL: f"EX-{number:05}"}, pictures.KHARKIV)
    carrier = pictures.jpeg(block)
    return plain[:2] + carrier[2 : carrier.index(b"\xff\xda")] + plain[2:]


def measured(folder: Path, cases: int, photos: int, encrypted: bool) -> dict[str, float]:
    """Seconds and peak of the process that writes the report, and what it wrote."""
    project, site = make_project(folder / "grave.taphos", cases, photos, encrypted)
    project.close()
    out = folder / "report.pdf"
    peak = folder / "peak.json"
    line = [sys.executable, "-m", "tests.benchmarks.peak", str(peak), "report", str(project.folder), str(out)]
    begun = time.perf_counter()
    ran = subprocess.run(
        [*line, "--site", site, "--profile", "court", "--with-gaps", "--json"], capture_output=True, check=False,
        env={**os.environ, "TAPHOS_PASSPHRASE": PASSPHRASE, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    took = time.perf_counter() - begun
    told = json.loads(ran.stdout)
    return {
        "cases": told["counts"]["case"], "photos": told["pictures"], "pages": told["pages"],
        "seconds": round(took, 1), **json.loads(peak.read_text()),
        "file_mb": round(out.stat().st_size / 1e6, 1), "megabytes_of_photos": round(size_of(project.evidence) / 1e6),
    }  # fmt: skip


def size_of(folder: Path) -> int:
    """Bytes of the files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main() -> None:
    """Runs the benchmark as the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=50)
    parser.add_argument("--photos", type=int, default=200)
    parser.add_argument("--encrypted", action="store_true")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--json", action="store_true", help="one JSON document, as it is without this too")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        print(json.dumps(measured(Path(folder), given.cases, given.photos, given.encrypted)))


if __name__ == "__main__":
    main()
