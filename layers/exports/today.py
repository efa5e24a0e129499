"""An earlier state as today lets it out: today's voids, erasures, classes and decisions hold for whatever leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from forensics.catalogue import RecordType
from forensics.disclosure import Profile
from layers.exports.exposing import without_exposing
from layers.project import Project

VOIDED = "voided"
_AT_ONCE = 500


def under_today(
    project: Project, profile: Profile, kind: RecordType, then: Iterable[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """Records as they were, with the class and decision that they have today; one that was voided since says so.

    What the register no longer holds is left out, what would tell of sexual violence that nobody knew of then, and what
    tells by today's words where witnesses spoke.
    """
    then = without_exposing(project, kind.name, then)
    deciding = ("sensitivity", *filter(None, (profile.by_decision.get(kind.name),)))
    field, codes = profile.keeps_home(kind.name) or ("", frozenset())
    waiting = iter(then)
    while some := list(islice(waiting, _AT_ONCE)):
        now = project.register.many_values(kind.name, [str(values["id"]) for values in some])
        for values in some:
            today = now.get(str(values["id"]))
            if today is None or (field and today.get(field) in codes):
                continue
            kept = {name: value for name, value in values.items() if name not in deciding}
            kept |= {name: today[name] for name in deciding if today.get(name) is not None}
            yield kept | {"review": VOIDED} if today.get("review") == VOIDED else kept
