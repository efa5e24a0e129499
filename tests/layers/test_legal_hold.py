"""A legal hold is put on by anybody who writes, and lifted by a lead alone, with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from forensics.changes import Change, ChangeRefused, difference
from layers.devices import Device
from layers.enrolment import enrol
from layers.erasure import HOLD
from tests.layers.projects import ENGINES, closing, make, record
from tests.layers.tampering import opened, opened_by

ORDER, LATER = "Court of Kyiv (EXAMPLE), 17/22", "Court of Kyiv (EXAMPLE), 17/22 and 9/23"


def edit(held: Change, before: str, after: str) -> Change:
    made = difference("interview", held.record, {HOLD: before} if before else {}, {HOLD: after} if after else {})
    assert made is not None
    return made


@pytest.mark.parametrize("engine", ENGINES)
def test_a_legal_hold_is_lifted_by_a_lead_alone_and_with_a_reason(tmp_path: Path, engine: str) -> None:
    other = Device(Ed25519PrivateKey.generate(), "other")
    held = record("interview", "IV-1", language="uk")
    with closing(make(tmp_path / "held.taphos", engine)) as project:
        project.register.commit([held])
        enrol(project, other.public_key, "Laptop of PR-2")
        folder = project.folder
    with closing(opened_by(folder, other)) as theirs:
        theirs.register.commit([edit(held, "", ORDER)])
        theirs.register.commit([edit(held, ORDER, LATER)])
        before = theirs.register.info()
        for lift in (
            lambda: theirs.register.commit([edit(held, LATER, "")], "no longer needed"),
            lambda: theirs.register.commit([edit(held, LATER, " ")], "no longer needed"),
        ):
            with pytest.raises(ChangeRefused, match="IV-1 is under a legal hold, which a lead's device alone lifts"):
                lift()
        assert theirs.register.info() == before
    with closing(opened(folder)) as lead:
        with pytest.raises(ChangeRefused, match="lifted with a reason; none was given"):
            lead.register.commit([edit(held, LATER, "")])
        lead.register.commit([edit(held, LATER, "")], "lifted by the court (EXAMPLE)")
        assert HOLD not in (lead.register.values("interview", held.record) or {})


@pytest.mark.parametrize("engine", ENGINES)
def test_taking_back_what_put_a_legal_hold_on_asks_for_a_reason_too(tmp_path: Path, engine: str) -> None:
    """The words that an undo writes of itself are no reason; taking back what lifted one puts it on again."""
    held = record("interview", "IV-1", language="uk")
    with closing(make(tmp_path / "held.taphos", engine)) as project:
        project.register.commit([held])
        project.register.commit([edit(held, "", ORDER)])
        changed = project.register.commit([edit(held, ORDER, LATER)])
        project.register.undo(changed.commit, what="undo of another order")
        put_on = project.register.history(held.record)[1].commit
        with pytest.raises(ChangeRefused, match="lifts the legal hold of IV-1, which is done with a reason"):
            project.register.undo(put_on, " ", what="undo IV-1")
        lifted = project.register.undo(put_on, "lifted by the court (EXAMPLE)")
        assert HOLD not in (project.register.values("interview", held.record) or {})
        project.register.undo(lifted.commit)
        assert (project.register.values("interview", held.record) or {})[HOLD] == ORDER
