"""What every test stands on: no display needed, no network, no user's folders, no warning unheard."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from layers import keys
from tests.counts import count, proving

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["LC_ALL"] = "C.UTF-8"
for name in ("LANGUAGE", "TAPHOS_LANGUAGE", "TAPHOS_PASSPHRASE", "PYTHONDONTWRITEBYTECODE"):
    os.environ.pop(name, None)

os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"  # the ring of whoever runs them is theirs

pytest_plugins = ["tests.tools.clusters", "tests.tools.loopback", "tests.tools.logged_warnings", "tests.tools.proofs"]

ROOT = Path(__file__).parents[1]
PROVING_S = 3600
"""After which a law that is tried at full count is taken to hang, however the run was begun: a busy machine is slow."""
QUICK_FIRST = ("test_house.py", "forensics", "layers", "desktop")

settings.register_profile("test", max_examples=count(50, 1000), deadline=None, derandomize=not proving())
settings.register_profile(
    "slow", settings.get_profile("test"), max_examples=count(10, 200), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("test")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The quick ones first: room after room from the core outwards, in each the slow ones last."""
    items.sort(key=_turn)
    for item in items if proving() else ():
        if item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(PROVING_S))


def _turn(item: pytest.Item) -> tuple[bool, int]:
    inside = item.path.relative_to(ROOT / "tests").parts if item.path.is_relative_to(ROOT / "tests") else ("",)
    room = QUICK_FIRST.index(inside[0]) if inside[0] in QUICK_FIRST else len(QUICK_FIRST)
    return item.get_closest_marker("slow") is not None, room


def pytest_collection_finish() -> None:
    """What is imported by now stays: Python need not look through it for cycles again, a tenth of a whole run."""
    if not proving():
        gc.collect()
        gc.freeze()
        gc.set_threshold(5_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def cheap_passphrases() -> Iterator[None]:
    """New key files ask for the least that Argon2id takes; at full cost they are made by processes, and in `prove`."""
    with pytest.MonkeyPatch.context() as patch:
        if not proving():
            patch.setattr(keys, "_ITERATIONS", 1)
            patch.setattr(keys, "_MEMORY_KIB", 64)
        yield


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of the tests' own: settings, keys and caches of whoever runs them are neither read nor written."""
    home = tmp_path_factory.mktemp("home")
    for name, folder in {
        "HOME": "",
        "XDG_CONFIG_HOME": ".config",
        "XDG_DATA_HOME": ".local/share",
        "XDG_CACHE_HOME": ".cache",
        "XDG_STATE_HOME": ".local/state",
        "XDG_RUNTIME_DIR": ".run",
        "APPDATA": "Roaming",
        "LOCALAPPDATA": "Local",
    }.items():
        place = home / folder
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.environ[name] = str(place)
    return home


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real input that stands beside the repository, read there and never copied into it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real input ../shared/data is not beside this repository")
    return folder
