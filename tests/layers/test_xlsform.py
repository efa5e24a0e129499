"""Forms for KoBo and ODK: pyxform accepts each, and what is answered to one comes back without any mapping."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pyxform.xls2xform import convert

from forensics.catalogue import TYPES
from forensics.fields import Kind, Sensitivity
from forensics.identifiers import id_of_submission
from forensics.rules.testimony import CODES_OF_PEOPLE
from layers.errors import ExportRefused
from layers.exports.xlsform import LANGUAGES, NOT_ASKED, TYPE, asked_fields, write_xlsform
from layers.project import Project
from tests.layers.files import counts, records, take, told
from tests.layers.projects import make, record
from tests.tools.proofs import Proof

BESIDE = {
    "settlement": {"name_uk": "EXAMPLE"},
    "media": {"sha256": "a" * 64},
    "site_log": {"day": "2022-04-01"},
    "disposition": {"cases": "C-1"},
}
"""Answers that the rules of a type ask for beside what is needed of it."""
UUID = "0a2a8ef5-5d82-4e43-a267-74037b0e9ea4"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = make(tmp_path / "form.taphos", "plain", pack="ua")
    yield made
    made.close()


def sheet(path: Path, name: str) -> list[dict[str, Any]]:
    head, *rows = openpyxl.load_workbook(path)[name].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def test_pyxform_makes_a_form_of_every_type(project: Project, tmp_path: Path, proof: Proof) -> None:
    questions = 0
    for type_ in TYPES:
        out = tmp_path / f"{type_}.xlsx"
        questions += write_xlsform(project, type_, out)
        made = convert(str(out), validate=False)
        assert made.xform.count("<h:html") == 1
        assert [warning for warning in made.warnings if "taphos" in warning] == []
        asked = {
            line["name"] for line in sheet(out, "survey") if line["type"] not in ("begin_group", "end_group", None)
        }
        assert asked == {TYPE, *(one.name for one in asked_fields(project.catalogue[type_]))}
    proof("D5", "XLSForms that pyxform accepts", f"{len(TYPES)} of {len(TYPES)} types, {questions} questions")
    assert len(TYPES) == 34


def test_a_form_asks_in_both_languages_and_asks_nothing_sealed(project: Project, tmp_path: Path) -> None:
    write_xlsform(project, "site", tmp_path / "site.xlsx")
    survey = {line["name"]: line for line in sheet(tmp_path / "site.xlsx", "survey") if line["name"]}
    english, ukrainian = (f"label::{one}" for one in LANGUAGES.values())
    assert survey["form"]["type"].startswith("select_one ")
    assert survey["form"][ukrainian] != survey["form"][english]
    assert survey["place"]["type"] == "geopoint"
    assert survey["outline"]["type"] == "geoshape"
    assert survey["form"]["required"] == "yes"
    assert survey["found_on"]["constraint"].startswith("regex(")
    for kind in project.catalogue:
        asked = {one.name for one in asked_fields(kind)}
        assert not asked & NOT_ASKED
        assert not asked & {one.name for one in kind.fields if one.sensitivity is Sensitivity.SEALED}


def test_a_form_refuses_what_the_rules_would_refuse_of_its_answers(project: Project, tmp_path: Path) -> None:
    asked: dict[str, dict[str, dict[str, Any]]] = {}
    for type_ in ("site", "case", "context", "interview", "incident"):
        write_xlsform(project, type_, tmp_path / f"{type_}.xlsx")
        asked[type_] = {line["name"]: line for line in sheet(tmp_path / f"{type_}.xlsx", "survey") if line["name"]}
    alone = {("site", "disturbance"), ("site", "protection"), ("case", "restraint"), ("context", "tool_marks")}
    for type_, name in alone:
        assert "count-selected(.) > 1" in asked[type_][name]["constraint"]
        assert "None" in asked[type_][name][f"constraint_message::{LANGUAGES['en']}"]
    for name in CODES_OF_PEOPLE["interview"]:
        assert asked["interview"][name]["constraint"].startswith("regex(., '.*[0-9].*')")
    withheld = asked["incident"]["other_numbers"]["relevant"]
    assert withheld == "not(selected(${category}, 'sexual_violence') or selected(${acts}, 'sexual_violence'))"
    assert all(asked["incident"][name]["relevant"] is None for name in ("category", "acts", "settlement", "date"))


def submission(path: Path, survey: Path, answers: Mapping[str, str], *, labels: str = "") -> Path:
    """A CSV as KoBo exports it: groups before a slash, by names or by labels of a language, selections split too."""
    columns: list[tuple[str, str]] = []
    inside: list[str] = []
    choices = sheet(survey, "choices")
    for line in sheet(survey, "survey"):
        shown = str((line.get(f"label::{labels}") if labels else None) or line["name"] or "")
        if line["type"] == "begin_group":
            inside.append(shown)
        elif line["type"] == "end_group":
            inside.pop()
        else:
            head = "/".join([*inside, shown])
            type_ = str(line.get("calculation") or "").strip("'")
            given = answers.get(str(line["name"]), type_ if line["name"] == TYPE else "")
            listed = [one for one in choices if line["type"].endswith(f" {one['list_name']}")]
            called = {one["name"]: str(one[f"label::{labels}"] if labels else one["name"]) for one in listed}
            if line["type"].startswith("select_multiple"):
                columns.append((head, " ".join(called[one] for one in given.split())))
                columns += [(f"{head}/{text}", str(int(code in given.split()))) for code, text in called.items()]
            else:
                columns.append((head, called.get(given, given)))
            if line["type"] == "geopoint":
                parts = (given.split() + [""] * 4)[:4]
                around = "/".join([*inside, f"_{shown}_"])
                columns += [
                    (around + name, part)
                    for name, part in zip(("latitude", "longitude", "altitude", "precision"), parts, strict=True)
                ]
    columns += [
        ("meta/instanceID", f"uuid:{UUID}"),
        ("_uuid", UUID),
        ("_submission_time", "2022-05-01T10:00:00"),
        ("_index", "1"),
    ]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([name for name, _ in columns])
        writer.writerow([value for _, value in columns])
    return path


@pytest.mark.parametrize("labels", ["", *LANGUAGES.values()])
def test_a_submission_comes_in_without_any_mapping_and_twice_is_once(
    project: Project, tmp_path: Path, labels: str
) -> None:
    write_xlsform(project, "site", tmp_path / "site.xlsx")
    answers = {
        "code": "EX-9", "name": "EXAMPLE", "form": "single_grave", "status": "located", "disturbance": "looted shelled",
        "place": "50.5 30.25 120.5 4.5", "outline": "50 30 0 0;50 31 0 0;51 31 0 0;50 30 0 0", "length": "2.5",
        "found_on": "2022-04-01/2022-04-30", "publish": "",
    }  # fmt: skip
    file = submission(tmp_path / "answers.csv", tmp_path / "site.xlsx", answers, labels=labels)
    report = take(project, file, "site")
    assert counts(report) == (1, 0, 0, 0), told(report)
    assert counts(take(project, file, "site")) == (0, 0, 1, 0)
    one = records(project, "site")["EX-9"]
    assert one["id"] == id_of_submission("site", UUID)
    assert {name: one[name] for name in ("name", "form", "status", "disturbance", "length", "found_on")} == {
        "name": "EXAMPLE", "form": "single_grave", "status": "located", "disturbance": ["looted", "shelled"],
        "length": "2.5", "found_on": "2022-04-01/2022-04-30",
    }  # fmt: skip
    place = one["place"]
    assert (place["written"], place["method"], place["horizontal_accuracy"]) == ("50.5 30.25 120.5 4.5", "phone", "4.5")
    assert one["outline"]["geometry"]


def test_every_type_takes_a_submission_of_its_own_form(project: Project, tmp_path: Path, proof: Proof) -> None:
    taken, refused = 0, []
    project.register.commit([record("case", "C-1")], "")
    for type_ in TYPES:
        kind = project.catalogue[type_]
        write_xlsform(project, type_, tmp_path / "form.xlsx")
        answers = {"code": f"EX-{type_}", **BESIDE.get(type_, {})}
        for one in asked_fields(kind):
            if one.answer.value == "needed" and one.name != "code":
                answers.setdefault(one.name, _answer(project, one))
        file = submission(tmp_path / "answers.csv", tmp_path / "form.xlsx", answers)
        report = take(project, file, type_)
        assert report.read == 1
        refused += [(type_, told(report))] if report.rejected else []
        taken += report.added
        if report.added:
            assert counts(take(project, file, type_)) == (0, 0, 1, 0)
        project.register.commit([record(type_, f"R-{type_}")], "") if f"R-{type_}" not in records(
            project, type_
        ) else None
    assert refused == []
    proof("D5", "types whose form's submission comes in without mapping, and twice is once", f"{taken} of {len(TYPES)}")


def _answer(project: Project, one: Any) -> str:
    """Something that may stand in a field that is needed."""
    if one.names_record:
        type_ = (one.target or ("site",))[0]
        code = f"R-{one.name}"
        if code not in records(project, type_):
            project.register.commit([record(type_, code)], "")
        return code if len(one.target) == 1 else f"{type_}/{code}"
    if one.holds_codes:
        return next(iter(one.vocabulary.codes))
    return {Kind.DATE: "2022-04", Kind.INSTANT: "2022-04-01T10:00:00+03:00", Kind.WHOLE: "1", Kind.NUMBER: "1"}.get(
        one.kind, "EXAMPLE"
    )


def test_a_form_is_written_as_a_spreadsheet_alone(project: Project, tmp_path: Path) -> None:
    with pytest.raises(ExportRefused, match=r"\.xlsx"):
        write_xlsform(project, "site", tmp_path / "site.xml")
