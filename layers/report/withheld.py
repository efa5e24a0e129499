"""What is recorded of a case and stays home: that it is there is said to a court, its contents are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from forensics.naming import body_of
from forensics.ports import Values
from layers.report.disclosing import Disclosing, Shown

NEVER_DENIED = ("opinion", "identification")
"""Types of which a report says for each case whether there is one."""


def records_at_home(disclosing: Disclosing, type_: str) -> Iterator[Values]:
    """The records of a type that were asked for and did not leave, voided ones left out."""
    home = sorted(disclosing.at_home.get(type_, ()))
    held = disclosing.project.register.many_values(type_, home)
    yield from (one for one in held.values() if one.get("review") != "voided")


def cases_of(values: Values) -> tuple[str, ...]:
    """The remains that a record names, in one field or in a list."""
    one = values.get("case")
    return (*((one,) if isinstance(one, str) else ()), *(values.get("cases") or ()))


def withheld_by_case(disclosing: Disclosing) -> Counter[tuple[str, str]]:
    """By type and case, how many records of it stay home."""
    return Counter(
        (type_, case)
        for type_ in NEVER_DENIED
        for one in records_at_home(disclosing, type_)
        for case in dict.fromkeys(cases_of(one))
    )


def at_home_by_case(disclosing: Disclosing) -> Counter[tuple[str, str]]:
    """The same of those that stay home because no consent covers giving them to this recipient."""
    return Counter(
        (type_, case)
        for type_ in NEVER_DENIED
        for one in records_at_home(disclosing, type_)
        if str(one["id"]) in disclosing.consents.at_home(type_)
        for case in dict.fromkeys(cases_of(one))
    )


def joined_elsewhere(disclosing: Disclosing, cases: Collection[str]) -> list[str]:
    """The codes of remains that were joined to these and are of another grave, as far as they may be named."""
    shown = disclosing.shown.get("case", {})
    rows = disclosing.project.register.fields_of("case", ("id", "code", "joined_to", "review"), ("review", "voided"))
    codes = [str(one["code"]) for one in rows if one.get("joined_to") in cases and str(one["id"]) not in shown]
    return [disclosing.masking.code(code) for code in sorted(codes) if disclosing.may_name("case", [code])]


def rest_of_body(disclosing: Disclosing, case: Shown) -> list[str]:
    """The other cases that were joined into one body with this one, whether they leave or not."""
    joined = {
        str(one["id"]): str(one["joined_to"])
        for one in disclosing.project.register.fields_of("case", ("id", "joined_to"))
        if one.get("joined_to")
    }
    head = body_of(joined, case.id)
    return [one for one in sorted({head, *joined}) if one != case.id and body_of(joined, one) == head]
