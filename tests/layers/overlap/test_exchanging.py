"""Two organisations learn where both work, in three files; neither, nor who sees the files, learns anything else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.changes import Change
from forensics.errors import TaphosError
from forensics.overlap import SMALLEST, WORK, Piece, Terms
from forensics.statistics.suppression import FEWEST, FEWEST_AT_RISK
from layers.errors import OverlapRefused
from layers.overlap import exchanging, pending
from layers.overlap.exchanging import answer, default_terms, offer, open_sheet
from layers.overlap.files import Party
from layers.overlap.intersection import common, new_key, under_both, under_key
from layers.overlap.work import work_of
from layers.project import Project
from tests.counts import count
from tests.layers.overlap.organisations import GAZETTEER, needs_the_library, organisation, put, settlements
from tests.layers.projects import closing, record
from tests.tools.proofs import Proof

US, THEM = Party("EXAMPLE One", "EXAMPLE desk one"), Party("EXAMPLE Two", "EXAMPLE desk two")
MONTHS = ("2026-01", "2026-02")
BOTH = {Piece(code, "2026-01", "reconnaissance") for code in GAZETTEER[:3]}
OURS = BOTH | {Piece(code, "2026-02", "imagery") for code in GAZETTEER[3:8]}
THEIRS = BOTH | {Piece(code, "2026-02", "geophysics") for code in GAZETTEER[3:9]}


@pytest.fixture(scope="module", autouse=True)
def library() -> None:
    needs_the_library()


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Project, Project]]:
    """Two projects for the whole module: each exchange is one of its own."""
    folder = tmp_path_factory.mktemp("organisations")
    with ExitStack() as stack:
        pair = [
            stack.enter_context(closing(organisation(folder / name, pieces, engine)))
            for name, pieces, engine in (("one", OURS, "encrypted"), ("two", THEIRS, "plain"))
        ]
        yield pair[0], pair[1]


def terms(project: Project, share: int = 10) -> Terms:
    return default_terms(project, *MONTHS, share=share)


def exchange(two: tuple[Project, Project], folder: Path) -> tuple[exchanging.Opened, exchanging.Opened]:
    """All three files, opened on both sides."""
    one, other = two
    first, second, third = (folder / f"{number}.overlap" for number in (1, 2, 3))
    offer(one, first, terms(one), US)
    answer(other, first, second, THEM)
    opened = open_sheet(one, second, third, US)
    return opened, open_sheet(other, third)


def pieces(opened: exchanging.Opened) -> set[Piece]:
    return {met.piece for met in opened.met}


def test_both_learn_what_both_cover_whom_to_call_and_nothing_else(two: tuple[Project, Project], tmp_path: Path) -> None:
    ours, theirs = exchange(two, tmp_path)
    assert pieces(ours) == pieces(theirs) == BOTH
    assert (ours.them, theirs.them) == (THEM, US)
    assert {met.name for met in ours.met} == {f"EXAMPLE {code[-5:]}" for code in GAZETTEER[:3]}
    for project in two:
        assert project.register.verify().ok


@given(st.sets(st.integers(0, 40), max_size=25), st.sets(st.integers(0, 40), max_size=25))
@settings(max_examples=count(8, 200), deadline=None)
def test_the_result_is_the_plain_intersection_on_both_sides(ours: set[int], theirs: set[int]) -> None:
    keys, sets = (new_key(), new_key()), (sorted(ours), sorted(theirs, reverse=True))
    shown = [under_key(key, [f"{at}" for at in chosen]) for key, chosen in zip(keys, sets, strict=True)]
    doubled = [under_both(keys[1], shown[0]), under_both(keys[0], shown[1])]
    found = [common(keys[0], doubled[0], shown[1]), common(keys[1], doubled[1], shown[0])]
    for chosen, places in zip(sets, found, strict=True):
        assert {chosen[at] for at in places} == ours & theirs


def points(path: Path, name: str) -> list[bytes]:
    data = base64.b64decode(json.loads(path.read_bytes())[name])
    return [data[at : at + 33] for at in range(0, len(data), 33)]


WINDOW = 16


def windows(data: bytes) -> set[bytes]:
    """Every run of WINDOW bytes."""
    return {data[at : at + WINDOW] for at in range(len(data) - WINDOW + 1)}


def test_who_has_every_file_the_gazetteer_and_one_sides_keys_learns_nothing_outside_the_intersection(
    two: tuple[Project, Project], tmp_path: Path, proof: Proof
) -> None:
    """The attacker tries every place, month and kind that they could ask, by every hash and key that they have."""
    one, other = two
    files = [tmp_path / f"{number}.overlap" for number in (1, 2, 3)]
    offer(one, files[0], terms(one), US)
    held = pending.look(one, json.loads(files[0].read_bytes())["exchange"], "offer")
    answer(other, files[0], files[1], THEM)
    open_sheet(one, files[1], files[2], US)

    places = {piece.settlement for piece in OURS | THEIRS} | set(GAZETTEER[:: count(40, 1)])
    asked = [Piece(code, month, kind) for code in sorted(places) for month in MONTHS for kind in WORK]
    texts = [piece.text for piece in asked]
    seen = [point for path in files for name in ("points", "doubled") for point in points(path, name)]
    told = windows(b"\n".join(path.read_bytes() for path in files)) | windows(b"".join(seen))
    for text in [*texts, *places]:  # no hash of a place, keyed or not, in any of the usual writings
        for digest in (
            hashlib.sha256(text.encode()).digest(),
            hashlib.sha1(text.encode()).digest(),
            hashlib.md5(text.encode()).digest(),
            hmac.digest(held.key, text.encode(), "sha256"),
            hmac.digest(held.exchange.encode(), text.encode(), "sha256"),
        ):
            assert not {digest[:WINDOW], digest.hex().encode()[:WINDOW], base64.b64encode(digest)[:WINDOW]} & told
        assert text.encode()[:WINDOW] not in told

    under_ours = dict(zip(under_key(held.key, texts), asked, strict=True))
    own = {under_ours[point] for point in points(files[0], "points") if point in under_ours}
    assert own == OURS  # the attack works where it can: whoever has our key reads our own offer
    twice = dict(zip(under_both(held.key, list(under_ours)), asked, strict=True))
    under_one = dict(zip(under_key(b"\0" * 31 + b"\1", texts), asked, strict=True))
    recognised = {
        table[point]
        for table in (under_ours, twice, under_one)
        for path, name in ((files[1], "points"), (files[1], "doubled"), (files[2], "doubled"))
        for point in points(path, name)
        if point in table
    }
    assert recognised == set()  # of the other side's set, and of what carries both keys, no point can be made
    doubled, final = set(points(files[1], "doubled")), set(points(files[2], "doubled"))
    known = {item for item, point in zip(held.items, points(files[1], "doubled"), strict=True) if point in final}
    assert known == BOTH  # what the protocol tells, and all that it tells
    assert len(doubled & final) == len(BOTH)
    proof(
        "D8", "an attacker with all files, the gazetteer and one side's key names no place outside the intersection",
        f"{len(asked):,} guesses, {len(seen)} points, {len(known)} of {len(BOTH)} common pieces, 0 others",
    )  # fmt: skip


def test_offers_that_differ_are_alike_in_form_and_length_and_new_in_every_point(tmp_path: Path) -> None:
    few = {Piece(GAZETTEER[0], "2026-01", "interview")}
    many = {Piece(code, "2026-02", "imagery") for code in GAZETTEER[1:SMALLEST]}
    made = []
    for name, chosen in (("few", few), ("many", many), ("again", few)):
        with closing(organisation(tmp_path / name, chosen)) as project:
            offer(project, tmp_path / f"{name}.overlap", terms(project), US)
        made.append((tmp_path / f"{name}.overlap").read_bytes())
    assert len({len(one) for one in made}) == 1
    documents = [json.loads(one) for one in made]
    for document in documents:
        assert len(points(tmp_path / "few.overlap", "points")) == SMALLEST
        document.pop("exchange")
        seen = document.pop("points")
        assert len(base64.b64decode(seen)) == SMALLEST * 33
    assert documents[0] == documents[1] == documents[2]
    sets = [set(points(tmp_path / f"{name}.overlap", "points")) for name in ("few", "many", "again")]
    assert not sets[0] & sets[2]
    assert not sets[0] & sets[1]


def liar(folder: Path, project: Project, number: int, **other: object) -> Path:
    """An offer for so many pieces of the gazetteer, as a program of the partner's own could write it."""
    offer(project, folder / "honest.overlap", terms(project), US)
    document = json.loads((folder / "honest.overlap").read_bytes())
    key = new_key()
    asked = [Piece(code, month, kind).text for code in GAZETTEER for month in MONTHS for kind in WORK][:number]
    document |= {"points": base64.b64encode(b"".join(under_key(key, asked))).decode(), **other}
    path = folder / f"{key.hex()}.overlap"
    path.write_text(json.dumps(document))
    return path


def test_a_partner_who_asks_for_the_gazetteer_is_refused(two: tuple[Project, Project], tmp_path: Path) -> None:
    one, other = two
    most = terms(one).most(len(GAZETTEER))
    assert most < len(GAZETTEER)
    before = other.register.administrative("_overlap")
    for path, said in (
        (liar(tmp_path, one, len(GAZETTEER)), "more than the agreed share"),
        (liar(tmp_path, one, most + 1), "more than the agreed share"),
        (liar(tmp_path, one, most + 1, share=50), "1.0 % is what is accepted here"),
        (liar(tmp_path, one, most + 1, share=1000), "not 100.0 %"),
        (liar(tmp_path, one, 100, last="2099-01"), "1 to 120 months"),
    ):
        with pytest.raises(OverlapRefused, match=said):
            answer(other, path, tmp_path / "no.overlap", THEM)
    assert not (tmp_path / "no.overlap").exists()
    assert other.register.administrative("_overlap") == before


def test_an_answer_that_asks_for_the_gazetteer_is_refused_and_the_offer_stands(
    two: tuple[Project, Project], tmp_path: Path
) -> None:
    one, other = two
    offer(one, tmp_path / "1", terms(one), US)
    answer(other, tmp_path / "1", tmp_path / "2", THEM)
    document = json.loads((tmp_path / "2").read_bytes())
    texts = [str(number) for number in range(terms(one).most(len(GAZETTEER)) + 1)]
    document["points"] = base64.b64encode(b"".join(under_key(new_key(), texts))).decode()
    (tmp_path / "greedy").write_text(json.dumps(document))
    with pytest.raises(OverlapRefused, match="more than the agreed share"):
        open_sheet(one, tmp_path / "greedy", tmp_path / "3")
    assert not (tmp_path / "3").exists()
    assert pieces(open_sheet(one, tmp_path / "2", tmp_path / "3")) == BOTH


def test_every_file_is_used_once(two: tuple[Project, Project], tmp_path: Path) -> None:
    one, other = two
    exchange(two, tmp_path)
    for project, name in ((one, "2.overlap"), (other, "3.overlap"), (one, "3.overlap"), (other, "2.overlap")):
        with pytest.raises(OverlapRefused, match="No exchange of this file is under way"):
            open_sheet(project, tmp_path / name)
    for project in two:
        with pytest.raises(OverlapRefused, match="answered here already"):
            answer(project, tmp_path / "1.overlap", tmp_path / "again.overlap", THEM)


def test_an_exchange_that_is_over_is_refused_and_gone(
    two: tuple[Project, Project], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    offer(one, tmp_path / "1", terms(one), US)
    answer(other, tmp_path / "1", tmp_path / "2", THEM)
    monkeypatch.setattr(pending, "today", lambda: date(2100, 1, 1))
    with pytest.raises(OverlapRefused, match="older than 30 days"):
        open_sheet(one, tmp_path / "2", tmp_path / "3")
    monkeypatch.undo()
    offer(one, tmp_path / "new", terms(one), US)
    monkeypatch.setattr(pending, "today", lambda: date(2101, 1, 1))
    offer(one, tmp_path / "newest", terms(one), US)
    names = one.register.write_local(lambda connection: pending.local_names(connection, pending.OVERLAP))
    assert names == ["overlap:" + json.loads((tmp_path / "newest").read_bytes())["exchange"]]


def test_what_is_kept_meanwhile_is_encrypted_under_a_key_outside_the_project(tmp_path: Path) -> None:
    with closing(organisation(tmp_path / "one", OURS)) as project:
        offer(project, tmp_path / "1", terms(project), US)
        held = pending.look(project, json.loads((tmp_path / "1").read_bytes())["exchange"], "offer")
    folder = b"".join(path.read_bytes() for path in project.folder.rglob("*") if path.is_file())
    assert b"overlap:" in folder
    assert not any(told in folder for told in (held.key, held.key.hex().encode(), min(OURS).text.encode()))


SPOILT: tuple[Callable[[dict[str, Any]], object], ...] = (
    lambda document: document | {"points": document["points"][:-4]},
    lambda document: document | {"points": base64.b64encode(bytes([2]) + b"\xff" * 32).decode()},
    lambda document: document | {"points": document["points"][:44] * 2},
    lambda document: document | {"points": 7},
    lambda document: document | {"exchange": "../../etc"},
    lambda document: document | {"kinds": ["spying"]},
    lambda document: document | {"kinds": []},
    lambda document: document | {"first": "2026-13"},
    lambda document: document | {"organisation": "\x1b[2J"},
    lambda document: document | {"contact": "x" * 5000},
    lambda document: document | {"edition": "1066"},
    lambda document: document | {"taphos_overlap": 99},
    lambda document: document | {"step": "answer"},
    lambda document: [],
    lambda document: {},
)


def test_a_file_that_is_not_as_we_write_it_is_refused_in_one_sentence(
    two: tuple[Project, Project], tmp_path: Path
) -> None:
    one, other = two
    offer(one, tmp_path / "1", terms(one), US)
    document = json.loads((tmp_path / "1").read_bytes())
    for number, spoil in enumerate(SPOILT):
        (tmp_path / "spoilt").write_text(json.dumps(spoil(document)))
        with pytest.raises(TaphosError) as refused:
            answer(other, tmp_path / "spoilt", tmp_path / "2", THEM)
        assert not set("\n\x1b") & set(str(refused.value)), number
        assert not (tmp_path / "2").exists(), number


def test_a_file_that_is_no_json_too_deep_or_too_large_is_refused(two: tuple[Project, Project], tmp_path: Path) -> None:
    for name, data in (("noise", os.urandom(500)), ("deep", b"[" * 200_000), ("large", b" " * 20_000_000)):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(OverlapRefused, match="is no file of an overlap exchange"):
            answer(two[1], tmp_path / name, tmp_path / "2", THEM)
    with pytest.raises(OverlapRefused, match="cannot be read"):
        answer(two[1], tmp_path / "nowhere", tmp_path / "2", THEM)


def test_each_step_is_in_the_journal_without_its_contents(two: tuple[Project, Project], tmp_path: Path) -> None:
    exchange(two, tmp_path)
    id_ = json.loads((tmp_path / "1.overlap").read_bytes())["exchange"]
    entries = [
        [entry for entry in project.register.administrative("_overlap").values() if entry["exchange"] == id_]
        for project in two
    ]
    steps = [[(one["step"], one.get("organisation", ""), one.get("found")) for one in listed] for listed in entries]
    assert steps[0] == [("offer", "", None), ("answer_opened", "EXAMPLE Two", 3)]
    assert steps[1] == [("answer", "EXAMPLE One", None), ("closing_opened", "EXAMPLE One", 3)]
    said = json.dumps(entries)
    assert not any(piece.settlement in said for piece in OURS | THEIRS)


def test_two_processes_learn_the_same_through_three_files(two: tuple[Project, Project], tmp_path: Path) -> None:
    words = {
        "offer": [two[0], "1", "--from", MONTHS[0], "--until", MONTHS[1], "--contact", "EXAMPLE desk one"],
        "answer": [two[1], "1", "2", "--organisation", "EXAMPLE Two"],
        "open": [two[0], "2", "3"],
    }
    said = [taphos(tmp_path, name, *arguments) for name, arguments in words.items()]
    said.append(taphos(tmp_path, "open", two[1], "3"))
    found = [
        {(one["official_code"], one["month"], one["kind"]) for one in document["overlap"]} for document in said[2:]
    ]
    assert found[0] == found[1] == set(BOTH)
    assert said[2]["organisation"] == "EXAMPLE Two"


def taphos(folder: Path, step: str, project: object, *arguments: object) -> dict[str, object]:
    assert isinstance(project, Project)
    line = [sys.executable, "-m", "desktop.commandline", "overlap", step, str(project.folder)]
    line += [str(folder / str(one)) if str(one).isdigit() else str(one) for one in arguments]
    environment = {**os.environ, "TAPHOS_PASSPHRASE": "тридцять три корови"}
    ran = subprocess.run([*line, "--json"], capture_output=True, text=True, env=environment, check=False)
    assert ran.returncode == 0, ran.stderr
    document = json.loads(ran.stdout)
    assert isinstance(document, dict)
    return document


def test_what_a_partner_may_not_see_is_in_no_set(tmp_path: Path) -> None:
    with closing(organisation(tmp_path / "one")) as project:
        codes = GAZETTEER[:10]
        place = settlements(project, codes)
        month = {"start": "2026-01-03", "end": "2026-01-04"}
        done, both = {"purpose": "imagery", "status": "complete", **month}, {"date": "2026-01", "category": "murder"}
        project.register.commit(
            [
                record("survey_area", "A-1", settlement=place[codes[0]], **done),
                record("survey_area", "A-2", settlement=place[codes[1]], sensitivity="restricted", **done),
                record("survey_area", "A-3", settlement=place[codes[2]], **{**done, "status": "cancelled"}),
                record(
                    "survey_area", "A-4", settlement=place[codes[3]], purpose="imagery", status="planned",
                    planned_start="2026-02-01", planned_end="2026-02-20",
                ),
                record("survey_area", "A-5", **done),
                record("incident", "I-1", settlement=place[codes[4]], **both),
                record("incident", "I-2", settlement=place[codes[5]], **{**both, "category": "sexual_violence"}),
                record("incident", "I-3", settlement=place[codes[6]], acts=["sexual_violence"], **both),
                record("incident", "I-4", settlement=place[codes[6]], survivor_consent="no", **both),
                *interviews("IV", place[codes[7]], FEWEST),
                *interviews("JV", place[codes[8]], FEWEST - 1),
                *interviews("KV", place[codes[9]], FEWEST_AT_RISK - 1, age_group="under_18"),
            ]
        )  # fmt: skip
        plain = work_of(project, terms(project), date(2026, 1, 20))
        assert plain.pieces == {
            Piece(codes[0], "2026-01", "imagery"), Piece(codes[4], "2026-01", "documentation"),
            Piece(codes[7], "2026-01", "interview"),
        }  # fmt: skip
        assert plain.left_out == {"withheld": 4, "no_settlement": 1, "ahead": 1, "few_interviews": 13}
        planned = work_of(project, terms(project), date(2026, 1, 20), planned=True)
        assert planned.pieces - plain.pieces == {Piece(codes[3], "2026-02", "imagery")}


def interviews(prefix: str, settlement: str, number: int, **values: str) -> list[Change]:
    return [
        record(
            "interview",
            f"{prefix}-{at}",
            settlement=settlement,
            display_area="settlement",
            date=f"2026-01-0{at}",
            **values,
        )
        for at in range(1, number + 1)
    ]


def test_settlements_without_an_official_code_are_counted_as_left_out(tmp_path: Path) -> None:
    with closing(organisation(tmp_path / "one")) as project:
        nameless = record("settlement", "P-1", official_code="7", name_en="EXAMPLE nameless")
        area = record(
            "survey_area", "A-1", settlement=nameless.record, purpose="imagery", status="complete", start="2026-01"
        )
        project.register.commit([nameless, area])
        assert work_of(project, terms(project), date(2026, 1, 20)).left_out == {"no_code": 1}


def test_a_project_with_more_work_than_the_share_is_told_so_before_anything_is_written(tmp_path: Path) -> None:
    with closing(organisation(tmp_path / "one")) as project:
        put(project, {Piece(code, MONTHS[0], "imagery") for code in GAZETTEER[:70]})
        narrow = Terms("KATOTTG", terms(project).edition, *MONTHS, ("imagery",), 5)
        with pytest.raises(OverlapRefused, match="70 pieces of work there and then, and the agreed share is 49"):
            offer(project, tmp_path / "1", narrow, US)
        assert not (tmp_path / "1").exists()
