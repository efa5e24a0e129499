"""Whether who receives an item has a number to read on its seal: its own, or that of the package that it came in."""

from __future__ import annotations

from forensics.ports import Values
from layers.custody.chains import CUSTODY
from layers.project import Project


def moved_by(project: Project, event: Values) -> Values:
    """The event of the package that an item was moved with; empty where it was moved by itself."""
    package = event.get("moved_with")
    return (project.register.values(CUSTODY, str(package)) or {}) if package else {}


def is_unread(event: Values, package: Values) -> bool:
    """Whether an item came under a seal that nobody has read, and in no sealed package, whose seal is read instead."""
    return bool(event.get("seal_before")) and not event.get("seal_read") and not package.get("seal_before")
