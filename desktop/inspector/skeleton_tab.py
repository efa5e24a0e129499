"""The skeleton of the case that the inspector shows; made when it is first turned to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms.desk import Desk
from forensics.catalogue import RecordType
from forensics.ports import Values

if TYPE_CHECKING:
    from desktop.skeleton.skeleton_view import SkeletonView

OF_A_CASE = ("case", "element", "finding")
"""Types whose records have a skeleton to be looked at: that of the case."""


class SkeletonTab(QWidget):
    """Shows the case itself, or the case of a bone or finding with that bone chosen."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.view: SkeletonView | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def show_record(self, kind: RecordType, values: Values) -> None:
        """Show the skeleton that a record belongs to."""
        from layers.skeleton.inventory import key_of

        case = str(values["id"]) if kind.name == "case" else str(values.get("case") or "")
        key = key_of(values) if kind.name == "element" else None
        self._made().show_case(case, key)

    def clear(self) -> None:
        """Show nothing."""
        if self.view is not None:
            self.view.clear()

    def _made(self) -> SkeletonView:
        if self.view is None:
            from desktop.skeleton.skeleton_view import SkeletonView

            self.view = SkeletonView(self.desk.session, self)
            self.view.open_wanted.connect(self.desk.open_record)
            self._column.addWidget(self.view)
        return self.view
