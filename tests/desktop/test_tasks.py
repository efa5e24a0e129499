"""Work on threads: what arrives, in which order, and that a thread stays itself from one task to the next."""

from __future__ import annotations

import threading

import pytest
from pytestqt.qtbot import QtBot

from desktop import tasks
from forensics.errors import TaphosError, ValueRefused
from forensics.ports import Progress
from layers.crs import crs_of, epsg_code
from layers.errors import Cancelled
from tests.counts import count
from tests.desktop.form_projects import settle_tasks


def test_what_is_local_to_the_writing_thread_is_there_for_the_next_task(qtbot: QtBot) -> None:
    local, found = threading.local(), []

    def call(progress: Progress) -> int:
        local.number = getattr(local, "number", 0) + 1
        return int(local.number)

    for _ in range(3):
        tasks.start(call, done=found.append, in_order=True)
    settle_tasks()
    assert found == [1, 2, 3]


def test_coordinate_systems_are_asked_for_on_any_thread(qtbot: QtBot) -> None:
    found: list[str | None] = []
    codes = ("EPSG:32636", "EPSG:4326", "EPSG:4284", "EPSG:5561")
    for turn in range(count(100, 2_000)):
        tasks.start(lambda progress, code=codes[turn % 4]: epsg_code(crs_of(code).to_wkt()), done=found.append)
    settle_tasks()
    assert sorted(set(found), key=str) == sorted(codes)


def test_writes_wait_their_turn_and_can_be_waited_for(qtbot: QtBot) -> None:
    gate, order = threading.Event(), []

    def first(progress: Progress) -> None:
        gate.wait()
        order.append("first")

    tasks.start(first, in_order=True)
    tasks.start(lambda progress: order.append("second"), in_order=True)
    tasks.start(lambda progress: order.append("read"))
    qtbot.waitUntil(lambda: order == ["read"])
    assert not tasks.wait_for_writes(0)
    gate.set()
    assert tasks.wait_for_writes()
    assert order == ["read", "first", "second"]
    settle_tasks()


def test_what_is_cancelled_stops_at_its_next_sign_of_progress(qtbot: QtBot) -> None:
    gate, refused = threading.Event(), []

    def call(progress: Progress) -> None:
        gate.wait()
        progress(1, 2)
        pytest.fail("it went on")

    task = tasks.start(call, refused=refused.append, failed=refused.append)
    task.cancel()
    gate.set()
    settle_tasks()
    assert [type(one) for one in refused] == [Cancelled]


@pytest.mark.parametrize(("raised", "told"), [(ValueRefused("No."), "refused"), (ZeroDivisionError(), "failed")])
def test_a_refusal_is_told_apart_from_a_bug(qtbot: QtBot, raised: Exception, told: str) -> None:
    found: list[tuple[str, Exception]] = []

    def call(progress: Progress) -> None:
        raise raised

    def refused(one: TaphosError) -> None:
        found.append(("refused", one))

    tasks.start(call, refused=refused, failed=lambda one: found.append(("failed", one)))
    settle_tasks()
    assert found == [(told, raised)]
    assert not tasks.under_way()
