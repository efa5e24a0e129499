"""The people of the invented mission, by code alone, and their teams."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from forensics.changes import Change
from layers.demo.making import EXAMPLE, Maker, point
from layers.demo.world import INTERVIEWERS, TEAMS, World

LICENSED = ("forensic_pathologist_or_medical_expert", "odontologist", "ordnance_specialist")

STAFF: tuple[tuple[str, tuple[str, ...], int], ...] = (
    ("archaeologist", ("archaeologist",), 4),
    ("anthropologist", ("anthropologist",), 4),
    ("expert", ("forensic_pathologist_or_medical_expert",), 4),
    ("odontologist", ("odontologist",), 1),
    ("ordnance", ("ordnance_specialist",), 3),
    ("investigator", ("investigator",), 4),
    ("photographer", ("photographer",), 3),
    ("custodian", ("evidence_custodian",), 2),
    ("liaison", ("family_liaison",), 2),
    ("planner", ("planner",), 1),
    ("analyst", ("analyst", "reviewer"), 4),
    ("lead", ("lead", "reviewer"), 2),
    ("interpreter", ("interpreter",), 3),
)
"""What the rest of the mission does, how, and how many of each there are."""

SIGNING = ("archaeologist", "expert", "photographer", "custodian")
"""Those who sign opinions, or what passes through their hands, each with a key of their own."""


def interviewer(number: int) -> str:
    """The code of an interviewer, 0 to 34."""
    return f"EX-PE-{number + 1:02d}"


def staff(role: str) -> tuple[str, ...]:
    """The codes of those of the mission who do this."""
    first = INTERVIEWERS
    for name, _, count in STAFF:
        if name == role:
            return tuple(f"EX-PE-{number + 1:02d}" for number in range(first, first + count))
        first += count
    raise KeyError(role)


def team(number: int) -> str:
    """The code of a team: the interviewers', then exhumation A and B, survey, clearance."""
    return f"EX-T-{number + 1:02d}"


EXHUMATION_TEAMS = (team(TEAMS), team(TEAMS + 1))
SURVEY_TEAM, CLEARANCE_TEAM = team(TEAMS + 2), team(TEAMS + 3)


def practitioners(make: Maker, key_of: Callable[[str], str]) -> Iterator[Change]:
    """Everybody of the mission; `key_of` gives the fingerprint of who has a key, by code, and nothing of others."""
    for number in range(INTERVIEWERS):
        roles: tuple[str, ...] = ("interviewer", "investigator") if number % 5 == 0 else ("interviewer",)
        yield _practitioner(make, interviewer(number), roles)
    for name, roles, _ in STAFF:
        for code in staff(name):
            yield _practitioner(make, code, roles, key_of(code))


def _practitioner(make: Maker, code: str, roles: tuple[str, ...], device: str = "") -> Change:
    lead = staff("lead")[0]
    licensed = any(role in LICENSED for role in roles)
    return make.add(
        "practitioner", code, roles=roles, organisation=f"{EXAMPLE} mission", languages="uk, en", start="2022-03-15",
        qualification=f"{EXAMPLE}: invented", licence_number=f"EX-LIC-{code[-2:]}" if licensed else None,
        licence_until="2026-12-31" if licensed else None,
        signing_keys=({"fingerprint": device, "enrolled_by": lead, "since": "2022-03-15"},) if device else None,
    )  # fmt: skip


def teams(make: Maker, world: World) -> Iterator[Change]:
    """The teams, each led from within."""
    base = world.villages[0]
    skills = ("interviewing", "interviewing_children", "interpreting")
    for number in range(TEAMS):
        members = [interviewer(number * 5 + at) for at in range(5)]
        yield _team(make, team(number), f"interviews {number + 1}", members, skills, base.lon, base.lat)
    for at, code in enumerate(EXHUMATION_TEAMS):
        members = [staff(role)[at] for role in ("archaeologist", "anthropologist", "expert", "photographer")]
        members += [staff("archaeologist")[at + 2], staff("ordnance")[at]]
        dug = ("archaeology", "anthropology", "pathology", "photography", "ordnance")
        yield _team(make, code, f"exhumation {at + 1}", members, dug, base.lon, base.lat)
    survey = [staff("planner")[0], staff("investigator")[0], staff("photographer")[2]]
    yield _team(make, SURVEY_TEAM, "survey", survey, ("surveying", "geophysics", "drone"), base.lon, base.lat)
    clearance = [staff("ordnance")[2], staff("investigator")[3]]
    yield _team(make, CLEARANCE_TEAM, "clearance", clearance, ("ordnance", "first_aid"), base.lon, base.lat)


def _team(
    make: Maker, code: str, name: str, members: list[str], skills: tuple[str, ...], lon: float, lat: float
) -> Change:
    return make.add(
        "team", code, name=f"{EXAMPLE} {name}", lead=make.id("practitioner", members[0]),
        members=make.ids("practitioner", members), skills=skills, languages="uk, en", start="2022-03-15",
        place=point(lon, lat, method="map"), capacity=20.0 * len(members), vehicles="1",
        equipment=f"{EXAMPLE}: kit of the team", check_in="18:00",
    )  # fmt: skip
