"""A project on a server as it is typed: made, written, read and verified by its address."""

from __future__ import annotations

import orjson
import pytest

from desktop.commandline import main
from tests.tools.clusters import Cluster


def told(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, str, str]:
    capfdbinary.readouterr()
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
    assert told(capfdbinary, "set", address, "EX-S-1", "form=single_grave", "--reason", "EXAMPLE dug")[0] == 0
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
    for line in (["new", "postgresql://127.0.0.1:1/x"], ["restore", "x.zip", "postgresql://127.0.0.1:1/x"]):
        status, out, err = told(capfdbinary, *line)
        assert (status, out) == (2, "")
        assert "server" in err
        assert "Traceback" not in err
