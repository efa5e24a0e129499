"""The victims of invented incidents: persons, and a few groups that nobody could list."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

from forensics.changes import Change
from forensics.vocabulary.testimony import SEXUAL_VIOLENCE
from layers.demo.incidents import Event, Plan
from layers.demo.making import Maker, Random, between, chance, pick
from layers.demo.people import staff

UNWILLING, UNWILLING_OF_EVERY = ("no", "withdrawn", "in_part"), 4
"""What they answered, one after another; of every fourth incident of sexual violence there is one."""


def victims(make: Maker, planned: Plan) -> Iterator[Change]:
    """The victims: most incidents have one, some several, a few a group that nobody could list."""
    random = make.random("victims")
    number = 0
    earlier: dict[int, Event] = {}
    for event in planned.events:
        several = 1 if event.secret or chance(random, 0.84) else between(random, 2, 5)
        for _ in range(several):
            number += 1
            if event.secret:
                yield _survivor(make, random, f"EX-V-{number:05d}", event)
            elif several > 1 and chance(random, 0.06):
                yield _group(make, random, f"EX-V-{number:05d}", event)
            else:
                yield _victim(make, random, f"EX-V-{number:05d}", event, earlier)
    yield from _unwilling(make, planned, number)


def _unwilling(make: Maker, planned: Plan, number: int) -> Iterator[Change]:
    """Survivors who said no plain yes, or took it back: of incidents that another survivor agreed to have told."""
    random, answers = make.random("survivors who stay home"), cycle(UNWILLING)
    secret = [event for event in planned.events if event.secret]
    for own, event in enumerate(secret[::UNWILLING_OF_EVERY], number + 1):
        yield _survivor(make, random, f"EX-V-{own:05d}", event, next(answers))


def _person(random: Random) -> dict[str, object]:
    age = pick(random, {"under_18": 4, "18_29": 18, "30_44": 32, "45_59": 28, "60_plus": 18})
    return {
        "sex": pick(random, {"M": 72, "F": 27.5, "undisclosed": 0.5}),
        "age_class": age,
        "under_18": "yes" if age == "under_18" else "no",
        "status": pick(random, {"civilian": 94, "medical_personnel": 1, "journalist": 0.5, "hors_de_combat": 2}),
    }


OUTCOMES = {"murder": ("killed",), "torture": ("injured", "released"), "unlawful_detention": ("detained", "released")}


def _victim(make: Maker, random: Random, code: str, event: Event, earlier: dict[int, Event]) -> Change:
    """One person; some suffered an incident before this one in the same settlement."""
    before = earlier.pop(event.village.number, None) if chance(random, 0.15) else None
    suffered = [event] if before is None else [before, event]
    if event.category != "murder":
        earlier[event.village.number] = event
    outcome = OUTCOMES[event.category] if chance(random, 0.9) else ("missing",)
    return make.add(
        "victim", code, kind="person", incidents=make.ids("incident", [one.code for one in suffered]),
        count_min=1, count_best=1, count_max=1, count_basis="listed", counted_by=staff("analyst")[0],
        acts=tuple(dict.fromkeys(one.category for one in suffered)), outcome=outcome,
        held_at=make.ids("facility", [event.facility] if event.facility else []), **_person(random),
    )  # fmt: skip


def _group(make: Maker, random: Random, code: str, event: Event) -> Change:
    least = between(random, 2, 9)
    return make.add(
        "victim", code, kind="group", incidents=make.ids("incident", [event.code]), sex="mixed", status="civilian",
        under_18="not_known", count_min=least, count_best=least + between(random, 0, 4), count_max=least + 8,
        count_basis="witness_estimate", counted_by=staff("analyst")[0], acts=(event.category,),
        outcome=OUTCOMES[event.category],
    )  # fmt: skip


def _survivor(make: Maker, random: Random, code: str, event: Event, answer: str = "yes") -> Change:
    age = pick(random, {"18_29": 45, "30_44": 35, "45_59": 15})
    return make.add(
        "victim", code, kind="person", incidents=make.ids("incident", [event.code]),
        sex=pick(random, {"F": 7, "M": 3}), age_class=age, under_18="no",
        status="civilian", count_min=1, count_best=1, count_max=1, acts=(SEXUAL_VIOLENCE,),
        survivor_consent=answer, custodian_reference=f"EX-CUSTODIAN-{event.code[-4:]}",
    )  # fmt: skip
