"""How a stranger starts: pins that fit the declaration, a wheel that works, a bootstrap that says what is missing."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
README = (ROOT / "README.md").read_text("utf-8")


def pins(name: str) -> dict[str, Version]:
    lines = (ROOT / "requirements" / name).read_text("utf-8").splitlines()
    plain = [line for line in lines if line and not line.startswith(("#", "-r "))]
    return {canonicalize_name(line.partition("==")[0]): Version(line.partition("==")[2]) for line in plain}


@pytest.mark.parametrize("name", ["run.txt", "test.txt", "overlap.txt"])
def test_a_pin_is_a_name_and_a_version_and_nothing_else(name: str) -> None:
    lines = (ROOT / "requirements" / name).read_text("utf-8").splitlines()
    odd = [line for line in lines if not re.fullmatch(r"#.*|-r run\.txt|[A-Za-z0-9._-]+==[0-9][0-9.post]*", line)]
    assert not odd


def test_every_declared_dependency_is_pinned_within_its_range() -> None:
    run, test = pins("run.txt"), pins("test.txt")
    wanted = [(run, line) for line in DECLARED["project"]["dependencies"] + DECLARED["build-system"]["requires"]]
    wanted += [({**run, **test}, line) for line in DECLARED["project"]["optional-dependencies"]["test"]]
    wanted += [(pins("overlap.txt"), line) for line in DECLARED["project"]["optional-dependencies"]["overlap"]]
    for pinned, line in wanted:
        requirement = Requirement(line)
        assert requirement.specifier.contains(pinned[canonicalize_name(requirement.name)]), line


def test_every_declared_dependency_is_named_once_with_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    project = DECLARED["project"]
    for line in project["dependencies"] + [one for extra in project["optional-dependencies"].values() for one in extra]:
        assert len(re.findall(rf'^ +"{re.escape(line)}", +# \S.+$', text, re.MULTILINE)) == 1, line


def test_every_target_of_make_is_described_in_the_readme() -> None:
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert sorted(set(targets)) == sorted(set(re.findall(r"`make ([a-z]+)`", README)) | {"help"})


@pytest.mark.slow
def test_the_wheel_carries_the_rooms_their_data_and_the_command(tmp_path: Path) -> None:
    wheel = _build_wheel(tmp_path)
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names if ".dist-info/" not in name} == {
        "desktop", "forensics", "layers", "resources",
    }  # fmt: skip
    assert not [name for name in names if name.startswith(("resources/screenshots/", "resources/decisions/"))]
    unpacked = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(unpacked)
    entry = next(unpacked.glob("taphos-*.dist-info/entry_points.txt")).read_text("utf-8")
    assert "taphos = desktop.commandline:main" in entry
    reads = (
        "from importlib.resources import files; print(len(files('resources').joinpath('fonts/OFL.txt').read_text()))"
    )
    said = subprocess.run(
        [sys.executable, "-P", "-c", reads], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(unpacked)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert int(said.stdout) > 4000


def _build_wheel(folder: Path) -> Path:
    source = folder / "source"
    kept = shutil.ignore_patterns(".git", ".venv", "build", "example", "tests", "__pycache__", "*.egg-info", ".*_cache")
    shutil.copytree(ROOT, source, ignore=kept)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-deps"]
    subprocess.run([*pip, "--no-build-isolation", "--wheel-dir", str(folder), str(source)], check=True)
    return next(folder.glob("taphos-*.whl"))


@pytest.fixture
def bootstrap() -> ModuleType:
    place = importlib.util.spec_from_file_location("install", ROOT / "requirements" / "install.py")
    assert place
    assert place.loader
    module = importlib.util.module_from_spec(place)
    place.loader.exec_module(module)
    return module


def test_the_bootstrap_asks_for_nothing_but_a_bare_python() -> None:
    source = (ROOT / "requirements" / "install.py").read_text("utf-8")
    tree = ast.parse(source, feature_version=(3, 7))
    modules = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    modules |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {module.partition(".")[0] for module in modules} <= sys.stdlib_module_names


def test_the_bootstrap_names_what_is_missing_with_the_command_that_installs_it(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(bootstrap.Missing) as refused:
        bootstrap.install_system_packages(["libegl1", "libgl1"], "the window")
    assert str(refused.value) == "Missing for the window: sudo apt-get install libegl1 libgl1"


def test_the_bootstrap_refuses_what_it_does_not_know_in_one_sentence() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "requirements" / "install.py"), "everything"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "taphos: Say what is to be installed: python3 requirements/install.py run|test\n"


def test_a_changed_pin_makes_an_installation_stale(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    before = bootstrap.state("run")
    assert bootstrap.state("run") == before
    (tmp_path / "requirements" / "run.txt").write_text("numpy==2.0.0\n", "utf-8")
    assert bootstrap.state("run") != before
