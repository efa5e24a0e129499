"""Graves and remains: cases, minimum numbers and identified persons are three numbers, and none stands for another."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

from forensics.messages import Message, say, say_count
from forensics.mni import groups_of, minimum, why_left_out
from forensics.naming import CONFIRMING, TEETH, Claim, claims_a_name, holding, is_confirmed, of_remains
from forensics.pieces import Piece, piece_of
from forensics.statistics.counting import Figure, Records, Statistic, by_code, crossed, number_of

SITES, CASES, PERSONS = say("grave sites"), say("remains cases"), say("individuals, at least")
OF_BONES = {
    "element": (
        "id", "case", "bone", "side", "zones", "developmental_age", "tooth", "joined_with", "joining_basis",
        "completeness", "fusion_stage", "fusion_by_zone", "fragments",
    ),
    "case": ("id", "exhumation", "site", "remains_class"),
    "exhumation": ("id", "site"),
    "site": ("id", "code"),
}  # fmt: skip
"""What the minimum number of individuals rests on."""


def _bones_by_site(records: Records, *, whole: bool = False) -> tuple[dict[str, list[Piece]], int]:
    """The elements of each site by its id, and how many say too little, or lie in no site; `whole` of all bones."""
    dug = dict(records.around("exhumation", "id", "site"))
    cases = {id_: (dug.get(exhumation) or site, kind) for id_, exhumation, site, kind in
             records.around("case", *OF_BONES["case"])}  # fmt: skip
    found: dict[str, list[Piece]] = {}
    unknown = 0
    for row in (records.around if whole else records.rows)("element", *OF_BONES["element"]):
        one = piece_of(*row)
        site, kind = cases.get(one.case, (None, None))
        if kind == "non_human":
            continue
        unknown += not one.absent and (site is None or why_left_out(one) is not None)
        if site is not None:
            found.setdefault(site, []).append(one)
    return found, unknown


def _mni(records: Records) -> Figure:
    codes = dict(records.around("site", "id", "code"))
    found, unknown = _bones_by_site(records)
    counted = {codes[site]: minimum(found[site]).value for site in found if site in codes}
    return Figure(dict(sorted(counted.items())), unknown)


def _mni_linked(records: Records) -> Figure:
    """Each group of which a grave is asked for is counted whole, also where the others of it were not asked for."""
    codes = dict(records.around("site", "id", "code"))
    asked = {id_ for (id_,) in records.rows("site", "id")}
    groups = [
        group for group in groups_of(records.around("site_link", "from_site", "to_site")) if group <= codes.keys()
    ]
    chosen, unknown = _bones_by_site(records)
    every, _ = _bones_by_site(records, whole=True)
    pooled: dict[str, int] = {}
    for group in groups:
        if not group & asked or any(len(chosen.get(site, ())) < len(every.get(site, ())) for site in group & asked):
            continue
        named = " + ".join(sorted(codes[site] for site in group))
        bones = [bone for site in group for bone in every.get(site, ())]
        unknown += sum(why_left_out(bone) is not None and not bone.absent for site in group - asked
                       for bone in every.get(site, ()))  # fmt: skip
        pooled[named] = minimum(bones).value
    return Figure(pooled, unknown)


def _identified(records: Records) -> Figure:
    """Which claims hold is asked of all of them: what contradicts one may lie in a grave that was not asked for."""
    classes = dict(records.around("case", "id", "remains_class"))
    remains = {id_ for id_, kind in classes.items() if kind != "non_human"}
    bodies = [id_ for id_, kind in classes.items() if kind == "body"]
    joined = {id_: head for id_, head in records.around("case", "id", "joined_to") if head is not None}
    toothless = {
        id_ for id_, *teeth in records.around("missing_person", "id", *TEETH) if not any(teeth)
    }  # fmt: skip
    asked = _confirmed(records.rows("identification", *CLAIMED), toothless)
    every = [(person, tuple(cases or ())) for person, cases, *said in records.around("identification", *CLAIMED)
             if claims_a_name(*said[:2])]  # fmt: skip
    hold = set(holding(of_remains(every, remains), joined, bodies))
    standing = [claim for claim in of_remains(asked, remains) if claim in hold]
    nobody = sum(person is None for person, _ in standing)
    return Figure(len({person for person, _ in standing} - {None}), nobody + len(asked) - len(standing))


CLAIMED = ("missing_person", "cases", *CONFIRMING)


def _confirmed(rows: Iterable[tuple[Any, ...]], toothless: Container[str]) -> list[Claim]:
    return [
        (person, tuple(cases or ())) for person, cases, *said in rows
        if is_confirmed(*said, teeth=person not in toothless)
    ]  # fmt: skip


def beyond_minimum(identified: int, least: int) -> Message | None:
    """What is said beside the counts where more persons are identified than the inventoried bones are of at least."""
    if identified <= least:
        return None
    return say(
        "More persons are identified ({identified}) than the bones in the inventory are of at least ({least}): the "
        "inventory is not complete, or an identification is wrong.",
        identified=identified, least=least,
    )  # fmt: skip


def told_without_inventory(count: int, cases: int) -> Message | None:
    """What is said beside the minimum where `count` of `cases` have no bone in the inventory: it counts none of them.

    A case is no person, and to count each as one would add up what the minimum must never add up.
    """
    if not count:
        return None
    return say_count(
        "{count} of {cases} cases that may be human has no bone in the inventory; the minimum number counts nobody for "
        "it.",
        "{count} of {cases} cases that may be human have no bone in the inventory; the minimum number counts nobody "
        "for them.",
        count=count, cases=cases,
    )  # fmt: skip


def _without_inventory(records: Records) -> Figure:
    """Bones are looked for among all of them: the inventory may say of more bones than were asked for."""
    inventoried = {case for (case,) in records.around("element", "case")}
    return Figure(
        sum(id_ not in inventoried for id_, kind in records.rows("case", "id", "remains_class") if kind != "non_human")
    )


def _pending(records: Records) -> Figure:
    rows = [
        (purpose, result, received)
        for purpose, result, received in records.rows("sample", "purpose", "result", "sent_on")
    ]
    of_dna = [(result, sent) for purpose, result, sent in rows if purpose == "DNA"]
    return Figure(
        sum(result == "pending" for result, _ in of_dna),
        sum(result is None and sent is not None for result, sent in of_dna),
    )


def _trauma(records: Records) -> Figure:
    fields = ("kind", "timing", "mechanism", "sensitivity", "bears_on_sexual_violence")
    return crossed(
        (timing, mechanism, 1)
        for kind, timing, mechanism, sensitivity, sealed in records.rows("finding", *fields)
        if kind in (None, "trauma") and sensitivity != "sealed" and not sealed
    )


def _mass_graves(records: Records) -> Figure:
    answers = [answer for (answer,) in records.rows("site", "mass_grave")]
    return Figure(
        sum(answer == "yes" for answer in answers),
        sum(answer not in ("yes", "no", "not_applicable") for answer in answers),
    )


SITE_STATISTICS = (
    Statistic(
        "sites",
        say("Grave sites"),
        SITES,
        say("Every grave site counts once, in whatever state, negative and destroyed ones too."),
        "site",
        {"site": ("id",)},
        number_of("site"),
    ),
    Statistic(
        "sites_by_status",
        say("Grave sites by status"),
        SITES,
        say("Every grave site counts once, under its status."),
        "site",
        {"site": ("status",)},
        by_code("site", "status"),
    ),
    Statistic(
        "mass_graves",
        say("Mass graves"),
        SITES,
        say(
            "A grave site counts when it was assessed as a mass grave; sites that were not assessed, or left "
            "undetermined, are unknown."
        ),
        "site",
        {"site": ("mass_grave",)},
        _mass_graves,
    ),
    Statistic(
        "exhumations",
        say("Exhumations"),
        say("exhumations"),
        say("Every exhumation counts once; a grave that was opened twice has two."),
        "exhumation",
        {"exhumation": ("id",)},
        number_of("exhumation"),
    ),
)

REMAINS_STATISTICS = (
    Statistic(
        "cases",
        say("Remains cases"),
        CASES,
        say("Every remains case counts once, whatever it turned out to be; cases are not persons."),
        "case",
        {"case": ("id",)},
        number_of("case"),
    ),
    Statistic(
        "cases_by_class",
        say("Remains cases by class"),
        CASES,
        say("Every remains case counts once, under its class."),
        "case",
        {"case": ("remains_class",)},
        by_code("case", "remains_class"),
    ),
    Statistic(
        "mni",
        say("Minimum number of individuals"),
        PERSONS,
        say(
            "For each grave site the least number of people whose bones these can be, by element, side, zone and "
            "developmental age; it is never added up over sites, since one person may lie in several. Elements "
            "without side, or of which neither a zone nor how much is there is recorded, are unknown. Cases without "
            "an inventory add nobody: they are counted apart."
        ),
        "element",
        OF_BONES,
        _mni,
        summed=False,
        names="site",
    ),
    Statistic(
        "cases_without_inventory",
        say("Remains cases without an inventory"),
        CASES,
        say(
            "A remains case counts when no bone of it is in the inventory, unless it was found not to be human: the "
            "minimum number of individuals counts nobody for it."
        ),
        "case",
        {"case": ("id", "remains_class"), "element": ("case",)},
        _without_inventory,
    ),
    Statistic(
        "mni_linked",
        say("Minimum number of individuals, linked graves together"),
        PERSONS,
        say(
            "For each group of graves that links tie together the least number of people whose bones these can be, "
            "counted as if the bones lay in one grave."
        ),
        "element",
        {**OF_BONES, "site_link": ("from_site", "to_site")},
        _mni_linked,
        summed=False,
        names="site",
    ),
    Statistic(
        "identified",
        say("Identified persons"),
        say("persons"),
        say(
            "A person counts once when an identification is confirmed by a body on a day and not superseded, however "
            "many of the remains were found; sight or belongings alone, and teeth without anything known of them from "
            "before death, confirm nobody. One that names nobody is unknown, and so are those that give the same "
            "remains two names, and those whose remains are all voided."
        ),
        "identification",
        {"identification": CLAIMED, "case": ("id", "remains_class", "joined_to"), "missing_person": ("id", *TEETH)},
        _identified,
        persons=True,
        own=True,
    ),
    Statistic(
        "pending_dna",
        say("Samples waiting for a DNA result"),
        say("samples"),
        say("A DNA sample counts when its result is pending; one that was sent and has no result recorded is unknown."),
        "sample",
        {"sample": ("purpose", "result", "sent_on")},
        _pending,
    ),
    Statistic(
        "trauma",
        say("Trauma by timing and mechanism"),
        say("findings"),
        say(
            "Every finding of trauma counts once, under its timing and mechanism; sealed findings are left out, and "
            "perimortem is said of the bone, not of how somebody died."
        ),
        "finding",
        {"finding": ("kind", "timing", "mechanism", "sensitivity", "bears_on_sexual_violence")},
        _trauma,
    ),
)
