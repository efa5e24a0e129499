"""What is wrong with who signed an opinion on death, and with what it says that it supersedes: a court is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forensics.messages import Message, say
from forensics.ports import Found, Query, Values
from forensics.problems import Problem
from forensics.records.remains import Opinion
from forensics.rules.between import filled
from forensics.rules.deciding import EXPERT
from forensics.vocabulary.planning import PRACTITIONER_ROLE
from layers.project import Project
from layers.records import select
from layers.signers import SIGNED_BY

OPINION, DECIDED = Opinion.about.type, ("cause", "manner", "violent")


def signing_problems(project: Project, opinion: Opinion) -> Iterator[Problem]:
    """What is wrong with the signature and the succession of an opinion that is recorded."""
    values = project.register.values(OPINION, opinion.id or "")
    if values is not None:
        yield from _by_whom(project, opinion)
        yield from _taking_the_place(project, opinion)


def _by_whom(project: Project, opinion: Opinion) -> Iterator[Problem]:
    if opinion.signed_by is None or not any(filled(opinion, name) for name in DECIDED):
        return
    person = project.register.values("practitioner", opinion.signed_by)
    if person is None:
        return
    named = {SIGNED_BY: opinion.signed_by}
    signed = project.register.is_by_own_key(OPINION, opinion.id or "", named)
    told = {"code": str(person.get("code") or ""), "role": PRACTITIONER_ROLE.said(EXPERT)}
    if signed and not project.register.is_signed_by_expert(opinion.id or "", named):
        yield _told(SIGNED_BY, opinion.signed_by, say(
            "{code} signs no opinion on death: when this was signed, no lead other than {code} had given {code} the "
            "role “{role}”.", **told,
        ))  # fmt: skip
    elif not signed and EXPERT not in _roles(project, opinion.signed_by, person):
        message = say("{code} does not have the role “{role}”, and signs no opinion on death.", **told)
        yield Problem(SIGNED_BY, opinion.signed_by, message)
    if person.get("review") == "voided":
        yield _told(SIGNED_BY, opinion.signed_by, say(
            "{code}, who is named as having signed this, was voided since: what was signed stays as it is, and "
            "somebody says who {code} was.", code=told["code"],
        ))  # fmt: skip


def _roles(project: Project, id_: str, person: Values) -> Sequence[str]:
    return project.register.roles_that_count({id_: person.get("roles") or ()})[id_]


def _taking_the_place(project: Project, opinion: Opinion) -> Iterator[Problem]:
    before = project.register.values(OPINION, opinion.supersedes) if opinion.supersedes is not None else None
    if before is None or project.register.replaced_opinions().get(opinion.supersedes or "") == opinion.id:
        return
    if before.get("case") != opinion.case:
        message = say("{code}, which this says that it supersedes, is of other remains and stays in force.",
                      code=before.get("code"))  # fmt: skip
    elif _takes_it(project, opinion):
        return  # and so does another: where they differ, both are told as contradicting each other
    else:
        message = say("{code} is signed, and stays in force until one who may give an opinion on death signs this.",
                      code=before.get("code"))  # fmt: skip
    yield _told("supersedes", opinion.supersedes, message)


def _takes_it(project: Project, opinion: Opinion) -> bool:
    before = project.register.values(OPINION, opinion.supersedes or "") or {}
    signed = before.get(SIGNED_BY) and project.register.is_by_own_key(OPINION, opinion.supersedes or "", before)
    own = {SIGNED_BY: opinion.signed_by}
    return not signed or project.register.is_signed_by_expert(opinion.id or "", own)


def _told(field: str, value: object, message: Message) -> Problem:
    return Problem(field, value, message, refuses=False, nameless=UNNAMED)


UNNAMED = say("This opinion is not signed, or takes no other’s place, as it says; not all of that may be named here.")


def opinion_faults(project: Project, ids: Sequence[str] | None = None) -> Iterator[tuple[Found, Message]]:
    """What keeps opinions (by id, or all) from a court: signed by one who may not, or in the place of another’s."""
    for opinion in select(project, Opinion, Query(OPINION, ids=tuple(ids or ()))):
        for problem in signing_problems(project, opinion):
            yield Found(OPINION, opinion.id or "", opinion.code or ""), problem.message
