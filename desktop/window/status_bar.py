"""The bar at the foot of the window: saved or not, does the project verify, network, coordinates, scale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from PyQt6.QtCore import QSettings, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QAction, QActionGroup, QFontMetrics
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from desktop import tasks
from desktop.session import Session
from desktop.theme.icons import live_icon
from forensics.messages import Message, say
from forensics.ports import Progress, Verdict
from layers.errors import Cancelled

SYSTEM = "coordinates"
"""The setting that remembers the chosen notation; it says nothing of any project."""
WGS84, UTM_ZONES = 4326, (32600, 32800)
"""EPSG codes that every place on earth has, which are offered by name."""
WATCH = 150
"""Milliseconds between two looks at whether something is being written."""


class Integrity(Enum):
    """What is known of the project: nothing yet, being looked at, everything agrees, something is wrong."""

    UNKNOWN = "unknown"
    CHECKING = "checking"
    OK = "ok"
    BROKEN = "broken"


SHIELDS = {
    Integrity.UNKNOWN: ("shield-unknown", "muted", say("Integrity unknown")),
    Integrity.CHECKING: ("shield-unknown", "muted", say("Checking integrity…")),
    Integrity.OK: ("shield-ok", "good", say("Integrity kept")),
    Integrity.BROKEN: ("shield-broken", "danger", say("Integrity broken")),
}


@dataclass(frozen=True)
class System:
    """A notation for coordinates: its key, its name, and the EPSG codes of its zones where the country has it."""

    key: str
    name: Message | str
    codes: tuple[int, ...] = ()


def systems_of(session: Session) -> tuple[System, ...]:
    """The notations that are offered: those of the whole earth, then those of the country pack."""
    found = [
        System("wgs84", say("WGS 84, degrees")),
        System("wgs84_dms", say("WGS 84, degrees, minutes, seconds")),
        System("utm", say("UTM")),
        System("mgrs", say("MGRS")),
    ]
    pack = session.project.pack
    for group in pack.crs if pack is not None else ():
        worldwide = all(code == WGS84 or UTM_ZONES[0] < code < UTM_ZONES[1] for code in group.epsg)
        if pack is not None and not worldwide:
            found.append(System(f"epsg:{group.epsg[0]}", pack.text(group.labels, "en"), group.epsg))
    return tuple(found)


class StatusBar(QFrame):
    """Listens to the session; the map tells it where the cursor is and how large a metre is drawn."""

    integrity_changed = pyqtSignal(object)

    def __init__(self, session: Session, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._settings = session, settings
        self._place: tuple[float, float] | None = None
        self._scale = 0.0
        self._unsaved = False
        self.integrity, self.verdict = Integrity.UNKNOWN, None
        self._hosts: tuple[str, ...] = ()
        self.setProperty("role", "status")
        self.saving, self.shield, self.network = _button(), _button(), _button()
        self.coordinates, self.system, self.scale = QLabel(), _button(), QLabel()
        self.coordinates.setObjectName("coordinates")
        self.shield.clicked.connect(self.explain)
        self.network.clicked.connect(self._explain_network)
        self._systems = systems_of(session)
        self._chosen = self._remembered()
        self._lay_out()
        self._watch = QTimer(self)
        self._watch.setInterval(WATCH)
        self._watch.timeout.connect(self.look_whether_saved)
        self._watch.start()
        session.changed.connect(lambda receipt: self._outdated())
        session.language_changed.connect(self._relabel)
        self._relabel()

    integrity: Integrity
    verdict: Verdict | None
    checked_at: datetime | None = None
    _task: tasks.Task[Verdict] | None = None

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 1, 12, 1)
        row.setSpacing(4)
        for widget in (self.saving, self.shield, self.network):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.coordinates)
        row.addWidget(self.system)
        row.addSpacing(10)
        row.addWidget(self.scale)

    # What the map tells

    def tell_of_map(self, shown: bool) -> None:
        """Whether the map is there to tell of; what lies beside it has a scale and coordinates of its own."""
        for widget in (self.coordinates, self.system, self.scale):
            widget.setVisible(shown)

    def show_place(self, lon: float, lat: float) -> None:
        """Where the cursor is, in degrees of EPSG:4326."""
        self._place = (lon, lat)
        self.coordinates.setText(self.written())

    def show_scale(self, denominator: float) -> None:
        """How many times larger the ground is than the picture, at the middle of the view."""
        self._scale = denominator
        self.scale.setText(f"1 : {round_scale(denominator):,}".replace(",", "\N{NARROW NO-BREAK SPACE}"))

    def written(self) -> str:
        """The cursor's place in the chosen notation; empty before the cursor was on the map."""
        return "" if self._place is None else self.written_at(*self._place)

    def written_at(self, lon: float, lat: float) -> str:
        """Any place in the chosen notation."""
        from layers.coordinates.writing import format_coordinates

        pack = self._session.project.pack
        return format_coordinates(lon, lat, self._chosen.key, self._chosen.codes, pack.bounds if pack else None) or "–"

    # Coordinates

    def choose_system(self, key: str) -> None:
        """Write coordinates in another notation from now on."""
        self._chosen = next((system for system in self._systems if system.key == key), self._systems[0])
        self._settings.setValue(SYSTEM, self._chosen.key)
        self._relabel()

    def _remembered(self) -> System:
        key = str(self._settings.value(SYSTEM, "wgs84"))
        return next((system for system in self._systems if system.key == key), self._systems[0])

    def _menu_of_systems(self) -> QMenu:
        menu, group = QMenu(self.system), QActionGroup(self.system)
        for system in self._systems:
            action = QAction(self._name(system), menu)
            action.setCheckable(True)
            action.setChecked(system == self._chosen)
            action.triggered.connect(lambda checked, key=system.key: self.choose_system(key))
            group.addAction(action)
            menu.addAction(action)
        return menu

    def _name(self, system: System) -> str:
        if isinstance(system.name, str):
            return self._session.label(system.name)
        return self._session.translate(system.name)

    # Saving

    def look_whether_saved(self) -> None:
        """Say whether something is still being written."""
        unsaved = not tasks.wait_for_writes(0)
        if unsaved != self._unsaved:
            self._unsaved = unsaved
            self._say_saving()

    def _say_saving(self) -> None:
        translate = self._session.translate
        if self._unsaved:
            self._set(
                self.saving, "refresh", "warning", translate(say("Saving…")), translate(say("Still being written"))
            )
        else:
            hint = translate(say("Everything that was entered is written and signed"))
            self._set(self.saving, "check", "good", translate(say("Saved")), hint)

    # Integrity

    def check(self) -> None:
        """Verify the project on a thread; the shield says what came out."""
        from layers.checking import verify_project

        if self.integrity is Integrity.CHECKING:
            return
        self._become(Integrity.CHECKING)
        project = self._session.project

        def verify(progress: Progress) -> Verdict:
            return verify_project(project, None, progress)

        self._task = tasks.start(verify, done=self._verified, refused=self._not_verified, failed=self._bug)

    def stop(self) -> None:
        """Give up what is being checked, and look no longer."""
        self._watch.stop()
        if self._task is not None:
            self._task.cancel()

    def _verified(self, verdict: Verdict) -> None:
        self.verdict, self.checked_at = verdict, datetime.now().astimezone()
        self._become(Integrity.OK if verdict.ok else Integrity.BROKEN)

    def _not_verified(self, refusal: Exception) -> None:
        self._become(Integrity.UNKNOWN)
        if not isinstance(refusal, Cancelled):
            self._session.refused.emit(refusal)

    def _bug(self, failure: Exception) -> None:
        self._become(Integrity.UNKNOWN)
        self._session.failed.emit(failure)

    def _outdated(self) -> None:
        """What was written since is signed, but what was checked was checked before."""
        if self.integrity is Integrity.OK:
            self._say_integrity()

    def _become(self, integrity: Integrity) -> None:
        self.integrity = integrity
        self._say_integrity()
        self.integrity_changed.emit(integrity)

    def _say_integrity(self) -> None:
        icon, colour, text = SHIELDS[self.integrity]
        hint = self._session.translate(say("Integrity of journal, records, signatures and evidence: press for more"))
        self._set(self.shield, icon, colour, self._session.translate(text), hint)

    def explain(self) -> None:
        """What the shield means, and the first wrong thing if there is one; then check anew."""
        from desktop.window.explaining import explain_integrity
        from desktop.window.shield_panel import ShieldPanel

        if self.integrity is Integrity.BROKEN and self.verdict is not None and self.checked_at is not None:
            ShieldPanel(self._session, self.verdict, self.checked_at, self.check, self.window() or self).show()
            return
        explain_integrity(self.shield, self._session, self.integrity.value, self.verdict, self.check, self.checked_at)

    def tell_of_servers(self, hosts: tuple[str, ...]) -> None:
        """The servers that are asked for tiles now; none of them is Offline."""
        if hosts != self._hosts:
            self._hosts = hosts
            self._say_network()

    def _explain_network(self) -> None:
        from desktop.window.explaining import explain_network

        explain_network(self.network, self._session, self._hosts)

    def _say_network(self) -> None:
        translate = self._session.translate
        if self._hosts:
            asked = ", ".join(self._hosts)
            hint = translate(say("Parts of the map that you look at are asked of {hosts}", hosts=asked))
            self._set(self.network, "link", "warning", asked, hint)
        else:
            hint = translate(say("Nothing is sent or fetched"))
            self._set(self.network, "offline", "muted", translate(say("Offline")), hint)

    # Words

    def _relabel(self, _language: str = "") -> None:
        translate = self._session.translate
        self._say_saving()
        self._say_integrity()
        self._say_network()
        self.system.setText(self._name(self._chosen))
        self.system.setToolTip(translate(say("Coordinate system of the status bar")))
        self.system.setMenu(self._menu_of_systems())
        self.system.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.coordinates.setAccessibleName(translate(say("Coordinates under the cursor")))
        self.scale.setToolTip(translate(say("Scale at the middle of the map")))
        self.scale.setMinimumWidth(QFontMetrics(self.scale.font()).horizontalAdvance("1 : 100 000 000"))
        self.coordinates.setText(self.written())

    def _set(self, button: QToolButton, icon: str, colour: str, text: str, hint: str) -> None:
        button.setIcon(live_icon(icon, colour))
        button.setText(text)
        button.setToolTip(hint)
        button.setAccessibleName(f"{text}. {hint}")


def _button() -> QToolButton:
    button = QToolButton()
    button.setProperty("kind", "status")
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return button


def round_scale(denominator: float) -> int:
    """A scale with the digits that carry something: two."""
    if denominator < 1:
        return 1
    power = max(len(str(int(denominator))) - 2, 0)
    step = 10**power
    return int(round(denominator / step) * step)
