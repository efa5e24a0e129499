"""Nonsense that somebody wrote into a project is one sentence, or named by verify, and never a fault of the program."""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from forensics.errors import TaphosError
from forensics.messages import Message
from layers.checking import verify_project
from layers.countries.checks import PackRefused
from layers.countries.pack import SHIPPED, load_pack
from layers.enrolment import enrolled_devices
from layers.errors import ProjectRefused
from layers.exports.pseudonyms import project_key
from layers.project import Project, open_project
from tests.counts import count
from tests.layers.other_country import write_pack
from tests.layers.projects import closing, make, site
from tests.layers.test_verify import behind_its_back

DEEP = "[" * 100_000
TOO_DEEP = {
    "in a list": f"x = {DEEP[:16_000]}",
    "in tables": "x = " + "{a=" * 5_000,
    "in a name": f"[{'a.' * 8_000}a]",
    "without end": f"x = {DEEP * 10}",
}


@pytest.mark.parametrize("how", TOO_DEEP)
def test_a_project_toml_that_is_nested_deeply_is_one_sentence(tmp_path: Path, how: str) -> None:
    make(tmp_path / "p.taphos").close()
    (tmp_path / "p.taphos" / "project.toml").write_text(TOO_DEEP[how])
    with pytest.raises(ProjectRefused, match="cannot be read"):
        open_project(tmp_path / "p.taphos")


@pytest.mark.parametrize("written", ["format = inf", "format = nan", "format = []", "id = 1", "\0"])
def test_a_project_toml_that_says_nothing_is_one_sentence(tmp_path: Path, written: str) -> None:
    make(tmp_path / "p.taphos").close()
    (tmp_path / "p.taphos" / "project.toml").write_text(written)
    with pytest.raises(ProjectRefused, match="cannot be read"):
        open_project(tmp_path / "p.taphos")


@pytest.mark.parametrize("how", TOO_DEEP)
def test_a_pack_toml_that_is_nested_deeply_is_one_sentence(tmp_path: Path, how: str) -> None:
    make(tmp_path / "p.taphos", pack=write_pack(tmp_path / "pack")).close()
    (tmp_path / "p.taphos" / "countries" / "exa" / "pack.toml").write_text(TOO_DEEP[how])
    with pytest.raises(PackRefused, match=r"pack\.toml.*cannot be read|has format") as told:
        open_project(tmp_path / "p.taphos")
    assert "\n" not in str(told.value)
    assert len(str(told.value)) < 400


NONSENSE: list[Any] = [
    5,
    -1.5,
    float("inf"),
    True,
    "x",
    "",
    [],
    [[]],
    [{}],
    {},
    {"a": 5},
    {"en": 5, "uk": []},
    ["x", 5],
]


def toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)} = {toml(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return "inf" if value == float("inf") else json.dumps(value, ensure_ascii=False)


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value of a document."""
    yield at
    for name, one in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(one, (*at, name))


DESCRIBED = tomllib.loads((SHIPPED / "ua" / "pack.toml").read_text("utf-8"))
PLACES = [at for at in places(DESCRIBED) if at]


@settings(max_examples=count(60, 1000))
@given(st.sampled_from(PLACES), st.sampled_from(NONSENSE))
def test_a_pack_toml_with_nonsense_anywhere_is_refused_or_read(
    tmp_path_factory: pytest.TempPathFactory, at: tuple[Any, ...], nonsense: Any
) -> None:
    described = tomllib.loads((SHIPPED / "ua" / "pack.toml").read_text("utf-8"))
    held: Any = described
    for name in at[:-1]:
        held = held[name]
    held[at[-1]] = nonsense
    folder = tmp_path_factory.mktemp("pack")
    (folder / "pack.toml").write_text("\n".join(f"{json.dumps(name)} = {toml(one)}" for name, one in described.items()))
    faults: list[Message] = []
    try:
        load_pack(folder)
    except PackRefused as refused:
        faults.extend(refused.faults)
    assert not [fault for fault in faults if "\n" in str(fault)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with closing(make(tmp_path_factory.mktemp("whole") / "p.taphos")) as project:
        project.register.commit([site("S-1")])
        project_key(project)
        project.register.keep_whereabouts({"record": "x"})
    return project.folder


def worked_in(project: Project) -> None:
    """What the window and the commands do with a project; what they refuse is refused in one sentence."""
    register, told = project.register, list[str]()
    for deed in (
        register.info, register.take_whereabouts, lambda: enrolled_devices(register), register.heads_and_count,
        lambda: register.find("S-1"), lambda: project_key(project), lambda: register.commit([site("S-2")], "why"),
        lambda: register.undo(), lambda: register.history("project"), register.standing,
        lambda: register.files_to_remove,
    ):  # fmt: skip
        try:
            deed()
        except TaphosError as refused:
            told.append(str(refused))
    assert not [sentence for sentence in told if "\n" in sentence]


HELD = [
    "", "5", '"x"', "[]", "[5]", "{}", "null", "{", DEEP, '{"roles": 5, "key": 5}', '{"up_to": "x", "devices": 5}',
    '{"up_to": 0, "devices": [5]}', '["x"]', '{"up_to": 18446744073709551615, "hash": "", "devices": []}',
    '{"name": [], "id": 5, "pack": {}}',
]  # fmt: skip
NAMES = ["heads", "writers", "pseudonym_key", "whereabouts", "wiping", "unheard of"]


FINE = {
    "heads": ("[]", '["x"]'),
    "writers": (),
    "whereabouts": ("{}", "null", *(held for held in HELD if held.startswith('{"'))),
    "wiping": tuple(HELD),
    "pseudonym_key": ('""',),
}
"""What is a value of the kind, whoever wrote it; opening removes a note of files to wipe."""


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("held", HELD[:: count(3, 1)], ids=lambda held: held[:12])
def test_a_value_of_the_copy_that_is_none_is_named_and_no_fault(
    whole: Path, tmp_path: Path, name: str, held: str
) -> None:
    folder = copied(whole, tmp_path)
    behind_its_back(folder, f"INSERT OR REPLACE INTO local_value (name, held) VALUES ('{name}', '{held}')")
    with closing(open_project(folder)) as project:
        found = [str(problem) for problem in verify_project(project).problems]
        assert held in FINE.get(name, ()) or any("own value" in problem for problem in found)
        assert found or name != "heads"
        worked_in(project)


@pytest.mark.parametrize("held", HELD[:: count(3, 1)], ids=lambda held: held[:12])
def test_a_setting_or_device_that_is_none_is_named_and_no_fault(whole: Path, tmp_path: Path, held: str) -> None:
    folder = copied(whole, tmp_path)
    behind_its_back(folder, f"UPDATE journal_setting SET held = '{held}'")
    with closing(open_project(folder)) as project:
        found = [str(problem) for problem in verify_project(project).problems]
        assert any("is not what the journal says" in problem for problem in found)
        worked_in(project)


@pytest.mark.parametrize("value", ["5", "x'ff'", "'" + "x" * 100 + "'", "NULL"])
def test_a_class_of_the_journal_that_is_none_is_named_and_no_fault(whole: Path, tmp_path: Path, value: str) -> None:
    for column in ("digests", "public", "partner", "restricted", "sealed", "subject", "type", "record", "in_commit"):
        folder = copied(whole, tmp_path / column)
        try:
            behind_its_back(folder, f"UPDATE journal_change SET {column} = {value} WHERE number = 3")
        except dbapi2.IntegrityError:  # a column that must hold something
            continue
        with closing(open_project(folder)) as project:
            verdict = verify_project(project)
            assert not verdict.ok or value == "NULL", column
            worked_in(project)


def copied(whole: Path, folder: Path) -> Path:
    return shutil.copytree(whole, folder / "p.taphos")
