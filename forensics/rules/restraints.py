"""What must hold between remains and the things that bound them or covered their eyes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forensics.messages import say
from forensics.problems import Problem
from forensics.records.evidence import Artefact
from forensics.records.remains import Case
from forensics.rules.around import LinkedRule, Surroundings
from forensics.rules.between import code_of
from forensics.rules.inventories import body_of
from forensics.rules.saying import shown


def restraints_are_of_these_remains(case: Case, around: Surroundings) -> Iterator[Problem]:
    """What is named as the restraint or blindfold of remains was found with these, not with others."""
    own = {part.id for part in body_of(case, around)}
    for name in ("restraint_artefacts", "blindfold_artefact"):
        given = getattr(case, name) or ()
        for id_ in (given,) if isinstance(given, str) else given:
            artefact = around.record(id_)
            if isinstance(artefact, Artefact) and artefact.case is not None and artefact.case not in own:
                other = around.record(artefact.case)
                yield shown(case, name, say(
                    "{artefact} is recorded with the remains {other}, not with {case}.",
                    artefact=artefact.code, other=other.code if other is not None else "–", case=case.code,
                ))  # fmt: skip


def what_bound_them_is_told(case: Case, around: Surroundings) -> Iterator[Problem]:
    """Remains on which a ligature was found are not said to have had no restraint."""
    for field, class_, none in (("restraint", "ligature", ("none_seen",)), ("blindfold", "blindfold", "none_seen")):
        given = getattr(case, field)
        if case.id is None or given != none:
            continue
        for one in around.referring(case.id):
            found = isinstance(one, Artefact) and one.case == case.id and one.artefact_class == class_
            if found and isinstance(one, Artefact) and one.association == "on_body":
                yield shown(case, field, say(
                    "None was seen, but {artefact} ({kind}) was found on these remains.",
                    artefact=one.code, kind=code_of(one, "artefact_class"),
                ))  # fmt: skip


LINKED: Mapping[str, tuple[LinkedRule, ...]] = {
    "case": (restraints_are_of_these_remains, what_bound_them_is_told),
}
