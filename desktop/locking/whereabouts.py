"""Where a person was in the window: kept in the register while it is locked, so that the way back leads there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from desktop.canvas.canvas import MapCanvas
from desktop.filters.filters import Filters, Span
from desktop.inspector.inspector import Inspector
from desktop.map.view import MapView
from desktop.session import Session
from desktop.tables.table import RecordTable


class Window(Protocol):
    """What is asked of the window."""

    session: Session
    workspace: str
    map: MapView
    filters: Filters
    inspector: Inspector
    table: RecordTable

    def go(self, name: str) -> None: ...


def whereabouts(window: Window) -> dict[str, Any]:
    """Workspace, selection, draft, view, table, filters, and what can be undone, as JSON holds it."""
    camera, session, filters = window.map.canvas.camera, window.session, window.filters
    draft = window.inspector.draft
    span = filters.span
    return {
        "workspace": window.workspace,
        "selected": [session.selected.type, *session.selected.ids],
        "draft": draft.key if draft is not None and draft.is_new and draft.dirty else "",
        "camera": [camera.x, camera.y, camera.mpp],
        "table": window.table.type,
        "tab": window.inspector.tabs.currentIndex(),
        "span": None if span is None else [span.first, span.last],
        "off": {type_: sorted(filters.off(type_)) for type_ in _types(session) if filters.off(type_)},
        "done": [list(one) for one in session.done],
    }


def _types(session: Session) -> Sequence[str]:
    return [kind.name for kind in session.project.catalogue]


def go_back_to(window: Window, held: Mapping[str, Any]) -> None:
    """Be where one was; what cannot be read any more is passed over."""
    session, types = window.session, set(_types(window.session))
    window.go(str(held.get("workspace") or window.workspace))
    session.know_done([(str(commit), str(what)) for commit, what in held.get("done", ())])
    for type_, codes in held.get("off", {}).items():
        for code in codes if type_ in types else ():
            window.filters.switch(type_, str(code), False)
    if held.get("span"):
        window.filters.span = Span(*map(int, held["span"]))
    if held.get("table") in types:
        window.table.show_type(held["table"])
    type_, *ids = held.get("selected") or [""]
    if type_ in types:
        window.map.selection.stay()
        session.select(type_, *ids)
    window.inspector.tabs.setCurrentIndex(int(held.get("tab", 0)))
    if held.get("draft"):
        window.inspector.writing.resume_when_read(str(held["draft"]))
    _look(window.map.canvas, held.get("camera"))


def _look(canvas: MapCanvas, held: Any) -> None:
    if held:
        x, y, mpp = map(float, held)
        canvas.look(replace(canvas.camera, x=x, y=y, mpp=mpp))
