"""`taphos custody` from a terminal, and what a broken custody keeps from a court."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest

from desktop.commandline import main
from desktop.commands.context import DONE, PROBLEMS, REFUSED
from forensics.vocabulary.steps import CASE_STEP
from layers.devices import this_device

PDF = b"%PDF-1.4\n% EXAMPLE: the scan of a signed receipt\n"


STEPS = "; ".join(f"{step} | EXAMPLE: received without papers" for step in CASE_STEP.codes)
BODY = ("remains_class=body", "origin=exhumation", f"order_limitations={STEPS}")
"""What is not recorded of its place is said, so that custody alone can keep it from a court."""


@pytest.fixture
def project(tmp_path: Path) -> str:
    """Two people, the first with the key of this device, a store, a case and a box."""
    made = str(tmp_path / "p.taphos")
    assert main(["new", made, "--plain"]) == DONE
    own = f'signing_keys=[{{"fingerprint": "{this_device().fingerprint}", "enrolled_by": "PR-1"}}]'
    for code, more in (("PR-1", [own]), ("PR-2", [])):
        assert main(["add", made, "practitioner", f"code={code}", "roles=evidence_custodian", *more]) == DONE
    assert main(["add", made, "facility", "code=EX-STORE", "kind=evidence_store"]) == DONE
    assert main(["add", made, "case", "code=EX-1B", *BODY]) != REFUSED
    assert main(["add", made, "package", "code=EX-BOX", "kind=box"]) == DONE
    return made


def told(capfd: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capfd.readouterr().out)


@pytest.fixture
def custody(project: str, capfd: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """`taphos custody` with these words, which answers in JSON."""

    def run(*words: str, expect: int = DONE) -> Any:
        capfd.readouterr()
        assert main(["custody", project, *words, "--json"]) == expect
        return told(capfd)

    return run


def test_an_item_goes_from_hand_to_hand_and_is_asked_for(
    custody: Callable[..., Any], project: str, tmp_path: Path
) -> None:
    custody("collect", "EX-1B", "EX-BOX", "--to", "PR-1", "--at", "2024-05-01T08:00:00+03:00")
    custody("seal", "EX-1B", "--seal", "S-1", "--at", "2024-05-01T09:00:00+03:00")
    custody("pack", "EX-1B", "--into", "EX-BOX", "--at", "2024-05-01T10:00:00+03:00")
    given = custody("give", "EX-BOX", "--to", "PR-2", "--set", "condition=dry", "purpose=to the store",
                   "signed_by_receiver=EXAMPLE signature")  # fmt: skip
    assert len(given["events"]) == 2
    [case, box] = custody("holder", "EX-1B", "EX-BOX")
    assert (case["holders"], case["seal"], case["number"]) == (["PR-2"], "S-1", 4)
    assert box["holders"] == ["PR-2"]
    words = custody("check", expect=PROBLEMS)
    assert all("is signed on paper, no scan: what was typed as a signature proves nothing" in one["problem"]
               for one in words)  # fmt: skip
    assert len(words) == 2
    scan = tmp_path / "receipt.pdf"
    scan.write_bytes(PDF)
    assert main(["custody", project, "signed", given["events"][0], str(scan)]) == DONE
    assert custody("check") == []


def test_what_contradicts_the_chain_is_refused_with_a_sentence_or_recorded_with_its_problem(
    project: str, custody: Callable[..., Any], capfd: pytest.CaptureFixture[str]
) -> None:
    custody("collect", "EX-1B", "--to", "PR-1")
    assert main(["custody", project, "give", "EX-1B", "--from", "PR-2", "--to", "EX-STORE"]) == REFUSED
    assert "EX-1B is held by PR-1, not by PR-2" in capfd.readouterr().err
    done = custody("give", "EX-1B", "--from", "PR-2", "--to", "EX-STORE", "--as-happened", "so found", expect=PROBLEMS)
    assert done["problems"] == ["EX-1B is held by PR-1, not by PR-2."]
    assert any("another holder" in one["problem"] for one in custody("check", "EX-1B", expect=PROBLEMS))


def test_who_receives_gives_the_number_that_stands_on_the_seal(
    project: str, custody: Callable[..., Any], capfd: pytest.CaptureFixture[str]
) -> None:
    custody("collect", "EX-1B", "EX-BOX", "--to", "PR-1")
    custody("seal", "EX-1B", "--seal", "S-1")
    custody("seal", "EX-BOX", "--seal", "B-1")
    receive = ["custody", project, "receive", "EX-1B", "EX-BOX", "--to", "EX-STORE"]
    for wrong, sentence in (
        ([], "EX-1B is under seal: who receives it reads the number on the seal; none was given."),
        (["--found-seal", "EX-1B=S-1", "--found-seal", "EX-BOX=S-1"], "The number read on EX-BOX, S-1, is not that"),
        (["--found-seal", "S-1", "--found-seal", "B-1"], "Of several items each seal is given as ITEM=NUMBER"),
    ):
        assert main([*receive, *wrong]) == REFUSED
        said = capfd.readouterr().err
        assert sentence in said
        assert "B-1" not in said.replace("“B-1” names none", "")
    done = custody(*receive[2:], "--found-seal", "EX-1B=S-1", "--found-seal", "EX-BOX=B-1")
    assert main(["show", project, done["events"][1], "--json"]) == DONE
    assert told(capfd)["seal_read"] == "B-1"


def test_the_scan_of_a_receipt_closes_the_gap_of_a_hand_over_to_somebody_outside(
    custody: Callable[..., Any], project: str, tmp_path: Path
) -> None:
    custody("collect", "EX-1B", "--to", "PR-1")
    event = custody("release", "EX-1B", "--to-outside", "EXAMPLE office")["events"][0]
    assert "no signed receipt" in custody("check", expect=PROBLEMS)[0]["problem"]
    scan = tmp_path / "receipt.pdf"
    scan.write_bytes(PDF)
    assert main(["custody", project, "signed", event, str(scan)]) == DONE
    told = [one["problem"] for one in custody("check", expect=PROBLEMS)]
    assert told == [f"{event} released EX-1B, and no disposition says who received it."]
    assert scan.read_bytes() == PDF


def test_a_signed_event_is_superseded_with_a_reason_and_never_undone(
    custody: Callable[..., Any], project: str, capfd: pytest.CaptureFixture[str]
) -> None:
    custody("collect", "EX-1B", "--to", "PR-1")
    event = custody("give", "EX-1B", "--to", "PR-2")["events"][0]
    capfd.readouterr()
    assert main(["undo", project]) == REFUSED
    assert "is signed, and what is signed is not undone" in capfd.readouterr().err
    custody("supersede", event, "to_holder=EX-STORE", "--reason", "it went to the store")
    assert custody("holder", "EX-1B")[0]["holders"] == ["EX-STORE"]
    [half] = custody("check", expect=PROBLEMS)
    assert "is signed by nobody for the place that receives" in half["problem"]
    capfd.readouterr()
    assert main(["custody", project, "sign", event, "--as", "receiver"]) == REFUSED
    assert "is that of PR-1, and not of PR-2" in capfd.readouterr().err


# For a court


def test_a_changed_seal_blocks_a_court_export(
    custody: Callable[..., Any], project: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "court.gpkg"
    custody("collect", "EX-1B", "--to", "PR-1")
    custody("seal", "EX-1B", "--seal", "S-1")
    assert main(["export", project, str(out), "--profile", "court"]) == DONE
    event = custody("open", "EX-1B", "--found-seal", "S-2", "--as-happened", "so found", expect=PROBLEMS)["events"][0]
    out.unlink()
    capfd.readouterr()
    assert main(["export", project, str(out), "--profile", "court"]) == REFUSED
    said = capfd.readouterr().err
    assert "1 fault keeps this from a court" in said
    assert "EX-1B: The seal changed by itself: S-1 after" in said
    assert not out.exists()
    assert main(["export", project, str(out), "--profile", "court", "--layers", "facility"]) == DONE
    assert main(["export", project, str(out), "--profile", "partner"]) == DONE
    assert main(["export", project, str(out), "--profile", "court", "--with-gaps"]) == PROBLEMS
    manifest = json.loads((tmp_path / "court.gpkg.manifest.json").read_text("utf-8"))
    assert [(one["item"], one["event"]) for one in manifest["custody"]] == [("EX-1B", event)]


@pytest.mark.parametrize("line", [("map", "o.svg"), ("web", "o.html"), ("report", "o.pdf", "--case", "EX-1B")])
def test_a_changed_seal_blocks_pages_for_a_court_which_name_it_when_it_is_let_leave(
    custody: Callable[..., Any], project: str, tmp_path: Path, capfd: pytest.CaptureFixture[str], line: tuple[str, ...]
) -> None:
    command, name, *which = line
    out = tmp_path / name
    asked = [command, project, str(out), *which]
    main(["set", project, "EX-1B", "place=49.2, 37.2", "--reason", "EXAMPLE"])
    custody("collect", "EX-1B", "--to", "PR-1")
    custody("seal", "EX-1B", "--seal", "S-1")
    assert main([*asked, "--profile", "court"]) == DONE
    out.unlink()
    custody("open", "EX-1B", "--found-seal", "S-2", "--as-happened", "so found", expect=PROBLEMS)
    capfd.readouterr()
    assert main([*asked, "--profile", "court"]) == REFUSED
    assert "EX-1B: The seal changed by itself: S-1 after" in capfd.readouterr().err
    assert not out.exists()
    assert main([*asked, "--profile", "court", "--with-gaps"]) == PROBLEMS
    assert "EX-1B: The seal changed by itself: S-1 after" in capfd.readouterr().err
    page = out.read_text("utf-8") if command != "report" else pypdf.PdfReader(out).pages[0].extract_text()
    assert "This leaves with 1 fault of custody or order:" in page
    assert "EX-1B: The seal changed by itself: S-1 after" in " ".join(page.split())
    assert main([*asked, "--profile", "partner"]) == DONE


def test_each_fault_is_named_and_only_of_what_leaves(
    custody: Callable[..., Any], project: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    main(["add", project, "artefact", "code=EX-A-1", "artefact_class=bullet", "case=EX-1B"])
    main(["add", project, "artefact", "code=EX-A-2", "artefact_class=phone", "sensitivity=restricted"])
    capfd.readouterr()
    out = str(tmp_path / "court.gpkg")
    assert main(["export", project, out, "--profile", "court"]) == REFUSED
    said = capfd.readouterr().err
    assert all(f"No custody of {code} is recorded." in said for code in ("EX-A-1", "EX-A-2"))
    court = ["export", project, out, "--profile", "court", "--layers", "artefact"]
    assert main([*court, "--where", "artefact_class=bullet"]) == REFUSED
    said = capfd.readouterr().err
    assert "EX-A-1" in said
    assert "EX-A-2" not in said


def test_a_package_is_counted_by_its_seals_and_a_receipt_written(
    custody: Callable[..., Any], project: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    custody("collect", "EX-1B", "EX-BOX", "--to", "PR-1")
    custody("seal", "EX-1B", "--seal", "S-1")
    custody("pack", "EX-1B", "--into", "EX-BOX")
    custody("seal", "EX-BOX", "--seal", "B-1")
    assert [one["seal"] for one in custody("seals", "EX-BOX")["expected"]] == ["B-1", "S-1"]
    count = custody("seals", "EX-BOX", "--count", "B-1", "S-9", expect=PROBLEMS)
    assert (count["seen"], count["missing"], count["foreign"]) == (["B-1"], ["S-1"], ["S-9"])
    assert custody("seals", "EX-BOX", "--count", "S-1", "B-1")["missing"] == []
    event = custody("give", "EX-BOX", "--to", "PR-2")["events"][0]
    out = tmp_path / "receipt.pdf"
    assert main(["custody", project, "receipt", event, str(out)]) == DONE
    assert out.read_bytes().startswith(b"%PDF")
    assert main(["custody", project, "receipt", custody("open", "EX-BOX")["events"][0], str(out)]) == REFUSED
