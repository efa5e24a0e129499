"""What a report would let out, said before it is written; nothing is set, written or journaled."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from forensics.messages import say
from forensics.ports import Progress
from layers.exports.accounting import account_of_records
from layers.exports.for_court import contradicting, is_for_court
from layers.exports.preview import LeavingType, Preview, answered
from layers.project import Project
from layers.report.disclosing import Disclosing
from layers.report.making import Made, Wanted, make_case_report, make_site_report

MAKERS = {"site": make_site_report, "case": make_case_report}


def preview_report(
    project: Project, record: str, type_: str, wanted: Wanted, progress: Progress | None = None
) -> Preview:  # fmt: skip
    """What the report of a site or case would tell; raises as the report does, but for faults, which it names."""
    subject = project.register.find(record, (type_,))
    made = MAKERS[type_](project, subject, replace(wanted, with_gaps=True), progress)
    disclosing = made.disclosing
    return Preview(
        profile=disclosing.profile.name,
        head=made.point.head,
        consent=disclosing.consents.document(_not_covered(disclosing)),
        conditions=(f"{subject.type}={subject.code}", *made.selection.conditions),
        types=tuple(_leaving(disclosing)),
        account=account_of_records(project, disclosing.profile, disclosing.consents, disclosing.shown,
                                   disclosing.at_home),
        contradicting=dict(sorted(Counter(one.kind.name for one in made.along).items())),
        contradicting_home=_kept_home(made),
        wrong=made.gaps,
    )  # fmt: skip


def _leaving(disclosing: Disclosing) -> list[LeavingType]:
    found = []
    for kind in disclosing.project.catalogue:
        if held := disclosing.of(kind.name):
            fields = [one for one in disclosing.profile.fields(kind) if one.name != "id"]
            told = tuple(answered(fields, [one.values for one in held]))
            found.append(LeavingType(kind.name, say(kind.about.plural), len(held), told))
    return found


def _not_covered(disclosing: Disclosing) -> dict[str, int]:
    """By type how many of what was asked for stay home for want of a consent."""
    return {type_: len(ids & disclosing.at_home.get(type_, set())) for type_, ids in disclosing.consents.home.items()}


def _kept_home(made: Made) -> dict[str, int]:
    """By type what contradicts the report and stays home all the same."""
    disclosing = made.disclosing
    if not is_for_court(disclosing.profile):
        return {}
    found = contradicting(disclosing.project, {type_: list(held) for type_, held in disclosing.shown.items()})
    home = {type_: len(ids & disclosing.at_home.get(type_, set())) for type_, ids in found.items()}
    return {type_: count for type_, count in sorted(home.items()) if count}
