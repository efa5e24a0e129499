"""One log a day, people who leave after they came, one record to a sheet, and numbers that were explained away."""

from __future__ import annotations

from typing import Any

import pytest

from forensics.records.evidence import Artefact, Media
from forensics.records.graves import SiteLog
from forensics.records.places import Site
from forensics.records.remains import Case
from forensics.rules.graves import log_is_of_a_day_that_has_come, people_leave_after_they_came
from tests.forensics.test_rules_linked import problems


def log(id_: str, **values: Any) -> SiteLog:
    return SiteLog(id=id_, code=f"EX-{id_}", **{"site": "s", "day": "2024-05-03", **values})


def test_a_second_log_of_one_day_at_one_site_is_said() -> None:
    (told,) = problems(log("one"), log("other"))
    assert (told.field, told.refuses) == ("day", False)
    assert "EX-other" in str(told.message)
    assert problems(log("one"), log("other", site="t"), log("third", day="2024-05-04")) == []


def test_a_day_that_has_not_come_is_said() -> None:
    assert [one.field for one in log_is_of_a_day_that_has_come(log("one", day="2999-05-03"))] == ["day"]
    assert list(log_is_of_a_day_that_has_come(log("one"))) == []


@pytest.mark.parametrize(("came", "went", "said"), [
    ("08:00", "07:00", 1), ("0900", "8.30", 1), ("20:00", "06:00", 0), ("08:00", "16:00", 0), ("08:00", "", 0),
])  # fmt: skip
def test_who_leaves_before_they_came_is_said_but_for_one_night(came: str, went: str, said: int) -> None:
    told = list(people_leave_after_they_came(log("one", people=({"person": "EX-P", "in": came, "out": went},))))
    assert len(told) == said
    assert all("EX-P" in str(one.message) for one in told)


def test_the_sheet_of_one_body_is_the_sheet_of_no_other() -> None:
    sheet = Media(id="m", code="EX-M", sha256="0" * 64, subject=("c", "d"),
                  other_numbers=({"system": "form", "number": "AB12-CD34"},))  # fmt: skip
    cases = (Case(id="c", code="EX-C"), Case(id="d", code="EX-D"))
    (told,) = problems(sheet, *cases)
    assert "AB12-CD34" in str(told.message)
    assert "EX-C, EX-D" in str(told.message)
    assert problems(sheet, cases[0], Artefact(id="d", code="EX-A")) == []
    assert problems(sheet.model_copy(update={"other_numbers": None}), *cases) == [], "a photograph shows several"


def test_a_number_that_was_explained_as_not_used_is_on_no_record() -> None:
    rows = ({"series": "case", "number": "7", "reason": "label torn"}, {"series": "artefact", "number": "8"})
    site = Site(id="s", code="EX-S", numbers_explained=rows)
    (told,) = problems(Case(id="c", code="EX-S-007B", site="s", remains_class="body"), site)
    assert (told.field, told.refuses) == ("code", False)
    assert "label torn" in str(told.message)
    body = Case(id="c", code="EX-S-008B", site="s", remains_class="body")
    assert problems(body, site) == [], "the number of another series"
    assert len(problems(Artefact(id="a", code="EX-S-A-008", case="c"), body, site)) == 1, "by way of the remains"
