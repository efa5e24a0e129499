"""What must hold between the number of remains and the grave that they are of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forensics.messages import say
from forensics.numbering import SUFFIXES, is_number_of, number_of
from forensics.problems import Problem
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


LINKED: Mapping[str, tuple[LinkedRule, ...]] = {"case": (number_is_of_the_site,)}
