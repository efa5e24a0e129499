"""What must hold between the graves of remains that were joined, and between bodies that lie in one plot."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from forensics.messages import say
from forensics.problems import Problem
from forensics.records.base import Record
from forensics.records.graves import Exhumation
from forensics.records.places import Site, SiteLink
from forensics.records.remains import Case, Disposition, Element
from forensics.rules.around import LinkedRule, Surroundings
from forensics.rules.between import filled
from forensics.rules.inventories import body_of
from forensics.rules.remains import BURIED
from forensics.rules.saying import shown
from forensics.vocabulary.remains import ASSOCIATION_BASIS

PLOT = ("cemetery", "facility", "section", "grave_row", "plot")


def site_of(case: Case, around: Surroundings) -> str | None:
    """The id of the grave that remains are of."""
    dug = around.record(case.exhumation) if case.exhumation is not None else None
    return dug.site if isinstance(dug, Exhumation) else case.site


def joined_graves_are_linked(case: Case, around: Surroundings) -> Iterator[Problem]:
    """Remains of two graves are one body only where a link with its evidence ties the graves (Krstić, § 71)."""
    other = around.record(case.joined_to) if case.joined_to is not None else None
    if not isinstance(other, Case):
        return
    ours, theirs = site_of(case, around), site_of(other, around)
    if ours is None or theirs is None or ours == theirs or theirs in _linked(ours, around):
        return
    yield shown(case, "joined_to", say(
        "{case} is of the grave {site} and {other} of {other_site}; remains of two graves are joined, but no link with "
        "its evidence ties these graves.",
        case=case.code, site=_code(ours, around), other=other.code, other_site=_code(theirs, around),
    ))  # fmt: skip


RESTS_ON = ("association_by", "association_report", "association_bones")
"""What an association rests on, beside its basis."""


def association_rests_on_something(case: Case, around: Surroundings) -> Iterator[Problem]:
    """Somebody decided that remains belong together: DNA with a report, a fit or a pair with the bones or a report."""
    basis = set(case.association_basis or ()) & set(ASSOCIATION_BASIS.codes)
    named = [id_ for id_ in (*(case.associated_cases or ()), case.joined_to) if id_ is not None]
    if not basis or not named:
        return
    head = [one for one in named if _is_made_by(case, around.record(one))]
    if not filled(case, "association_by") and not head:
        yield shown(case, "association_by", say("It is not said who decided that these remains belong together."))
    if "DNA" in basis and not filled(case, "association_report") and not head:
        yield shown(case, "association_report", say("Remains are associated by DNA, but no report on it is named."))
    physical = [code for code in ASSOCIATION_BASIS.codes if code in basis - {"DNA"}]
    told = filled(case, "association_bones") or filled(case, "association_report") or head
    if physical and not told and not _bones_meet(case, named, around):
        yield shown(case, "association_bones", say(
            "Remains are associated by “{basis}”, but neither the bones nor a report are named.",
            basis=ASSOCIATION_BASIS.said(physical[0]),
        ))  # fmt: skip


def _is_made_by(case: Case, other: Record | None) -> bool:
    """Whether the other remains hold the association: what was joined to these, or associated with its own decision."""
    return isinstance(other, Case) and (
        other.joined_to == case.id or (case.id in (other.associated_cases or ()) and filled(other, "association_by"))
    )


def _bones_meet(case: Case, others: Collection[str], around: Surroundings) -> bool:
    """Whether a bone of either side is recorded as fitting or pairing with one of the other."""
    sides: list[tuple[str | None, set[str | None]]] = [(case.id, set(others)), *((one, {case.id}) for one in others)]
    for mine, theirs in sides:
        for bone in around.referring(mine) if mine is not None else ():
            if isinstance(bone, Element) and bone.case == mine:
                ends = (around.record(id_) for id_ in bone.joined_with or ())
                if any(isinstance(end, Element) and end.case in theirs for end in ends):
                    return True
    return False


def _linked(site: str, around: Surroundings) -> set[str]:
    """The graves that links tie to one, directly or through others."""
    found, waiting = set[str](), [site]
    while waiting:
        id_ = waiting.pop()
        if id_ in found:
            continue
        found.add(id_)
        for link in around.referring(id_):
            if isinstance(link, SiteLink):
                waiting += [end for end in (link.from_site, link.to_site) if end is not None]
    return found


def _code(id_: str, around: Surroundings) -> str:
    record = around.record(id_)
    return str(record.code) if isinstance(record, Site) else "–"


def one_plot_holds_one_body(one: Disposition, around: Surroundings) -> Iterator[Problem]:
    """Two bodies in one plot are one disposition, or their notes say so: else one of them is not found again."""
    if one.kind not in BURIED or one.plot is None or filled(one, "notes"):
        return
    own = {part.id for id_ in one.cases or () if isinstance(case := around.record(id_), Case)
           for part in body_of(case, around)}  # fmt: skip
    for other in around.alike("disposition", "plot", one.plot):
        if not isinstance(other, Disposition) or not _one_plot(one, other) or filled(other, "notes"):
            continue
        for id_ in other.cases or ():
            case = around.record(id_)
            if isinstance(case, Case) and id_ not in own and not _moved_on(other, case, around):
                yield shown(one, "plot", say(
                    "{case} was laid in the same plot ({plot}) by {other}; that several lie in one plot is said in one "
                    "disposition of all of them, or in the notes.",
                    case=case.code, plot=one.plot, other=other.code,
                ))  # fmt: skip


def _one_plot(one: Disposition, other: Disposition) -> bool:
    if other.id == one.id or other.kind not in BURIED:
        return False
    markers = {one.marker_number, other.marker_number} - {None}
    return len(markers) < 2 and all(getattr(one, name) == getattr(other, name) for name in PLOT)


def _moved_on(lying: Disposition, case: Case, around: Surroundings) -> bool:
    """Whether remains were taken to another place after they were laid there."""
    later = (one for one in around.referring(case.id or "") if isinstance(one, Disposition) and one.id != lying.id)
    return any(one.date and lying.date and one.date > lying.date for one in later)


LINKED: Mapping[str, tuple[LinkedRule, ...]] = {
    "case": (joined_graves_are_linked, association_rests_on_something),
    "disposition": (one_plot_holds_one_body,),
}
