"""Taking in a large original, against the cipher and the disk: python -m tests.benchmarks.evidence.

    python -m tests.benchmarks.evidence [--megabytes N] [--runs N] [--plain] [--folder FOLDER] [--json]

Ours reads a file of random bytes, hashes it, encrypts it, brings it to the disk and commits its record. The peers, in
the same run, changing places: a plain copy of the same file in blocks of a megabyte, flushed as ours is, and
`openssl speed` of ChaCha20-Poly1305 on one core. The aim is half of the slower of the two; the best run of each
counts. `read_mb_s` is how fast it is read back, decrypted and held to its hash, as `verify` does.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from layers.evidence import store_of, take_in
from layers.project import new_project

BLOCK = 1 << 20
MEGABYTE = 1_000_000


def ours(folder: Path, source: Path, encrypted: bool) -> tuple[float, float]:
    """Seconds of taking the file in, and of reading it back whole."""
    project = new_project(folder, name="EXAMPLE", passphrase="EXAMPLE" if encrypted else None)
    begun = time.perf_counter()
    take_in(project, [source])
    taken = time.perf_counter()
    (original,) = project.register.originals()
    if not store_of(project).is_intact(original):
        raise SystemExit("The original is not the file that was taken in.")
    read = time.perf_counter()
    project.close()
    shutil.rmtree(folder)
    return taken - begun, read - taken


def copy(source: Path, target: Path) -> float:
    """Seconds of a plain copy that is on the disk when it ends."""
    begun = time.perf_counter()
    with source.open("rb") as reading, target.open("wb") as writing:
        while block := reading.read(BLOCK):
            writing.write(block)
        writing.flush()
        os.fsync(writing.fileno())
    took = time.perf_counter() - begun
    target.unlink()
    return took


def cipher() -> float:
    """Bytes a second of ChaCha20-Poly1305 by `openssl speed`, at the size of block that it does best with."""
    command = ["openssl", "speed", "-mr", "-seconds", "1", "-evp", "chacha20-poly1305"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"^\+F:\d+:ChaCha20-Poly1305:(.+)$", told, re.MULTILINE | re.IGNORECASE)
    if found is None:
        raise SystemExit(f"openssl speed says nothing of ChaCha20-Poly1305: {told}")
    return max(float(one) for one in found[1].split(":"))


def turn(number: int, folder: Path, source: Path, encrypted: bool) -> tuple[float, float, float, float]:
    """Seconds of taking in, reading back and copying, and the cipher's bytes a second.

    Who writes first finds other blocks of the disk free than who comes next, so they change places.
    """
    copied = copy(source, folder / "copy.bin") if number % 2 else 0.0
    taken, read = ours(folder / f"{number}.taphos", source, encrypted)
    return taken, read, copied or copy(source, folder / "copy.bin"), cipher()


def main() -> None:
    """Run all in turn and print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--plain", action="store_true", help="a project without a passphrase")
    parser.add_argument(
        "--folder", type=Path, help="on the disk that is measured; default: the one for temporary files"
    )
    parser.add_argument("--json", action="store_true", help="what it prints anyway")
    given = parser.parse_args()
    size = given.megabytes * MEGABYTE
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        folder, source = Path(name), Path(name, "original.bin")
        with source.open("wb") as file:
            for at in range(0, size, BLOCK):
                file.write(os.urandom(min(BLOCK, size - at)))
            os.fsync(file.fileno())
        runs = [turn(run, folder, source, not given.plain) for run in range(given.runs)]
    ours_s, read_s, copy_s = (min(times) for times in list(zip(*runs, strict=True))[:3])
    cipher_s = size / max(run[3] for run in runs)
    slower = "the disk" if copy_s > cipher_s else "openssl speed"
    speed = {
        f"{name}_mb_s": round(size / seconds / MEGABYTE)
        for name, seconds in (("ours", ours_s), ("read", read_s), ("disk", copy_s), ("openssl", cipher_s))
    }
    ratio = max(copy_s, cipher_s) / ours_s
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        json.dumps(
            {"megabytes": given.megabytes, "encrypted": not given.plain, **speed, "peer": slower,
             "ratio": round(ratio, 2), "memory_mb": memory}
        )
    )  # fmt: skip


if __name__ == "__main__":
    main()
