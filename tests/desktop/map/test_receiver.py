"""A receiver on the loopback tells a real log over TCP: its fixes are averaged, and the place goes to a new record."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import shapely
from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.map.receiver_dialog import TCP, ReceiverDialog
from desktop.session import Session

LEFT = Qt.MouseButton.LeftButton


@contextmanager
def telling(data: bytes) -> Iterator[int]:
    """A host that tells some bytes, in pieces that end anywhere, to the first that comes, and then hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def tell() -> None:
            taken, _ = server.accept()
            with taken:
                for at in range(0, len(data), 700):
                    taken.sendall(data[at : at + 700])

        thread = threading.Thread(target=tell)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


def listening(qtbot: QtBot, session: Session, host: str) -> ReceiverDialog:
    dialog = ReceiverDialog(("site", "settlement"), session)
    qtbot.addWidget(dialog)
    dialog.source.setCurrentIndex(dialog.source.findData(TCP))
    dialog.host.setText(host)
    dialog.enough.setValue(3600)
    dialog._look()
    qtbot.mouseClick(dialog.listen, LEFT)
    return dialog


def test_a_log_that_is_told_over_tcp_becomes_the_place_of_a_new_record(
    qtbot: QtBot, session: Session, shared_data: Path, proof: Callable[[str, str, object], None]
) -> None:
    with telling((shared_data / "survey" / "nmea-rtk.log").read_bytes()) as port:
        dialog = listening(qtbot, session, f"127.0.0.1:{port}")
        qtbot.waitUntil(lambda: not dialog.receiver.listening, timeout=20_000)
    mean = dialog.mean
    assert mean is not None
    assert (mean.quality, mean.count) == ("4", 18)
    assert "cannot be heard" in dialog.state.text()  # the host hung up; what it told is kept
    taken: list[tuple[str, str]] = []
    dialog.taken.connect(lambda type_, text: taken.append((type_, text)))
    assert dialog.take is not None
    qtbot.mouseClick(dialog.take, LEFT)
    [(type_, text)] = taken
    assert type_ == "site"
    place = json.loads(text)
    assert shapely.from_wkb(place["geometry"]).coords[0][:2] == pytest.approx((-93.7505, 41.5749), abs=1e-3)
    assert place["method"] == "RTK"
    proof("E5", "a receiver's log over TCP, averaged", f"18 RTK fixes, spread {mean.spread_m:.3f} m")


def test_enough_positions_end_it_and_a_host_that_is_none_is_said(
    qtbot: QtBot, session: Session, shared_data: Path
) -> None:
    with telling((shared_data / "survey" / "hab-gpspi.log").read_bytes()) as port:
        dialog = listening(qtbot, session, f"127.0.0.1:{port}")
        dialog.enough.setValue(2)
        qtbot.waitUntil(lambda: not dialog.receiver.listening, timeout=20_000)
    assert dialog.mean is not None
    assert dialog.mean.count >= 2
    qtbot.mouseClick(dialog.again, LEFT)
    assert dialog.mean is None
    assert dialog.take is not None
    assert not dialog.take.isEnabled()
    for host in ("", "nowhere", "127.0.0.1:99999"):
        dialog.host.setText(host)
        qtbot.mouseClick(dialog.listen, LEFT)
        assert "is no host and port" in dialog.state.text()
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed = server.getsockname()[1]
    dialog.host.setText(f"127.0.0.1:{closed}")
    qtbot.mouseClick(dialog.listen, LEFT)
    qtbot.waitUntil(lambda: not dialog.receiver.listening, timeout=20_000)
    assert "cannot be heard" in dialog.state.text()


def test_the_form_that_is_open_may_take_the_place_and_a_receiver_that_moved_is_said(
    qtbot: QtBot, session: Session
) -> None:
    def position(time: int, quality: int, north: str) -> bytes:
        return f"$GNGGA,1200{time:02},{north},N,03031.404,E,{quality},18,0.6,100.0,M,25,M,1,0000\r\n".encode()

    log = position(0, 4, "5027.006") + b"".join(position(at, 1, "5127.006") for at in range(1, 9))
    texts: list[str] = []
    dialog = ReceiverDialog(("site",), session, into={"EX-S-0 – Place": texts.append})
    qtbot.addWidget(dialog)
    with telling(log) as port:
        dialog.receiver.listen_to_host("127.0.0.1", port)
        qtbot.waitUntil(lambda: not dialog.receiver.listening, timeout=20_000)
    assert "This position lies 111" in dialog.state.text()
    assert dialog.type.currentText() == "EX-S-0 – Place"
    dialog.accept()
    [text] = texts
    place = json.loads(text)
    assert shapely.from_wkb(place["geometry"]).y == pytest.approx(51 + 27.006 / 60)
    assert (place["method"], place["horizontal_accuracy"]) == ("handheld_GNSS", "5")
