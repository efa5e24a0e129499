"""What follows from records about where sites and remains stand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.places import place_of
from forensics.records.evidence import Custody, Media, Sample
from forensics.records.graves import Authority, Exhumation
from forensics.records.identity import Identification, MissingPerson
from forensics.records.places import Site
from forensics.records.planning import Hazard
from forensics.records.remains import Case, Disposition, Examination
from forensics.vocabulary.planning import PRACTITIONER_ROLE
from forensics.vocabulary.steps import CASE_STEP, SITE_STEP
from forensics.workflow.case import case_course
from forensics.workflow.facts import CaseFacts, SiteFacts
from forensics.workflow.ground import reaching
from forensics.workflow.said import says_something
from forensics.workflow.site import may_be_dug, site_course
from forensics.workflow.steps import Course, State, states_of
from tests.counts import count

DAY = "2024-05-14"
POINT = place_of(shapely.Point(30.2, 50.5), crs="EPSG:4326", method="RTK")
ROOM = place_of(shapely.Point(30.2, 50.5).buffer(0.01), crs="EPSG:4326")


def site(**values: Any) -> Site:
    return Site(id="s", code="EX-S", **values)


def hazard(**values: Any) -> Hazard:
    return Hazard(id="h", code="EX-H", place=ROOM, **values)


CLEARED: dict[str, Any] = {
    "hazard_type": "mine", "hazard_class": "cleared", "assessment": "clearance", "status": "closed",
    "assessed_on": "2024-01-02", "cleared_depth_cm": 200.0,
}  # fmt: skip
WHOLE_SITE = SiteFacts(
    site(
        reported_on="2023-01-01", place=POINT, protection=("cordon",), depth=1.5, detection=("test_trench",),
        status="closed", status_on="2024-05-01", family_contact="EX-OFFICE",
    ),
    DAY,
    authorities=(
        Authority(id="a", code="EX-AU", authority_type="prosecutor_order", date="2024-02-01", family_notified="yes"),
    ),
    exhumations=(
        Exhumation(
            id="x", code="EX-X", site="s", start="2024-03-01", end="2024-03-20", bottom_reached="yes",
            backfilled="yes", protocol_signed="yes",
        ),
    ),
    hazards=(hazard(**CLEARED),),
    cases=(Case(id="c", code="EX-C-001B", exhumation="x"),),
    missing=(MissingPerson(id="m", code="EX-M", effects="EXAMPLE"),),
)  # fmt: skip

WHOLE_CASE = CaseFacts(
    Case(
        id="c", code="EX-C-001B", origin="exhumation", exhumation="x", place=POINT, ordnance_check="done",
        recovered_at="2024-03-02T10:00:00+02:00", recovered_by="p",
    ),
    media=(Media(id="f", code="EX-F", sha256="0" * 64, case_board="yes", scale_bar="yes", north_arrow="yes"),),
    custody=(Custody(id="u", code="EX-CU", item="c", action="received", at="2024-03-03T10:00:00+02:00",
                     seal_before="S-1", seal_read="S-1", seal_condition="intact"),),
    examinations=(Examination(id="e", code="EX-E", case="c", end="2024-03-09", examiners=("p",), limitations="none"),),
    samples=(Sample(id="t", code="EX-T", case="c", date="2024-03-09"),),
    identifications=(Identification(id="i", code="EX-I", cases=("c",), missing_person="m", status="confirmed",
                                    deciding_body="court", date="2024-04-01"),),
    dispositions=(Disposition(id="d", code="EX-D", cases=("c",), kind="reburied", cemetery="EXAMPLE", plot="7"),),
    missing=(MissingPerson(id="m", code="EX-M", liaison="p", later_parts="tell_at_end", medical="EXAMPLE",
                           told=({"what": "EXAMPLE"},)),),
)  # fmt: skip


def keys(course: Course) -> list[str]:
    """The steps that are borne out."""
    return [step.key for step in course.steps if step.done]


def test_a_site_with_every_record_has_come_to_its_end() -> None:
    course = site_course(WHOLE_SITE)
    assert set(course.states) == {State.DONE}
    assert course.next is None
    assert not list(course.waiting())


def test_a_case_with_every_record_has_come_to_its_end() -> None:
    course = case_course(WHOLE_CASE)
    assert set(course.states) == {State.DONE}
    assert not list(course.waiting())


def test_a_report_alone_waits_for_the_ordnance_specialist() -> None:
    course = site_course(SiteFacts(site(reported_on="2023-01-01"), DAY))
    assert keys(course) == ["reported"]
    assert course.next is not None
    assert course.next.key == "hazard_assessed"
    [first, *beside] = list(course.waiting())
    assert first[1].roles == ("ordnance_specialist",)
    assert {role for _, need in beside for role in need.roles} == {"family_liaison"}


@given(st.lists(st.booleans(), max_size=12))
@settings(max_examples=count(100, 2000))
def test_what_lies_before_the_last_step_borne_out_is_done_or_passed_over_and_one_step_is_next(done: list[bool]) -> None:
    states = states_of(done)
    last = max((at for at, one in enumerate(done) if one), default=-1)
    assert [state is State.DONE for state in states] == done
    assert all(state in (State.DONE, State.PASSED_OVER) for state in states[: last + 1])
    assert list(states[last + 1 :]) == [State.NEXT, *[State.AHEAD] * len(done)][: len(done) - last - 1]
    still = states_of(done, settled=False)
    assert still.count(State.NEXT) == (0 if all(done) else 1)
    assert State.NEXT not in still or all(done[: still.index(State.NEXT)])


SITE_PARTS = ("authorities", "exhumations", "hazards", "missing")
CASE_PARTS = ("media", "custody", "examinations", "samples", "identifications", "dispositions", "missing")


@given(st.sets(st.sampled_from(SITE_PARTS)), st.sampled_from(SITE_PARTS))
@settings(max_examples=count(60, 400))
def test_one_more_record_of_a_site_takes_no_step_back(held: set[str], more: str) -> None:
    bare = dict.fromkeys(SITE_PARTS, ())
    before = site_course(replace(WHOLE_SITE, **{**bare, **{name: getattr(WHOLE_SITE, name) for name in held}}))
    after = site_course(replace(WHOLE_SITE, **{**bare, **{name: getattr(WHOLE_SITE, name) for name in {*held, more}}}))
    gone = set(keys(before)) - set(keys(after))
    assert gone <= {"closed", "exhumed"} if more == "exhumations" else not gone


@given(st.sets(st.sampled_from(CASE_PARTS)), st.sampled_from(CASE_PARTS))
@settings(max_examples=count(60, 400))
def test_one_more_record_of_a_case_takes_no_step_back(held: set[str], more: str) -> None:
    bare = dict.fromkeys(CASE_PARTS, ())
    before = case_course(replace(WHOLE_CASE, **{**bare, **{name: getattr(WHOLE_CASE, name) for name in held}}))
    after = case_course(replace(WHOLE_CASE, **{**bare, **{name: getattr(WHOLE_CASE, name) for name in {*held, more}}}))
    assert set(keys(before)) <= set(keys(after))


@given(st.permutations(range(4)))
@settings(max_examples=count(24, 24))
def test_the_order_in_which_records_are_read_changes_nothing(order: list[int]) -> None:
    several = [
        Identification(id=f"i{at}", code=f"EX-I-{at}", cases=("c",), missing_person=f"m{at % 2}",
                       status="confirmed" if at else "proposed")
        for at in range(4)
    ]  # fmt: skip
    facts = replace(WHOLE_CASE, identifications=tuple(several[at] for at in order))
    assert case_course(facts) == case_course(replace(WHOLE_CASE, identifications=tuple(several)))


def test_every_need_names_the_role_of_a_practitioner() -> None:
    courses = [site_course(SiteFacts(site(), DAY)), case_course(CaseFacts(Case(id="c", code="EX-C")))]
    needs = [need for course in courses for step in (*course.steps, *course.beside) for need in step.needs]
    assert len(needs) > 15
    assert all(need.roles and set(need.roles) <= set(PRACTITIONER_ROLE.codes) for need in needs)


def test_until_the_ground_is_opened_what_was_passed_over_is_still_to_be_made_good() -> None:
    course = site_course(SiteFacts(site(reported_on="2022-04-10", place=POINT), DAY))
    assert course.next is not None
    assert course.next.key == "hazard_assessed"
    assert course.gaps() == ()


# What happened in another order


def test_villagers_who_dug_leave_steps_passed_over_that_a_limitation_explains() -> None:
    dug = Exhumation(id="x", code="EX-X", site="s", start="2022-04-02", end="2022-04-03", method="not_archaeological")
    course = site_course(SiteFacts(site(reported_on="2022-04-10", place=POINT), DAY, exhumations=(dug,)))
    assert [step.key for step in course.passed_over] == ["hazard_assessed", "secured", "authorised", "cleared"]
    assert {(need.record, need.field) for _, need in course.unsaid} == {("x", "order_limitations")}
    assert len(course.gaps()) == 4
    said = dug.model_copy(update={"order_limitations": limited(*(step.key for step in course.passed_over))})
    course = site_course(SiteFacts(site(reported_on="2022-04-10", place=POINT), DAY, exhumations=(said,)))
    assert course.unsaid == ()
    assert course.gaps() == ()
    assert len(course.passed_over) == 4


def limited(*steps: str, why: str = "EXAMPLE: dug by the people of the place") -> tuple[dict[str, str], ...]:
    return tuple({"step": step, "limitation": why} for step in steps)


def unsaid(dug: Exhumation, **of_site: Any) -> list[str]:
    course = site_course(SiteFacts(site(reported_on="2022-04-10", place=POINT, **of_site), DAY, exhumations=(dug,)))
    assert [step.key for step in course.passed_over] == ["hazard_assessed", "secured", "authorised", "cleared"]
    return [step.key for step, _ in course.unsaid]


def test_what_a_limitation_says_of_one_step_or_of_none_silences_no_other() -> None:
    dug = Exhumation(id="x", code="EX-X", site="s", start="2022-04-02", end="2022-04-03", limitations="none")
    every = ["hazard_assessed", "secured", "authorised", "cleared"]
    assert unsaid(dug) == every
    assert (
        unsaid(dug.model_copy(update={"limitations": "EXAMPLE: the road was not dug"}), limitations="EXAMPLE") == every
    )
    one = dug.model_copy(update={"order_limitations": limited("authorised")})
    assert unsaid(one) == ["hazard_assessed", "secured", "cleared"]
    assert unsaid(dug, order_limitations=limited("secured")) == ["hazard_assessed", "authorised", "cleared"]


@pytest.mark.parametrize(
    "text",
    ["", "-", "none", "None.", "EXAMPLE: none", "none beyond rain", "n/a", "no limitations", "немає", "обмежень немає",
     "жодних обмежень не було", "нет", "ok", "there are no known limitations", "без обмежень"],
)  # fmt: skip
def test_a_text_that_there_is_none_is_no_limitation(text: str) -> None:
    dug = Exhumation(id="x", code="EX-X", site="s", start="2022-04-02", order_limitations=limited("secured", why=text))
    assert "secured" in unsaid(dug)
    assert not says_something(text)


@pytest.mark.parametrize(
    "text",
    ["No order had been issued", "None of the ground was searched", "Немає постанови: копали мешканці",
     "без постанови, під обстрілом", "Nothing was checked before villagers dug"],
)  # fmt: skip
def test_a_limitation_may_begin_with_a_no(text: str) -> None:
    assert says_something(text)


def test_a_season_says_of_itself_what_it_lacked_and_the_next_is_not_excused_by_it() -> None:
    lapsed = WHOLE_SITE.authorities[0].model_copy(update={"valid_until": "2024-02-20"})
    first = WHOLE_SITE.exhumations[0].model_copy(update={"order_limitations": limited("authorised")})
    seasons = replace(WHOLE_SITE, authorities=(lapsed,), exhumations=(first, SECOND_SEASON), day="2025-07-01")
    told = [(step.key, need.record) for step, need in site_course(seasons).unsaid]
    assert ("authorised", "x2") in told
    assert ("authorised", "x") not in told
    again = SECOND_SEASON.model_copy(update={"order_limitations": limited("authorised")})
    assert "authorised" not in [
        step.key for step, _ in site_course(replace(seasons, exhumations=(first, again))).unsaid
    ]


def test_the_steps_that_a_limitation_names_are_those_of_the_course() -> None:
    assert [step.key for step in site_course(WHOLE_SITE).steps] == list(SITE_STEP.codes)
    assert [step.key for step in case_course(WHOLE_CASE).steps] == list(CASE_STEP.codes)


def test_a_body_without_papers_is_recorded_as_it_came() -> None:
    came = Case(id="c", code="EX-C", origin="mortuary")
    course = case_course(CaseFacts(came, custody=WHOLE_CASE.custody))
    assert [step.key for step in course.passed_over] == ["recorded", "lifted"]
    assert all(step.lost is not None and not step.needs for step in course.passed_over)
    assert course.gaps()
    why = limited("recorded", "lifted", why="EXAMPLE: no papers came with it")
    explained = came.model_copy(update={"order_limitations": why})
    assert case_course(CaseFacts(explained, custody=WHOLE_CASE.custody)).gaps() == ()


def test_a_reason_for_not_recording_is_an_answer() -> None:
    case = WHOLE_CASE.case.model_copy(update={"ordnance_check": None})
    assert "recorded" not in keys(case_course(replace(WHOLE_CASE, case=case)))
    said = case.model_copy(update={"not_recorded": {"ordnance_check": "EXAMPLE"}})
    assert "recorded" in keys(case_course(replace(WHOLE_CASE, case=said)))


# Permits and ground


def test_an_authority_counts_that_was_in_force_on_all_days_of_the_exhumation() -> None:
    lapsed = WHOLE_SITE.authorities[0].model_copy(update={"valid_until": "2024-02-20"})
    course = site_course(replace(WHOLE_SITE, authorities=(lapsed,)))
    assert [step.key for step in course.passed_over] == ["authorised"]
    halfway = lapsed.model_copy(update={"valid_until": "2024-03-05"})
    assert "authorised" not in keys(site_course(replace(WHOLE_SITE, authorities=(halfway,))))
    extended = halfway.model_copy(update={"id": "a2", "code": "EX-AU-2", "date": "2024-03-06", "valid_until": None})
    assert "authorised" in keys(site_course(replace(WHOLE_SITE, authorities=(halfway, extended))))
    in_time = lapsed.model_copy(update={"valid_until": "2024-03-20"})
    assert not site_course(replace(WHOLE_SITE, authorities=(in_time,), day="2030-01-01")).passed_over


SECOND_SEASON = Exhumation(id="x2", code="EX-X-2", site="s", start="2025-06-10", end="2025-06-20")


def test_the_authority_and_the_release_of_one_season_are_not_those_of_the_next() -> None:
    order = WHOLE_SITE.authorities[0].model_copy(update={"valid_until": "2024-04-01"})
    release = hazard(**CLEARED, valid_until="2024-04-01")
    seasons = (*WHOLE_SITE.exhumations, SECOND_SEASON)
    facts = replace(WHOLE_SITE, authorities=(order,), hazards=(release,), exhumations=seasons, day="2025-07-01")
    course = site_course(facts)
    said = [str(need.message) for step in course.steps if step.key in ("authorised", "cleared") for need in step.needs]
    assert said == [
        "An authority in force on 2025-06-10; EX-AU is not",
        "A release of the ground that is in date on 2025-06-20; that of EX-H is not",
    ]
    renewed = order.model_copy(update={"id": "a2", "code": "EX-AU-2", "date": "2025-05-01", "valid_until": None})
    again = release.model_copy(update={"id": "h2", "assessed_on": "2025-06-01", "valid_until": None})
    course = site_course(replace(facts, authorities=(order, renewed), hazards=(release, again)))
    assert {"authorised", "cleared"} <= set(keys(course))
    others = renewed.model_copy(update={"date": "2024-01-01"})
    named = WHOLE_SITE.exhumations[0].model_copy(update={"authority": "a2"})
    course = site_course(replace(facts, authorities=(others,), exhumations=(named, SECOND_SEASON)))
    assert "authorised" not in keys(course)


def test_a_team_that_is_to_be_sent_again_needs_what_is_in_force_then() -> None:
    order = WHOLE_SITE.authorities[0].model_copy(update={"valid_until": "2024-04-01"})
    again = replace(WHOLE_SITE, authorities=(order,), hazards=(hazard(**CLEARED, valid_until="2024-04-01"),))
    assert may_be_dug(site_course(again)) == ()
    assert [step.key for step in may_be_dug(site_course(replace(again, planned=DAY)))] == ["authorised", "cleared"]


def test_a_release_after_the_ground_was_dug_did_not_clear_it() -> None:
    late = hazard(**{**CLEARED, "assessed_on": "2024-03-10"})
    assert "cleared" not in keys(site_course(replace(WHOLE_SITE, hazards=(late,))))


def test_what_was_found_of_chemicals_says_nothing_about_explosives() -> None:
    other = hazard(
        hazard_type="chemical", hazard_class="assessed_no_evidence", assessment="non_technical_survey",
        assessed_on="2024-01-02",
    )  # fmt: skip
    assert not {"hazard_assessed", "cleared"} & set(keys(site_course(replace(WHOLE_SITE, hazards=(other,)))))
    mine = other.model_copy(update={"hazard_type": "mine"})
    assert {"hazard_assessed", "cleared"} <= set(keys(site_course(replace(WHOLE_SITE, hazards=(mine,)))))


def test_a_release_holds_on_its_own_ground_alone_and_must_cover_the_whole_site() -> None:
    away = place_of(shapely.Point(30.2 + 0.01, 50.5).buffer(0.0001), crs="EPSG:4326")  # some 700 m away
    half = place_of(shapely.box(30.195, 50.495, 30.2, 50.505), crs="EPSG:4326")
    rest = place_of(shapely.box(30.2, 50.495, 30.205, 50.505), crs="EPSG:4326")
    touching = place_of(shapely.box(30.205, 50.495, 30.21, 50.505), crs="EPSG:4326")
    outlined = replace(
        WHOLE_SITE,
        site=WHOLE_SITE.site.model_copy(
            update={"outline": place_of(shapely.box(30.195, 50.495, 30.205, 50.505), crs="EPSG:4326")}
        ),
    )

    def steps(*places: Any) -> set[str]:
        released = tuple(
            Hazard(id=f"h{at}", code=f"EX-H-{at}", place=place, exclusion_m=1000.0, **CLEARED)
            for at, place in enumerate(places)
        )
        return {"hazard_assessed", "cleared"} & set(keys(site_course(replace(outlined, hazards=released))))

    assert steps(away) == steps(touching) == steps(half) == set()
    assert steps(half, rest) == {"hazard_assessed", "cleared"}


def test_no_authority_known_is_none() -> None:
    none = WHOLE_SITE.authorities[0].model_copy(update={"authority_type": "none_known"})
    assert "authorised" not in keys(site_course(replace(WHOLE_SITE, authorities=(none,))))


def test_ground_is_cleared_as_deep_as_the_work_goes() -> None:
    shallow = hazard(**{**CLEARED, "cleared_depth_cm": 100.0})
    course = site_course(replace(WHOLE_SITE, hazards=(shallow,)))
    step = next(step for step in course.steps if step.key == "cleared")
    [need] = step.needs
    assert str(need.message) == "Clearance to 150 cm; EX-H was cleared to 100 cm"
    deeper = shallow.model_copy(update={"cleared_depth_cm": 150.0})
    assert "cleared" in keys(site_course(replace(WHOLE_SITE, hazards=(deeper,))))


def test_an_open_hazard_keeps_ground_from_being_cleared_whatever_was_released_there() -> None:
    still = hazard(hazard_type="mine", hazard_class="suspected", status="open")
    course = site_course(replace(WHOLE_SITE, hazards=(*WHOLE_SITE.hazards, still.model_copy(update={"id": "h2"}))))
    assert "cleared" not in keys(course)


def test_a_release_that_lapsed_must_be_renewed_before_anybody_digs() -> None:
    lapsed = hazard(**CLEARED, valid_until="2024-04-01")
    undug = replace(WHOLE_SITE, exhumations=(), hazards=(lapsed,))
    course = site_course(undug)
    assert "hazard_assessed" in keys(course)
    assert [step.key for step in may_be_dug(course)] == ["cleared"]
    assert may_be_dug(site_course(replace(undug, day="2024-03-01"))) == ()


def test_an_exclusion_distance_reaches_as_far_as_it_says() -> None:
    east = place_of(shapely.Point(30.2 + 0.01, 50.5).buffer(0.0001), crs="EPSG:4326")  # some 700 m away
    near = Hazard(id="1", code="EX-1", place=east, exclusion_m=800.0)
    far = Hazard(id="2", code="EX-2", place=east, exclusion_m=600.0)
    assert reaching([POINT, None], [near, far]) == [(near,), ()]


# Conclusions


def test_a_negative_site_states_method_extent_depth_and_limits() -> None:
    course = site_course(SiteFacts(site(status="negative", reported_on="2023-01-01"), DAY))
    assert course.next is None
    assert course.ending is not None
    assert [need.field for need in course.ending.needs] == [
        "detection", "outline", "search_depth", "limitations", "status_on"
    ]  # fmt: skip


NEGATIVE: dict[str, Any] = {
    "status": "negative", "reported_on": "2023-01-01", "status_on": "2023-02-01", "detection": ("probe",),
    "outline": ROOM, "search_depth": 1.2, "limitations": "EXAMPLE: the road was not searched",
}  # fmt: skip


@pytest.mark.parametrize("lacking", ["detection", "outline", "search_depth", "limitations", "status_on"])
def test_a_negative_result_without_what_it_rests_on_is_no_evidence(lacking: str) -> None:
    assert site_course(SiteFacts(site(**NEGATIVE), DAY)).gaps() == ()
    held = {name: value for name, value in NEGATIVE.items() if name != lacking}
    [gap] = site_course(SiteFacts(site(**held), DAY)).gaps()
    assert str(gap).startswith("“Negative")
    if lacking == "limitations":
        assert site_course(SiteFacts(site(**held, limitations="none"), DAY)).gaps()
    else:
        said = site(**held, not_recorded={lacking: "EXAMPLE: the sheet was lost"})
        assert site_course(SiteFacts(said, DAY)).gaps() == ()


def test_ground_that_was_opened_and_then_called_negative_still_needs_what_came_before() -> None:
    trench = NEGATIVE | {"detection": ("test_trench",), "place": POINT}
    course = site_course(SiteFacts(site(**trench), DAY))
    assert [step.key for step, _ in course.unsaid] == ["hazard_assessed", "secured", "authorised", "cleared"]
    assert len(course.gaps()) == 4


@pytest.mark.parametrize(
    ("status", "first"),
    [("authorised", "An authority"), ("in_exhumation", "An exhumation"), ("exhumed", "An exhumation that ended"),
     ("part_exhumed", "An exhumation that ended"), ("closed", "“Exhumed” is not borne out")],
)  # fmt: skip
def test_a_status_without_the_work_behind_it_is_a_gap_that_only_a_limitation_of_that_step_closes(
    status: str, first: str
) -> None:
    course = site_course(SiteFacts(site(status=status, reported_on="2023-01-01", place=POINT), DAY))
    told = [str(gap) for gap in course.gaps()]
    assert any(first in one for one in told)
    waiting = list(course.waiting())
    assert all(one in waiting for one in course.unborne)
    claimed = {step.key for step, _ in (*course.unborne, *course.unsaid)}
    said = site(status=status, reported_on="2023-01-01", place=POINT, order_limitations=limited(*claimed))
    assert site_course(SiteFacts(said, DAY)).gaps() == ()
    lacking = limited(*(claimed - {"exhumed", "in_exhumation", "authorised"}))
    still = site(status=status, reported_on="2023-01-01", place=POINT, order_limitations=lacking)
    assert site_course(SiteFacts(still, DAY)).gaps()


def test_an_order_that_lapsed_unused_was_one_on_the_day_of_the_status() -> None:
    order = WHOLE_SITE.authorities[0].model_copy(update={"valid_until": "2024-04-01"})
    waits = site(status="authorised", status_on="2024-03-01", place=POINT)
    facts = SiteFacts(waits, "2034-01-01", authorities=(order,))
    assert site_course(facts).gaps() == ()
    assert may_be_dug(site_course(facts))
    late = waits.model_copy(update={"status_on": "2024-05-01"})
    assert site_course(replace(facts, site=late)).gaps()


@pytest.mark.parametrize("status", ["exhumed", "closed"])
def test_a_grave_that_is_exhumed_has_its_remains_and_every_number_accounted_for(status: str) -> None:
    dug = replace(WHOLE_SITE, site=WHOLE_SITE.site.model_copy(update={"status": status}))
    assert site_course(dug).gaps() == ()
    [gap] = site_course(replace(dug, cases=())).gaps()
    told = {"exhumed": "The remains that came out of it", "closed": "“Exhumed” is not borne out"}
    assert told[status] in str(gap)
    empty = dug.site.model_copy(update={"form": "no_remains"})
    assert site_course(replace(dug, site=empty, cases=())).gaps() == ()
    [gap] = site_course(replace(dug, unexplained={"case": "2–4"})).gaps()
    assert "not explained: 2–4" in str(gap)


def test_remains_whose_status_no_record_bears_out_are_told_at_the_gate() -> None:
    released = WHOLE_CASE.case.model_copy(update={"status": "released"})
    assert case_course(replace(WHOLE_CASE, case=released)).gaps() == ()
    [gap] = case_course(replace(WHOLE_CASE, case=released, dispositions=())).gaps()
    assert "A disposition with a plot" in str(gap)
    said = released.model_copy(update={"order_limitations": limited("at_rest")})
    assert case_course(replace(WHOLE_CASE, case=said, dispositions=())).gaps() == ()


def test_nobody_is_identified_until_a_body_decided_on_a_day() -> None:
    [named] = WHOLE_CASE.identifications
    for lacking in ("deciding_body", "date"):
        undecided = named.model_copy(update={lacking: None})
        course = case_course(replace(WHOLE_CASE, identifications=(undecided,)))
        assert "identified" not in keys(course)
        assert [(need.record, need.field) for step in course.steps for need in step.needs] == [("i", lacking)]


def test_of_remains_that_were_compared_with_nobody_no_family_is_served() -> None:
    alone = replace(WHOLE_CASE, identifications=(), missing=())
    assert [step.done for step in case_course(alone).beside] == [False, False]
    assert [need.type for _, need in case_course(alone).waiting() if need.roles == ("family_liaison",)] == [
        "identification"
    ]
    animal = WHOLE_CASE.case.model_copy(update={"remains_class": "non_human"})
    assert all(step.done for step in case_course(replace(alone, case=animal)).beside)
    assert all(step.done for step in case_course(WHOLE_CASE).beside)


def test_a_status_that_no_record_bears_out_is_said() -> None:
    assert site_course(SiteFacts(site(status="exhumed"), DAY)).disagreement is not None
    assert site_course(WHOLE_SITE).disagreement is None
    identified = WHOLE_CASE.case.model_copy(update={"status": "identified"})
    assert case_course(replace(WHOLE_CASE, case=identified)).disagreement is None
    assert case_course(replace(WHOLE_CASE, case=identified, identifications=())).disagreement is not None


def test_storage_is_no_end_and_a_grave_is_one_only_with_its_plot() -> None:
    stored = Disposition(id="d", code="EX-D", cases=("c",), kind="in_storage", facility="k")
    assert "at_rest" not in keys(case_course(replace(WHOLE_CASE, dispositions=(stored,))))
    lost = Disposition(id="d", code="EX-D", cases=("c",), kind="reburied", cemetery="EXAMPLE")
    course = case_course(replace(WHOLE_CASE, dispositions=(lost,)))
    [need] = [need for step in course.steps for need in step.needs]
    assert (need.record, need.field) == ("d", "plot")


def test_what_custody_says_left_needs_the_disposition_that_says_where_and_the_other_way_round() -> None:
    def needed(action: str, kind: str = "", **to: str) -> list[str]:
        event = Custody(id="v", code="EX-CV", item="c", action=action, sequence=2, at="2024-05-03T10:00:00+02:00", **to)
        laid = (Disposition(id="d", code="EX-D", cases=("c",), kind=kind, cemetery="E", plot="7", received_by="E"),)
        facts = replace(WHOLE_CASE, custody=(*WHOLE_CASE.custody, event), dispositions=laid if kind else ())
        return [need.type for need in case_course(facts).steps[-1].needs]

    assert needed("reburied", "reburied", to_outside="E") == []
    assert needed("released", "released", to_outside="E") == []
    assert needed("reburied", "released", to_outside="E") == needed("released", to_outside="E") == ["disposition"]
    assert needed("stored", "released", to_holder="p") == needed("stored", "reburied", to_holder="p") == ["custody"]
    assert needed("stored", "temporary_burial", to_holder="p") == []


def test_remains_that_are_not_human_are_identified_as_nobody() -> None:
    animal = WHOLE_CASE.case.model_copy(update={"remains_class": "non_human"})
    assert "identified" in keys(case_course(replace(WHOLE_CASE, case=animal, identifications=())))
    assert "identified" not in keys(case_course(replace(WHOLE_CASE, case=animal)))
