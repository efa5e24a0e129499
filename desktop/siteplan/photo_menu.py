"""The photograph under the plan: one that is kept with the project, a file to be taken in, or one to look at only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QFileDialog, QMenu, QWidget

from desktop import tasks
from desktop.session import Session
from desktop.siteplan.canvas import PlanCanvas
from desktop.taking_in import take_files_in
from desktop.theme.icons import live_icon
from forensics.errors import TaphosError
from forensics.messages import Message, say
from forensics.ports import Progress
from layers.siteplan.orthophoto import Kept, Orthophoto, far_from_grave, open_orthophoto
from layers.siteplan.photographs import Photograph, photographs_of
from layers.siteplan.scene import Scene

GEOTIFFS = "GeoTIFF (*.tif *.tiff)"


class PhotoUnderPlan(QObject):
    """Lays photographs under the canvas. Of a grave that has one with a place, the newest lies there from the start."""

    laid = pyqtSignal()
    """Another photograph lies under the plan, or none."""

    def __init__(self, session: Session, canvas: PlanCanvas, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._canvas, self._room = session, canvas, parent
        self._scene: Scene | None = None
        self._site = ""
        self.known: Sequence[Photograph] = ()
        self.media = ""
        """The media record whose original lies under the plan; empty for none, or for a file."""
        self.far: Message | None = None
        """That what lies under the plan lies beside the grave."""

    def look_at(self, scene: Scene) -> None:
        """Under this grave from now on."""
        other = scene.site.id != self._site
        self._scene, self._site = scene, scene.site.id
        if other:
            self.take_away()
        project = self._session.project
        tasks.start(
            lambda progress: photographs_of(project, scene),
            done=lambda found: self._found(scene, found, other), failed=self._session.failed.emit,
        )  # fmt: skip

    def _found(self, scene: Scene, found: Sequence[Photograph], first: bool) -> None:
        if scene.site.id != self._site:
            return
        new = {one.media for one in found} - {one.media for one in self.known}
        self.known = found
        if found and (first or (new and not self.media)):
            self.lay(found[0], asked=False)

    def take_away(self) -> None:
        """Nothing under the plan."""
        self.media = ""
        self._lay(None, None)

    def lay(self, photograph: Photograph, *, asked: bool = True) -> None:
        """Lay an original of the project under the plan; where nobody asked for it, one without a place is left."""
        kept = photograph.kept(self._session.project)
        self._open(kept, photograph.media, self._session.refused.emit if asked else _unheard)

    def lay_file(self, path: Path) -> None:
        """Lay a file under the plan, to look at: it is not kept."""
        self._open(path, "", self._session.refused.emit)

    def _open(self, source: Path | Kept, media: str, refused: Callable[[TaphosError], None]) -> None:
        scene = self._scene

        def open_(progress: Progress) -> tuple[Orthophoto, Message | None]:
            photo = open_orthophoto(source, scene.tie if scene else None)
            return photo, far_from_grave(photo, scene) if scene else None

        def lie(opened: tuple[Orthophoto, Message | None]) -> None:
            self.media = media
            self._lay(*opened)

        tasks.start(open_, done=lie, refused=refused, failed=self._session.failed.emit)

    def _lay(self, photo: Orthophoto | None, far: Message | None) -> None:
        """Under the plan; what lies beside the grave is laid there all the same, and that is told."""
        self.far = far
        self._canvas.lay_under(photo)
        self.laid.emit()
        if far is not None:
            self._session.told.emit(far)

    def take_in(self, path: Path) -> None:
        """Take a file in as evidence that shows the exhumation, in one commit; it is then found and laid."""
        scene = self._scene
        if scene is not None:
            shown = scene.exhumations[0] if scene.exhumations else scene.site
            take_files_in(self._session, [path], shown.id, self._room)

    # The menu

    def menu(self, parent: QMenu) -> None:
        """What may lie under the plan."""
        for photograph in self.known:
            action = parent.addAction(live_icon("media"), f"{photograph.code} – {photograph.caption}"
                                      if photograph.caption != photograph.code else photograph.code)  # fmt: skip
            if action is not None:
                action.setCheckable(True)
                action.setChecked(photograph.media == self.media)
                action.triggered.connect(lambda checked, one=photograph: self.lay(one))
        if self._canvas.underlay is not None:
            self._add(parent, "eye-off", say("No photograph"), self.take_away)
        parent.addSeparator()
        self._add(parent, "attach", say("Take an orthophoto in as evidence…"), lambda: self._choose(self.take_in))
        self._add(parent, "open", say("Look at a file without keeping it…"), lambda: self._choose(self.lay_file))

    def _add(self, menu: QMenu, icon: str, words: Message, call: Callable[[], None]) -> None:
        action = menu.addAction(live_icon(icon), self._session.translate(words))
        if action is not None:
            action.triggered.connect(lambda checked: call())

    def _choose(self, then: Callable[[Path], None]) -> None:
        title = self._session.translate(say("Orthophoto under the plan"))
        name, _ = QFileDialog.getOpenFileName(self._room, title, "", GEOTIFFS)
        if name:
            then(Path(name))


def _unheard(refusal: TaphosError) -> None:
    """A file that has no place, which nobody asked for."""
