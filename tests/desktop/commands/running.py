"""Running commands as a terminal would: exit status, standard output, standard error."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from desktop.commandline import main
from tests.desktop.commands.telling import own_environment


@dataclass(frozen=True)
class Ran:
    """What one command did."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


class Terminal:
    """Runs commands in this process."""

    def __init__(self, captured: pytest.CaptureFixture[str]) -> None:
        self._captured = captured

    def __call__(self, *arguments: object, status: int | None = 0) -> Ran:
        self._captured.readouterr()
        try:
            with own_environment():
                found = main([str(one) for one in arguments])
        except SystemExit as left:
            found = int(left.code or 0)
        said = self._captured.readouterr()
        ran = Ran(found, said.out, said.err)
        assert "Traceback" not in ran.err
        assert status is None or found == status, f"{arguments}: exit {found}, {ran.err}{ran.out}"
        return ran
