"""Where the key lies by which a device signs: in the system's ring, wrapped under a project, or open in a file."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from layers import key_ring
from layers.checking import verify_project
from layers.devices import Device, Lies, renew_device, renew_device_of, this_device, where_it_lies
from layers.enrolment import enrol
from layers.errors import MayNotWrite
from layers.project import open_project
from tests.layers import rings
from tests.layers.projects import PASSPHRASE, closing, make, site
from tests.tools.proofs import Proof

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TAPHOS_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[tuple[str, str], str]]:
    """A ring as keyring knows them, and trusted for once."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.layers.rings.MemoryRing")
    monkeypatch.setattr(key_ring, "TRUSTED", (*key_ring.TRUSTED, "tests.layers.rings"))
    rings.HELD.clear()
    rings.MOOD.clear()
    yield rings.HELD
    rings.MOOD.clear()


def private_keys_under(folder: Path, *keys: bytes) -> list[str]:
    """The files in which one of these lies as it is, or in digits."""
    forms = [form for key in keys for form in (key, key.hex().encode(), key.hex().upper().encode())]
    return [path.name for path in folder.rglob("*") if path.is_file() and any(x in path.read_bytes() for x in forms)]


@pytest.mark.parametrize("engine", ["plain", "encrypted"])
def test_in_a_ring_the_key_lies_in_no_file_and_is_asked_for_when_it_first_signs(
    engine: str, ring: dict[tuple[str, str], str], tmp_path: Path, home: Path, proof: Proof
) -> None:
    with closing(make(tmp_path / "p.taphos", engine)) as project:
        assert project.device.lies is Lies.RING
        private = project.device.key.private_bytes_raw()
    assert list(ring.values()) == [private.hex()]
    assert private_keys_under(tmp_path, private) == []
    assert [path.name for path in home.iterdir()] == ["device.json"]
    rings.MOOD.add("locked")
    passphrase = PASSPHRASE if engine == "encrypted" else None
    with closing(open_project(tmp_path / "p.taphos", passphrase)) as project:
        assert verify_project(project).ok  # reading asks no ring
        with pytest.raises(MayNotWrite, match="locked or does not answer"):
            project.register.commit([site("S-1")])
        rings.MOOD.clear()
        project.register.commit([site("S-1")])
        assert verify_project(project).ok
    proof("B", f"a device's key with a key ring, {engine} project", "in no file; a locked ring reads on, and says so")


def test_without_a_ring_an_encrypted_project_has_a_key_of_its_own_that_lies_nowhere_open(
    tmp_path: Path, home: Path, proof: Proof
) -> None:
    with closing(make(tmp_path / "a.taphos", "encrypted")) as first, closing(make(tmp_path / "b.taphos", "encrypted")):
        private = first.device.key.private_bytes_raw()
        assert first.device.lies is Lies.PROJECT
    assert private_keys_under(tmp_path, private) == []
    assert len(list(home.glob("device-*.wrapped"))) == len(list(home.iterdir())) == 2
    with closing(open_project(tmp_path / "a.taphos", PASSPHRASE)) as again:
        assert again.device.key.private_bytes_raw() == private
        again.register.commit([site("S-1")])
        assert verify_project(again).ok
        renewed = renew_device_of(again.key or b"")
    with closing(open_project(tmp_path / "a.taphos", PASSPHRASE)) as stranger:
        assert stranger.device.fingerprint == renewed.fingerprint
        with pytest.raises(MayNotWrite, match="not enrolled"):
            stranger.register.commit([site("S-2")])
    proof("B", "a device's key without a key ring, encrypted project", "wrapped under the project; open in no file")


def test_a_second_laptop_writes_with_whichever_of_its_keys_the_lead_enrolled(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(make(tmp_path / "p.taphos", "encrypted")) as lead:
        monkeypatch.setenv("TAPHOS_HOME", str(tmp_path / "second"))
        with closing(open_project(lead.folder, PASSPHRASE)) as stranger:
            assert stranger.device.lies is Lies.PROJECT
        general = this_device()
        enrol(lead, general.public_key, "second laptop")
    with closing(open_project(tmp_path / "p.taphos", PASSPHRASE)) as second:
        assert second.device.fingerprint == general.fingerprint
        second.register.commit([site("S-1")])


def test_a_key_that_an_earlier_version_left_in_a_file_moves_into_the_ring(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, ring: dict[tuple[str, str], str]
) -> None:
    with monkeypatch.context() as without:
        without.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        retired = this_device()
        current = renew_device()
        with closing(make(tmp_path / "plain.taphos")) as project:
            assert project.device.fingerprint == current.fingerprint
            assert str(home / "device.key") in str(where_it_lies(project.device))
    kept = [device.key.private_bytes_raw() for device in (retired, current)]
    assert len(private_keys_under(home, *kept)) == 2
    rings.MOOD.add("forgets")
    assert this_device().lies is Lies.FILE  # what the ring does not give back stays where it was
    rings.MOOD.clear()
    with closing(open_project(tmp_path / "plain.taphos")) as project:
        assert (project.device.lies, project.device.fingerprint) == (Lies.RING, current.fingerprint)
        project.register.commit([site("S-1")])
    assert private_keys_under(tmp_path, *kept) == []
    assert sorted(ring.values()) == sorted(key.hex() for key in kept)


def test_an_open_key_that_is_enrolled_is_wrapped_for_an_encrypted_project_too(tmp_path: Path, home: Path) -> None:
    open_key = this_device()
    assert isinstance(open_key.key, Ed25519PrivateKey)
    with closing(make(tmp_path / "old.taphos", "encrypted")) as project:
        enrol(project, open_key.public_key, "as it was before")
        (wrapped,) = home.glob("*.wrapped")
        wrapped.unlink()
    for _ in range(2):
        with closing(open_project(tmp_path / "old.taphos", PASSPHRASE)) as project:
            assert project.device.fingerprint == open_key.fingerprint
            project.register.commit([site(f"S-{len(project.register.codes('site'))}")])
        (home / "device.key").unlink(missing_ok=True)


def test_a_key_that_the_ring_has_lost_or_changed_is_said_and_made_anew_only_when_asked(
    tmp_path: Path, ring: dict[tuple[str, str], str]
) -> None:
    with closing(make(tmp_path / "p.taphos")) as project:
        before = project.device.fingerprint
    (name,) = ring
    for held in (None, Ed25519PrivateKey.generate().private_bytes_raw().hex(), "00"):
        ring.clear()
        if held is not None:
            ring[name] = held
        with closing(open_project(tmp_path / "p.taphos")) as project:
            assert project.device.fingerprint == before
            with pytest.raises(MayNotWrite, match="no longer in the key ring"):
                project.register.commit([site("S-1")])
    assert renew_device().fingerprint != before


def test_a_ring_that_hangs_or_would_keep_plain_text_is_passed_over(
    tmp_path: Path, ring: dict[tuple[str, str], str], monkeypatch: pytest.MonkeyPatch, proof: Proof
) -> None:
    monkeypatch.setattr(key_ring, "_PATIENCE", 0.2)
    rings.MOOD.add("hangs")
    begun = time.monotonic()
    assert this_device(tmp_path / "hangs").lies is Lies.FILE
    waited = time.monotonic() - begun
    assert waited < 2
    rings.MOOD.clear()
    for named in ("keyrings.alt.file.PlaintextKeyring", "keyring.backends.chainer.ChainerBackend", "os.path.Nothing"):
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", named)
        assert this_device(tmp_path / named).lies is Lies.FILE
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "tcp:host=192.0.2.1,port=9")
    assert sys.platform != "linux" or this_device(tmp_path / "network").lies is Lies.FILE
    proof("B", "a key ring that hangs", f"passed over after {waited:.1f} s (set here to 0.2 s)")


def test_no_device_is_held_once_the_project_is_closed(tmp_path: Path, ring: dict[tuple[str, str], str]) -> None:
    import gc

    with closing(make(tmp_path / "p.taphos", "encrypted")) as project:
        project.register.commit([site("S-1")])
        mine = project.device.fingerprint
    del project
    gc.collect()
    held = [one for one in gc.get_objects() if isinstance(one, Device) and one.fingerprint == mine]
    assert held == []


SECRET_SERVICE = """
import os, sys
os.environ.pop("PYTHON_KEYRING_BACKEND", None)
from pathlib import Path
from layers.devices import this_device
from layers.errors import MayNotWrite
for home in map(Path, sys.argv[1:]):
    device = this_device(home)
    try:
        signed = len(device.key.sign(b"x"))
    except MayNotWrite as refusal:
        signed = "locked" if "locked or does not answer" in str(refusal) else "?"
    print(device.lies.value, signed, *sorted(path.name for path in home.iterdir()))
"""


def on_a_bus_of_its_own(daemon: str, place: Path, *homes: Path) -> list[str]:
    """What SECRET_SERVICE tells where the daemon was started so."""
    script = f'{daemon} >/dev/null 2>&1; sleep 0.5; program=$1; shift; exec "$0" -c "$program" "$@"'
    environment = {**os.environ, "HOME": str(place), "XDG_DATA_HOME": str(place / "data"),
                   "XDG_RUNTIME_DIR": str(place), "DISPLAY": ""}  # fmt: skip
    with subprocess.Popen(
        ["dbus-run-session", "--", "sh", "-c", script, sys.executable, SECRET_SERVICE, *map(str, homes)],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True,
    ) as process:  # fmt: skip
        out, _ = process.communicate(timeout=60)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)  # the daemon that it started
    return out.splitlines()


@pytest.mark.skipif(
    not (shutil.which("gnome-keyring-daemon") and shutil.which("dbus-run-session")), reason="no Secret Service here"
)
def test_a_real_secret_service_keeps_the_key_and_a_locked_one_is_not_asked(tmp_path: Path, proof: Proof) -> None:
    """gnome-keyring on session buses of the test's own: unlocked, then the same ring locked, then none."""
    mine, new, third = tmp_path / "mine", tmp_path / "new", tmp_path / "third"
    daemon = "gnome-keyring-daemon --components=secrets"
    assert on_a_bus_of_its_own(f"printf password | {daemon} --unlock", tmp_path, mine) == ["ring 64 device.json"]
    begun = time.monotonic()
    told = on_a_bus_of_its_own(f"{daemon} --start", tmp_path, mine, new)
    assert told == ["ring locked device.json", "file 64 device.key"]
    assert on_a_bus_of_its_own("true", tmp_path, mine, third) == ["ring locked device.json", "file 64 device.key"]
    proof("B", "gnome-keyring: unlocked; locked; none", f"ring; told; a file: {time.monotonic() - begun:.1f} s for two")
