"""Which records are about children or sexual violence follows from the declarations, for types to come as well."""

from __future__ import annotations

import re

import pytest

from forensics.at_risk import bearing_fields, marked_codes, says_at_risk, telling_fields, telling_types
from forensics.catalogue import catalogue
from forensics.fields import Kind
from forensics.statistics.suppression import fewest, suppressed

ALL = catalogue()
SPEAKS_OF = re.compile(r"\b(child|infant|fetus|perinate|adolescent|subadult|under 18|sexual|spans 18)\b", re.IGNORECASE)
OF_THE_MISSION = {"skill"}
"""Vocabularies whose codes say what somebody of the mission can do, not of whom a record is."""


def test_every_code_that_speaks_of_a_child_or_of_sexual_violence_is_marked() -> None:
    asked = [
        (field.vocabulary, code, label)
        for kind in ALL
        for field in kind.fields if field.vocabulary is not None and field.vocabulary.name not in OF_THE_MISSION
        for code, label in field.vocabulary.codes.items() if SPEAKS_OF.search(label)
    ]  # fmt: skip
    assert len(asked) >= 12
    assert [(of.name, code) for of, code, _ in asked if code not in of.at_risk] == []
    assert all(code in of.codes for of, _, _ in asked for code in of.at_risk)


def test_every_age_and_every_flag_of_sexual_violence_is_looked_at() -> None:
    for kind in ALL:
        listed = telling_fields(kind)
        for field in kind.fields:
            assert field.unit != "years" or field.name in listed
            assert field.kind is not Kind.FLAG or "sexual" not in field.name or field.name in listed


@pytest.mark.parametrize(
    ("type_", "values"),
    [
        ("victim", {"age_max": 17}), ("victim", {"age_class": "under_18"}), ("victim", {"under_18": "yes"}),
        ("victim", {"acts": ("torture", "sexual_violence")}), ("incident", {"category": "sexual_violence"}),
        ("interview", {"protection": ("child",)}), ("profile", {"age_min": 15.0, "age_max": 21.0}),
        ("interview", {"further_interviewees": ({"code": "X", "age_group": "under_18"},)}),
        ("finding", {"bears_on_sexual_violence": True}), ("element", {"developmental_age": "infant"}),
    ],
)  # fmt: skip
def test_a_record_says_so_itself(type_: str, values: dict[str, object]) -> None:
    assert says_at_risk(ALL[type_], values)


def test_adults_and_other_acts_do_not() -> None:
    assert not says_at_risk(ALL["victim"], {"age_min": 18, "age_max": 40, "under_18": "no", "acts": ("torture",)})
    assert not says_at_risk(ALL["profile"], {"under_18": "no", "age_class": "adult"})


def test_what_is_said_of_a_case_reaches_what_belongs_to_it() -> None:
    assert {"profile", "victim", "incident", "interview"} <= {kind.name for kind in telling_types(ALL)}
    assert "case" in bearing_fields(ALL, ALL["finding"])
    assert "cases" in bearing_fields(ALL, ALL["identification"])
    assert "incidents" in bearing_fields(ALL, ALL["victim"])
    assert bearing_fields(ALL, ALL["exhumation"]) == ()


def test_codes_that_mark_somebody_need_ten_and_an_answer_that_may_mean_anything_five() -> None:
    assert {"under_18", "sexual_violence", "child", "0_3"} <= marked_codes()
    assert "yes" not in marked_codes()
    assert (fewest(("0_3",)), fewest(("murder",))) == (10, 5)


def test_what_is_hidden_beside_sexual_violence_adds_up_to_ten_or_more() -> None:
    told = suppressed({"murder": 30, "sexual_violence": 7, "siege": 1, "torture": 6})
    assert told == {"murder": 30, "sexual_violence": None, "siege": None, "torture": None}
