"""What was typed or lies inside evidence is found in no file of an encrypted project, nor anywhere beside it."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from layers.backup.restoring import restore
from layers.checking import verify_project
from layers.project import open_project
from tests.durability.bearing import inside, typed
from tests.layers import pictures as made
from tests.layers.projects import PASSPHRASE, closing
from tests.tools.proofs import Proof

ROOT = Path(__file__).parents[2]
LINUX = sys.platform.startswith("linux")
WRITES = "trace=write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,mmap,rename,renameat,renameat2,openat,creat"


def files_bearing(folder: Path) -> list[Path]:
    """A file for each word: EXIF, PDF text, tags of a sound, plain text; no name of a file tells of it."""
    folder.mkdir()
    for number, word in enumerate(inside()):
        data = word.encode()
        name, content = (
            ("jpg", made.jpeg(made.tiff({made.MAKE: word, made.MODEL: word}, gps=made.KHARKIV))),
            ("pdf", b"%PDF-1.7\n1 0 obj << >> stream BT (" + data + b") Tj ET endstream endobj\n%%EOF"),
            ("mp3", b"ID3\x03\0\0\0\0\0\x7fTIT2" + data + bytes(400)),
            ("txt", data * 2_000),
        )[number % 4]
        (folder / f"{number:02}.{name}").write_bytes(content)
    return sorted(folder.iterdir())


@pytest.fixture
def own(tmp_path: Path) -> dict[str, str]:
    """An environment whose every folder is one that is searched afterwards."""
    own = tmp_path / "own"
    folders = {name: own / name.lower() for name in ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
               "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "TAPHOS_HOME")}  # fmt: skip
    for folder in folders.values():
        folder.mkdir(parents=True, mode=0o700)
    return {
        **os.environ,
        **{name: str(folder) for name, folder in folders.items()},
        "TAPHOS_PASSPHRASE": PASSPHRASE,
        "QT_QPA_PLATFORM": "offscreen",
        "DISPLAY": "none",  # it paints into memory, and is opened as on any display
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def found_in(words: list[bytes], *places: Path) -> list[str]:
    """Where one of these is, in a file or in its name."""
    found = []
    for path in (path for place in places for path in [place, *place.rglob("*")]):
        data = path.read_bytes() if path.is_file() else b""
        found += [f"{word!r} in {path}" for word in words if word in data or word in os.fsencode(path.name)]
    return found


def forms(words: list[str]) -> list[bytes]:
    """Each word as it might lie: in UTF-8, its first part alone, in UTF-16; in digits what they all begin with."""
    return [
        b"canary-".hex().encode(),
        *[
            form
            for word in words
            for form in (word.encode(), word[:22].encode(), word.encode("utf-16-le"), word[22:].encode())
        ],
    ]


def kill_the_worker(process: subprocess.Popen[str]) -> list[str]:
    """kill -9 once all is typed and taken in, in the middle of more; gives the hashes of the originals."""
    assert process.stdout is not None
    ready, pid, *hashes = process.stdout.readline().split()
    assert ready == "ready"
    time.sleep(0.3)
    os.kill(int(pid), signal.SIGKILL)
    process.wait()
    process.stdout.close()
    return hashes


def run_window(project: Path, environment: dict[str, str], told: Path) -> None:
    """The window on the project, killed while it is open."""
    command = [sys.executable, "-m", "desktop.commandline", "open", str(project)]
    with told.open("wb") as out, subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out) as window:
        while not (project / "register.db-shm").exists() and window.poll() is None:
            time.sleep(0.1)
        time.sleep(4)  # it draws itself, and remembers what it remembers
        assert window.poll() is None, told.read_text()
        window.kill()


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 is of POSIX")
def test_words_typed_and_inside_evidence_are_found_in_no_file(
    tmp_path: Path, own: dict[str, str], proof: Proof
) -> None:
    source, project, told = tmp_path / "source", tmp_path / "held" / "p.taphos", tmp_path / "told"
    hashes = {hashlib.sha256(path.read_bytes()).hexdigest() for path in files_bearing(source)}
    project.parent.mkdir()
    trace = tmp_path / "trace"
    strace = ["strace", "-f", "-qq", "-y", "-s", "1048576", "-e", WRITES, "-o", str(trace)]
    traced = LINUX and shutil.which("strace") is not None
    worker = [sys.executable, "-m", "tests.durability.bearing", str(project), str(source)]
    with subprocess.Popen(
        [*(strace if traced else []), *worker], cwd=ROOT, env=own, stdout=subprocess.PIPE, text=True
    ) as process:
        assert set(kill_the_worker(process)) == hashes
    words = [*forms([*typed(), *inside()]), *[one.encode() for one in hashes]]
    places = (tmp_path / "held", tmp_path / "own")
    assert found_in(words, *places) == []
    if traced:
        assert in_trace(trace, words) == []
        trace.unlink()
    subprocess.run(
        [sys.executable, "-m", "desktop.commandline", "backup", str(project), str(project.with_name("out.zip"))],
        cwd=ROOT, env=own, check=True, capture_output=True,
    )  # fmt: skip
    run_window(project, own, told)
    assert found_in(words, *places, told) == []
    done = restore(project.with_name("out.zip"), tmp_path / "held" / "again", lambda: PASSPHRASE)
    with closing(open_project(done.folder, PASSPHRASE)) as again:
        assert len(again.register.codes("media")) == len(hashes)
        assert verify_project(again).ok
    assert found_in(words, *places) == []
    how = "every write traced" if traced else "strace is not here"
    proof("B1", f"{len(typed())} words typed and {len(inside())} inside evidence, kill -9", f"found in no file; {how}")


def in_trace(trace: Path, words: list[bytes]) -> list[str]:
    """Writes of one of these words, and files mapped to be written through memory that are not the engine's index."""
    looked_for = re.compile(b"|".join(re.escape(word) for word in words if word.isascii()))
    found, writes = [], 0
    with trace.open("rb") as lines:
        for line in lines:
            writes += b"write" in line
            hit = looked_for.search(line)
            to_the_test = re.search(rb"write\(1<pipe:", line) is not None
            if hit and not to_the_test:
                found.append(f"{hit[0]!r} in {line[:200]!r}")
            if b"MAP_SHARED" in line and b"PROT_WRITE" in line and b"<" in line and b"-shm>" not in line:
                found.append(f"mapped to be written: {line[:200]!r}")
    assert writes > 100, "the trace shows no writes"
    return found


def test_a_trace_would_show_a_word(tmp_path: Path) -> None:
    """The search itself: a program that writes a word into a file that it has unlinked is found."""
    if not (LINUX and shutil.which("strace")):
        pytest.skip("strace is not here")
    word = typed()[3]
    program = (
        "import os, sys; f = open(sys.argv[1], 'wb', buffering=0); os.unlink(sys.argv[1]);"
        " [f.write(b'x') for _ in range(101)]; f.write(sys.argv[2].encode())"
    )
    trace = tmp_path / "trace"
    command = ["strace", "-f", "-qq", "-y", "-s", "1048576", "-e", WRITES, "-o", str(trace)]
    subprocess.run([*command, sys.executable, "-c", program, str(tmp_path / "gone"), word], check=True)
    assert found_in(forms([word]), tmp_path / "gone") == []
    assert len(in_trace(trace, forms([word]))) == 1


def test_every_door_forbids_core_dumps_and_keeps_temporary_tables_in_memory(tmp_path: Path) -> None:
    """What a crash or a large sort would write of the memory is written nowhere."""
    if not LINUX:
        pytest.skip("only Linux tells a process's limits of itself")
    program = (
        "import resource, sys; from desktop.commandline import main;"
        " resource.setrlimit(resource.RLIMIT_CORE, (1 << 20, resource.getrlimit(resource.RLIMIT_CORE)[1]))"
        " if resource.getrlimit(resource.RLIMIT_CORE)[1] != 0 else None;"
        " main(['info', sys.argv[1]]); print(resource.getrlimit(resource.RLIMIT_CORE)[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "none")], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split()[-1] == "0"
