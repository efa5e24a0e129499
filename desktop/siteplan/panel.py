"""The site plan beside the map: which view is seen, its legend, printing, and the photograph under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop import tasks
from desktop.canvas.pictures import painting
from desktop.forms.look import wrapped
from desktop.forms.place_details import CalmCombo
from desktop.session import Selected, Session
from desktop.siteplan.canvas import PlanCanvas
from desktop.siteplan.drawing_tools import PlanDrawing
from desktop.siteplan.legend import ROW, column_width, paint_keys
from desktop.siteplan.measuring_bar import MeasuringBar
from desktop.siteplan.photo_menu import PhotoUnderPlan
from desktop.theme.icons import live_icon
from desktop.theme.theme import current
from forensics.errors import TaphosError
from forensics.messages import Message, say
from forensics.ports import Receipt
from layers.belonging import site_of
from layers.exports.saying import EXAMPLE
from layers.siteplan.drawing import Drawing, Key
from layers.siteplan.reading import read_scene
from layers.siteplan.records import DRAWN, grave_records
from layers.siteplan.scene import Item, Scene
from layers.siteplan.views import TITLES, VIEWS, view_of

HIT = 38
"""Pixels of a button: for a hand in a glove."""
WIDEST_LEGEND, SCROLLED = 264, 10
"""Pixels of the legend at most, and of the bar that scrolls it."""
LARGER = 1.0
"""How much larger than on paper the legend is."""
NO_GRAVE = say("Select a grave, or anything found in it, to see its plan.")
NOTHING = say("Nothing of this grave has a place in metres or degrees yet.")


_SHORTEST = 9
"""Letters of the name of a view that stand in its list where there is little room."""


@dataclass(frozen=True, eq=False)
class Shown:
    """A scene with one of its views; `refusal` says why there is no view."""

    scene: Scene
    drawing: Drawing | None
    refusal: Message | None = None


class PlanPanel(QFrame):
    """Follows the selection: of whatever belongs to a grave, that grave is shown, and the record in it as selected."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setProperty("role", "panel")
        self.site, self.view, self.exhumation = "", "plan", ""
        self.shown: Shown | None = None
        self._reading = False
        self._again = False
        self.canvas = PlanCanvas(self._say)
        self.measuring = MeasuringBar(session)
        self.drawing = PlanDrawing(session, self.canvas, self.measuring, self)
        self.photos = PhotoUnderPlan(session, self.canvas, self)
        self.legend = LegendPane()
        self.words = QLabel()
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setWordWrap(True)
        self.place = QLabel()
        self.place.setProperty("role", "hint")
        self.far = wrapped("", "notice")
        self.far.hide()
        self._make_bar()
        self._lay_out()
        self._connect()
        self._relabel()
        self._follow(session.selected)

    # Putting together

    def _make_bar(self) -> None:
        self.views = CalmCombo()
        self.views.setMinimumHeight(HIT)
        self.views.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.views.setMinimumContentsLength(_SHORTEST)
        self.draw_button, self.draw_menu = self._menu_button("edit-shape")
        self.key_button = self._button("layers", checkable=True)
        self.photo_button, self.photo_menu = self._menu_button("media")
        self.print_button = self._button("print")
        self.all_button = self._button("zoom-all")
        self.key_button.setChecked(True)

    def _button(self, icon: str, checkable: bool = False) -> QToolButton:
        button = QToolButton()
        button.setIcon(live_icon(icon))
        button.setIconSize(QSize(22, 22))
        button.setFixedSize(HIT, HIT)
        button.setCheckable(checkable)
        return button

    def _menu_button(self, icon: str) -> tuple[QToolButton, QMenu]:
        """A button with a menu that is filled whenever it opens."""
        button = self._button(icon)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        button.setMenu(menu)
        return button, menu

    def _lay_out(self) -> None:
        self.bar = QWidget()
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.views)
        row.addWidget(self.place, 1)
        for button in (self.draw_button, self.key_button, self.photo_button, self.print_button, self.all_button):
            row.addWidget(button)
        middle = QWidget()
        across = QHBoxLayout(middle)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.canvas, 1)
        across.addWidget(self.words, 1)
        self.legend_room = QScrollArea()
        self.legend_room.setWidget(self.legend)
        self.legend_room.setWidgetResizable(False)
        self.legend_room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.legend_room.hide()
        across.addWidget(self.legend_room)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.measuring)
        column.addWidget(self.far)
        column.addWidget(middle, 1)
        self.canvas.hide()

    def _connect(self) -> None:
        session = self._session
        session.selection_changed.connect(self._follow)
        session.changed.connect(self._refresh)
        session.language_changed.connect(lambda language: self._relabel())
        self.canvas.clicked.connect(self._clicked)
        self.canvas.pointed.connect(self._point)
        self.canvas.failed.connect(session.failed)
        self.views.activated.connect(lambda at: self.turn_to(str(self.views.itemData(at))))
        self.draw_menu.aboutToShow.connect(self._fill_draw_menu)
        self.key_button.toggled.connect(lambda on: self._show_legend())
        self.photo_menu.aboutToShow.connect(self._fill_photo_menu)
        self.photos.laid.connect(self._tell_far)
        self.print_button.clicked.connect(self.ask_where_to_print)
        self.all_button.clicked.connect(self.canvas.show_all)

    # What is shown

    @property
    def is_settled(self) -> bool:
        """Whether what is seen is what is to be seen."""
        return not self._reading and self.canvas.is_settled

    def show_site(self, site: str) -> None:
        """Show a grave by its id."""
        if site != self.site:
            self.site, self.exhumation = site, ""
            self._read()

    def turn_to(self, view: str) -> None:
        """Another view of the same grave."""
        self.view = view
        self.views.setCurrentIndex(self.views.findData(view))
        self._read()

    def _follow(self, selected: Selected) -> None:
        if not selected.record:
            self.canvas.select("")
            return
        project, type_, record = self._session.project, selected.type, selected.record
        tasks.start(
            lambda progress: site_of(project.register, type_, record),
            done=lambda site: self._followed(site, record), failed=self._session.failed.emit,
        )  # fmt: skip

    def _followed(self, site: str, record: str) -> None:
        if site:
            self.show_site(site)
        self.canvas.select(record)

    def _refresh(self, receipt: Receipt) -> None:
        if self.site and set(receipt.changed) & {*DRAWN, "media"}:
            self._read(keep=True)

    def _read(self, keep: bool = False) -> None:
        """Read the grave on a thread, and once more where something changed meanwhile."""
        if self._reading:
            self._again = True
            return
        if not self.site:
            self._tell(NO_GRAVE)
            return
        self._reading, self._again = True, False
        project, site, view, exhumation = self._session.project, self.site, self.view, self.exhumation

        def read(progress: object) -> Shown:
            scene = read_scene(grave_records(project), site, exhumation)
            try:
                return Shown(scene, view_of(scene, view))
            except TaphosError as refusal:
                return Shown(scene, None, refusal.message)

        tasks.start(read, done=lambda shown: self._show(shown, keep), refused=self._refused, failed=self._failed)

    def _refused(self, refusal: TaphosError) -> None:
        self._reading = False
        self.shown = None
        self.drawing.look_at(None, "")
        self._tell(refusal.message)

    def _failed(self, failure: Exception) -> None:
        self._reading = False
        self._session.failed.emit(failure)

    def _show(self, shown: Shown, keep: bool) -> None:
        self._reading = False
        if self._again:
            self._read(keep)
            return
        self.shown = shown
        self.drawing.look_at(shown.scene, shown.drawing.view if shown.drawing else "")
        self.photos.look_at(shown.scene)
        drawing = shown.drawing
        can_begin = bool(shown.scene.exhumations) and self.view == "plan"
        if drawing is None or not (drawing.areas or drawing.labels or can_begin):
            self._tell(shown.refusal or NOTHING)
            return
        self.words.hide()
        self.canvas.show()
        tie = shown.scene.tie
        self.canvas.watermark = self._say(EXAMPLE) if shown.scene.example else ""
        self.canvas.show_drawing(drawing, tie.similarity.bearing if tie and drawing.view == "plan" else None, keep)
        self.canvas.select(self._session.selected.record)
        self._show_legend()

    def _tell(self, message: Message) -> None:
        self.canvas.hide()
        self.legend_room.hide()
        self.words.setText(self._say(message))
        self.words.show()

    def _tell_far(self) -> None:
        """Over the plan, for as long as a photograph that lies beside the grave is under it."""
        far = self.photos.far
        self.far.setText("" if far is None else self._say(far))
        self.far.setVisible(far is not None)

    def _show_legend(self) -> None:
        drawing = self.shown.drawing if self.shown else None
        self.legend.show_keys(drawing.keys if drawing else (), self._say)
        self.legend_room.setFixedWidth(self.legend.width() + SCROLLED)
        self.legend_room.setVisible(drawing is not None and self.key_button.isChecked())

    # Hands

    def _clicked(self, item: Item | None) -> None:
        if item is None:
            self._session.select()
        else:
            self._session.select(item.type, item.id)

    def _point(self, x: float, y: float) -> None:
        drawing = self.shown.drawing if self.shown else None
        if drawing is None or not drawing.measured:
            self.place.clear()
            return
        up = y + (drawing.zero if drawing.up == "z" else 0.0)
        across = -x if drawing.backwards else x
        self.place.setText(f"{drawing.across} {across:.2f}  {drawing.up} {up:.2f} m")

    def offer_to_draw(self) -> None:
        """Open the menu of what can be drawn."""
        self.draw_button.showMenu()

    def _fill_draw_menu(self) -> None:
        self.draw_menu.clear()
        self.drawing.menu(self.draw_menu)

    def _fill_photo_menu(self) -> None:
        self.photo_menu.clear()
        self.photos.menu(self.photo_menu)

    def ask_where_to_print(self) -> None:
        """A menu of profiles and scales, then where to; whatever leaves asks for a profile."""
        if self.shown is None or self.shown.drawing is None:
            return
        from desktop.siteplan.printing import printing_menu

        menu: QMenu = printing_menu(self, self._session, self.shown.scene.site.code, self.view, self.photos.media)
        menu.popup(self.print_button.mapToGlobal(self.print_button.rect().bottomLeft()))

    # Language

    def _say(self, message: Message | str) -> str:
        return self._session.label(message) if isinstance(message, str) else self._session.translate(message)

    def _relabel(self) -> None:
        self.views.clear()
        for name in VIEWS:
            self.views.addItem(self._say(TITLES[name]), name)
        self.views.setCurrentIndex(self.views.findData(self.view))
        for button, text in (
            (self.draw_button, say("Draw on the plan")), (self.key_button, say("Legend")),
            (self.photo_button, say("Orthophoto under the plan")), (self.print_button, say("Print the plan…")),
            (self.all_button, say("Show all of the grave")),
        ):  # fmt: skip
            button.setToolTip(self._say(text))
            button.setAccessibleName(self._say(text))
        self.canvas.set_translate(self._say)
        self._tell_far()
        if self.shown is None or self.shown.drawing is None:
            self._tell((self.shown.refusal if self.shown else None) or NO_GRAVE)
        else:
            self._show_legend()


class LegendPane(QWidget):
    """The legend beside the plan; read out as text too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys: Sequence[Key] = ()
        self._say = str

    def show_keys(self, keys: Sequence[Key], translate: object) -> None:
        """Show these rows."""
        self._keys, self._say = keys, translate  # type: ignore[assignment]
        lines = [self._say(key.words) + ("" if key.count is None else f": {key.count}") for key in keys]
        self.setAccessibleDescription("\n".join(lines))
        wide = min(round(column_width(keys, self._say) * LARGER) + 20, WIDEST_LEGEND)
        self.setFixedSize(wide, round(len(keys) * ROW * LARGER) + 16)
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        theme = current()
        with painting(self) as painter:
            painter.fillRect(self.rect(), theme.palette_colour("surface"))
            room = QRectF(self.rect()).adjusted(10, 8, -10, -8)
            share = min(LARGER, room.width() / max(column_width(self._keys, self._say), 1.0))
            painter.translate(room.topLeft())
            painter.scale(share, share)
            whole = QRectF(0, 0, room.width() / share, len(self._keys) * ROW + 1)
            paint_keys(painter, whole, self._keys, theme, self._say)
