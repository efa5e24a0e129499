"""What teams take along: which teams, into which folder, and the lines of the safety card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFileDialog, QLineEdit, QListWidget, QListWidgetItem, QWidget

from desktop.forms.latest import Latest
from desktop.layouts.team_packs import WrittenPack, write_team_pack
from desktop.planning.contents import Shown, read_board
from desktop.safekeeping.work_dialog import WorkDialog
from desktop.session import Session
from forensics.errors import TaphosError
from forensics.messages import Message, say, say_count
from forensics.ports import Found, Progress
from forensics.records.planning import Team
from layers.planning.packing import CARD, Card, pack_of
from layers.project import Project

WIDTH, LIST = 640, 104


@dataclass(frozen=True)
class Packs:
    """The packs that were written, and of the other teams why not."""

    written: tuple[WrittenPack, ...]
    refused: tuple[Message, ...]


class PackDialog(WorkDialog):
    """Only teams that have an area in force are offered; a pack holds what a team may enter, and nothing else."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.translate, say("What teams take along"), say("Write the packs"), parent)
        self.session = session
        self.teams = QListWidget()
        self.teams.setFixedHeight(LIST)
        self.teams.setAccessibleName(self.translate(say("Teams")))
        self.teams.itemChanged.connect(lambda _: self.look())
        self.folder = self.line(str(Path.home()))
        self.lines: dict[str, QLineEdit] = {name: QLineEdit() for name in CARD}
        self.add(say("Teams"), self.teams)
        self.add(say("Folder"), self.with_choice(self.folder, self._choose))
        for name, words in CARD.items():
            self.add(words, self.lines[name])
        self.form.addRow("", self._hint())
        self._reading = Latest(self)
        self._reading.answered.connect(self._take)
        self._reading.refused.connect(session.refused)
        self._reading.failed.connect(session.failed)
        project = session.project
        self._reading.ask(lambda: read_board(project))
        self.setMinimumWidth(WIDTH)
        self.look()

    def _hint(self) -> QWidget:
        from desktop.forms.look import wrapped

        words = say(
            "A line that stays empty is a line to write on. The card is printed and kept nowhere; where no hospital is "
            "named, the nearest on record stands there."
        )
        return wrapped(self.translate(words), "hint")

    def _take(self, shown: Shown) -> None:
        for team in shown.teams:
            cards = [one for one in shown.of_team(team.id or "") if one.in_force]
            if cards:
                areas = say_count("{count} area", "{count} areas", count=len(cards))
                item = QListWidgetItem(f"{team.code} · {self.translate(areas)}")
                item.setData(Qt.ItemDataRole.UserRole, team)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked)
                self.teams.addItem(item)
        self.look()

    @property
    def chosen(self) -> list[Team]:
        """The teams that are ticked."""
        items = (self.teams.item(at) for at in range(self.teams.count()))
        return [one.data(Qt.ItemDataRole.UserRole) for one in items
                if one is not None and one.checkState() == Qt.CheckState.Checked]  # fmt: skip

    def missing(self) -> Message | None:
        if not self.teams.count():
            return say("No team has an area that it may enter today.")
        if not self.chosen:
            return say("Choose a team.")
        folder = Path(self.folder.text().strip()).expanduser()
        return None if folder.parent.is_dir() else say("There is no folder “{folder}”.", folder=str(folder.parent))

    def begin(self) -> None:
        project, language = self.session.project, self.session.language
        folder = Path(self.folder.text().strip()).expanduser()
        card = Card(**{name: line.text().strip() for name, line in self.lines.items()})
        teams = [Found("team", one.id or "", one.code or "") for one in self.chosen]
        self.work(lambda progress: write_packs(project, teams, card, folder, language, progress), self._written,
                  in_order=True)  # fmt: skip

    def _written(self, packs: Packs) -> None:
        if packs.refused:
            self.tell("warning", packs.refused[0])
            return
        unnoted = [why for one in packs.written for why in one.unnoted]
        said = say_count("{count} pack was written into {folder}.", "{count} packs were written into {folder}.",
                         count=len(packs.written), folder=self.folder.text().strip())  # fmt: skip
        self.tell("warning" if unnoted else "good", unnoted[0] if unnoted else said)

    def _choose(self) -> str:
        return QFileDialog.getExistingDirectory(self, self.windowTitle(), self.folder.text())


def write_packs(
    project: Project, teams: Sequence[Found], card: Card, folder: Path, language: str, progress: Progress
) -> Packs:
    """Write the pack of each team; one that may enter nothing is told and keeps nobody else back. Blocking."""
    written: list[WrittenPack] = []
    refused: list[Message] = []
    for at, team in enumerate(teams):
        progress(at, len(teams))
        try:
            written.append(write_team_pack(project, pack_of(project, team, card), folder, language))
        except TaphosError as refusal:
            refused.append(refusal.message)
    return Packs(tuple(written), tuple(refused))


def show_packs(session: Session, window: QWidget | None) -> PackDialog:
    """Open the dialog over a window."""
    dialog = PackDialog(session, window)
    dialog.show_over()
    return dialog
