"""What must hold of settlements, periods of control, facilities, grave sites and the links between graves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forensics.errors import ValueRefused
from forensics.messages import say
from forensics.numbering import overlapping, read_block
from forensics.problems import Problem
from forensics.records.places import Facility, Occupation, Settlement, Site, SiteLink
from forensics.rules import Rule
from forensics.rules.between import filled, in_order, is_reviewed, missing, rising
from forensics.rules.saying import refusal, shown

NO_PARTY = (None, "not_applicable", "not_recorded")


def settlement_dates(record: Settlement) -> Iterator[Problem]:
    """First visit, last visit; access assessed, access valid until."""
    yield from in_order(record, "first_visit_on", "last_visit_on")
    yield from in_order(record, "access_on", "access_valid_until")


def access_is_dated(record: Settlement) -> Iterator[Problem]:
    """Access says when it was assessed, or nobody can tell whether it still holds."""
    if filled(record, "access"):
        yield from missing(record, "access_on", say("Access is recorded without the day on which it was assessed."))


def code_names_its_list(record: Settlement) -> Iterator[Problem]:
    """An edition of a code list without its system cannot be found again."""
    if filled(record, "code_edition"):
        yield from missing(record, "code_system", say("An edition is given, but not of which list of codes."))


def period_in_order(record: Occupation) -> Iterator[Problem]:
    """A period of control ends after it starts."""
    yield from in_order(record, "start", "end", refuses=True)
    yield from in_order(record, "observed_from", "observed_until")
    yield from rising(record, "present_min", "present_max")


def period_ends_or_goes_on(record: Occupation) -> Iterator[Problem]:
    """A period of control has an end or is ongoing, and never both."""
    if record.ongoing and record.end is not None:
        yield refusal(record, "end", say("The period is marked ongoing and has an end ({end}).", end=record.end))
    if not record.ongoing and record.end is None:
        yield from missing(
            record,
            "end",
            say("The period has neither an end nor the mark that it is ongoing."),
            refuses=is_reviewed(record),
        )


def occupation_has_a_party(record: Occupation) -> Iterator[Problem]:
    """Who occupied is asked of occupation; `unknown` is an answer (Hague Regulations 1907, article 42)."""
    if record.character == "occupied" and record.party in NO_PARTY:
        yield shown(record, "party", say("The settlement was occupied, but no party is named; unknown is an answer."))


def no_forces_where_not_occupied(record: Occupation) -> Iterator[Problem]:
    """Places of detention of a period that was no occupation are looked at again."""
    if record.character == "not_occupied" and filled(record, "detention_places"):
        yield shown(
            record,
            "detention_places",
            say("Places of detention are named in a period that is recorded as not occupied."),
        )


def facility_in_order(record: Facility) -> Iterator[Problem]:
    """In use from and until; persons held at least and at most."""
    yield from in_order(record, "start", "end", refuses=True)
    yield from rising(record, "held_min", "held_max")


def site_in_order(record: Site) -> Iterator[Problem]:
    """Estimates and dates of a site."""
    yield from rising(record, "persons_min", "persons_max")
    yield from in_order(record, "deposited", "disturbed")
    yield from in_order(record, "deposited", "found_on")


def mass_grave_is_reasoned(record: Site) -> Iterator[Problem]:
    """`Mass grave: yes` names the definition and who applied it (Bournemouth Protocol 2020)."""
    if record.mass_grave != "yes":
        return
    yield from missing(
        record, "mass_grave_definition", say("A site called a mass grave names the definition that was applied.")
    )
    yield from missing(record, "mass_grave_assessor", say("A site called a mass grave names who assessed it."))
    if record.persons_max is not None and record.persons_max < 2:
        yield shown(
            record,
            "mass_grave",
            say(
                "A mass grave holds more than one set of remains, but at most {most} is estimated.",
                most=record.persons_max,
            ),
        )
    if record.form in ("single_grave", "no_remains"):
        yield shown(
            record, "mass_grave", say("A mass grave holds more than one set of remains; the form says otherwise.")
        )


def publishing_is_reasoned(record: Site) -> Iterator[Problem]:
    """A decision on publishing the place has its reason, one to publish also its decider (Bournemouth Protocol)."""
    if record.publish not in ("yes", "generalised", "no"):
        return
    opens = record.publish != "no"
    yield from missing(
        record, "publish_rationale", say("A decision on publishing the place needs its reason."), refuses=opens
    )
    if opens:
        yield from missing(record, "publish_decided_by", say("A decision to publish the place names who made it."))


def nothing_beside_none(record: Site) -> Iterator[Problem]:
    """`None seen` stands alone."""
    for name, none in (("disturbance", "none_seen"), ("protection", "none")):
        given: tuple[str, ...] = getattr(record, name) or ()
        if none in given and len(given) > 1:
            yield refusal(record, name, say("“None” cannot stand beside other answers."))


def status_agrees_with_form(record: Site) -> Iterator[Problem]:
    """A negative site has no remains, one without remains is not exhumed."""
    if record.status == "negative" and record.form not in (None, "no_remains", "not_applicable", "unknown"):
        yield shown(record, "form", say("The site is negative, but its form says that remains were there."))
    if record.form == "no_remains" and record.status in ("confirmed", "in_exhumation", "part_exhumed", "exhumed"):
        yield shown(record, "status", say("The form says that there are no remains, but the status says otherwise."))


def site_is_not_in_itself(record: Site) -> Iterator[Problem]:
    """A site is no part of itself."""
    if record.parent is not None and record.parent == record.id:
        yield refusal(record, "parent", say("A site cannot be part of itself."))


def blocks_of_numbers_stand_apart(record: Site) -> Iterator[Problem]:
    """No number of a series is reserved twice, so that teams working apart never give it to two things."""
    blocks = []
    for row in record.number_blocks or ():
        try:
            blocks.append(read_block(row))
        except ValueRefused as refused:
            yield refusal(record, "number_blocks", refused.message)
    both = overlapping(blocks)
    if both is not None:
        one, other = both
        message = say(
            "Two blocks of numbers overlap: {first} to {last}, and {other_first} to {other_last}.",
            first=one.first, last=one.last, other_first=other.first, other_last=other.last,
        )  # fmt: skip
        yield refusal(record, "number_blocks", message)


def link_has_two_ends(record: SiteLink) -> Iterator[Problem]:
    """A link leads from one grave to another."""
    if record.from_site is not None and record.from_site == record.to_site:
        yield refusal(record, "to_site", say("A link leads from one site to another; both ends are the same site."))


def link_has_evidence(record: SiteLink) -> Iterator[Problem]:
    """No link without evidence, and evidence that is kept is named (Krstić, IT-98-33-T, § 71)."""
    if not record.evidence:
        yield refusal(record, "evidence", say("There is no link between graves without evidence."))
    given = record.evidence or ()
    if "DNA_reassociation" in given:
        yield from missing(record, "cases", say("A link by DNA names the remains that it joins."))
    if "soil" in given and not filled(record, "samples") and not filled(record, "report"):
        yield shown(record, "samples", say("A link by soil names its samples or its report."))
    if "ballistics" in given and not filled(record, "artefacts") and not filled(record, "report"):
        yield shown(record, "artefacts", say("A link by ballistics names its artefacts or its report."))


RULES: Mapping[str, tuple[Rule, ...]] = {
    "settlement": (settlement_dates, access_is_dated, code_names_its_list),
    "occupation": (
        period_in_order, period_ends_or_goes_on, occupation_has_a_party, no_forces_where_not_occupied,
    ),
    "facility": (facility_in_order,),
    "site": (
        site_in_order, mass_grave_is_reasoned, publishing_is_reasoned, nothing_beside_none, status_agrees_with_form,
        site_is_not_in_itself, blocks_of_numbers_stand_apart,
    ),
    "site_link": (link_has_two_ends, link_has_evidence),
}  # fmt: skip
