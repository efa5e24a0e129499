"""What runs beside the steps from the first report on: liaison with families, and what they know of the missing.

ICRC, Accompanying the Families of Missing Persons (2013); Minnesota Protocol (2016), on families.
"""

from __future__ import annotations

from forensics.messages import say
from forensics.records.identity import MissingPerson
from forensics.rules.between import filled
from forensics.workflow.facts import CaseFacts, SiteFacts
from forensics.workflow.steps import LEAD, LIAISON, Need, Step, answered, ids_of, in_field, in_new

DESCRIBED = ("dental_chart", "dental_described", "medical", "implants", "tattoos", "scars", "dna_donors", "effects",
             "clothing")  # fmt: skip
"""Any one of these, beside age, sex and stature, lets remains be compared with a person."""

LIAISON_LABEL, DATA_LABEL = say("Family liaison"), say("Ante-mortem data")


def of_a_site(facts: SiteFacts) -> tuple[Step, Step]:
    """Whom families turn to, and whether those who are missing from the place are described."""
    site = facts.site
    liaison: list[Need] = []
    if not filled(site, "family_contact"):
        liaison.append(in_field(site, "family_contact", say("Whom families turn to"), LIAISON))
    for one in facts.authorities:
        if not answered(one, "family_notified"):
            message = say("{code}: whether the family was notified", code=one.code)
            liaison.append(in_field(one, "family_notified", message, LEAD, LIAISON))
    data: list[Need] = []
    if not facts.missing:
        texts = {"settlement": site.settlement} if site.settlement else {}
        data.append(in_new("missing_person", say("Who is missing from this place"), LIAISON, **texts))
    bare = [person for person in facts.missing if not is_described(person)]
    if bare:
        message = say("{count} of {all} missing from this place are not described; {code} first",
                      count=len(bare), all=len(facts.missing), code=bare[0].code)  # fmt: skip
        data.append(in_field(bare[0], "medical", message, LIAISON))
    return (
        Step("liaison", LIAISON_LABEL, tuple(liaison), basis=ids_of(site)),
        Step("ante_mortem", DATA_LABEL, tuple(data), basis=ids_of(*facts.missing)),
    )


def of_a_case(facts: CaseFacts) -> tuple[Step, Step]:
    """Who accompanies the families of those whom the remains were compared with, and what they wish."""
    if not facts.missing and facts.case.remains_class != "non_human":
        return _of_nobody(facts)
    liaison: list[Need] = []
    data: list[Need] = []
    for person in facts.missing:
        if not answered(person, "liaison"):
            liaison.append(in_field(person, "liaison", say("{code}: who accompanies the family", code=person.code),
                                    LIAISON))  # fmt: skip
        if not answered(person, "later_parts"):
            message = say("{code}: the family's wish on remains found later", code=person.code)
            liaison.append(in_field(person, "later_parts", message, LIAISON))
        if not is_described(person):
            data.append(in_field(person, "medical", say("{code}: teeth, health, marks or effects", code=person.code),
                                 LIAISON))  # fmt: skip
    if any(one.status == "confirmed" for one in facts.standing) and not any(person.told for person in facts.missing):
        for person in facts.missing[:1]:
            liaison.append(in_field(person, "told", say("{code}: what the family was told", code=person.code), LIAISON))
    return (
        Step("liaison", LIAISON_LABEL, tuple(liaison), basis=ids_of(*facts.missing)),
        Step("ante_mortem", DATA_LABEL, tuple(data), basis=ids_of(*facts.missing)),
    )


def _of_nobody(facts: CaseFacts) -> tuple[Step, Step]:
    """Of remains that were compared with nobody no family is known, and nothing of what it could tell."""
    compare = in_new("identification", say("A comparison with a person who is missing; there is none yet"), LIAISON,
                     cases=facts.case.id or "")  # fmt: skip
    unknown = say("The remains were compared with nobody yet; no family is known.")
    return Step("liaison", LIAISON_LABEL, lost=unknown), Step("ante_mortem", DATA_LABEL, (compare,))


def is_described(person: MissingPerson) -> bool:
    """Whether a missing person is described well enough to be compared with remains."""
    return any(filled(person, name) for name in DESCRIBED)
