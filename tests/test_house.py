"""The house keeps its own rules, and each contract catches the violation that is planted for it."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("forensics", "layers", "desktop")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
LINTER = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"

PLANTED = {
    "arrow": {
        "forensics/planted.py": "from layers import anything\n",
        "layers/planted.py": "import desktop\n",
    },
    "core": {
        "forensics/planted.py": "import sqlite3\n",
        "forensics/deep/planted.py": "from PyQt6.QtCore import QObject\n",
        "forensics/reader.py": "def read():\n    from pathlib import Path\n",
    },
    "no-qt": {
        "layers/planted.py": "from PyQt6 import QtGui\n",
        "layers/deep/planted.py": "import pyqtgraph\n",
    },
    "no-sql": {
        "desktop/planted.py": "import sqlalchemy\n",
        "desktop/deep/planted.py": "import geopandas\n",
        "desktop/reader.py": "from sqlcipher3 import dbapi2\n",
    },
    "no-circles": {
        "desktop/planted.py": "import desktop.there\n",
        "layers/deep/planted.py": "def read():\n    import layers.there\n",
    },
}
THERE = {"desktop": "import desktop.planted\n", "layers": "import layers.deep.planted\n"}
"""What stands in each room as there.py before a circle is planted: the arrow that the plant turns back."""
PLANTS = [(contract, file, line) for contract, files in PLANTED.items() for file, line in files.items()]


def committed() -> list[Path]:
    """Every file that a clone of this repository has."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no git clone, so which files are committed is not known")
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def python_files(*folders: str) -> list[Path]:
    return sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))


def lint_imports(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LINTER, "--config", str(ROOT / "pyproject.toml"), "--no-cache", *options],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_rooms_keep_their_import_contracts() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("contract", "file", "line"), PLANTS)
def test_a_planted_violation_breaks_its_contract(contract: str, file: str, line: str, tmp_path: Path) -> None:
    for room in ROOMS:
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").touch()
        (tmp_path / room / "there.py").write_text(THERE.get(room, ""), "utf-8")
    planted = tmp_path / file
    planted.parent.mkdir(exist_ok=True)
    (planted.parent / "__init__.py").touch()
    assert lint_imports(tmp_path, "--contract", contract).returncode == 0
    planted.write_text(line, "utf-8")
    done = lint_imports(tmp_path, "--contract", contract)
    assert done.returncode == 1
    assert "BROKEN" in done.stdout


def test_every_contract_has_a_planted_violation() -> None:
    assert set(PLANTED) == {contract["id"] for contract in CONTRACTS}


def test_the_core_reads_no_file_and_knows_geodesics_only() -> None:
    """What a contract on whole packages cannot see: names of pyproj other than Geod, open(), readers of resources."""
    found = [
        f"{file.relative_to(ROOT)}:{node.lineno} {word}"
        for file in python_files("forensics")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        for word in _forbidden_in_the_core(node)
    ]
    assert not found


READERS = ("pyproj.", "importlib.resources", "importlib.metadata")


def _forbidden_in_the_core(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (name.name for name in names if f"{name.name}.".startswith(READERS))
        case ast.ImportFrom(module="pyproj", names=names):
            yield from (f"pyproj.{name.name}" for name in names if name.name != "Geod")
        case ast.ImportFrom(module=str(module)) if f"{module}.".startswith(READERS):
            yield module
        case ast.Call(func=ast.Name(id=("open" | "print" | "input" | "__import__") as name)):
            yield f"{name}()"


def test_resources_are_data_only() -> None:
    assert not list((ROOT / "resources").rglob("*.py"))


def test_a_file_is_one_idea_and_a_function_can_be_seen_whole() -> None:
    files = python_files(*ROOMS, "tests", "requirements")
    long_files = [
        f"{file.relative_to(ROOT)}: {lines} lines, 600 allowed"
        for file in files
        if (lines := len(file.read_text("utf-8").splitlines())) > 600
    ]
    long_functions = [
        f"{file.relative_to(ROOT)}: {function.name} has {lines} lines, 60 allowed"
        for file in files
        for function in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and (lines := _lines_of_code(function)) > 60
    ]
    assert not long_files + long_functions


def _lines_of_code(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    says = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    docstring = (first.end_lineno or 0) - first.lineno + 1 if says else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


# Written so that this file is not what they find.
STRAY = {
    "the address of a package registry": r"p[y]pi\.(org|python)|p[y]thonhosted\.org|registry\.n[p]m|registry\.y[a]rnpkg"
    r"|deb\.d[e]bian\.org|archive\.u[b]untu\.com|--(extra-)?index-[u]rl|a[r]tifactory|n[e]xus/repository",
    "the path of a machine": r"(?<![\w./:~-])/(home|root|Users|[w]ork)/\w|[A-Z]:\\\\?Users\\",
}


@pytest.mark.parametrize("what", STRAY)
def test_no_committed_file_names(what: str) -> None:
    pattern = re.compile(STRAY[what])
    found = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for file in committed()
        for number, line in enumerate(_text(file).splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found


def _text(file: Path) -> str:
    data = file.read_bytes()
    return "" if b"\0" in data else data.decode("utf-8", errors="replace")


def test_nothing_in_the_code_says_which_country(proof: Callable[[str, str, object], None]) -> None:
    words = re.compile(r"(^|[^a-z])(katottg|hromada|raion|oblast|erdr|name_uk)([^a-z]|$)", re.IGNORECASE)
    but = ROOT / "layers" / "countries" / "build_ua.py"
    files = [file for room in ROOMS for file in (ROOT / room).rglob("*") if file.is_file() and file.suffix != ".pyc"]
    found = [file.relative_to(ROOT) for file in files if file != but and words.search(_text(file))]
    assert not found
    proof("A9", "no name of a country's own in the code", f"{len(files)} files searched")


IMPORT_ALL = """
import importlib, pkgutil, sys, threading, warnings
import alembic.command, babel.support, cryptography.fernet, edtf, fiona, folium, geopandas, mgrs, orjson, platformdirs
import PyQt6.QtWidgets, psycopg, pyarrow, pydantic, pyogrio, pyqtgraph, scipy.sparse.csgraph, scipy.spatial, sqlalchemy
import sqlcipher3.dbapi2
type("Warm", (pydantic.BaseModel,), {})  # the first model of a process makes pydantic look for plugins
warnings.simplefilter("error")
quiet = (".py", ".pyc", ".so", ".pyd", ".dll", ".dylib")
heard = []
def hear(event, arguments):
    if event == "open" and isinstance(arguments[0], str) and not arguments[0].endswith(quiet) and ours():
        heard.append(f"opened {arguments[0]}")
    elif event in ("socket.connect", "subprocess.Popen", "os.system", "os.mkdir"):
        heard.append(event)
def ours():
    frame = sys._getframe()
    while frame := frame.f_back:
        if frame.f_globals.get("__name__", "").partition(".")[0] in ROOMS:
            return True
    return False
ROOMS = sys.argv[1:]
threads = threading.active_count()
sys.addaudithook(hear)
for room in ROOMS:
    for module in pkgutil.walk_packages(importlib.import_module(room).__path__, room + "."):
        if module.name.endswith("__main__") or ".migrations." in module.name:
            continue
        before = len(heard)
        importlib.import_module(module.name)
        heard[before:] = [f"{module.name}: {what}" for what in heard[before:]]
if threading.active_count() > threads:
    heard.append("a thread was started")
print("\\n".join(heard))
"""


def test_importing_opens_nothing_reads_nothing_and_starts_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-B", "-c", IMPORT_ALL, *ROOMS], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert not done.stdout.strip(), done.stdout
