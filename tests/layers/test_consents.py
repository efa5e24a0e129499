"""What no consent in force covers is in nothing that leaves, from the next export on, and is counted as left out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.layouts.page import render_page
from forensics.changes import Change, Operation, difference
from layers.errors import ExportRefused
from layers.exports.consents import BOUND
from layers.exports.disclosed import disclose
from layers.exports.exporting import export_records
from layers.exports.selecting import Selection
from layers.exports.web import export_web
from layers.project import Project, new_project
from layers.register.journal import EXPORT
from layers.siteplan.records import DRAWN
from layers.skeleton.disclosed import SHOWN
from layers.statistics import statistics_of
from tests.counts import count
from tests.layers.filled import placed
from tests.layers.projects import ENGINES, make, record
from tests.tools.proofs import Proof

CANARY = "CANARY-told-in-confidence"
MINE, YOURS, RULES = (
    ("CANARY-mine", "CANARY-yours"),
    "CANARY-of-another",
    'classes = ["public", "partner", "restricted"]',
)


@pytest.fixture(params=ENGINES)
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Project]:
    made = make(tmp_path / "consents.taphos", request.param)
    yield made
    made.close()


def interview(code: str, **values: Any) -> Change:
    place = placed(shapely.Point(37.25, 49.2))
    told = {"promised_follow_up": CANARY, "month": "1987-03", "display_area": "settlement", "place": place}
    return record("interview", code, **{**told, **values})


def consent(of: Change, day: str, answer: str = "yes", to: str = "prosecutor", code: str = "CN-1") -> Change:
    purposes = {"prosecutor": "prosecutor", "ICC_or_COI": "ICC_or_COI", "partner_organisation": "analyse",
                "public": "publish", "other_court": "prosecutor"}  # fmt: skip
    return record(
        "consent", code, interview=of.record, purpose=purposes[to], recipient=to, answer=answer, date=day,
        conditions=f"{CANARY} as a condition",
    )  # fmt: skip


def withdrawal(of: Change, day: str) -> Change:
    return Change("consent", of.record, Operation.SET, after={"withdrawn_on": day})


def own_profile(folder: Path) -> str:
    """A mission's own profile that lets interviews out as records, to the public."""
    path = folder / "own.toml"
    path.write_text(
        f'name = "own"\n{RULES}\nids = "register"\n[types]\n"*" = "records"\n[recipients]\npublic = ["publish"]\n',
        "utf-8",
    )
    return str(path)


def all_that_leaves(project: Project, out: Path, profile: str, recipient: str = "") -> bytes:
    """The bytes of every kind of export, each a real file."""
    out.mkdir(exist_ok=True)
    selection = Selection(recipient=recipient)
    export_records(project, out / "o.gpkg", profile, selection)
    export_web(project, out / "o.html", profile, selection)
    render_page(project, out / "o.svg", profile=profile, selection=selection)
    found = b"".join(path.read_bytes() for path in sorted(out.iterdir()))
    numbers = statistics_of(project, profile, selection)
    return found + str([(one.statistic.key, one.value) for one in numbers if not one.statistic.own]).encode()


def test_a_withdrawal_takes_effect_in_the_very_next_export(project: Project, tmp_path: Path, proof: Proof) -> None:
    village = record("settlement", "P-1", place=placed(shapely.Point(37.25, 49.2)))
    mine = interview("IV-1", settlement=village.record)
    yes = consent(mine, "2023-05-01")
    project.register.commit([village, mine])
    assert CANARY.encode() not in all_that_leaves(project, tmp_path / "before", "court")
    project.register.commit([yes])
    left = all_that_leaves(project, tmp_path / "given", "court")
    assert left.count(CANARY.encode()) >= 3
    assert b"1987-03" in left
    project.register.commit([withdrawal(yes, "2099-01-01")])
    left = all_that_leaves(project, tmp_path / "withdrawn", "court")
    assert CANARY.encode() not in left
    assert b"1987-03" not in left
    assert b" 1987" not in left
    proof("B", "a withdrawal takes effect in the very next export", "GeoPackage, web map, page, statistics")


def test_a_consent_that_another_one_supersedes_decides_nothing(project: Project, tmp_path: Path) -> None:
    mine = interview("IV-1")
    no = consent(mine, "2023-05-01", "no")
    yes = consent(mine, "2023-05-01", code="CN-2")
    project.register.commit([mine, no, yes])

    def leaves() -> bool:
        return bool(
            export_records(project, tmp_path / "o.csv", "court", Selection(types=("interview",))).tables[0]["rows"]
        )

    assert not leaves()
    other = consent(mine, "2023-05-01", to="ICC_or_COI", code="CN-3")
    project.register.commit(
        [Change(other.type, other.record, other.operation, after={**other.after, "supersedes": no.record})]
    )
    assert not leaves(), "an answer to another question takes no one's place"
    project.register.commit([Change("consent", yes.record, Operation.SET, after={"supersedes": no.record})])
    assert leaves()
    project.register.commit([Change("consent", yes.record, Operation.VOID, after={"void_reason": "EXAMPLE"})])
    assert not leaves()


def test_what_is_left_out_is_counted_in_manifest_ledger_page_and_numbers(project: Project, tmp_path: Path) -> None:
    project.register.commit([interview("IV-1"), interview("IV-2", informed_consent="yes"), interview("IV-3")])
    manifest = export_records(project, tmp_path / "o.gpkg", "court")
    said = manifest.document["consent"]
    assert (said["recipient"], said["purposes"], said["left_out"]) == ("prosecutor", ["prosecutor"], {"interview": 2})
    (entry,) = project.register.administrative(EXPORT).values()
    assert (entry["recipient"], entry["left_out"]) == ("prosecutor", ["interview:2"])
    page = render_page(project, tmp_path / "o.svg", profile="court")
    assert "2 records were left out: no consent in force covers giving them to this recipient." in " ".join(page.words)
    export_web(project, tmp_path / "o.html", "court")
    assert "2 records were left out: no consent" in (tmp_path / "o.html").read_text("utf-8")
    numbers = {one.statistic.key: one for one in statistics_of(project, "court")}
    assert numbers["interviews"].value == 3
    assert (numbers["interviews_by_month"].value, numbers["interviews_by_month"].left_out) == ({"1987-03": 1}, 2)
    assert "2 records were left out" in str(numbers["interviews_by_month"].note)
    public = {one.statistic.key: one for one in statistics_of(project, "public")}
    assert (public["interviews"].value, public["interviews_by_month"].value) == (None, {})


def test_what_is_counted_as_left_out_tells_nothing_of_a_condition(project: Project, tmp_path: Path) -> None:
    project.register.commit([interview("IV-1", interviewee_code="PERSON-1"), interview("IV-2", informed_consent="yes")])
    counted = []
    for person in ("PERSON-1", "PERSON-2"):
        selection = Selection(types=("interview",), where=(("interviewee_code", person),))
        manifest = export_records(project, tmp_path / "o.gpkg", "court", selection)
        counted.append((manifest.tables[0]["rows"], manifest.document["consent"]["left_out"]))
    assert counted == [(0, {"interview": 1})] * 2


@pytest.mark.parametrize("condition", [("interviewee_code", "PERSON-1"), ("interview", "IV-1"), ("code", "IV-1")])
def test_no_number_tells_of_one_person_who_did_not_consent(project: Project, condition: tuple[str, str]) -> None:
    project.register.commit([interview("IV-1", interviewee_code="PERSON-1")])
    asked = {one.statistic.key: one.value for one in statistics_of(project, "court", Selection(where=(condition,)))}
    assert (asked["interviews"], asked["interviewees"], asked["interviews_by_consent"]) == (0, 0, {})
    assert {one.statistic.key: one.value for one in statistics_of(project, "court")}["interviews"] == 1


def test_a_consent_covers_its_own_recipient_and_no_other(project: Project, tmp_path: Path) -> None:
    mine = interview("IV-1")
    project.register.commit([mine, consent(mine, "2023-05-01", to="ICC_or_COI")])
    assert CANARY.encode() not in all_that_leaves(project, tmp_path / "default", "court")
    assert CANARY.encode() in all_that_leaves(project, tmp_path / "icc", "court", "ICC_or_COI")
    assert CANARY.encode() not in all_that_leaves(project, tmp_path / "other", "court", "other_court")
    with pytest.raises(ExportRefused, match="is not for the recipient “public”; allowed are prosecutor, ICC_or_COI"):
        export_records(project, tmp_path / "o.gpkg", "court", Selection(recipient="public"))


def test_a_profile_that_names_no_recipient_lets_nothing_out_that_needs_a_consent(
    project: Project, tmp_path: Path
) -> None:
    own = tmp_path / "own.toml"
    own.write_text(f'name = "own"\n{RULES}\n[types]\n"*" = "records"\n', "utf-8")
    mine = interview("IV-1")
    project.register.commit([mine, *(consent(mine, "2023-05-01", to=to, code=to) for to in ("prosecutor", "public"))])
    assert CANARY.encode() not in all_that_leaves(project, tmp_path / "nobody", str(own))


def test_an_earlier_state_is_shown_under_the_consents_of_now(project: Project, tmp_path: Path) -> None:
    mine = interview("IV-1")
    yes = consent(mine, "2023-05-01")
    head = project.register.commit([mine, yes]).commit
    (then,) = [one for one in disclose(project, "court", as_of=head).types if one.kind.name == "interview"]
    assert [values["code"] for values in then.records] == ["IV-1"]
    project.register.commit([withdrawal(yes, "2024-05-01")])
    (now,) = [one for one in disclose(project, "court", as_of=head).types if one.kind.name == "interview"]
    assert now.records == ()
    numbers = {one.statistic.key: one.value for one in statistics_of(project, "court", as_of=head)}
    assert numbers["interviews_by_month"] == {}


def test_what_speaks_of_an_interview_falls_with_it_and_nothing_names_it(project: Project, tmp_path: Path) -> None:
    voice = record("media", "M-1", original_name=f"{CANARY}.wav")
    mine, other = interview("IV-1", recording=[voice.record]), interview(
        "IV-2", informed_consent="yes", promised_follow_up="nothing"
    )  # fmt: skip
    told = record("source", "SO-1", kind="witness", interview=mine.record, summary=CANARY)
    seen = record("source", "SO-2", kind="video")
    photo = record("media", "M-2", restricted_subject=[mine.record], original_name=f"{CANARY}.jpg")
    grave = record("site", "S-1", sources=[told.record, seen.record])
    lone = record("site", "S-2", sources=[told.record])
    custody = record("custody", "CU-1", item=voice.record, purpose=CANARY)
    linked = Change("interview", other.record, Operation.SET, after={"earlier_interviews": [mine.record]})
    project.register.commit([voice, mine, other, told, seen, photo, grave, lone, custody])
    project.register.commit([linked])
    manifest = export_records(project, tmp_path / "o.gpkg", "court")
    assert manifest.document["consent"]["left_out"] == {"interview": 1, "source": 1, "media": 2, "custody": 1}
    data = (tmp_path / "o.gpkg").read_bytes()
    for gone in (mine, told, voice, photo, custody):
        assert gone.record.encode() not in data
    assert CANARY.encode() not in data
    with closing(sqlite3.connect(tmp_path / "o.gpkg")) as file:
        assert file.execute("SELECT sources FROM site ORDER BY code").fetchall() == [(f'["{seen.record}"]',), (None,)]
        assert file.execute("SELECT code, earlier_interviews FROM interview").fetchall() == [("IV-2", None)]
    asking = Selection(types=("site",), where=(("sources", "SO-1"),))
    assert export_records(project, tmp_path / "asked.gpkg", "court", asking).tables[0]["rows"] == 0
    assert not [one for one in disclose(project, "court", asking).types if one.records]


def test_the_like_of_what_stays_home_is_not_named_under_pseudonyms_either(project: Project, tmp_path: Path) -> None:
    kept = record("incident", "I-1", category="torture", survivor_consent="withdrawn")
    shown = record("incident", "I-2", category="torture", survivor_consent="yes", same_as=[kept.record])
    both = record("victim", "V-1", incidents=[kept.record, shown.record], survivor_consent="yes")
    alone = record("victim", "V-2", incidents=[kept.record], survivor_consent="yes")
    unasked = record("incident", "I-3", category="murder")
    project.register.commit([kept, shown, both, alone, unasked])
    manifest = export_records(project, tmp_path / "o.gpkg", "partner")
    assert manifest.document["consent"]["left_out"] == {"incident": 1, "victim": 1}
    with closing(sqlite3.connect(tmp_path / "o.gpkg")) as file:
        assert file.execute("SELECT code, same_as FROM incident ORDER BY code").fetchall() == [
            ("I-2", None),
            ("I-3", None),
        ]
        ((code, incidents, id_),) = file.execute(
            "SELECT v.code, v.incidents, i.id FROM victim v, incident i WHERE i.code = 'I-2'"
        )
        assert (code, incidents) == ("V-1", f'["{id_}"]')
    maps = {one.kind.name: [values["code"] for values in one.records] for one in disclose(project, "partner").types}
    assert maps["incident"] == ["I-2", "I-3"]
    numbers = {one.statistic.key: one for one in statistics_of(project, "court")}
    assert (numbers["incidents"].value, numbers["incidents"].left_out) == (2, 1)


def test_a_missing_person_and_the_comparisons_go_as_the_family_allows(project: Project, tmp_path: Path) -> None:
    row = {"recipient": "prosecutor", "purpose": "identification", "answer": "yes", "given": "2022-12"}
    lost = record("missing_person", "MP-1", clothing=CANARY, consent=[row])
    compared = record("identification", "ID-1", missing_person=lost.record, identifiers_described=CANARY)
    victim = record("victim", "V-1", missing_person=lost.record)
    project.register.commit([lost, compared, victim])
    assert CANARY.encode() in all_that_leaves(project, tmp_path / "given", "court")
    assert CANARY.encode() not in all_that_leaves(project, tmp_path / "icc", "court", "ICC_or_COI")
    edit = difference("missing_person", lost.record, {"consent": [row]}, {"consent": [{**row, "withdrawn": "2024"}]})
    assert edit is not None
    project.register.commit([edit])
    left = all_that_leaves(project, tmp_path / "withdrawn", "court")
    assert CANARY.encode() not in left
    assert lost.record.encode() not in left


STEPS = st.lists(
    st.tuples(
        st.sampled_from((0, 1)),
        st.sampled_from(("yes", "no", "withdraw")),
        st.sampled_from(("prosecutor", "ICC_or_COI", "public")),
    ),
    max_size=8,
)


@settings(deadline=None, max_examples=count(6, 200), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_export_holds_what_was_said_outside_of_the_consents(tmp_path_factory: Any, steps: Any, proof: Proof) -> None:
    """After any giving, refusing and withdrawing, each file holds what the last word for its recipient covers."""
    folder = tmp_path_factory.mktemp("law")
    project = new_project(folder / "law.taphos", pack=None)
    interviews = [interview(f"IV-{at}", promised_follow_up=text) for at, text in enumerate(MINE)]
    sources = [record("source", f"SO-{at}", interview=one.record, summary=f"{MINE[at]}, again")
               for at, one in enumerate(interviews)]  # fmt: skip
    project.register.commit([*interviews, *sources])
    word: dict[tuple[int, str], str] = {}
    given: dict[tuple[int, str], list[Change]] = {}
    for number, (at, what, to) in enumerate(steps):
        day = f"2023-{number + 1:02}-01"
        if what == "withdraw":
            changes = [withdrawal(one, day) for one in given.pop((at, to), [])]
        else:
            changes = [consent(interviews[at], day, what, to, f"CN-{number}")]
            given.setdefault((at, to), []).extend(changes if what == "yes" else [])
        if changes:
            project.register.commit(changes)
            word[at, to] = what
    own = own_profile(folder)
    for to, profile in (("prosecutor", "court"), ("ICC_or_COI", "court"), ("public", own), ("", "partner")):
        left = all_that_leaves(project, folder / f"out-{to}", profile, to)
        held = [at for at, text in enumerate(MINE) if text.encode() in left]
        assert held == [at for at in (0, 1) if word.get((at, to)) == "yes"]
    project.close()
    proof("B", "no export holds what was said outside of the consents in force", "GeoPackage, web map, page, numbers")


def test_whoever_reads_a_profile_asks_the_consents() -> None:
    """A new kind of export that loads a profile and does not ask for consents is found here."""
    house = Path(__file__).parents[2]
    paths = (path for room in ("layers", "desktop") for path in (house / room).rglob("*.py"))
    texts = {path.relative_to(house).as_posix(): path.read_text("utf-8") for path in paths}
    reading = {name for name, text in texts.items() if "load_profile(" in text}
    ways = ("under_consents(", "consents_of(", "leaving_faults(")
    asking = {name for name, text in texts.items() if any(way in text for way in ways)}
    tell_of_profiles = {
        "layers/exports/profiles.py", "layers/exports/countable.py", "layers/exports/for_court.py",
        "layers/dictionary.py",
    }  # fmt: skip
    show_no_words_of_persons = {
        "layers/siteplan/records.py", "layers/siteplan/preview.py", "layers/skeleton/disclosed.py",
    }  # fmt: skip
    # write_geopackage asks as it writes, statistics_of as it counts
    written_by_what_asks = {"layers/fieldpack/area.py", "layers/fieldpack/judging.py", "layers/statistics_preview.py"}
    assert "write_geopackage(project" in texts["layers/fieldpack/making.py"]
    assert "statistics_of(project" in texts["layers/statistics_preview.py"]
    assert reading - asking == tell_of_profiles | show_no_words_of_persons | written_by_what_asks
    assert not BOUND.intersection((*DRAWN, *SHOWN))
