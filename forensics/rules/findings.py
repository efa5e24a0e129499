"""What must hold of examinations, biological profiles, findings and opinions on death."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forensics.fields import Kind
from forensics.messages import Message, say
from forensics.problems import Problem
from forensics.records.base import Record
from forensics.records.remains import Examination, Finding, Opinion, Profile
from forensics.rules.between import fields_of, filled, in_order, missing, rising
from forensics.rules.saying import refusal, shown
from forensics.vocabulary.remains import SIGNED_AS, UNDER_18

ADULT_FROM = 18
YOUNG_BELOW = 15
"""Below this age the sex of bones alone is not estimated (Buikstra & Ubelaker 1994)."""

AGES_OF_CLASS = {
    "fetus": (0, 0), "perinate": (0, 1), "0_3": (0, 4), "4_12": (4, 13), "13_17": (13, 18), "18_19": (18, 20),
    "20_34": (20, 35), "35_49": (35, 50), "50_plus": (50, 120), "subadult": (0, 20), "adult": (17, 120),
}  # fmt: skip
"""Years from and below which each class lies, wide enough that only a contradiction is found."""

SEX_NOT_FROM_BONE = ("DNA", "genitalia", "internal_organs")

NO_FORCE = ("animal", "excavation_damage")
OF_PROJECTILES = ("projectile", "blast", "indeterminate")
LOCUS = re.compile(r"\b(D\d{1,2}S\d{2,4}|DYS\d{3}|TH0?1|TPOX|CSF1PO|vWA|FGA|SE33|Penta ?[DE])\b", re.IGNORECASE)


def examination_in_order(record: Examination) -> Iterator[Problem]:
    """Started, ended."""
    yield from in_order(record, "start", "end", refuses=True)


def intervals_in_order(record: Profile) -> Iterator[Problem]:
    """Age and stature from the least to the most."""
    yield from rising(record, "age_min", "age_max")
    yield from rising(record, "stature_min", "stature", "stature_max")


def under_18_follows_from_the_interval(record: Profile) -> Iterator[Problem]:
    """Under 18 is yes below 18, no from 18, and otherwise the interval spans it; never guessed."""
    given = record.under_18
    if given is None or given not in UNDER_18.codes:
        return
    if record.age_min is None and record.age_max is None:
        yield shown(record, "under_18", say("Under 18 is answered without an age interval that it follows from."))
        return
    expected = _under_18(record.age_min or 0, record.age_max)
    if given != expected:
        yield refusal(
            record,
            "under_18",
            say(
                "From this age interval follows “{expected}”, not “{found}”.",
                expected=Message(UNDER_18.codes[expected]),
                found=Message(UNDER_18.codes[given]),
            ),
        )


def _under_18(least: float, most: float | None) -> str:
    if least >= ADULT_FROM:
        return "no"
    return "yes" if most is not None and most < ADULT_FROM else "interval_spans_18"


def age_class_meets_the_interval(record: Profile) -> Iterator[Problem]:
    """The class is the examiner's; one that lies wholly outside the interval is looked at again."""
    if record.age_class not in AGES_OF_CLASS or record.age_min is None or record.age_max is None:
        return
    first, below = AGES_OF_CLASS[record.age_class]
    if record.age_max < first or record.age_min > below:
        yield shown(
            record,
            "age_class",
            say(
                "The age class lies outside the interval of {least} to {most} years.",
                least=record.age_min,
                most=record.age_max,
            ),
        )


def estimates_name_their_method(record: Profile) -> Iterator[Problem]:
    """Sex, age and stature say how they were estimated."""
    if record.sex in ("F", "F?", "M?", "M"):
        yield from missing(record, "sex_methods", say("Sex is estimated, but no method is named."))
    if record.age_min is not None or record.age_max is not None:
        yield from missing(record, "age_methods", say("Age is estimated, but no method is named."))
    if record.stature is not None or record.stature_min is not None:
        yield from missing(record, "stature_formula", say("Stature is estimated, but no formula is named."))


def sex_of_the_young_is_not_from_bone(record: Profile) -> Iterator[Problem]:
    """Bones of children say no sex (Buikstra & Ubelaker 1994)."""
    young = record.age_max is not None and record.age_max < YOUNG_BELOW
    from_bone = record.sex_methods and not set(record.sex_methods) & set(SEX_NOT_FROM_BONE)
    if young and record.sex in ("F", "F?", "M?", "M") and from_bone:
        yield shown(record, "sex", say("The sex of a child is not estimated from bones alone."))


def holds_no_genetic_profile(record: Record) -> Iterator[Problem]:
    """Genetic profiles are never recorded; names of two loci in one text are taken for one."""
    for field in fields_of(type(record)).values():
        if field.kind in (Kind.TEXT, Kind.NOTE, Kind.ROWS):
            found = {name.upper() for name in LOCUS.findall(str(getattr(record, field.name) or ""))}
            if len(found) > 1:
                yield refusal(
                    record,
                    field.name,
                    say(
                        "This reads like a genetic profile ({loci}); the register records none.",
                        loci=", ".join(sorted(found)),
                    ),
                )


def perimortem_is_of_force(record: Finding) -> Iterator[Problem]:
    """Gnawing and excavation damage are later than death; perimortem is a statement about bone."""
    if record.timing == "perimortem" and record.mechanism in NO_FORCE:
        yield shown(record, "timing", say("Animals and excavation damage bone after death; perimortem does not agree."))


def healing_agrees_with_timing(record: Finding) -> Iterator[Problem]:
    """Healing shows life after the injury, and only that."""
    if record.healing in ("early", "advanced", "healed") and record.timing == "postmortem":
        yield shown(record, "healing", say("Bone heals only in life; the timing is post-mortem."))
    if record.healing in ("advanced", "healed") and record.timing == "perimortem":
        yield shown(record, "healing", say("An injury that healed this far is ante-mortem, not perimortem."))
    if record.healing == "none" and record.timing == "antemortem":
        yield shown(record, "healing", say("An ante-mortem injury is told by its healing; none is recorded."))


def role_agrees_with_mechanism(record: Finding) -> Iterator[Problem]:
    """Entry, exit and keyhole are of projectiles; the bevel widens in the direction of flight."""
    role = record.role
    if role in ("entry", "exit", "keyhole", "tangential") and record.mechanism not in (None, *OF_PROJECTILES):
        yield shown(record, "role", say("Entry, exit and keyhole are of projectiles; the mechanism is another."))
    if (role, record.bevel) in (("entry", "external"), ("exit", "internal")):
        yield shown(record, "bevel", say("An entry bevels inwards and an exit outwards; this is the other way round."))


def impacts_do_not_exceed_defects(record: Finding) -> Iterator[Problem]:
    """Each impact that is counted left a defect."""
    if record.impacts_min is not None and record.defects is not None and record.impacts_min > record.defects:
        yield shown(
            record,
            "impacts_min",
            say(
                "At least {impacts} impacts are counted on {defects} defects.",
                impacts=record.impacts_min,
                defects=record.defects,
            ),
        )


def sexual_violence_is_sealed(record: Finding) -> Iterator[Problem]:
    """A finding that bears on sexual violence is sealed as a whole."""
    if record.bears_on_sexual_violence and record.sensitivity != "sealed":
        yield refusal(
            record, "sensitivity", say("A finding that bears on sexual violence is sealed; set its sensitivity so.")
        )


def opinion_is_signed(record: Opinion) -> Iterator[Problem]:
    """Cause and manner are the opinion of a forensic pathologist or forensic medical expert (Minnesota Protocol)."""
    if not any(filled(record, name) for name in ("cause", "manner", "violent")):
        return
    because = say("An opinion on death is signed by a forensic pathologist or a forensic medical expert.")
    yield from missing(record, "signed_by", because)
    if record.signed_as is not None and record.signed_as not in SIGNED_AS.codes:
        yield Problem("signed_as", record.signed_as, because, refuses=False)


def opinion_agrees_with_itself(record: Opinion) -> Iterator[Problem]:
    """Manner and violence do not contradict each other; the opinion says what it rests on."""
    if record.manner == "homicide" and record.violent == "no":
        yield shown(record, "violent", say("The manner is homicide, but the death is said not to be violent."))
    if record.manner == "natural" and record.violent == "yes":
        yield shown(record, "violent", say("The manner is natural, but the death is said to be violent."))
    if filled(record, "cause") and not filled(record, "rests_on") and not filled(record, "findings"):
        yield shown(record, "rests_on", say("The opinion does not say what it rests on."))
    yield from in_order(record, "died", "date", refuses=True)
    if record.id is not None and record.supersedes == record.id:
        yield refusal(record, "supersedes", say("An opinion cannot supersede itself."))
    elif record.supersedes is not None:
        yield from missing(record, "supersedes_reason", say("An opinion that supersedes another says why."))


EXAMINATION = (examination_in_order,)
PROFILE = (
    intervals_in_order, under_18_follows_from_the_interval, age_class_meets_the_interval, estimates_name_their_method,
    sex_of_the_young_is_not_from_bone, holds_no_genetic_profile,
)  # fmt: skip
FINDING = (
    perimortem_is_of_force, healing_agrees_with_timing, role_agrees_with_mechanism, impacts_do_not_exceed_defects,
    sexual_violence_is_sealed,
)  # fmt: skip
OPINION = (opinion_is_signed, opinion_agrees_with_itself)
