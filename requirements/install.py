"""Makes .venv and brings in what is pinned, from any bare Python: `python3 requirements/install.py run|test`.

Standard library only, in the grammar of Python 3.7, so that an old Python can still say what is missing. Does
nothing, and quickly, where nothing has changed. As root on Debian and Ubuntu it installs missing system packages;
elsewhere it names them in one line.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
TESTED = ((3, 11), (3, 13))
PINS = {"run": ["run.txt"], "test": ["run.txt", "test.txt"]}
EXTRA = "overlap.txt"  # has no wheels for some systems, and all but one command works without

# What Qt's wheels expect of the system, as the loader names it, and the Debian package that carries it.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# The modules we import and the plugins that draw on an X server or, where there is none, into memory.
QT_MODULES = ("Core", "Gui", "Widgets", "Svg", "SvgWidgets", "PrintSupport", "OpenGL", "OpenGLWidgets", "Test")
QT_PLATFORMS = ("xcb", "offscreen")

# Programs that tests hold our files against; a test whose program is missing says so and is skipped.
TEST_PROGRAMS = {
    "ogrinfo": "gdal-bin",
    "Xvfb": "xvfb",
    "xauth": "xauth",
    "sqlite3": "sqlite3",
    "pdftotext": "poppler-utils",
    "strace": "strace",
}
TEST_MODULES = {"/usr/lib/python3/dist-packages/osgeo": "python3-gdal"}
BROWSERS = {"chromium": "chromium"}  # apart, because not every system has a package of it


class Missing(Exception):
    """What a person has to do before this can go on, in one sentence."""


def main(arguments: list[str]) -> None:
    """Brings in what `run` or `test` needs; raises Missing."""
    if len(arguments) != 1 or arguments[0] not in PINS:
        raise Missing("Say what is to be installed: python3 requirements/install.py run|test")
    want = arguments[0]
    use_a_tested_python(arguments)
    if not is_current(want):
        make_environment()
        install_pins(want)
        complete = check_qt_libraries()
        for each in (PINS if want == "test" else [want]) if complete else []:
            stamp(each).write_text(state(each), encoding="utf-8")
    if want == "test":
        check_test_programs()


def say(sentence: str) -> None:
    """One line for the person who waits."""
    print(sentence, flush=True)


def use_a_tested_python(arguments: list[str]) -> None:
    """Goes on in a Python 3.11 to 3.13 where this one is none and there is one."""
    this = sys.version_info[:2]
    if TESTED[0] <= this <= TESTED[1]:
        return
    for minor in range(TESTED[1][1], TESTED[0][1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other and subprocess.call([other, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            sys.exit(subprocess.call([other, __file__, *arguments]))
    version = sys.version.split()[0]
    if this < TESTED[0]:
        advice = "sudo apt-get install python3.11 python3.11-venv"
        raise Missing(f"Python 3.11 or newer is needed and this is {version}; on Debian and Ubuntu: {advice}")
    say(f"Tested on Python 3.11 to 3.13 and this is {version}: trying all the same.")


def stamp(want: str) -> Path:
    """The file that says what is installed."""
    return VENV / f".installed-{want}"


def state(want: str) -> str:
    """What an installation hangs on: the pins, the project's declaration, this script, the Python and the place."""
    digest = hashlib.sha256(f"{sys.version} {VENV}".encode())
    for file in [ROOT / "requirements" / name for name in [*PINS[want], EXTRA]] + [
        ROOT / "pyproject.toml",
        Path(__file__),
    ]:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def is_current(want: str) -> bool:
    """Whether nothing that an installation hangs on has changed since."""
    return PYTHON.exists() and stamp(want).exists() and stamp(want).read_text(encoding="utf-8") == state(want)


def make_environment() -> None:
    """The virtual environment, made anew where its Python is gone, of another version, or without pip."""
    major, minor = sys.version_info[:2]
    same = f"import sys, pip; sys.exit(sys.version_info[:2] != ({major}, {minor}))"
    if PYTHON.exists() and subprocess.call([str(PYTHON), "-c", same], stderr=subprocess.DEVNULL) == 0:
        return
    if subprocess.call([sys.executable, "-c", "import ensurepip, venv"], stderr=subprocess.DEVNULL) != 0:
        install_system_packages([f"python{major}.{minor}-venv"], "a virtual environment")
    say(f"Making .venv with Python {major}.{minor}")
    if subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)]) != 0:
        raise Missing(f"Python could not make {VENV}; its own words stand above.")


def install_pins(want: str) -> None:
    """Brings .venv to the pinned versions, and puts the `taphos` command of this folder into it."""
    pins = ROOT / "requirements" / PINS[want][-1]
    say(f"Installing what {pins.relative_to(ROOT)} pins; the first time this takes a few minutes")
    ours = ["--no-deps", "--no-build-isolation", "--config-settings", "editable_mode=compat", "--editable", str(ROOT)]
    for what in (["--requirement", str(pins)], ours):
        pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet", *what]
        if subprocess.call(pip) != 0:
            raise Missing(f"pip could not install {what[-1]}; its own words stand above.")
    extra = ["--only-binary=:all:", "--requirement", str(ROOT / "requirements" / EXTRA)]
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet", *extra]
    if subprocess.run(pip, capture_output=True, check=False).returncode != 0:
        say(f"requirements/{EXTRA} has no wheels for this system: “taphos overlap” will say so.")


def check_qt_libraries() -> bool:
    """Whether Qt finds the system libraries that are not part of its wheels; installs them, or raises Missing.

    Where there is no display, those of the window alone may wait: pictures of it can be made without them.
    """
    if not sys.platform.startswith("linux") or not shutil.which("ldd"):
        return True
    missing = missing_libraries(QT_PLATFORMS)
    if not missing:
        return True
    try:
        install_system_packages(sorted({QT_LIBRARIES.get(name, name) for name in missing}), "the window")
    except Missing as needed:
        if has_display() or missing_libraries(["offscreen"]):
            raise
        say(f"{needed} (Until then there are only pictures of it.)")
        return False
    still = missing_libraries(QT_PLATFORMS)
    if still:
        raise Missing(f"Qt still lacks {', '.join(still)}: install what carries them on this system.")
    return True


def has_display() -> bool:
    """Whether a window could open here."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def missing_libraries(platforms: Iterable[str]) -> list[str]:
    """The shared libraries that our Qt modules and these platform plugins ask for and the loader does not find."""
    where = "import importlib.util as u; print(u.find_spec('PyQt6').submodule_search_locations[0])"
    home = Path(subprocess.check_output([str(PYTHON), "-c", where], text=True).strip())
    files = [file for name in QT_MODULES for file in home.glob(f"Qt{name}.*so")]
    files += [file for name in platforms for file in home.glob(f"Qt6/plugins/platforms/libq{name}.so")]
    said = subprocess.run(["ldd", *map(str, files)], capture_output=True, text=True, check=False).stdout
    return sorted({line.split()[0] for line in said.splitlines() if line.endswith("=> not found")})


def check_test_programs() -> None:
    """Installs what tests call and is not here; where that fails, says so and goes on: those tests are skipped."""
    if not sys.platform.startswith("linux"):
        return
    programs = [package for program, package in TEST_PROGRAMS.items() if not shutil.which(program)]
    programs += [package for folder, package in TEST_MODULES.items() if not Path(folder).is_dir()]
    browsers = [package for program, package in BROWSERS.items() if not shutil.which(program)]
    for packages in filter(None, (programs, browsers)):
        try:
            install_system_packages(packages, "some tests")
        except Missing as missing:
            say(f"{missing} (Until then those tests are skipped.)")


def install_system_packages(packages: list[str], reason: str) -> None:
    """Installs Debian packages when root; raises Missing with the command that does so when not."""
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if not shutil.which("apt-get"):
        raise Missing(f"Missing for {reason}, under the names Debian gives them: {' '.join(packages)}")
    if os.geteuid() != 0:
        raise Missing(f"Missing for {reason}: sudo apt-get install {' '.join(packages)}")
    say(f"Installing for {reason}: {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["apt-get", "update"], command):
        done = subprocess.run(step, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Missing(f"{done.stdout}{done.stderr}\n'{' '.join(step)}' failed; its own words stand above.")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Missing as missing:
        sys.exit(f"taphos: {missing}")
