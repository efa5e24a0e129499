"""Remains are joined, split and re-associated: each one commit, with its basis; every number and its history stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from forensics.changes import Change, Operation, difference
from forensics.errors import RecordRefused, UnknownName, ValueRefused
from forensics.identifiers import new_id
from forensics.messages import Message
from forensics.ports import Found, Query, Receipt
from forensics.problems import Problem
from forensics.rules.general import refused
from forensics.rules.joining import RESTS_ON
from forensics.values import typed_values
from forensics.vocabulary.remains import ASSOCIATION_BASIS
from layers.editing import all_problems, propose_code
from layers.numbering import CASE
from layers.project import Project

ELEMENT = "element"
ABOUT_A_BONE = ("finding", "sample")
"""Types whose records name a bone beside the remains: they go where the bone goes."""

CARRIED = (
    "origin", "exhumation", "site", "visit", "hand_over", "received_from", "context", "place", "place_as_read",
    "depth_top", "depth_base", "depth_below", "ordnance_check", "ordnance_check_by", "ordnance_check_at",
    "recovered_by", "recovered_at", "status", "status_on", "not_recorded",
)  # fmt: skip
"""What the remains that are split off have in common with those that they come from."""


@dataclass(frozen=True)
class Association:
    """Why remains belong together or apart: a basis, a reason, or both; by whom and when; with which report and bones.

    `by` and `bones` are ids.
    """

    basis: tuple[str, ...] = ()
    reason: str = ""
    by: str = ""
    on: str = ""
    report: str = ""
    bones: tuple[str, ...] = ()

    def values(self) -> dict[str, Any]:
        """The fields of a case that hold it."""
        for code in self.basis:
            if code not in ASSOCIATION_BASIS:
                allowed = ", ".join(ASSOCIATION_BASIS.codes)
                raise ValueRefused("{value} is not one of: {allowed}.", value=code, allowed=allowed)
        found = {"association_report": self.report.strip(), "association_bones": list(self.bones),
                 "association_basis": list(self.basis), "association_reason": self.reason.strip(),
                 "association_by": self.by, "association_on": self.on or f"{datetime.now(UTC):%Y-%m-%d}"}  # fmt: skip
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True)
class Moved:
    """What was written, and what is wrong with it and stands open; `made` is the code of remains that are new."""

    receipt: Receipt
    problems: tuple[Problem, ...]
    made: str = ""


def join(project: Project, part: Found, whole: Found, why: Association) -> Moved:
    """Join remains to others: both keep their numbers, and the bones of both are looked at as one person's."""
    if part.id == whole.id:
        raise ValueRefused("Remains cannot be joined to themselves; {code} was named twice.", code=part.code)
    if not why.basis and not why.reason.strip():
        raise ValueRefused("Remains are joined on a basis or for a reason; neither was given.")
    held, other = _held(project, part), _held(project, whole)
    left = held.get("joined_to")
    after = {**_associated(_without(held, str(left)), whole.id, why), **why.values(), "joined_to": whole.id}
    changes = [_changed(part, held, after), _changed(whole, other, _associated(other, part.id, why))]
    if left and left != whole.id:
        former = Found(CASE, str(left), "")
        before = _held(project, former)
        changes.append(_changed(former, before, _without(before, part.id)))
    return _written(project, changes, why, [(part.id, after)])


def part(project: Project, joined: Found, why: Association) -> Moved:
    """Take joined remains apart again, for a reason; both keep their numbers."""
    held = _held(project, joined)
    left = held.get("joined_to")
    if not left:
        raise ValueRefused("{code} is not joined to other remains.", code=joined.code)
    former = Found(CASE, str(left), "")
    before = _held(project, former)
    after = {**_without(held, str(left)), **why.values()}
    after.pop("joined_to")
    return _written(project, [_changed(joined, held, after), _changed(former, before, _without(before, joined.id))],
                    why, [(joined.id, after)])  # fmt: skip


def split(project: Project, case: Found, bones: Sequence[Found], why: Association, *, code: str = "",
          remains_class: str = "") -> Moved:  # fmt: skip
    """Give some bones of a case a number of their own, with what was found of them and taken from them."""
    if not why.reason.strip():
        raise ValueRefused("Remains are split for a reason; none was given.")
    held = _held(project, case)
    _refuse_strangers(project, case, bones)
    kind = project.catalogue[CASE]
    made = {name: held[name] for name in CARRIED if name in held} | why.values()
    made |= {
        "split_from": case.id, "associated_cases": [case.id],
        "remains_class": remains_class or ("general_bone" if len(bones) == 1 else "body_part"),
    }  # fmt: skip
    if not made.get("association_basis"):
        del made["associated_cases"]
    made["code"] = code or propose_code(project, kind, made)
    new = Found(CASE, new_id(), made["code"])
    changes = [Change(CASE, new.id, Operation.ADD, after=made), *_moves(project, bones, new)]
    return _written(project, changes, why, [(new.id, made)], new.code, _standing(project, case.id))


def reassociate(project: Project, bones: Sequence[Found], to: Found, why: Association) -> Moved:
    """Give bones to other remains, with what was found of them and taken from them."""
    if not why.reason.strip():
        raise ValueRefused("Bones are given to other remains for a reason; none was given.")
    held = _held(project, to)
    associated = dict(held)
    for case in dict.fromkeys(str(_held(project, bone).get("case")) for bone in bones):
        if case != to.id:
            associated = _associated(associated, case, why)
    if associated != held:
        rests = {"association_bones": [bone.id for bone in bones], **why.values()}
        associated |= {name: rests[name] for name in (*RESTS_ON, "association_on") if name in rests}
    changes = [_changed(to, held, associated), *_moves(project, bones, to)]
    standing = _standing(project, to.id)
    done = _written(project, changes, why, [])
    now = all_problems(project, project.catalogue[CASE], typed_of(project, CASE, to.id))
    return Moved(done.receipt, tuple(problem for problem in now if problem.message not in standing))


def _moves(project: Project, bones: Sequence[Found], to: Found) -> Iterator[Change]:
    for bone in bones:
        held = _held(project, bone)
        yield _changed(bone, held, {**held, "case": to.id})
        for type_ in ABOUT_A_BONE:
            for values in project.register.select(Query(type_, where=(("element", bone.id),))):
                other = Found(type_, str(values["id"]), "")
                known = _held(project, other)
                if known.get("case") not in (None, to.id):
                    yield _changed(other, known, {**known, "case": to.id})


def _refuse_strangers(project: Project, case: Found, bones: Sequence[Found]) -> None:
    if not bones:
        raise ValueRefused("No bone of {code} was named that is to be split off.", code=case.code)
    for bone in bones:
        if bone.type != ELEMENT or _held(project, bone).get("case") != case.id:
            raise ValueRefused("{bone} is no bone of {case}.", bone=bone.code, case=case.code)


def _held(project: Project, found: Found) -> dict[str, Any]:
    values = project.register.values(found.type, found.id)
    if values is None:
        raise UnknownName("There is no record called “{name}”.", name=found.code or found.id)
    fields = project.catalogue[found.type].by_name
    return {name: value for name, value in values.items() if name in fields and fields[name].typed}


def typed_of(project: Project, type_: str, record: str) -> dict[str, Any]:
    """The typed values of a record, as rules ask for them."""
    return {**typed_values(project.catalogue[type_].by_name, _held(project, Found(type_, record, ""))), "id": record}


def _standing(project: Project, record: str) -> list[Message]:
    """What was wrong with remains before: it is not told again."""
    if project.register.values(CASE, record) is None:
        return []
    return [
        problem.message for problem in all_problems(project, project.catalogue[CASE], typed_of(project, CASE, record))
    ]


def _changed(found: Found, before: Mapping[str, Any], after: Mapping[str, Any]) -> Change:
    change = difference(found.type, found.id, before, after)
    return change or Change(found.type, found.id, Operation.SET)


def _without(held: Mapping[str, Any], other: str) -> dict[str, Any]:
    kept = [id_ for id_ in held.get("associated_cases") or () if id_ != other]
    return {name: value for name, value in {**held, "associated_cases": kept}.items() if value != []}


def _associated(held: Mapping[str, Any], other: str, why: Association) -> dict[str, Any]:
    """A case with another one named as associated, on the basis that is given."""
    if not why.basis:
        return dict(held)
    basis = list(dict.fromkeys([*(held.get("association_basis") or ()), *why.basis]))
    kept = [id_ for id_ in held.get("associated_cases") or () if id_ != other]
    return {**held, "associated_cases": [*kept, other], "association_basis": basis}


def _written(
    project: Project, changes: Sequence[Change], why: Association, judged: Sequence[tuple[str, Mapping[str, Any]]],
    made: str = "",
    known: Sequence[Message] = (),
) -> Moved:  # fmt: skip
    """Commit what differs, unless a rule refuses one of the cases that are `judged`; what is `known` is not told."""
    kind = project.catalogue[CASE]
    problems: list[Problem] = []
    for record, values in judged:
        standing = [*known, *_standing(project, record)]
        wrong = all_problems(project, kind, {**typed_values(kind.by_name, values), "id": record})
        problems.extend(problem for problem in wrong if problem.refuses or problem.message not in standing)
    refusal = refused(problems)
    if refusal is not None:
        raise RecordRefused(refusal.message)
    wanted = [change for change in changes if change.operation is not Operation.SET or change.fields]
    return Moved(project.register.commit(wanted, why.reason), tuple(problems), made)
