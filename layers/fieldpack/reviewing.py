"""What a returned pack would change, one record at a time: as it was handed out, as it is here now, as it came back.

Nothing is written here. A field that was changed on both sides is a conflict; what was deleted on the phone is proposed
to be voided; a record that is here as the phone has it is no change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any

import orjson

from forensics.catalogue import RecordType
from forensics.fields import Field, Kind
from forensics.identifiers import id_of_key, is_id
from forensics.messages import Message, say
from forensics.ports import Values
from forensics.reading import Reading
from layers.editing import reading_of
from layers.fieldpack.area import BELONGING, FORM_ALONE, IN_AREA
from layers.fieldpack.cells import alike, as_moved, canonical_row, fields_of, merged, texts_of
from layers.fieldpack.forms import EDITED_AT, EDITED_BY
from layers.fieldpack.judging import judgements, not_by_phone
from layers.fieldpack.making import PICTURES
from layers.fieldpack.returned import Base, ReturnedPack, Row
from layers.files import is_link
from layers.project import Project

ORDER = (*IN_AREA, *BELONGING, FORM_ALONE)
"""Types in the order in which records of them can name one another."""
_MOST_WORDS = 200
PICTURE_ENDINGS = (".jpg", ".jpeg", ".png", ".heic", ".heif", ".webp", ".tif", ".tiff", ".mp4", ".mov")


class What(StrEnum):
    """What a pack does to a record."""

    ADDED = "added"
    CHANGED = "changed"
    DELETED = "deleted"
    PHOTO = "photo"


@dataclass(frozen=True)
class FieldChange:
    """One field that came back otherwise: canonical values as handed out, here now and returned, and the text to read.

    `conflict` says that it was changed here too, to something else, `problem` why it cannot be read.
    """

    field: Field
    base: Any
    ours: Any
    theirs: Any
    text: str
    conflict: bool
    problem: Message | None = None


@dataclass(frozen=True)
class Returned:
    """One record that came back otherwise, or one picture; `problem` is why it cannot be taken as it is.

    `base_version` and `our_version` are those of the record when it was handed out and now; `file` is a picture's.
    """

    what: What
    type: str
    record: str
    code: str
    fields: tuple[FieldChange, ...] = ()
    base_version: int | None = None
    our_version: int | None = None
    by: str = ""
    at: str = ""
    conflict: bool = False
    problem: Message | None = None
    file: Path | None = None
    caption: str = ""

    @property
    def key(self) -> str:
        """What tells it from the others of its pack."""
        return f"{self.what}:{self.file.name}:{self.record}" if self.file is not None else self.record

    @property
    def problems(self) -> tuple[Message, ...]:
        """Why it, or a field of it, cannot be taken."""
        own = () if self.problem is None else (self.problem,)
        return (*own, *(one.problem for one in self.fields if one.problem is not None))

    @property
    def has_conflict(self) -> bool:
        """Whether both sides changed something of it."""
        return self.conflict or any(one.conflict for one in self.fields)


@dataclass(frozen=True)
class Review:
    """All that a pack would change, and how many of its records came back as they were."""

    pack: ReturnedPack
    items: tuple[Returned, ...]
    unchanged: int

    @property
    def conflicts(self) -> int:
        return sum(item.has_conflict for item in self.items)


def review(project: Project, pack: ReturnedPack) -> Review:
    """Compare what came back with what was handed out and with what is here. Blocking; nothing is written."""
    with project.register.at_one_moment():
        comparing = _Comparing(project, pack)
        items = sorted(comparing.all(), key=lambda item: (ORDER.index(item.type), item.what, item.code))
        photos = tuple(_photos(pack, comparing.here, comparing.erased))
        return Review(pack, (*items, *photos), comparing.unchanged)


class _Comparing:
    def __init__(self, project: Project, pack: ReturnedPack) -> None:
        self.project, self.pack = project, pack
        self.unchanged = 0
        self.here: dict[str, tuple[str, str]] = {}
        self.erased = project.register.erased()
        self.reading = self._reading()

    def _reading(self) -> Reading:
        """As text is read in this project; an id is taken as it stands, and held to the rules when it is accepted."""
        plain = reading_of(self.project)
        find = plain.find
        assert find is not None
        return replace(plain, find=lambda name, types: name if is_id(name) else find(name, types))

    def all(self) -> Iterator[Returned]:
        for table in self.pack.lost:
            problem = say(
                "The layer “{layer}” did not come back as a plain table: nothing of it is read.", layer=table.name
            )
            yield Returned(What.CHANGED, table.kind.name, table.name, "", problem=problem)
        rows = {type_: self._by_record(type_) for type_ in ORDER}
        for type_ in ORDER:
            if any(table.kind.name == type_ and not table.part for table in self.pack.tables):
                yield from self._of_type(type_, rows[type_])
                yield from self._of_nobody(type_, rows[type_])

    def _of_nobody(self, type_: str, rows: Mapping[str, tuple[Row, ...]]) -> Iterator[Returned]:
        """Shapes of parts that name no record of the pack: told, since they cannot be taken."""
        for table in self.pack.tables:
            for row in self.pack.rows.get(table.name, ()) if table.part and table.kind.name == type_ else ():
                id_ = str(row.get("id") or "").strip("{}").lower()
                if id_ not in rows and (type_, id_) not in self.pack.base:
                    problem = say("A shape of the layer “{layer}” is of no record of the pack.", layer=table.name)
                    yield Returned(What.CHANGED, type_, f"{table.name}:{row.get('fid')}", "", problem=problem)

    def _by_record(self, type_: str) -> dict[str, tuple[Row, ...]]:
        """The rows of a type's own layer by the ids of their records; a new row without an id gets one of its own."""
        found: dict[str, list[Row]] = {}
        for row in self.pack.rows.get(type_, ()):
            id_ = str(row.get("id") or "").strip().strip("{}").lower()
            if not is_id(id_):
                id_ = id_of_key("field pack", self.pack.pack, type_, str(row.get("fid")))
            found.setdefault(id_, []).append(row)
        return {id_: tuple(listed) for id_, listed in found.items()}

    def _of_type(self, type_: str, rows: Mapping[str, tuple[Row, ...]]) -> Iterator[Returned]:
        based = {id_ for layer, id_ in self.pack.base if layer == type_}
        ids = sorted(based | set(rows))
        held = self.project.register.many_values(type_, ids)
        for id_ in ids:
            ours = held.get(id_)
            self.here[id_] = (type_, str((ours or {}).get("code") or ""))
            if id_ not in rows:
                yield from self._deleted(type_, id_, ours)
                continue
            item = self._compared(type_, id_, rows[id_], ours)
            if item is None:
                self.unchanged += 1
            else:
                yield item

    def _deleted(self, type_: str, id_: str, ours: Values | None) -> Iterator[Returned]:
        base = self.pack.base[type_, id_]
        if ours is None or ours.get("review") == "voided":
            return
        version = int(ours.get("version") or 0)
        yield Returned(
            What.DELETED, type_, id_, str(ours.get("code") or ""), base_version=base.version, our_version=version,
            conflict=version != base.version,
        )  # fmt: skip

    def _compared(self, type_: str, id_: str, rows: tuple[Row, ...], ours: Values | None) -> Returned | None:
        kind = self.project.catalogue[type_]
        tables = [table for table in self.pack.tables if table.kind.name == type_]
        texts: dict[str, str] = {}
        base: dict[str, Any] = {}
        unread: set[str] = set()
        for table in tables:
            handed_out = self.pack.base.get((table.name, id_))
            row = rows[-1] if not table.part else self._part_row(table.name, id_)
            texts |= texts_of(table, row) if row is not None else {}
            if table.part and row is None and handed_out is not None and table.geometry is not None:
                texts[table.geometry.name] = ""
            base |= handed_out.values if handed_out is not None else {}
            unread |= handed_out.unread if handed_out is not None else set()
        theirs, wrong = canonical_row(fields_of(tables), texts, self.reading)
        wrong = {name: message for name, message in wrong.items() if name not in unread}
        for name in [name for name in theirs if kind.by_name[name].kind is Kind.PLACE]:
            moved = as_moved(base.get(name), theirs[name])
            if moved is not theirs[name]:
                theirs[name], texts[name] = moved, orjson.dumps(moved).decode()
        by, at = (_told(rows[-1].get(name)) for name in (EDITED_BY, EDITED_AT))
        was = self.pack.base.get((type_, id_))
        fields = tuple(
            self._field(
                kind.by_name[name],
                texts[name],
                base.get(name),
                (ours or {}).get(name),
                theirs.get(name),
                wrong.get(name),
            )
            for name in texts
            if name in wrong or (name not in unread and not alike(kind.by_name[name], base.get(name), theirs.get(name)))
        )
        fields = tuple(one for one in fields if one.field.name in wrong or not alike(one.field, one.ours, one.theirs))
        if ours is not None and not fields:
            return None
        return Returned(
            What.ADDED if ours is None else What.CHANGED, type_, id_, str((ours or theirs).get("code") or ""),
            _without_judging(kind, fields),
            was.version if was else None, int(ours["version"]) if ours and ours.get("version") else None, by, at,
            problem=self._problem(type_, id_, rows, ours, was),
        )  # fmt: skip

    def _part_row(self, layer: str, id_: str) -> Row | None:
        found = [row for row in self.pack.rows.get(layer, ()) if str(row.get("id") or "").strip("{}").lower() == id_]
        return found[-1] if found else None

    def _field(
        self, of: Field, text: str, base: Any, ours: Any, theirs: Any, problem: Message | None
    ) -> FieldChange:  # fmt: skip
        if problem is not None:
            return FieldChange(of, base, ours, None, text, conflict=False, problem=problem)
        if of.kind is Kind.REFERENCES:
            together = merged(of, base, ours, theirs)
            return FieldChange(of, base, ours, together, text, conflict=False)
        conflict = not alike(of, base, ours) and not alike(of, ours, theirs)
        return FieldChange(of, base, ours, theirs, text, conflict)

    def _problem(
        self, type_: str, id_: str, rows: tuple[Row, ...], ours: Values | None, was: Base | None
    ) -> Message | None:
        if id_ in self.erased:
            return say("The record was erased from the register, so nothing of this row is taken in.")
        other = self.project.register.titles([id_], (type_,)).get(id_) if ours is None else None
        if other is not None:
            return say("Its id {id} is that of a record of another type: {type}.", id=id_, type=other.type)
        if ours is None and was is not None:
            return say("The record is not here any more.")
        if ours is not None and ours.get("review") == "voided":
            return say("The record was voided here.")
        if len(rows) > 1:
            return say("Two rows of the pack have this record's id.")
        return None


def _without_judging(kind: RecordType, fields: tuple[FieldChange, ...]) -> tuple[FieldChange, ...]:
    """What came back of a record, with a judgement shown as what nobody takes from a phone."""
    judged = judgements(kind)
    return tuple(
        replace(one, conflict=False, problem=not_by_phone(one.field, _told(one.text) or "–"))
        if one.field.name in judged and one.problem is None
        else one
        for one in fields
    )


def _told(value: object) -> str:
    text = "" if value is None else str(value)
    return "".join(one for one in text if one.isprintable())[:_MOST_WORDS]


def _photos(
    pack: ReturnedPack, here: Mapping[str, tuple[str, str]], erased: frozenset[str]
) -> Iterator[Returned]:  # fmt: skip
    """The pictures of the pack; those that were taken in before are known by their bytes when they are taken in."""
    folder = pack.path.resolve().parent
    for row in pack.photos:
        record = str(row.get("record") or "").strip("{}").lower()
        written = str(row.get("path") or "")
        if not written:
            continue
        type_, code = here.get(record, ("", ""))
        file, problem = _picture(folder, written)
        if not type_:
            problem = say("The picture is of no record of the pack.")
        elif record in erased:
            problem = say("The picture is of a record that was erased from the register, and is not taken in.")
        yield Returned(
            What.PHOTO, type_ or "site", record, code, by=_told(row.get(EDITED_BY)), problem=problem, file=file,
            caption=_told(row.get("caption")),
        )  # fmt: skip


def _picture(folder: Path, written: str) -> tuple[Path, Message | None]:
    """The file that a row names, in the pack's own folder alone, and why it cannot be taken in."""
    parts = PurePosixPath(written.replace("\\", "/")).parts
    path = folder.joinpath(*parts[-_DEEPEST:])
    if len(parts) > _DEEPEST or ".." in parts or (parts and parts[0] in ("/", "~")) or ":" in written:
        return path, say("“{file}” is outside the pack's folder.", file=written[:_MOST_WORDS])
    if any(is_link(folder.joinpath(*parts[:end])) for end in range(1, len(parts) + 1)):
        return path, say("“{file}” is a link to another place.", file=written[:_MOST_WORDS])
    if path.suffix.lower() not in PICTURE_ENDINGS:
        return path, say("“{file}” is no picture.", file=written[:_MOST_WORDS])
    if not path.is_file():
        return path, say(
            "“{file}” is not there; bring the folder {pictures} back with the pack.",
            file=written[:_MOST_WORDS], pictures=PICTURES,
        )  # fmt: skip
    return path, None


_DEEPEST = 4
"""Folders within folders in which a picture may lie."""
