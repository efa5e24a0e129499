"""What must hold between remains and the names that they are given, and between an opinion and who signs it.

A contradiction opens both identifications: each names the other, neither is in force, until a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from forensics.messages import Message, say
from forensics.mni import minimum
from forensics.naming import STRONG, has_teeth
from forensics.problems import Problem
from forensics.records.identity import Identification, MissingPerson
from forensics.records.planning import Practitioner
from forensics.records.remains import Case, Opinion
from forensics.rules.around import LinkedRule, Surroundings
from forensics.rules.between import filled, is_reviewed
from forensics.rules.inventories import body_of, pieces_of
from forensics.vocabulary.planning import PRACTITIONER_ROLE

EXPERT = "forensic_pathologist_or_medical_expert"
"""The role of who may give an opinion on death (Minnesota Protocol 2016; in Ukraine the forensic medical expert)."""


def is_in_force(one: Identification) -> bool:
    """Whether an identification claims a name now: confirmed, and superseded by none."""
    return one.status == "confirmed" and one.superseded_by is None and one.review != "voided"


NAMES_OPEN = say(
    "Confirmed identifications give these remains different names and contradict each other; none of them holds until "
    "a person decides. Not all of them may be named here."
)
BONES_OPEN = say(
    "Confirmed identifications give one person remains that hold the same bone twice; none of them holds until a "
    "person decides. Not all of them may be named here."
)


BODIES_OPEN = say(
    "Confirmed identifications give one person two bodies; none of them holds until a person decides. Not all of them "
    "may be named here."
)
NOT_HUMAN = say(
    "Remains that are not human are confirmed to be a person; the identification counts nowhere. Not all of it may be "
    "told here."
)


def two_names_open_both(one: Identification, around: Surroundings) -> Iterator[Problem]:
    """A body has one name: where another confirmed identification of it or of a part gives another, both are open."""
    if not is_in_force(one) or one.missing_person is None:
        return
    told: set[str | None] = set()
    for case_id in one.cases or ():
        for other in _naming(bodies_of((case_id,), around), around):
            if other.id in (one.id, *told) or other.missing_person in (None, one.missing_person):
                continue
            told.add(other.id)
            yield _open("cases", case_id, say(
                "{one} and {other} give the remains {case} two names; both are open until one is superseded or "
                "withdrawn.",
                one=one.code, other=other.code, case=_code(case_id, around),
            ), NAMES_OPEN)  # fmt: skip


def bodies_of(cases: Iterable[str], around: Surroundings) -> list[str]:
    """The ids of these remains and of all that is one body with any of them."""
    found: dict[str, None] = {}
    for id_ in cases:
        record = around.record(id_)
        found[id_] = None
        if isinstance(record, Case):
            found.update((part.id, None) for part in body_of(record, around) if part.id is not None)
    return list(found)


def _naming(cases: Iterable[str], around: Surroundings) -> list[Identification]:
    """The identifications in force that name any of these remains, each once."""
    found = {
        other.id: other
        for case in cases
        for other in around.referring(case)
        if isinstance(other, Identification) and is_in_force(other) and case in (other.cases or ())
    }
    return list(found.values())


def one_person_has_each_bone_once(one: Identification, around: Surroundings) -> Iterator[Problem]:
    """A person has each bone once: two cases with the same element cannot both be that person."""
    if not is_in_force(one) or one.missing_person is None:
        return
    for other in _others(one, one.missing_person, around):
        if other.missing_person != one.missing_person:
            continue
        for mine in one.cases or ():
            for theirs in other.cases or ():
                yield from _same_element(one, other, mine, theirs, around)
    cases = list(one.cases or ())
    for at, mine in enumerate(cases):
        for theirs in cases[at + 1 :]:
            yield from _same_element(one, one, mine, theirs, around)


def _is_whole(case: Case, around: Surroundings) -> bool:
    """Whether remains, with all that is one body with them, are a body."""
    return any(part.remains_class == "body" for part in body_of(case, around))


def no_animal_is_a_person(one: Identification, around: Surroundings) -> Iterator[Problem]:
    """Remains that are not human are nobody; kept as it was written, and counted nowhere."""
    if not is_in_force(one):
        return
    for id_ in one.cases or ():
        case = around.record(id_)
        if isinstance(case, Case) and case.remains_class == "non_human":
            message = say("{case} is not human, and is confirmed to be a person; it counts nowhere.", case=case.code)
            yield Problem("cases", id_, message, refuses=is_reviewed(one), nameless=NOT_HUMAN)


def remains_of_a_person_are_human(case: Case, around: Surroundings) -> Iterator[Problem]:
    """The same, told of the remains."""
    if case.remains_class != "non_human" or case.id is None:
        return
    for one in _naming((case.id,), around):
        yield _open("remains_class", case.remains_class, say(
            "{code} confirms these remains to be a person, and they are not human; it counts nowhere.", code=one.code
        ), NOT_HUMAN)  # fmt: skip


def body_is_the_only_one_of_its_person(case: Case, around: Surroundings) -> Iterator[Problem]:
    """The same as of the identification, told of the remains: nobody has two bodies."""
    if case.id is None or not _is_whole(case, around):
        return
    parts = [part.id for part in body_of(case, around) if part.id is not None]
    for one in _naming(parts, around):
        named = _others(one, one.missing_person, around) if one.missing_person is not None else ()
        elsewhere = {id_: other for other in (one, *named) if other.missing_person == one.missing_person
                     for id_ in other.cases or () if id_ not in parts}  # fmt: skip
        for id_, other in elsewhere.items():
            body = around.record(id_)
            if isinstance(body, Case) and _is_whole(body, around):
                yield _open(None, case.code, say(
                    "{one} and {other} give one person this body and {case}, and nobody has two; both are open until "
                    "one is superseded or withdrawn.",
                    one=one.code, other=other.code, case=body.code,
                ), BODIES_OPEN)  # fmt: skip


def teeth_were_compared_with_something(one: Identification, around: Surroundings) -> Iterator[Problem]:
    """Teeth identify nobody of whose teeth nothing is known from before death (INTERPOL DVI)."""
    person = around.record(one.missing_person) if one.missing_person is not None else None
    if "dental" not in (one.primary or ()) or not isinstance(person, MissingPerson) or has_teeth(vars(person)):
        return
    if one.status == "confirmed" and not STRONG.intersection(one.primary or ()) - {"dental"}:
        yield _open("primary", one.primary, say(
            "Teeth alone confirm the name, but nothing is recorded of the teeth of {person} from before death; it is "
            "presumptive until then, and counted nowhere.",
            person=person.code,
        ), TEETH_UNKNOWN)  # fmt: skip
    else:
        yield _open("primary", one.primary, say(
            "Teeth are named as an identifier, but nothing is recorded of the teeth of {person} from before death.",
            person=person.code,
        ), TEETH_UNKNOWN)  # fmt: skip


TEETH_UNKNOWN = say(
    "An identification of these remains rests on teeth that were compared with nothing that is recorded; not all of it "
    "may be told here."
)


def remains_have_one_name(case: Case, around: Surroundings) -> Iterator[Problem]:
    """The same, told of the remains: all that was joined into one body has one name."""
    if case.id is None:
        return
    parts = body_of(case, around)
    named = _naming((part.id for part in parts if part.id is not None), around)
    if len({one.missing_person for one in named if one.missing_person}) > 1:
        codes = ", ".join(sorted(str(one.code) for one in named))
        yield _open(None, case.code, say(
            "These identifications give the remains different names and are open until one is left: {codes}.",
            codes=codes,
        ), NAMES_OPEN)  # fmt: skip


def _others(one: Identification, id_: str, around: Surroundings) -> Iterator[Identification]:
    for other in around.referring(id_):
        if isinstance(other, Identification) and other.id != one.id and is_in_force(other):
            yield other


def _same_element(
    one: Identification, other: Identification, mine: str, theirs: str, around: Surroundings
) -> Iterator[Problem]:
    first, second = around.record(mine), around.record(theirs)
    if mine == theirs or not isinstance(first, Case) or not isinstance(second, Case):
        return
    if any(part.id == theirs for part in body_of(first, around)):
        return  # one body: what its bones say is told of the joining
    if _is_whole(first, around) and _is_whole(second, around):
        yield _open("missing_person", one.missing_person, say(
            "{one} and {other} give one person the bodies {case} and {other_case}, and nobody has two; both are open "
            "until one is superseded or withdrawn.",
            one=one.code, other=other.code, case=first.code, other_case=second.code,
        ), BODIES_OPEN)  # fmt: skip
        return
    own, others = pieces_of(first, around), pieces_of(second, around)
    known = {piece.id for piece in own}
    together = minimum([*own, *(piece for piece in others if piece.id not in known)])
    if together.value <= max(minimum(own).value, minimum(others).value, 1):
        return
    named = (around.record(piece.id) for piece in together.forced_by)
    bones = ", ".join(str(record.code) for record in named if record is not None)
    yield _open("missing_person", one.missing_person, say(
        "{one} and {other} give one person the remains {case} and {other_case}, which hold the same bone ({bones}); "
        "both are open until one is superseded or withdrawn.",
        one=one.code, other=other.code, case=first.code, other_case=second.code, bones=bones,
    ), BONES_OPEN)  # fmt: skip


def _open(field: str | None, value: object, message: Message, nameless: Message | None = None) -> Problem:
    return Problem(field, value, message, refuses=False, nameless=nameless)


def _code(id_: str, around: Surroundings) -> str:
    record = around.record(id_)
    return str(record.code) if record is not None else id_


def successor_is_of_the_same_remains(one: Identification, around: Surroundings) -> Iterator[Problem]:
    """What supersedes an identification speaks of the same remains, and does not lead back to it."""
    following = around.record(one.superseded_by) if one.superseded_by is not None else None
    if not isinstance(following, Identification):
        return
    if not set(one.cases or ()) & set(following.cases or ()):
        yield _open("superseded_by", one.superseded_by, say(
            "{code}, which supersedes this, is of other remains.", code=following.code
        ))  # fmt: skip
    seen = {one.id}
    while isinstance(following, Identification):
        if following.id in seen:
            message = say("Identifications supersede each other in a circle.")
            yield Problem("superseded_by", one.superseded_by, message)
            return
        seen.add(following.id)
        following = around.record(following.superseded_by) if following.superseded_by is not None else None


def opinion_is_signed_by_an_expert(opinion: Opinion, around: Surroundings) -> Iterator[Problem]:
    """Who signs an opinion on death has the role; the signature is that of a device enrolled for that person."""
    signer = around.record(opinion.signed_by) if opinion.signed_by is not None else None
    if not isinstance(signer, Practitioner) or not any(
        filled(opinion, name) for name in ("cause", "manner", "violent")
    ):
        return
    if EXPERT not in (signer.roles or ()) and opinion.recorded_at is None:  # else the roles of when it was signed count
        message = say(
            "{code} does not have the role “{role}”, and signs no opinion on death.",
            code=signer.code, role=PRACTITIONER_ROLE.said(EXPERT),
        )  # fmt: skip
        yield Problem("signed_by", opinion.signed_by, message)
    elif opinion.device is not None and opinion.device not in keys_of(
        signer, opinion.recorded_at or opinion.date or datetime.now().astimezone().date().isoformat()
    ):
        message = say(
            "This is not signed with a key of {code}: it was written with a device ({device}) that is not among that "
            "person's signing keys.",
            code=signer.code, device=opinion.device[:12],
        )  # fmt: skip
        yield _open("signed_by", opinion.signed_by, message)


def keys_of(practitioner: Practitioner, at: str) -> frozenset[str]:
    """The fingerprints of the devices with which a person signed at a time (ISO 8601), all that are known without one.

    A row's `since` and `until` are days, or the beginnings of them.
    """
    return frozenset(
        row["fingerprint"] for row in practitioner.signing_keys or () if row.get("fingerprint") and holds_at(row, at)
    )


def holds_at(row: Mapping[str, Any], at: str) -> bool:
    """Whether a row of signing keys is of a moment (ISO 8601, the UTC of a commit), or of any where none is given."""
    since, until = str(row.get("since") or ""), str(row.get("until") or "")
    return not at or (at[: len(since)] >= since and (not until or at[: len(until)] <= until))


LINKED: Mapping[str, tuple[LinkedRule, ...]] = {
    "identification": (
        two_names_open_both, one_person_has_each_bone_once, successor_is_of_the_same_remains,
        teeth_were_compared_with_something, no_animal_is_a_person,
    ),
    "case": (remains_have_one_name, remains_of_a_person_are_human, body_is_the_only_one_of_its_person),
    "opinion": (opinion_is_signed_by_an_expert,),
}  # fmt: skip
