"""A project with everything that a map may show and much that it may not; restricted values are canaries."""

from __future__ import annotations

from typing import Any

import shapely

from forensics.changes import Change
from forensics.vocabulary.steps import SITE_STEP
from layers.project import Project
from tests.layers.filled import placed
from tests.layers.projects import make, record, site

CANARIES = ("CANARY-of-the-site", "CANARY-what-was-seen", "CANARY-interviewee", "CANARY-note")
"""Restricted values; no profile but court lets them out."""


def point(lon: float, lat: float) -> dict[str, str]:
    return placed(shapely.Point(lon, lat))


def square(lon: float, lat: float, side: float = 0.04) -> dict[str, str]:
    return placed(shapely.MultiPolygon([shapely.box(lon, lat, lon + side, lat + side)]))


LIMITED = [{"step": step, "limitation": "the grave was opened before anybody came"} for step in SITE_STEP.all_codes]
"""Why nothing bears out what the status of these graves claims, so that a court may be handed them."""


def mapped(folder: Any, engine: str = "plain") -> Project:
    """A real project around two settlements of a made-up mission."""
    project = make(folder, engine, pack="ua")
    project.register.commit(records().values(), "taken in")
    return project


def records() -> dict[str, Change]:
    """Two settlements, periods of control, graves under each decision, an incident with its like, an interview."""
    izium = record(
        "settlement", "P-1", name_uk="Ізюм", name_en="Izium", population=45884, access="open", notes="CANARY-note",
        other_names=[{"language": "ru", "name": "Изюм"}], place=point(37.25, 49.2), area=square(37.23, 49.18),
    )  # fmt: skip
    other = record(
        "settlement", "P-2", name_uk="Мостки <b>", name_en="</script><script>document.title='taken'</script>",
        population=800, place=point(37.6, 49.4),
    )  # fmt: skip
    home = {"settlement": izium.record}
    held = record(
        "occupation", "O-1", character="occupied", party="russia", start="2022-04-01", end="2022-09-10",
        sub_area=square(37.24, 49.19, 0.01), **home,
    )  # fmt: skip
    before = record("occupation", "O-2", character="contested", start="2022-03-01", end="2022-03-31", **home)
    graves = {
        decision or "undecided": site(
            f"S-{decision or 'undecided'}", lon=37.2 + at / 50, lat=49.25, status="confirmed", form="single_grave",
            found_how="CANARY-of-the-site", order_limitations=LIMITED, **home,
            **({"publish": decision} if decision else {}),
        )
        for at, decision in enumerate(("yes", "generalised", "no", ""))
    }  # fmt: skip
    exact = record(
        "incident", "I-1", category="murder", level="lead", place=point(37.3, 49.22), date="2022-05-01",
        description="CANARY-what-was-seen", **home,
    )  # fmt: skip
    sealed = record("incident", "I-2", category="sexual_violence", level="lead", date="2022-05", **home)
    asked = [
        record(
            "interview", f"IV-{at}", display_area=area, interviewee_code="CANARY-interviewee", informed_consent="yes",
            place=point(37.111, 49.111), **home,
        )
        for at, area in enumerate(("settlement", "admin2"))
    ]  # fmt: skip
    return {
        "izium": izium, "other": other, "held": held, "before": before, **graves, "exact": exact, "sealed": sealed,
        **{f"asked-{at}": one for at, one in enumerate(asked)},
    }  # fmt: skip
