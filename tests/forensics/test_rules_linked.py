"""Rules between records: links under seal, independent sources, children's consent, packages in packages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from forensics.places import Place, point_hex
from forensics.problems import Problem
from forensics.records.base import Record
from forensics.records.evidence import Artefact, Media, Package
from forensics.records.graves import Context, Exhumation
from forensics.records.places import Site
from forensics.records.planning import Visit
from forensics.records.remains import Case
from forensics.records.testimony import Consent, Incident, Interview, Source, Victim
from forensics.rules.linked import independence_groups, linked_problems, named_by


class Records:
    """Records in memory, as forensics.rules.linked.Surroundings."""

    def __init__(self, *records: Record) -> None:
        self._by_id = {record.id: record for record in records}

    def record(self, id_: str) -> Record | None:
        return self._by_id.get(id_)

    def alike(self, type_: str, field: str, value: str) -> Iterable[Record]:
        ofs = (one for one in self._by_id.values() if type(one).about.type == type_)
        return [one for one in ofs if getattr(one, field) == value]

    def referring(self, id_: str) -> Iterable[Record]:
        return [one for one in self._by_id.values() if any(named == id_ for _, named in named_by(one))]


def problems(*records: Record) -> list[Problem]:
    """What is wrong with the first of the records among all of them."""
    return list(linked_problems(records[0], Records(*records)))


def fields(*records: Record) -> list[str | None]:
    return [problem.field for problem in problems(*records)]


SEXUAL = Incident(id="i1", code="EX-I-1", category="sexual_violence")
TORTURE = Incident(id="i2", code="EX-I-2", category="torture")
VICTIM = Victim(id="v1", code="EX-V-1", incidents=("i1",), acts=("sexual_violence",))


@pytest.mark.parametrize(
    "record",
    [
        Interview(id="x", code="EX-IV-1", incidents=("i1",)),
        Media(id="x", code="EX-M-1", subject=("i1",)),
        Media(id="x", code="EX-M-1", restricted_subject=("v1",)),
        Visit(id="x", code="EX-VI-1", visited=("i1",)),
        Source(id="x", code="EX-SO-1", precedes=("i1",)),
        Incident(id="x", code="EX-I-3", category="torture", same_as=("i1",)),
    ],
    ids=lambda record: f"{record.about.type}",
)
def test_no_open_link_nor_medium_leads_to_sexual_violence(record: Record) -> None:
    (problem,) = problems(record, SEXUAL, VICTIM)
    assert problem.refuses
    assert "could expose a survivor" in str(problem.message)


def test_a_link_under_seal_is_kept() -> None:
    sealed = Interview(id="x", code="EX-IV-1", sealed_links=("i1",))
    assert problems(sealed, SEXUAL) == []
    assert problems(SEXUAL, sealed, VICTIM) == []
    assert problems(VICTIM, SEXUAL) == []


def test_an_incident_that_something_names_openly_does_not_become_one_of_sexual_violence() -> None:
    (problem,) = problems(SEXUAL, Media(id="x", code="EX-M-1", subject=("i1",)))
    assert problem.refuses
    assert "EX-M-1" in str(problem.message)


def test_a_victim_does_not_link_sexual_violence_to_other_acts() -> None:
    both = Victim(id="v2", code="EX-V-2", incidents=("i1", "i2"))
    assert "incidents" in fields(both, SEXUAL, TORTURE)
    assert fields(Victim(id="v2", code="EX-V-2", incidents=("i2",)), SEXUAL, TORTURE) == []


def test_a_victim_is_held_to_the_limits_by_its_incident_alone() -> None:
    assert fields(Victim(id="v2", code="EX-V-2", incidents=("i1",), notes="words"), SEXUAL) == ["notes"]


def test_a_victim_with_words_keeps_its_incident_from_becoming_one_of_sexual_violence() -> None:
    assert fields(SEXUAL, Victim(id="v2", code="EX-V-2", incidents=("i1",), notes="words")) == ["notes"]


def test_a_sealed_source_of_sexual_violence_has_no_summary() -> None:
    incident = SEXUAL.model_copy(update={"sealed_links": ("s1",)})
    assert fields(incident, Source(id="s1", code="EX-SO-1", summary="words")) == ["sealed_links"]
    assert fields(incident, Source(id="s1", code="EX-SO-1")) == []


def sourced(*groups: str | None) -> list[Record]:
    sources = [Source(id=f"s{n}", code=f"EX-SO-{n}", independence_group=group) for n, group in enumerate(groups)]
    named = tuple(source.id or "" for source in sources)
    return [Incident(id="i9", code="EX-I-9", category="murder", level="verified", sources=named), *sources]


def test_verified_needs_two_independent_groups() -> None:
    assert fields(*sourced("EX-G-1", "EX-G-2")) == []
    for groups in (("EX-G-1",), ("EX-G-1", "EX-G-1", "EX-G-1"), ("EX-G-1", None), ()):
        (problem,) = problems(*sourced(*groups))
        assert (problem.field, problem.refuses) == ("level", True)


def test_two_reposts_of_one_video_are_one_group() -> None:
    records = sourced("EX-G-1", "EX-G-1")
    incident = records[0]
    assert isinstance(incident, Incident)
    assert independence_groups(incident, Records(*records)) == {"EX-G-1"}


def test_a_copy_is_of_the_group_of_what_it_copies() -> None:
    original = Source(id="s1", code="EX-SO-1", independence_group="EX-G-1")
    copy: dict[str, Any] = {"id": "s2", "code": "EX-SO-2", "copies": "s1"}
    assert fields(Source(**copy, independence_group="EX-G-2"), original) == ["independence_group"]
    assert fields(Source(**copy, independence_group="EX-G-1"), original) == []


def test_the_consent_of_a_child_is_reviewed_only_with_a_guardian_or_a_reason() -> None:
    child = Interview(id="iv", code="EX-IV-1", age_group="under_18")
    consent = Consent(id="c", code="EX-CN-1", interview="iv", answer="yes", review="reviewed")
    (problem,) = problems(consent, child)
    assert problem.refuses
    assert problems(consent, child.model_copy(update={"guardian": "EX-W-9"})) == []
    assert problems(consent.model_copy(update={"answer": "no"}), child) == []


def test_an_item_lies_in_one_package() -> None:
    one, other = Package(id="p1", code="EX-PK-1", holds=("a",)), Package(id="p2", code="EX-PK-2", holds=("a",))
    assert fields(one, other) == ["holds"]


def test_a_package_is_not_inside_itself_by_way_of_others() -> None:
    first = Package(id="p1", code="EX-PK-1", holds=("p2",))
    second = Package(id="p2", code="EX-PK-2", holds=("p3",))
    assert fields(first, second, Package(id="p3", code="EX-PK-3", holds=("p1",))) == ["holds"]
    assert fields(first, second, Package(id="p3", code="EX-PK-3")) == []


# Levels


def lying(z: float, **context: Any) -> list[str | None]:
    """What is wrong with remains at that height of the grid in a context of 61.30 to 60.80 m over the site's datum."""
    dug = Exhumation(id="x", code="EX-X", site="s", datum_height=62.0, height_datum="site_datum")
    values = {"level_top": 61.3, "level_base": 60.8, "level_datum": "site_datum", **context}
    held = Context(id="c", code="EX-C", exhumation="x", **values)
    return fields(Case(id="h", code="S-1-001B", context="c", place=place_in_grid(1.0, 1.0, z)), held, dug)


def place_in_grid(x: float, y: float, z: float) -> Place:
    return Place(site_geometry=point_hex(x, y, z), crs="site")


def test_remains_lie_between_the_levels_of_their_context() -> None:
    assert lying(-0.9) == []
    assert lying(-0.62) == [], "the top of a body is no plane"
    assert lying(-0.55) == ["context"]
    assert lying(-1.4) == ["context"]
    assert lying(-1.4, level_base=None) == []


def test_levels_over_another_datum_are_compared_with_nothing() -> None:
    assert lying(-0.1, level_datum="Baltic_1977") == []
    assert lying(-0.1, level_datum=None) == []


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (Artefact(id="a", code="EX-A", exhumation="x",
                  place=Place(geometry=point_hex(30, 50), height=-1.0, height_datum="site_datum")), "place"),
        (Case(id="k", code="S-1-001B", exhumation="x", elevation=-1.0, height_datum="site_datum"), "elevation"),
        (Context(id="c", code="EX-C5", exhumation="x", level_top=-0.3, level_datum="site_datum"), "level_top"),
        (Artefact(id="a", code="EX-A", exhumation="x", place=place_in_grid(1, 1, -62.0)), "place"),
    ],
)  # fmt: skip
def test_a_z_or_a_depth_that_was_written_as_a_height_is_asked_about(record: Record, field: str) -> None:
    dug = Exhumation(id="x", code="EX-X", site="s", datum_height=62.0, height_datum="site_datum")
    found = [one for one in problems(record, dug) if "a depth written as a height?" in str(one.message)]
    assert [(one.field, one.refuses) for one in found] == [(field, False)]
    assert "from z 0 of the grid, which is 62.00 m over it" in str(found[0].message)


def test_a_height_as_deep_as_its_grave_is_not_asked_about() -> None:
    """A well of 30 m whose depth is recorded, and a grave of 2 m."""
    dug = Exhumation(id="x", code="EX-X", site="s", datum_height=62.0, height_datum="site_datum")
    for z, deep in ((-28.0, 30.0), (-1.8, None)):
        case = Case(id="k", code="S-1-001B", exhumation="x", elevation=62.0 + z, height_datum="site_datum")
        found = problems(case, dug, Site(id="s", code="S-1", depth=deep))
        assert not [one for one in found if "written as a height" in str(one.message)]


def test_a_problem_of_levels_names_the_heights() -> None:
    dug = Exhumation(id="x", code="EX-X", site="s", datum_height=62.0, height_datum="EVRF")
    held = Context(id="c", code="EX-C5", exhumation="x", level_top=61.3, level_base=60.8, level_datum="EVRF")
    [problem] = problems(Artefact(id="a", code="EX-A", context="c", place=place_in_grid(1, 1, -0.5)), held, dug)
    assert not problem.refuses
    assert "61.50 m and its context EX-C5 at 61.30 – 60.80 m" in str(problem.message)
