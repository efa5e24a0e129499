"""Who checked for explosive ordnance: somebody whose work that is, by the register of practitioners (IMAS 10.20)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forensics.messages import say
from forensics.problems import Problem
from forensics.records.base import Record
from forensics.records.evidence import Artefact
from forensics.records.planning import Practitioner
from forensics.records.remains import Case
from forensics.rules.around import LinkedRule, Surroundings
from forensics.vocabulary.planning import PRACTITIONER_ROLE

SPECIALIST = "ordnance_specialist"


def checked_by_a_specialist(record: Record, around: Surroundings) -> Iterator[Problem]:
    """A check that was done was done by an ordnance specialist: others cannot say that it is safe to move."""
    field = "ordnance_checked_by" if isinstance(record, Artefact) else "ordnance_check_by"
    id_ = getattr(record, field, None)
    if not isinstance(record, Case | Artefact) or record.ordnance_check != "done" or id_ is None:
        return
    person = around.record(id_)
    if isinstance(person, Practitioner) and SPECIALIST not in (person.roles or ()):
        message = say(
            "{code} checked for explosive ordnance and does not have the role “{role}”: the check proves nothing.",
            code=person.code, role=PRACTITIONER_ROLE.said(SPECIALIST),
        )  # fmt: skip
        yield Problem(field, id_, message, refuses=False)


LINKED: Mapping[str, tuple[LinkedRule, ...]] = {
    "case": (checked_by_a_specialist,),
    "artefact": (checked_by_a_specialist,),
}
