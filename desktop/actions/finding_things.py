"""What the palette finds: commands in the words of any language, places of the gazetteer, records, coordinates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from desktop.actions.actions import ACTIONS, GROUPS
from desktop.session import Session
from forensics.errors import TaphosError, UnknownName
from forensics.folding import finds
from forensics.geometry import outside_area
from forensics.messages import say
from forensics.ports import Found
from layers.countries.gazetteer import Gazetteer, gazetteer
from layers.language import Translator, languages
from layers.paper.scanned import Reserved, find_scanned

MOST_COMMANDS, MOST_PLACES, MOST_RECORDS, MOST_NEW = 8, 6, 12, 3


@dataclass(frozen=True)
class Entry:
    """One thing that was found: `kind` is command, new, place, record, coordinates, or refusal: why they are none."""

    kind: str
    title: str
    detail: str
    icon: str
    command: str = ""  # id of an action, or a type for a new record
    record: Found | None = None
    place: tuple[float, float] | None = None
    keys: str = ""
    texts: tuple[tuple[str, str], ...] = ()  # what a new record begins with


def commands(session: Session, text: str) -> Iterator[Entry]:
    """The window's actions, in the words of any language."""
    translate = session.translate
    for action in ACTIONS:
        if action.id != "palette" and action.enabled(session) and _heard(text, action.label.id, session):
            title = translate(action.label).removesuffix("…")
            yield Entry("command", title, translate(GROUPS[action.group]), action.icon, action.id, keys=action.shortcut)


def new_records(session: Session, text: str) -> Iterator[Entry]:
    """A new record of each type."""
    new = say("New record")
    for kind in session.project.catalogue:
        said = " ".join(f"{translate(new)} {translate(kind.about.label)}" for translate in _translators())
        if not text or finds(text, said):
            title = session.label(kind.about.label)
            yield Entry("new", title, session.translate(new), kind.name, kind.name)


def places(session: Session, found: Gazetteer, text: str) -> Iterator[Entry]:
    """Settlements of the gazetteer, in either script."""
    for row in found.find(text, MOST_PLACES) if text else ():
        names = {language: named[row] for language, named in found.names.items() if named[row]}
        title = names.get(session.language) or next(iter(names.values()), "")
        others = " · ".join(name for name in names.values() if name != title)
        yield Entry("place", title, others, "settlement", place=(float(found.lon[row]), float(found.lat[row])))


def records(session: Session, text: str) -> Iterator[Entry]:
    """Records by code, name, other numbers and notes. Blocking."""
    if not text:
        return
    for found in session.project.register.search(text, limit=MOST_RECORDS):
        yield record_entry(session, found)


def record_entry(session: Session, found: Found) -> Entry:
    """How a record stands in a list: its name or code, and what it is."""
    kind = session.project.catalogue[found.type]
    name = found.names.get(session.language) or next(iter(found.names.values()), "")
    detail = " · ".join(filter(None, (session.label(kind.about.label), found.code if name else "")))
    return Entry("record", name or found.code, detail, kind.name, record=found)


def scanned(session: Session, text: str) -> Iterator[Entry]:
    """What a label names, as a reader typed it: a record, or a new one under a number that was reserved. Blocking."""
    try:
        found = find_scanned(session.project, text)
    except UnknownName:
        return
    if isinstance(found, Found):
        yield record_entry(session, found)
    elif isinstance(found, Reserved):
        kind = session.project.catalogue[found.type]
        detail = session.translate(say("Reserved: begin the record"))
        texts = found.texts(kind.by_name)
        yield Entry("new", found.code, detail, kind.name, kind.name, texts=tuple(texts.items()))


def coordinates(session: Session, text: str) -> Iterator[Entry]:
    """A place that is written as coordinates, in any notation; or why what was meant as one is none."""
    if sum(letter.isdigit() for letter in text) < 4:
        return
    from layers.coordinates.of_country import read_typed
    from layers.coordinates.reading import NothingFound

    pack = session.project.pack
    try:
        shape = read_typed(text, pack).shape
    except NothingFound:
        return
    except TaphosError as reason:
        yield Entry("refusal", session.translate(reason.message), "", "locate")
        return
    if shape is not None and not shape.is_empty:
        middle = shape.centroid
        title = f"{middle.y:.6f}, {middle.x:.6f}"
        outside = outside_area(middle.x, middle.y, pack.bounds if pack else None)
        told = session.translate(outside or say("Go to"))
        yield Entry("coordinates", title, told, "locate", place=(middle.x, middle.y))


class Finder:
    """Looks for what was typed; the gazetteer is read when it is first asked. Blocking; used on threads."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @cached_property
    def _gazetteer(self) -> Gazetteer | None:
        pack = self._session.project.pack
        return gazetteer(pack) if pack is not None else None

    def find(self, text: str) -> list[Entry]:
        """Everything that fits, in the order in which it is shown."""
        session, wanted = self._session, text.strip()
        said = list(commands(session, wanted))
        if not wanted:
            return said
        if labelled := list(scanned(session, wanted)):
            return labelled
        named = list(places(session, self._gazetteer, wanted)) if self._gazetteer is not None else []
        kept = list(records(session, wanted))
        new = list(new_records(session, wanted))[:MOST_NEW]
        return [*coordinates(session, wanted), *named, *kept, *said[:MOST_COMMANDS], *new]

    def find_new(self, text: str) -> list[Entry]:
        """New records alone."""
        return list(new_records(self._session, text.strip()))


def _heard(text: str, label: str, session: Session) -> bool:
    return not text or finds(text, " ".join(translate(label) for translate in _translators()))


@lru_cache(maxsize=1)
def _translators() -> tuple[Translator, ...]:
    return tuple(Translator(language) for language in languages())
