"""The board, coverage and the planner's dialogs can be read: no text cut or covered, in both languages and themes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from PyQt6.QtWidgets import QApplication, QDialog, QHeaderView, QWidget

from desktop.canvas.canvas import MapCanvas
from desktop.map.overlays import Chooser, HintBar, ToolStrip
from desktop.messages import Toast
from tests.desktop.planning.boards import ASKED, Planner, planning, small_plan
from tests.desktop.window.legibility import Word, overlapping, too_faint, words
from tests.tools.proofs import Proof

OVER_OTHERS = (ToolStrip, HintBar, Chooser, Toast, MapCanvas)
LOOKS = tuple(product(("light", "dark"), ("en", "uk"), ((1280, 800), (1920, 1080))))
DIALOGS = ("divide", "score_areas", "propose", "team_packs", "bring_tracks")


@pytest.fixture(scope="module")
def planner(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planner]:
    folder = tmp_path_factory.mktemp("seen")
    with planning(small_plan(folder), folder) as opened:
        opened.drop_on_team("EX-AR-1", "EX-T0")
        yield opened


@pytest.mark.parametrize(("theme", "language", "size"), LOOKS, ids=str)
def test_what_a_planner_sees_can_be_read(
    planner: Planner, theme: str, language: str, size: tuple[int, int], proof: Proof
) -> None:
    window = planner.window
    window.resize(*size)
    window.wear(theme)
    window.speak(language)
    window.session.select("survey_area", planner.ids["EX-AR-2"])
    window.show_map()
    window.show_board()
    planner.rest()
    found = look_at(window)
    window.show_coverage()
    planner.rest()
    found += look_at(window)
    if size == (1280, 800):
        found += sum(look_at_dialog(planner, action) for action in DIALOGS)
        found += look_at_dialog(planner, "")
    proof("A10", f"planning {theme} {language} {size}: texts whole, apart, 4.5 : 1", f"{found} texts")


def look_at(window: QWidget) -> int:
    """How many texts a window shows; each is whole, apart from others and to be told from what lies behind it."""
    found = [word for word in words(window) if not _is_no_text(word)]
    assert not [str(word) for word in found if word.fault]
    assert not overlapping(found, OVER_OTHERS)
    assert not too_faint([word for word in found if not isinstance(word.widget, MapCanvas)], window.grab().toImage())
    return len(found)


def _is_no_text(word: Word) -> bool:
    """A heading that ends where its table ends, and the stroke between two days."""
    return isinstance(word.widget, QHeaderView) or word.text == "–"


def look_at_dialog(planner: Planner, action: str) -> int:
    """The same of a dialog: of an action, or the one that asks before an area of interviews is assigned."""
    if action:
        planner.window.actions_of_table[action].trigger()
    else:
        planner.board.moving.ask(planner.ids[ASKED], planner.ids["EX-T0"])
    planner.rest()
    [dialog] = [one for one in planner.window.findChildren(QDialog) if one.isVisible()]
    found = look_at(dialog)
    dialog.close()
    planner.rest()
    return found
