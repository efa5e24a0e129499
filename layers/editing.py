"""A person writes a record: text becomes values, rules are asked, one change comes out; for both doors."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from forensics.catalogue import MAIN, RecordType
from forensics.changes import Change, CodeTaken, Operation, difference
from forensics.errors import RecordRefused, UnknownName, ValueRefused
from forensics.fields import Field, Kind
from forensics.geodesy import area_km2
from forensics.geometry import promoted
from forensics.identifiers import new_id
from forensics.numbering import renumbered
from forensics.places import Place
from forensics.ports import Box, Found, Receipt, Register
from forensics.problems import Problem
from forensics.reading import NOT_RECORDED, NotRecorded, Reading, read_value, typeable
from forensics.records.planning import Practitioner, SurveyArea, Track
from forensics.records.remains import Opinion
from forensics.rules.family import record_builder
from forensics.rules.general import problems_of, refused
from forensics.rules.linked import linked_problems
from forensics.values import canonical_values, typed_values
from layers.assigning import assignment_problems
from layers.coordinates.of_country import read_typed
from layers.enrolment import short_name
from layers.gating import gate_problems, track_problems
from layers.language import Translator, languages
from layers.numbering import OTHER_NUMBERS, numbers_at_site, reserved_elsewhere
from layers.project import Project
from layers.reasons import commit_for, refuse_telling_reason
from layers.resting import resting_problems
from layers.signers import key_problems, role_problems, signed_with
from layers.succeeding import signing_problems
from layers.surroundings import RegisterSurroundings


@dataclass(frozen=True)
class Edit:
    """What a person's input comes to: the change (None where nothing differs), and everything that is wrong with it.

    `proposed` says that its code was proposed and not typed, so that any other free one would do.
    """

    kind: RecordType
    record: str
    change: Change | None
    typed: Mapping[str, Any]
    problems: tuple[Problem, ...] = field(default=())
    proposed: bool = False

    @property
    def refusal(self) -> Problem | None:
        """The problem that keeps the record out: one that could harm a person where there is one, else the first."""
        return refused(list(self.problems))

    @property
    def code(self) -> str:
        return str(self.typed.get("code") or "")


class RegisterLookup:
    """What rules ask of the records around the one in hand, answered by the register."""

    def __init__(self, register: Register, bounds: Box | None, around: RegisterSurroundings) -> None:
        self._register = register
        self._bounds = bounds
        self._around = around

    @property
    def bounds(self) -> Box | None:
        return self._bounds

    def type_of(self, record: str) -> str | None:
        found = self._around.found(record)
        return found.type if found else None

    def record_with_code(self, type_: str, code: str) -> str | None:
        return self._register.record_with_code(type_, code)

    def code_alike(self, type_: str, code: str, record: str | None) -> str | None:
        return self._register.code_alike(type_, code, record)


def reading_of(project: Project) -> Reading:
    """How text typed in this project is read: labels in every language, records by their names, any notation."""
    translators = [Translator(language) for language in languages()]
    local = [project.pack.translations(language) for language in languages()] if project.pack else []

    def labels(label: str) -> tuple[str, ...]:
        said = [translate(label) for translate in translators]
        return tuple(dict.fromkeys([*said, *(texts[label] for texts in local if label in texts)]))

    def find(name: str, types: tuple[str, ...]) -> str:
        return project.register.find(name, types).id

    def place(text: str) -> Place:
        return read_typed(text, project.pack)

    return Reading(labels=labels, find=find, place=place)


def all_problems(
    project: Project, kind: RecordType, typed: Mapping[str, Any], around: RegisterSurroundings | None = None
) -> list[Problem]:
    """What is wrong with a record by itself and, where it could stand, with its links to those around it.

    `around` serves many records that are asked about at one moment, so that what they share is read once.
    """
    around = around or RegisterSurroundings(project.register)
    lookup = RegisterLookup(project.register, project.pack.bounds if project.pack else None, around)
    with project.register.at_one_moment():
        around.find(*_named(kind, typed))
        problems = problems_of(kind, typed, lookup)
        if refused(problems) is None:
            record = record_builder(kind.model)({**_signing(project, kind, typed), **typed})
            problems.extend(linked_problems(record, around))
            if isinstance(record, SurveyArea):
                problems.extend(assignment_problems(project, record))
                problems.extend(gate_problems(project.register, record))
            if isinstance(record, Track):
                problems.extend(track_problems(project.register, record))
            if isinstance(record, Practitioner):
                problems.extend(key_problems(project, record))
                problems.extend(role_problems(project, record))
            if isinstance(record, Opinion):
                problems.extend(resting_problems(project, record))
                problems.extend(signing_problems(project, record))
    return problems


def _signing(project: Project, kind: RecordType, typed: Mapping[str, Any]) -> dict[str, str]:
    """The key that signed an opinion and when; of one that is about to be written, this device's."""
    if kind.name == Opinion.about.type and typed.get("id"):
        device, moment = signed_with(project, str(typed["id"]))
        if device:
            return {"device": device, "recorded_at": moment}
    return {"device": project.device.fingerprint}


def _named(kind: RecordType, typed: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The ids that a record's values name, as far as they are ids at all, and the types that they should be of."""
    ids: list[str] = []
    types: set[str] = set()
    for name, value in typed.items():
        declared = kind.by_name.get(name)
        if value is not None and declared is not None and declared.names_record:
            ids += [one for one in ((value,) if isinstance(value, str) else value) if isinstance(one, str)]
            types.update(declared.target)
    return ids, sorted(types)


_PROPOSALS = 100
"""How often another code is proposed where somebody takes each of them first."""


def propose_code(project: Project, kind: RecordType, typed: Mapping[str, Any] | None = None) -> str:
    """The next free code of a type for this device, such as S-3F2-14; by its site where numbers are given by site."""
    return next(proposals(project, kind, typed or {}))


def proposals(project: Project, kind: RecordType, typed: Mapping[str, Any]) -> Iterator[str]:
    """The codes that new records of a type with these values get one after another, for this device."""
    yield from numbers_at_site(project, kind.name, typed)
    prefix = f"{kind.about.prefix}-{short_name(project)}-"
    last = project.register.last_number(kind.name, prefix)
    yield from (f"{prefix}{number}" for number in count(last + 1))


def adding(project: Project, type_: str, texts: Mapping[str, str], reading: Reading | None = None) -> Edit:
    """The edit that makes a new record; a code is proposed where none is given."""
    with project.register.at_one_moment():
        return _adding(project, project.catalogue[type_], texts, reading or reading_of(project))


def _adding(project: Project, kind: RecordType, texts: Mapping[str, str], reading: Reading) -> Edit:
    typed, unread = _read(kind, texts, {}, reading)
    record, proposed = new_id(), not typed.get("code")
    if proposed:  # keep_new proposes another one where somebody takes it before this record is kept
        typed["code"] = propose_code(project, kind, typed)
    problems = (
        *unread, *_beside(unread, all_problems(project, kind, {**typed, "id": record})),
        *(() if proposed else reserved_elsewhere(project, kind.name, typed)),
    )  # fmt: skip
    change = Change(kind.name, record, Operation.ADD, after=canonical_values(kind.typed, typed))
    return Edit(kind, record, change, typed, problems, proposed)


def setting(project: Project, found: Found, texts: Mapping[str, str], reading: Reading | None = None) -> Edit:
    """The edit that gives fields of a record new values; blank text empties a field."""
    with project.register.at_one_moment():
        return _setting(project, found, texts, reading or reading_of(project))


def _setting(project: Project, found: Found, texts: Mapping[str, str], reading: Reading) -> Edit:
    kind = project.catalogue[found.type]
    held = project.register.values(found.type, found.id)
    if held is None:
        raise UnknownName("There is no record called “{name}”.", name=found.id)
    before = {name: value for name, value in held.items() if kind.by_name[name].typed}
    typed, unread = _read(kind, texts, typed_values(kind.by_name, before), reading)
    typed |= sizes(kind, typed, texts)
    numbers = renumbered(kind.name, typed.get(OTHER_NUMBERS), str(held.get("code") or ""), str(typed.get("code") or ""),
                         str(held.get("recorded_at") or "")[:10])  # fmt: skip
    typed |= {} if numbers is None else {OTHER_NUMBERS: numbers}
    problems = (*unread, *_beside(unread, all_problems(project, kind, {**typed, "id": found.id})))
    after = canonical_values(kind.typed, typed)
    return Edit(kind, found.id, difference(kind.name, found.id, before, after), typed, problems)


def sizes(kind: RecordType, typed: Mapping[str, Any], changed: Collection[str]) -> dict[str, Any]:
    """The size of each area that was changed without it, where it was told before; None where the area is gone."""
    found: dict[str, Any] = {}
    for size in kind.fields:
        if size.size_of in changed and size.name not in changed and typed.get(size.name) is not None:
            shape = place.shape if (place := typed.get(size.size_of)) is not None else None
            found[size.name] = None if shape is None else round(area_km2(shape), size.decimals)
    return found


def _beside(unread: Sequence[Problem], problems: Sequence[Problem]) -> list[Problem]:
    """The problems of a record, but for fields that were given and not read: those are neither missing nor open."""
    given = {problem.field for problem in unread}
    return [problem for problem in problems if problem.value is not None or problem.field not in given]


def keep(project: Project, edit: Edit, reason: str = "", draft: str = "") -> Receipt:
    """Commit an edit; raises RecordRefused with its first refusal, and does nothing where nothing differs.

    `draft` is the key of the draft that it saves, which is gone with it.
    """
    refusal = edit.refusal
    if refusal is not None:
        raise RecordRefused(refusal.message)
    if edit.change is None:
        return Receipt("", {}, 0)
    refuse_telling_reason(project.register, [edit.change], reason)
    return project.register.commit([edit.change], reason, drafts=(draft,) if draft else ())


def keep_new(project: Project, edit: Edit, reason: str = "", draft: str = "") -> tuple[Edit, Receipt]:
    """As keep; an edit whose proposed code somebody else took in the meantime gets the next one."""
    for _ in range(_PROPOSALS):
        try:
            return edit, keep(project, edit, reason, draft)
        except CodeTaken:
            if not edit.proposed:
                raise
            edit = _numbered_anew(project, edit)
    return edit, keep(project, edit, reason, draft)


def _numbered_anew(project: Project, edit: Edit) -> Edit:
    assert edit.change is not None
    code = {"code": propose_code(project, edit.kind, edit.typed)}
    return replace(edit, typed={**edit.typed, **code}, change=replace(edit.change, after={**edit.change.after, **code}))


def voiding(project: Project, found: Found, reason: str) -> Receipt:
    """Void a record, with the reason that is asked for."""
    if not reason.strip():
        raise ValueRefused("A record is voided with a reason; none was given.")
    change = Change(found.type, found.id, Operation.VOID, after={"void_reason": reason.strip()})
    return commit_for(project.register, [change], reason)


def lifting(project: Project, found: Found) -> Receipt:
    """Lift a record's void, having seen it; the record is as far reviewed as it was before."""
    voids = [event for event in project.register.history(found.id) if event.operation == Operation.VOID]
    review = voids[-1].before.get("review") if voids else None
    change = Change(found.type, found.id, Operation.RESTORE, after={} if review is None else {"review": review})
    return project.register.commit([change])


def _refuse_voiding(declared: Field, value: Any) -> None:
    if declared.name == "review" and value == "voided":
        raise ValueRefused("A record is voided by itself and with a reason, not by setting its review to “voided”.")


def _promoted(declared: Field, place: Place) -> Place:
    """A single geometry as the layer's declared kind (Polygon as MultiPolygon); any other misfit is for the rules."""
    if place.shape is None:
        return place
    return Place.model_validate({**dict(place), "geometry": promoted(place.shape, declared.geometry)})


_PLACE_NAMES = ("geometry", "geom", "wkt", "point", "location", "coordinates")
_LATITUDE, _LONGITUDE = ("lat", "latitude"), ("lon", "lng", "long", "longitude")


def _read(
    kind: RecordType, texts: Mapping[str, str], held: Mapping[str, Any], reading: Reading
) -> tuple[dict[str, Any], list[Problem]]:
    """The record's typed values with `texts` read into them, and what could not be read."""
    typed = dict(held)
    problems: list[Problem] = []
    for name, text in _with_place(kind, texts).items():
        declared = typeable(kind.field(name))
        try:
            value = read_value(declared, text, reading)
            _refuse_voiding(declared, value)
            _put(typed, declared, value)
        except (ValueRefused, UnknownName) as refusal:
            problems.append(Problem(declared.name, text, refusal.message))
    return typed, problems


def _put(typed: dict[str, Any], declared: Field, value: Any) -> None:
    """One value into the record; a reason for not recording stands in `not_recorded` until there is a value."""
    reasons = dict(typed.get(NOT_RECORDED) or {})
    if isinstance(value, NotRecorded):
        reasons[declared.name] = value.reason
        typed.pop(declared.name, None)
        typed[NOT_RECORDED] = reasons
        return
    if declared.kind is Kind.ANSWERS:
        typed[declared.name] = value
        return
    typed[declared.name] = _promoted(declared, value) if declared.spatial and value is not None else value
    if value is not None and reasons.pop(declared.name, None) is not None:
        typed[NOT_RECORDED] = reasons or None


def _with_place(kind: RecordType, texts: Mapping[str, str]) -> dict[str, str]:
    """`texts` with what people call the main geometry, latitude and longitude apart too, put under its name."""
    if kind.main_place is None:
        return dict(texts)
    found = dict(texts)
    for name in _PLACE_NAMES:
        if name in found and name not in kind.by_name:
            found.setdefault(MAIN, found.pop(name))
    latitude = next((found.pop(name) for name in _LATITUDE if name in found and name not in kind.by_name), None)
    longitude = next((found.pop(name) for name in _LONGITUDE if name in found and name not in kind.by_name), None)
    if latitude is not None and longitude is not None:
        found[MAIN] = f"lat {latitude} lon {longitude}"
    elif latitude is not None or longitude is not None:
        raise ValueRefused("A latitude and a longitude are needed together; only one was given.")
    return found
