"""What must hold between the number of remains and the grave that they are of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forensics.consenting import named
from forensics.messages import say
from forensics.numbering import SERIES, SUFFIXES, is_number_of, number_of, prefix_of, running_number
from forensics.problems import Problem
from forensics.records.base import Record
from forensics.records.places import Site
from forensics.records.remains import Case
from forensics.rules.around import LinkedRule, Surroundings
from forensics.rules.joining import site_of
from forensics.rules.saying import shown


def number_is_of_the_site(case: Case, around: Surroundings) -> Iterator[Problem]:
    """Remains are numbered by site: its code, a running number, and B, BP or GB."""
    site_id = site_of(case, around)
    site = around.record(site_id) if site_id is not None else None
    if not isinstance(site, Site) or not site.code or case.code is None or is_number_of(case.code, site.code):
        return
    example = number_of(site.code, "case", 1, SUFFIXES.get(case.remains_class or "", ""))
    yield shown(case, "code", say(
        "{code} is no number of remains of {site}: that is the site, a running number, and B, BP or GB, such as "
        "{example}. A number that others gave stands among the other numbers.",
        code=case.code, site=site.code, example=example,
    ))  # fmt: skip


TOWARDS = ("site", "exhumation", "case", "context", "artefact", "parent", "element", "subject")
"""The fields of a record that lead to the grave by which it is numbered."""


def site_of_record(record: Record, around: Surroundings, further: int = 4) -> Site | None:
    """The site that a numbered record is of, by way of others."""
    for name in TOWARDS:
        for id_ in named(getattr(record, name, None)):
            other = around.record(id_)
            site = other if isinstance(other, Site) else None
            if site is None and other is not None and further:
                site = site_of_record(other, around, further - 1)
            if site is not None:
                return site
    return None


def number_was_not_explained_away(record: Record, around: Surroundings) -> Iterator[Problem]:
    """A number of which somebody said why it was not used is on no record."""
    site, type_ = site_of_record(record, around), type(record).about.type
    if site is None or not site.code or not site.numbers_explained or record.code is None:
        return
    number = running_number(record.code, prefix_of(site.code, type_))
    for row in site.numbers_explained:
        text = row.get("number", "").strip()
        if number is not None and row.get("series") == type_ and text.isdigit() and int(text) == number:
            yield shown(record, "code", say(
                "{code} is explained at {site} as not used ({reason}), and is used here.",
                code=record.code, site=site.code, reason=row.get("reason", "–"),
            ))  # fmt: skip


LINKED: Mapping[str, tuple[LinkedRule, ...]] = {
    series: (*((number_is_of_the_site,) if series == "case" else ()), number_was_not_explained_away)
    for series in SERIES
}
