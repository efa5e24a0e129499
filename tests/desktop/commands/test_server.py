"""A project on a server as it is typed: made, written, read and verified by its address."""

from __future__ import annotations

import os
from pathlib import Path

import orjson
import pytest

from desktop.commandline import main
from tests.layers.projects import PASSPHRASE
from tests.tools.clusters import Cluster


def told(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, str, str]:
    capfdbinary.readouterr()
    for name in ("TAPHOS_PASSPHRASE", "TAPHOS_NEW_PASSPHRASE", "TAPHOS_OTHER_PASSPHRASE"):
        os.environ[name] = PASSPHRASE  # each is taken out of the environment where it is read
    status = main(list(arguments))
    said = capfdbinary.readouterr()
    return status, said.out.decode(), said.err.decode()


def test_a_project_on_a_server_is_made_written_read_and_verified_by_its_address(
    cluster: Cluster, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    address = cluster.address("typed")
    status, out, _ = told(capfdbinary, "server", "init", address, "--name", "EXAMPLE mission")
    assert (status, out) == (0, f"Made a project in postgresql://127.0.0.1:{cluster.port}/typed.\n")
    add = ("add", address, "site", "code=EX-S-1", "place=50.5, 30.2", "form=surface", "status=reported")
    assert told(capfdbinary, *add)[0] == 0
    assert told(capfdbinary, "set", address, "EX-S-1", "form=single_grave", "--reason", "EXAMPLE dug")[0] in (0, 1)
    listed = orjson.loads(told(capfdbinary, "list", address, "site", "--bbox", "30,50,31,51", "--json")[1])
    assert [(one["code"], one["form"], one["place"]["coordinates"]) for one in listed] == [
        ("EX-S-1", "single_grave", [30.2, 50.5])
    ]
    assert told(capfdbinary, "void", address, "EX-S-1", "--reason", "EXAMPLE seen twice")[0] == 0
    assert orjson.loads(told(capfdbinary, "list", address, "site", "--json")[1]) == []
    assert told(capfdbinary, "undo", address)[0] == 0
    status, out, _ = told(capfdbinary, "show", address, "EX-S-1", "--history", "--json")
    assert [one["operation"] for one in orjson.loads(out)["history"]] == ["add", "set", "void", "restore"]
    info = orjson.loads(told(capfdbinary, "info", address, "--json")[1])
    assert (info["name"], info["engine"], info["counts"]["site"]) == ("EXAMPLE mission", "postgis", 1)
    assert orjson.loads(told(capfdbinary, "verify", address, "--json")[1])["ok"]
    status, out, err = told(capfdbinary, "backup", address, "x.zip")
    assert (status, out) == (2, "")
    assert "backed up with the server" in err


def test_what_asks_for_a_folder_says_so_of_an_address(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    nowhere = "postgresql://127.0.0.1:1/x"
    for line in (["new", nowhere], ["restore", "x.zip", nowhere], ["open", nowhere, "--screenshot", "x.png"]):
        status, out, err = told(capfdbinary, *line)
        assert (status, out) == (2, "")
        assert "server" in err
        assert "Traceback" not in err


def test_a_copy_of_a_server_comes_home_by_merge_and_takes_what_is_new_there(
    cluster: Cluster, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    address, laptop = cluster.empty_project(), str(tmp_path / "laptop.taphos")
    assert told(capfdbinary, "add", address, "site", "code=EX-S-1", "status=reported")[0] in (0, 1)
    copied = orjson.loads(told(capfdbinary, "copy", address, laptop, "--json")[1])
    assert copied == {"to": laptop, "commits": 2, "files": 0}
    assert told(capfdbinary, "set", laptop, "EX-S-1", "form=surface", "--reason", "EXAMPLE seen")[0] in (0, 1)
    assert told(capfdbinary, "set", address, "EX-S-1", "form=single_grave", "--reason", "EXAMPLE dug")[0] in (0, 1)
    status, out, _ = told(capfdbinary, "merge", address, laptop, "--json")
    assert (status, orjson.loads(out)["commits"]) == (1, 1)
    (conflict,) = orjson.loads(out)["conflicts"]
    assert {side["value"] for side in conflict["values"]} == {"surface", "single_grave"}
    resolve = ("resolve", address, "EX-S-1", "form=single_grave", "--reason", "EXAMPLE looked again")
    assert told(capfdbinary, *resolve)[0] == 0
    assert told(capfdbinary, "merge", laptop, address)[0] == 0
    heads = [orjson.loads(told(capfdbinary, "info", one, "--json")[1])["heads"] for one in (laptop, address)]
    assert heads[0] == heads[1]
    assert [told(capfdbinary, "verify", one)[0] for one in (laptop, address)] == [0, 0]
    status, _, err = told(capfdbinary, "merge", address, address)
    assert (status, "is the project itself" in err) == (2, True)
