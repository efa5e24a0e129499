"""A report tells what the profile names and nothing else, whatever the profile; its counts are the published ones."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.catalogue import catalogue
from forensics.disclosure import Leaves, Profile
from forensics.fields import Sensitivity
from layers.editing import voiding
from layers.errors import ExportRefused
from layers.exports.countable import Countable
from layers.exports.profiles import load_profile
from layers.exports.selecting import Selection
from layers.individuals import counts_of
from layers.project import Project
from layers.report.blocks import Facts, Heading, Paragraph, Photos, Plan, Section, Skeleton, Table
from layers.report.making import Made, Wanted, make_case_report, make_site_report
from layers.report.order import GAPS_FIRST, LEFT_OUT, SITE_REPORT
from layers.report.sections.custody import COMPLETE
from layers.report.sections.photos import in_order
from layers.statistics import statistics_of
from tests.counts import count
from tests.layers.graves import CONTROLS, at
from tests.layers.projects import closing, make, record
from tests.layers.reported import found_in, reported, words_of
from tests.tools.proofs import Proof

pytestmark = pytest.mark.usefixtures("qapp")
CATALOGUE = catalogue()
TYPES = (
    "site", "exhumation", "authority", "site_log", "context", "case", "element", "examination", "profile", "finding",
    "opinion", "identification", "disposition", "missing_person", "artefact", "sample", "package", "media", "custody",
    "practitioner",
)  # fmt: skip
_numbers = itertools.count()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, qapp_args: list[str]) -> Iterator[Project]:
    from desktop.layouts.page import with_qt

    with_qt()
    made = reported(tmp_path_factory.mktemp("reported") / "reported.taphos")
    yield made
    made.close()


def report(project: Project, profile: str = "court", language: str = "en", **asked: object) -> Made:
    wanted = Wanted(profile, language, Selection(**asked), with_gaps=True)  # type: ignore[arg-type]
    return make_site_report(project, project.register.find("S-1", ("site",)), wanted)


def section(made: Made, title: str) -> Section:
    return next(one for one in made.report.sections if one.title == title)


def told(made: Made) -> set[str]:
    return set(words_of(made.report))


def profile_file(folder: Path, classes: list[str], types: dict[str, str], decided: bool) -> Path:
    """A mission's own profile, as a person writes one: each type and field that is not for a court alone is named."""
    out = folder / f"own-{next(_numbers)}.toml"
    fields = ""
    if "restricted" not in classes:
        records = ("settlement", "occupation", "site") if classes == ["public"] else TYPES
        types = {type_: how for type_, how in {**dict.fromkeys(records, types["*"]), **types}.items() if type_ != "*"}
        types = {type_: how for type_, how in types.items() if type_ in records or how != "records"}
        decided = decided or classes == ["public"]
        leaving = {type_: list(CATALOGUE[type_].by_name) for type_, how in types.items() if how == "records"}
        fields = "[fields]\n" + "\n".join(f"{type_} = {names}" for type_, names in leaving.items())
    named = "\n".join(f'"{type_}" = "{how}"' for type_, how in types.items())
    decision = '\nby_decision = { site = "publish" }' if decided else ""
    listed = ", ".join(f'"{one}"' for one in classes)
    out.write_text(
        f'name = "own"\nclasses = [{listed}]\nids = "pseudonym"{decision}\n[types]\n{named}\n{fields}\n', "utf-8"
    )
    return out


profiles = st.tuples(
    st.sets(st.sampled_from(["public", "partner", "restricted"]), min_size=1).map(sorted),
    st.dictionaries(st.sampled_from(TYPES), st.sampled_from([one.value for one in Leaves]), max_size=6),
    st.booleans(),
    st.sampled_from(["en", "uk"]),
)


def may_leave(project: Project, profile: Profile, canary_type: str, field: str, marked: str) -> bool:
    """The rule in one line, from the declarations and the profile alone."""
    declared = project.catalogue[canary_type].by_name[field]
    allowed = {one.value for one in profile.classes}
    return (
        profile.leaves(canary_type) is Leaves.RECORDS
        and declared.sensitivity.value in allowed
        and marked in allowed
        and Sensitivity.SEALED.value not in (declared.sensitivity.value, marked)
    )


def test_no_value_that_the_profile_does_not_name_is_in_a_report(
    project: Project, tmp_path_factory: pytest.TempPathFactory, proof: Proof
) -> None:
    folder = tmp_path_factory.mktemp("profiles")
    seen: list[int] = []

    @settings(max_examples=count(25, 400), deadline=None)
    @given(profiles)
    def law(drawn: tuple[list[str], dict[str, str], bool, str]) -> None:
        classes, types, decided, language = drawn
        path = profile_file(folder, classes, {"*": "records", **types}, decided)
        profile = load_profile(str(path), tuple(project.catalogue.types))
        try:
            made = report(project, str(path), language)
        except ExportRefused:
            assert not may_leave(project, profile, "site", "name", "partner") or decided
            return
        found = {one for text in told(made) for one in found_in(text)}
        seen.append(len(found))
        for one in found:
            assert may_leave(project, profile, one.type, one.field, one.record), f"{one} left under {path.read_text()}"

    law()
    assert max(seen) > 200, "a law that nothing was ever told under proves nothing"
    proof(
        "C",
        "no field that the profile does not name is in a report",
        f"{len(seen)} profiles, up to {max(seen)} canaries",
    )


def test_a_court_is_told_every_field_but_the_sealed_ones(project: Project) -> None:
    found = {(one.type, one.field) for text in told(report(project)) for one in found_in(text)}
    missing = [
        f"{type_}.{declared.name}"
        for type_ in TYPES
        if type_ not in ("missing_person", "identification", "media")
        for declared in project.catalogue[type_].fields
        if (type_, declared.name) in of_the_project(project) and (type_, declared.name) not in found
        if declared.sensitivity is not Sensitivity.SEALED
    ]
    assert not missing, "these are recorded, leave under the profile, and stand nowhere in the report"


def of_the_project(project: Project) -> set[tuple[str, str]]:
    """The fields in which canaries were put."""
    from tests.layers.reported import UNTOUCHED, canaries

    put = ((type_, name) for type_ in TYPES for name in canaries(project.catalogue, type_, "partner"))
    return {one for one in put if one[1] not in UNTOUCHED}


def test_nothing_sealed_and_no_record_of_a_family_without_consent_is_named(project: Project) -> None:
    words = " ".join(told(report(project)))
    assert "S-1-SEAB" not in words
    assert "FN-SEA" not in words
    assert "MP-PAR" not in words
    assert "ID-PAR" not in words
    assert "S-1-RESB" in words


def test_partners_get_no_code_of_who_is_restricted(project: Project) -> None:
    words = " ".join(told(report(project, "partner")))
    assert "PE-" not in words
    assert "S-1-RESB" not in words
    assert "S-1-PARB" in words


def test_a_grave_that_the_profile_keeps_home_has_no_report(project: Project) -> None:
    other = record("site", "S-HOME", publish="no", form="single_grave")
    project.register.commit([other])
    found = project.register.find("S-HOME", ("site",))
    with pytest.raises(ExportRefused, match="S-HOME"):
        make_site_report(project, found, Wanted("public"))


@pytest.mark.parametrize("language", ["en", "uk"])
def test_every_section_is_there_in_its_order_in_both_languages(project: Project, language: str) -> None:
    made = report(project, language=language)
    from layers.exports.saying import translator_for

    translate = translator_for(project, language)
    assert [one.title for one in made.report.sections] == [translate(title) for title, _ in (*GAPS_FIRST, *SITE_REPORT)]
    assert all(one.blocks for one in made.report.sections), "a section without a word says not even why"


def test_ukrainian_reports_have_no_english_labels(project: Project) -> None:
    english = {one.label for type_ in TYPES for one in project.catalogue[type_].fields if len(one.label) > 8}
    labels = {
        word
        for one in report(project, language="uk").report.sections
        for block in one.blocks
        for word in (
            [column.title for column in block.columns] if isinstance(block, Table)
            else [label for label, _ in block.rows] if isinstance(block, Facts)
            else [block.text] if isinstance(block, Heading) else []
        )
    }  # fmt: skip
    assert len(labels) > 100
    assert not labels & english


@pytest.mark.parametrize(("profile", "cases"), [("court", 7), ("partner", 6)])
def test_the_counts_are_those_of_statistics_and_of_mni(
    project: Project, profile: str, cases: int, proof: Proof
) -> None:
    """One of the eight cases is sealed and one restricted: a profile counts what it lets out."""
    made = report(project, profile)
    blocks = section(made, "Cases, individuals, identified persons").blocks
    table = next(block for block in blocks if isinstance(block, Table))
    stands = {row[0]: row[1] for row in table.rows}
    told_by = {one.statistic.key: one for one in statistics_of(project, profile, Selection(where=(("site", "S-1"),)))}
    countable = Countable(project, load_profile(profile, tuple(project.catalogue.types)))
    [counted] = counts_of(project, [project.register.find("S-1").id], countable.among)
    assert stands["Remains cases"] == str(told_by["cases"].value) == str(counted.cases) == str(cases)
    assert any("Counted are records of the classes" in one.text for one in blocks if isinstance(one, Paragraph))
    mni = told_by["mni"].value
    assert isinstance(mni, dict)
    assert stands["Minimum number of individuals"] == f"S-1: {mni['S-1']}"
    assert mni["S-1"] == counted.minimum.value
    assert "Identified persons" in stands
    assert stands["Remains cases without an inventory"] == str(counted.not_inventoried) != "0"
    assert any(isinstance(one, Paragraph) and one.text == str(counted.without_inventory) for one in blocks)
    proof("C1", f"the report's counts are those of statistics and mni ({profile})", f"{cases} cases, MNI {mni['S-1']}")


def test_a_gap_in_a_chain_is_named_and_a_whole_chain_is_called_whole(project: Project) -> None:
    blocks = section(report(project), "Chain of custody").blocks
    texts = [block.text for block in blocks if isinstance(block, Paragraph)]
    assert any("number 3 follows number 1" in text for text in texts)
    assert not any(text == str(COMPLETE) for text in texts)


def test_what_was_not_recorded_stands_with_its_reason_for_a_court_alone(project: Project) -> None:
    reason = "kzqcase.not_recorded.partner.restrictedqzk"
    assert any(reason in text for text in words_of(section(report(project), "Limitations")))
    assert not any(reason in text for text in told(report(project, "partner")))


def test_partners_are_told_that_something_is_left_out_and_not_how_little(project: Project) -> None:
    partner, court = (section(report(project, one), str(LEFT_OUT)) for one in ("partner", "court"))
    assert any("fewer than 10" in text for text in words_of(partner))
    assert not any("sealed" in text for text in words_of(partner))
    [sealed] = [text for text in words_of(court) if "are sealed" in text]
    assert "Of the records left out, 4 are sealed" in sealed


def test_a_face_is_shown_under_no_profile(project: Project) -> None:
    shown = {
        one.lines[0].split(" ")[0]: one.leaves
        for part in report(project).report.sections for block in part.blocks if isinstance(block, Photos)
        for one in block.pictures
    }  # fmt: skip
    assert shown == {"L-PAR": True, "L-RES": False}


def test_a_voided_case_is_marked_for_a_court_and_told_to_nobody_else(tmp_path: Path) -> None:
    made = reported(tmp_path / "voided.taphos")
    case = made.register.find("S-1-PARB", ("case",))
    voiding(made, case, "kzq a wrong number")
    court, partner = (told(report(made, one)) for one in ("court", "partner"))
    made.close()
    assert any(text.startswith("S-1-PARB") and "(voided)" in text for text in court)
    assert "kzq a wrong number" in court
    assert not any("S-1-PARB" in text for text in partner)


def test_a_condition_leaves_what_it_asks_for_and_says_so(project: Project) -> None:
    made = report(project, where=(("case", "S-1-PARB"),))
    assert [one.code for one in made.disclosing.of("element")] == ["EL-PAR"]
    assert [one.code for one in made.disclosing.of("case")] == ["S-1-PARB"]
    assert any("case=S-1-PARB" in text for text in told(made))


def test_nothing_is_asked_for_by_what_the_profile_withholds(project: Project) -> None:
    with pytest.raises(ExportRefused, match="notes"):
        report(project, "partner", where=(("notes", "x"),))


def test_a_case_has_a_report_of_its_own(project: Project) -> None:
    case = project.register.find("S-1-PARB", ("case",))
    made = make_case_report(project, case, Wanted("court", with_gaps=True))
    words = " ".join(told(made))
    assert "EL-PAR" in " ".join(one.code for one in made.disclosing.of("element"))
    assert "S-1-RESB" not in words
    assert "S-1-001B" not in words
    assert "AU-PAR" in words or made.disclosing.of("exhumation")
    with pytest.raises(ExportRefused, match="S-1-SEAB"):
        make_case_report(project, project.register.find("S-1-SEAB", ("case",)), Wanted("court", with_gaps=True))


def test_where_no_hash_leaves_the_report_says_so_and_shows_no_empty_table(project: Project) -> None:
    open_ = record("site", "S-OPEN", publish="yes", form="single_grave", sensitivity="public")
    project.register.commit([open_])
    site = project.register.find("S-OPEN", ("site",))
    public = section(make_site_report(project, site, Wanted("public")), "Records with their hashes")
    assert [type(block) for block in public.blocks] == [Paragraph]
    court = section(report(project), "Records with their hashes")
    assert any(isinstance(block, Table) and all(row[2] for row in block.rows) for block in court.blocks)


def named_without_consent(folder: Path) -> Project:
    """A grave of two bodies, the second with a part, whose three identifications stay home for want of a consent."""
    made = make(folder)
    made.register.commit([record("site", "S-9", form="mass_grave")])
    site = made.register.find("S-9", ("site",)).id
    bodies = [record("case", f"S-9-00{at}B", site=site, remains_class="body") for at in (1, 2)]
    bodies += [record("case", "S-9-003BP", site=site, remains_class="body_part", joined_to=bodies[1].record)]
    bodies += [record("case", "S-9-004B", site=site, remains_class="body")]
    persons = [record("missing_person", f"MP-{at}", sensitivity="restricted") for at in range(3)]
    named = [
        record("identification", f"ID-{at}", cases=[bodies[at].record], missing_person=persons[at].record,
               status="confirmed", differences="none")
        for at in range(3)
    ]  # fmt: skip
    made.register.commit([*bodies, *persons, *named])
    return made


def test_what_is_withheld_is_said_to_be_withheld_and_an_open_contradiction_is_told_without_names(
    tmp_path: Path,
) -> None:
    with closing(named_without_consent(tmp_path / "named")) as made:
        site = made.register.find("S-9", ("site",))
        court = make_site_report(made, site, Wanted("court", with_gaps=True))
        assert not court.disclosing.of("identification")
        by_case: dict[str, str] = {}
        title = ""
        for block in section(court, "Cases").blocks:
            if isinstance(block, Heading) and block.level < 3:
                title = block.text
            by_case[title] = by_case.get(title, "") + " ".join(words_of(block))
        for code, text in by_case.items():
            denied = "the case is not identified" in text
            assert denied == ("S-9-004B" in code), code
            assert ("1 such record of these remains is withheld" in text) != denied, code
        told_of = [(one, " ".join(words_of(block))) for one in court.report.sections for block in one.blocks]
        opened = [text for _, text in told_of if "give these remains different names" in text]
        assert "S-9-002B" in " ".join(opened)
        assert not any(code in text for _, text in told_of for code in ("ID-1", "ID-2", "MP-1", "MP-2"))
        assert any("no consent in force covers giving it to this recipient" in text for text in by_case.values())
        assert not any("does not leave under the profile" in text for text in by_case.values())
        partner = make_site_report(made, site, Wanted("partner", with_gaps=True))
        assert not any("is not identified" in text or "withheld" in text for text in told(partner))


def grave_with_claims(folder: Path) -> Project:
    """S-8, called a mass grave by nobody, with numbers left, two exhumations, and a body joined from S-9."""
    made = make(folder, pack="ua")
    blocks = [{"series": "case", "first": "1", "last": "5", "device": "E9C"}]
    site = record("site", "S-8", form="multiple_grave", mass_grave="yes", publish="yes", sensitivity="public",
                  number_blocks=blocks)  # fmt: skip
    other = record("site", "S-9")
    order = record("authority", "AU-1", sites=[site.record], case_number="1", case_register="erdr")
    dug = [record("exhumation", f"X-{at}", site=site.record, grid_controls=list(CONTROLS)[: 3 - at]) for at in (0, 1)]
    body = record("case", "S-8-001B", exhumation=dug[0].record, remains_class="body", place=at(1.0, 2.0, -1.25))
    parts = [
        record("case", "S-8-002BP", exhumation=dug[1].record, joined_to=body.record, place=at(1.0, 1.0, -1.0)),
        record("case", "S-9-001BP", site=other.record, joined_to=body.record),
    ]
    bones = [record("element", f"EL-{one.after['code']}", case=one.record, bone="femur", side=side,
                    zones=["proximal_third"]) for one, side in zip((body, *parts), "LRR", strict=True)]  # fmt: skip
    made.register.commit([site, other, order, *dug, body, *parts, *bones])
    return made


def test_a_report_says_what_it_lacks_and_what_it_draws(tmp_path: Path) -> None:
    with closing(grave_with_claims(tmp_path / "claims")) as made:
        site = made.register.find("S-8", ("site",))
        court = make_site_report(made, site, Wanted("court", with_gaps=True))
        limits = " ".join(words_of(section(court, "Limitations")))
        assert "Remains cases: numbers that were reserved, not used and not explained: 3–5" in limits
        assert "It is said to be a mass grave, but this is not recorded of that: “Definition applied”" in limits
        words = told(court)
        assert any("x 1.000, y 2.000, z -1.250 m in the site grid; derived: " in text.replace("−", "-")
                   for text in words)  # fmt: skip
        assert "Unified Register of Pre-trial Investigations" in words
        assert "erdr" not in words
        assert "Remains cases" in words
        [skeleton] = [block for part in court.report.sections for block in part.blocks
                      if isinstance(block, Skeleton) and block.inventory.code == "S-8-001B"]  # fmt: skip
        assert "with the bones of S-8-002BP, joined to it" in skeleton.caption
        assert "Inventory of bones and teeth of S-8-002BP, joined to these remains" in words
        assert any("Joined to these remains and from another grave" in text and "S-9-001BP" in text for text in words)
        plans = [block for part in court.report.sections for block in part.blocks if isinstance(block, Plan)]
        assert [block.view for block in plans].count("plan") == 2, "each grid has its plan"
        public = make_site_report(made, site, Wanted("public"))
        assert not [block for part in public.report.sections for block in part.blocks if isinstance(block, Plan)]
        assert any("No place of this grave leaves under the profile “public”" in text for text in told(public))
        assert any("It is said to be a mass grave" in text for text in told(public))


def test_photographs_stand_in_the_order_of_the_log() -> None:
    assert sorted(["S-7-10", "S-7-2", "S-7-1", ""], key=in_order) == ["", "S-7-1", "S-7-2", "S-7-10"]
    assert sorted(["12", "9"], key=in_order) == ["9", "12"]


def test_what_was_superseded_is_told_as_such_with_the_reason_after_what_holds(tmp_path: Path) -> None:
    with closing(make(tmp_path / "superseded")) as made:
        made.register.commit([record("site", "S-8", form="mass_grave")])
        site = made.register.find("S-8", ("site",)).id
        case = record("case", "S-8-001B", site=site, remains_class="body")
        old = record("opinion", "OP-1", case=case.record, cause="EXAMPLE drowning")
        new = record("opinion", "OP-2", case=case.record, cause="EXAMPLE gunshot", supersedes=old.record,
                     supersedes_reason="EXAMPLE a bullet was found")  # fmt: skip
        second = record("identification", "ID-2", cases=[case.record], status="excluded")
        first = record("identification", "ID-1", cases=[case.record], status="confirmed",
                       superseded_by=second.record, superseded_reason="EXAMPLE new DNA report")  # fmt: skip
        made.register.commit([case, old, new, second, first])
        court = make_site_report(made, made.register.find("S-8", ("site",)), Wanted("court", with_gaps=True))
        words = [text for block in section(court, "Cases").blocks for text in words_of(block)]
        headings = [block.text for block in section(court, "Cases").blocks if isinstance(block, Heading)]
        opinions, named = ([one for one in headings if sign in one] for sign in ("OP-", "ID-"))
        assert [one.startswith("Superseded: ") for one in opinions] == [False, True]
        assert "OP-2" in opinions[0]
        assert [one.startswith("Superseded: ") for one in named] == [False, True]
        assert "ID-2" in named[0]
        assert "OP-2 took its place; this one holds no more. Reason: EXAMPLE a bullet was found" in words
        assert "ID-2 took its place; this one holds no more. Reason: EXAMPLE new DNA report" in words
