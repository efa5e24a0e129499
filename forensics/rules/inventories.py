"""What must hold between contexts that lie over each other, and between the bones of remains that were joined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from forensics.consenting import named
from forensics.matrix import OF_CONTEXTS, OF_REMAINS, Cycle, Layer, Relations, find_cycle, layer_of, told_cycle
from forensics.messages import say
from forensics.mni import Minimum, minimum
from forensics.pieces import SKULL, Piece, piece_of, told_apart
from forensics.problems import Problem
from forensics.records.graves import Context
from forensics.records.remains import Case, Element
from forensics.rules.around import LinkedRule, Surroundings
from forensics.rules.between import filled
from forensics.rules.saying import shown

ONE_PERSON = ("body", "body_part", "general_bone")
"""Classes of remains that are of one person."""


def sequence_has_no_circle(context: Context, around: Surroundings) -> Iterator[Problem]:
    """Nothing lies above itself by way of others (Harris 1989)."""
    yield from _circle(context, around, OF_CONTEXTS)


def remains_lie_in_no_circle(case: Case, around: Surroundings) -> Iterator[Problem]:
    """No remains lie over themselves by way of others."""
    yield from _circle(case, around, OF_REMAINS)


def _circle(record: Context | Case, around: Surroundings, relations: Relations) -> Iterator[Problem]:
    if not any(filled(record, name) for name in relations.fields):
        return
    layers, codes = _beneath(record, around, relations)
    cycle = find_cycle(layers)
    if cycle:
        named = told_cycle(cycle, record.id or "", codes)
        field = _field_in(record, cycle, relations)
        message = say("These lie over each other in a circle, which cannot be: {cycle}.", cycle=named)
        yield Problem(field, getattr(record, field), message)


def _field_in(record: Context | Case, cycle: Cycle, relations: Relations) -> str:
    """The field of a record that names another one of a circle, else the first that is filled."""
    others = {one for one, _ in cycle} - {record.id}
    given = [name for name in relations.fields if filled(record, name)]
    return next((name for name in given if others & set(named(getattr(record, name)))), given[0])


def _beneath(record: Context | Case, around: Surroundings, relations: Relations) -> tuple[list[Layer], dict[str, str]]:
    """What lies under a record, directly or through others, with the codes; a circle through it leads back to it."""
    kind, start = type(record), record.id or ""
    layers: dict[str, Layer] = {}
    codes = {start: record.code or start}
    waiting = [start]
    while waiting:
        id_ = waiting.pop()
        one = record if id_ == start else around.record(id_)
        if id_ in layers or not isinstance(one, kind):
            continue
        codes[id_] = one.code or id_
        said = layer_of(id_, relations, vars(one))
        over, equal = set(said.over), set(said.equal)
        for other in around.referring(id_):
            if isinstance(other, kind) and other.id and other.id != start:
                its = layer_of(other.id, relations, vars(other))
                over |= {other.id} if id_ in its.under else set()
                equal |= {other.id} if id_ in its.equal else set()
        under = said.under if id_ == start else ()
        layers[id_] = Layer(id_, tuple(sorted(over)), under, tuple(sorted(equal)))
        waiting.extend(over | equal)
    return list(layers.values()), codes


def joined_remains_can_be_of_one_person(case: Case, around: Surroundings) -> Iterator[Problem]:
    """Remains that are joined are of one person; where their bones say otherwise, only a recorded reason passes."""
    head = _head(case, around)
    if head is None:
        message = say("Remains cannot be joined to themselves, by way of others.")
        yield Problem("joined_to", case.joined_to, message)
        return
    own = pieces_of(case, around, joined=case)
    if head.id == case.id:
        yield from _bones_of_several(case, minimum(own), around)
        return
    others = [piece for piece in pieces_of(head, around, joined=case) if piece.case not in {one.case for one in own}]
    together = minimum([*own, *others])
    if head.remains_class in ONE_PERSON and together.value > max(minimum(own).value, minimum(others).value, 1):
        message = say(
            "The bones of {code} and of {other} are of {count} people at least ({bones}); they are joined only with a "
            "recorded reason.",
            code=case.code, other=head.code, count=together.value, bones=_named(together, around),
        )  # fmt: skip
        yield Problem("joined_to", case.joined_to, message, refuses=not filled(case, "association_reason"))


def bone_can_be_of_its_case(element: Element, around: Surroundings) -> Iterator[Problem]:
    """A bone that the remains have already is of somebody else; it is recorded, and said."""
    case = around.record(element.case) if element.case else None
    if not isinstance(case, Case) or case.remains_class not in ONE_PERSON:
        return
    piece = piece_of_element(element)
    others = [one for one in pieces_of(case, around, joined=case) if one.id != piece.id]
    found = minimum([piece, *others])
    if found.value == 1 or all(one.id != piece.id for one in found.forced_by):
        return
    if found.value > minimum(others).value:
        message = say(
            "With this bone the remains {code} are of {count} people at least ({bones}).",
            code=case.code, count=found.value, bones=_named(found, around, {piece.id: element.code or ""}),
        )  # fmt: skip
        yield Problem("case", element.case, message, refuses=False)


def absent_bone_is_in_no_cranium(element: Element, around: Surroundings) -> Iterator[Problem]:
    """A bone that was looked for in vain is not in a cranium of the same remains that is recorded with its zone."""
    case = around.record(element.case) if element.case is not None else None
    if not isinstance(case, Case) or case.id is None:
        return
    mine = piece_of_element(element)
    for other in around.referring(case.id):
        if not isinstance(other, Element) or other.case != case.id or other.id == element.id:
            continue
        bone, cranium = (element, other) if mine.absent else (other, element)
        absent, whole = piece_of_element(bone), piece_of_element(cranium)
        in_whole = {place[:3] for place in whole.shown} if whole.is_whole_skull and not whole.absent else set()
        if absent.absent and absent.adult[0] != SKULL and absent.adult in in_whole:
            yield shown(element, "bone", say(
                "{bone} is recorded as absent, but the cranium {cranium} of the same remains is recorded with its "
                "zone.",
                bone=bone.code, cranium=cranium.code,
            ))  # fmt: skip


def bones_that_fit_can_be_one(element: Element, around: Surroundings) -> Iterator[Problem]:
    """Pieces that show one zone of one bone, or are of ages that exclude each other, are not pieces of one bone."""
    piece = piece_of_element(element)
    for id_ in sorted(piece.fits):
        other = around.record(id_)
        if isinstance(other, Element) and told_apart(piece, piece_of_element(other)):
            message = say(
                "{code} and {other} cannot fit: they show one zone of one bone, or their ages exclude each other.",
                code=element.code, other=other.code,
            )  # fmt: skip
            yield Problem("joined_with", element.joined_with, message, refuses=False)


def _bones_of_several(case: Case, found: Minimum, around: Surroundings) -> Iterator[Problem]:
    if case.remains_class in ONE_PERSON and found.value > 1:
        message = say(
            "The bones that are recorded of {code} are of {count} people at least ({bones}).",
            code=case.code, count=found.value, bones=_named(found, around),
        )  # fmt: skip
        yield Problem("remains_class", case.remains_class, message, refuses=False)


def _named(found: Minimum, around: Surroundings, codes: Mapping[str, str] = MappingProxyType({})) -> str:
    records = ((piece.id, around.record(piece.id)) for piece in found.forced_by)
    return ", ".join(codes.get(id_) or (record.code if record else None) or id_ for id_, record in records)


def _head(case: Case, around: Surroundings) -> Case | None:
    """The remains that these belong to now, by way of others; None where that leads in a circle."""
    seen, one = {case.id}, case
    while one.joined_to is not None:
        if one.joined_to in seen:
            return None
        following = around.record(one.joined_to)
        if not isinstance(following, Case):
            return one
        seen.add(following.id)
        one = following
    return one


def body_of(case: Case, around: Surroundings) -> list[Case]:
    """All remains that are one body now: a case as it is given, what it was joined to, and what was joined to these."""
    head = _head(case, around)
    found: dict[str, Case] = {}
    waiting = [case if head is None else head]
    while waiting:
        one = waiting.pop()
        if one.id is None or one.id in found:
            continue
        found[one.id] = one
        parts = (other for other in around.referring(one.id) if isinstance(other, Case) and other.joined_to == one.id)
        waiting.extend(parts)
    if case.id is not None:
        found[case.id] = case
    return list(found.values())


def pieces_of(head: Case, around: Surroundings, joined: Case | None = None) -> list[Piece]:
    """The bones of remains and of all that were joined to them; `joined` stands as it is given, not as it is kept."""
    found: list[Piece] = []
    waiting, seen = [head], set[str | None]()
    while waiting:
        case = waiting.pop()
        if case.id in seen or case.id is None:
            continue
        seen.add(case.id)
        for other in around.referring(case.id):
            if isinstance(other, Element) and other.case == case.id:
                found.append(piece_of_element(other))
            elif isinstance(other, Case) and other.joined_to == case.id and (joined is None or other.id != joined.id):
                waiting.append(other)
        if joined is not None and joined.joined_to == case.id:
            waiting.append(joined)
    return found


def piece_of_element(element: Element) -> Piece:
    """One element as it is counted."""
    return piece_of(
        element.id or "", element.case, element.bone, element.side, element.zones, element.developmental_age,
        element.tooth, element.joined_with, element.joining_basis, element.completeness, element.fusion_stage,
        element.fusion_by_zone, element.fragments,
    )  # fmt: skip


LINKED: Mapping[str, tuple[LinkedRule, ...]] = {
    "context": (sequence_has_no_circle,),
    "case": (remains_lie_in_no_circle, joined_remains_can_be_of_one_person),
    "element": (bone_can_be_of_its_case, bones_that_fit_can_be_one, absent_bone_is_in_no_cranium),
}
