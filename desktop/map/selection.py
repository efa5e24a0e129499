"""What is selected, on the map and everywhere else: one follows the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from PyQt6.QtCore import QObject

from desktop import tasks
from desktop.canvas.canvas import MapCanvas
from desktop.canvas.hits import Hit
from desktop.forms.latest import Latest
from desktop.map.contents import MapContents
from desktop.map.identified import IdentifiedList, Under
from desktop.map.overlays import Chooser
from desktop.map.under_click import LISTED, Mark, lines_of
from desktop.session import Selected, Session

MOST = 20_000
"""Records that a hand can select at once."""
Extent = tuple[float, float, float, float]


class MapSelection(QObject):
    """Turns rows of the map into records of the session and back; several types under a hand are offered to choose."""

    def __init__(
        self, session: Session, contents: MapContents, canvas: MapCanvas, chooser: Chooser, identified: IdentifiedList,
        bring: Callable[[Extent], None], parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._session, self._contents, self._canvas, self._chooser = session, contents, canvas, chooser
        self._bring, self._identified_list = bring, identified
        self._under_hand: dict[str, set[int]] = {}
        self._by_hand = False
        self._quiet = False
        canvas.selection_changed.connect(self._chosen_on_map)
        canvas.identified.connect(self._identified)
        chooser.chosen.connect(self._choose_type)
        identified.chosen.connect(self._choose_record)
        identified.closed.connect(canvas.setFocus)
        self._asking = Latest(self)
        self._asking.answered.connect(self._list)
        self._asking.failed.connect(session.failed)
        session.selection_changed.connect(self._follow)
        contents.type_read.connect(self._again)

    # From the map

    def _chosen_on_map(self, chosen: Mapping[str, frozenset[int]]) -> None:
        if self._quiet:
            return
        self._under_hand = {}
        for key, rows in chosen.items():
            self._under_hand.setdefault(self._contents.type_of(key), set()).update(rows)
        self._identified_list.offer((), 0)
        self._offer()
        types = self._contents.types
        self._choose_type(max(self._under_hand, key=types.index, default=""))

    def _identified(self, hits: list[Hit]) -> None:
        """Several records under a click are listed, so that each can be chosen, also of one type."""
        self._under_hand = {}
        for hit in hits:
            self._under_hand.setdefault(self._contents.type_of(hit.layer), set()).update(hit.ids.tolist())
        self._chooser.offer({})
        self._identified_list.offer((), 0)
        count = sum(map(len, self._under_hand.values()))
        if count > 1:
            px, py = self._canvas.camera.pixels(*hits[0].anchor)
            self._identified_list.at = float(px), float(py)
            marks = [mark for hit in hits if (mark := self._mark_of(hit)) is not None]
            session = self._session
            self._asking.ask(lambda: (lines_of(session, marks), count))

    def _mark_of(self, hit: Hit) -> Mark | None:
        held = self._contents.held(self._contents.type_of(hit.layer))
        if held is None:
            return None
        first = slice(0, LISTED)
        rows, codes = hit.ids[first].tolist(), hit.codes[first].tolist()
        signs = held.looks.areas if hit.kind in ("line", "area") else held.looks.symbols
        return Mark(held.kind.name, rows, [signs[code] for code in codes], hit.count - len(rows))

    def _list(self, found: tuple[list[Under], int]) -> None:
        if self._under_hand:
            self._identified_list.offer(*found)

    def _choose_record(self, type_: str, record: str) -> None:
        if record:
            self._by_hand = True
            self._session.select(type_, record)
        else:
            self._choose_type(type_)

    def _offer(self) -> None:
        several = len(self._under_hand) > 1
        self._chooser.offer({type_: len(rows) for type_, rows in self._under_hand.items()} if several else {})

    def _choose_type(self, type_: str) -> None:
        rows = sorted(self._under_hand.get(type_, ()))[:MOST]
        if not rows:
            self._session.select()
            return
        register = self._session.project.register
        self._by_hand = True
        tasks.start(
            lambda progress: register.rows_to_ids(type_, rows),
            done=lambda ids: self._session.select(type_, *ids),
            failed=self._session.failed.emit,
        )

    # From everywhere else

    def stay(self) -> None:
        """The next selection moves the map nowhere."""
        self._by_hand = True

    def _again(self, type_: str) -> None:
        """Rows of a type were read anew: what is selected may now have a place."""
        if type_ == self._session.selected.type and not self._canvas.selection:
            self._follow(self._session.selected)

    def _follow(self, selected: Selected) -> None:
        bring, self._by_hand = not self._by_hand, False
        if not selected.ids:
            self._show({})
            return
        register = self._session.project.register
        tasks.start(
            lambda progress: register.ids_to_rows(selected.type, selected.ids),
            done=lambda rows: self._show_records(selected, rows, bring),
            failed=self._session.failed.emit,
        )

    def _show_records(self, selected: Selected, rows: Mapping[str, int], bring: bool) -> None:
        if selected != self._session.selected:
            return
        self._show(dict.fromkeys(self._contents.keys_of(selected.type), frozenset(rows.values())))
        extent = self.extent
        if bring and extent is not None and not self._in_view(extent):
            self._bring(extent)

    def _show(self, chosen: Mapping[str, frozenset[int]]) -> None:
        self._quiet = True
        self._canvas.select(chosen)
        self._quiet = False

    # Where it is

    @property
    def extent(self) -> Extent | None:
        """West, south, east, north in degrees of all that is selected on the map."""
        known = [extent for key, rows in self._canvas.selection.items() for extent in self._extents(key, rows)]
        if not known:
            return None
        west, south = np.array(known)[:, :2].min(axis=0)
        east, north = np.array(known)[:, 2:].max(axis=0)
        return float(west), float(south), float(east), float(north)

    def _extents(self, key: str, rows: frozenset[int]) -> list[Extent]:
        held = self._contents.held(self._contents.type_of(key))
        if held is None:
            return []
        import shapely

        numbers = np.fromiter(rows, np.int64, len(rows))
        mine = np.isin(held.narrow.row, numbers) & np.isfinite(held.narrow.x)
        x, y = held.narrow.x[mine], held.narrow.y[mine]
        found = [(x.min(), y.min(), x.max(), y.max())] if len(x) else []
        for part in held.parts:
            shapes = part.columns.geometry[np.isin(part.columns.ids, numbers)]
            found += [tuple(bounds) for bounds in shapely.bounds(shapes)]
        return found

    def _in_view(self, extent: Extent) -> bool:
        west, south, east, north = self._canvas.camera.extent()
        return west <= extent[0] and south <= extent[1] and extent[2] <= east and extent[3] <= north
