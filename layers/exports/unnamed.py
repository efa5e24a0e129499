"""Records that no reference names, since they stay home themselves: a name would tell that they are there.

Whoever reads that two graves have one parent, by whatever pseudonym, knows of a grave that nobody decided to publish.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Connection

from forensics.catalogue import Catalogue, RecordType
from forensics.disclosure import Leaves, Profile
from layers.exports.for_court import is_for_court
from layers.exports.selecting import Selection, record_condition
from layers.exports.today import VOIDED
from layers.project import Project
from layers.register.tables import same_record

LETTING = ("yes", "generalised")
"""The decisions that let a record out."""


def nameable_types(catalogue: Catalogue, profile: Profile, types: Collection[str]) -> Iterator[RecordType]:
    """The types whose records leave and could be named by records of these; none for a court, which is told of all."""
    if is_for_court(profile):
        return
    fields = [one for type_ in types for one in profile.fields(catalogue[type_]) if one.names_record]
    targets = {target for one in fields for target in (one.target or catalogue.types)}
    yield from (kind for kind in catalogue if kind.name in targets and profile.leaves(kind.name) is Leaves.RECORDS)


def unnamed_rows(
    connection: Connection, catalogue: Catalogue, profile: Profile, types: Collection[str], selection: Selection
) -> dict[str, frozenset[str]]:
    """The same of the state that a connection sees, found by the engine; today's class and decision hold."""
    found: dict[str, frozenset[str]] = {}
    for kind in nameable_types(catalogue, profile, types):
        allowed = record_condition(profile, kind, Selection(voided=selection.voided))
        joined = f'LEFT JOIN main."{kind.name}_restricted" a ON {same_record("a", "m")}' if "a." in allowed else ""
        sql = f'SELECT m.id FROM main."{kind.name}" m {joined} WHERE coalesce(({allowed}), 0) = 0'
        found[kind.name] = frozenset(str(id_) for (id_,) in connection.exec_driver_sql(sql))
    return {type_: ids for type_, ids in found.items() if ids}


def unnamed(project: Project, profile: Profile, types: Collection[str]) -> dict[str, frozenset[str]]:
    """By type the records that stay home by their class, by a decision or because they are void."""
    found: dict[str, frozenset[str]] = {}
    for kind in nameable_types(project.catalogue, profile, types):
        decided = profile.by_decision.get(kind.name, "")
        field, codes = profile.keeps_home(kind.name) or ("", frozenset())
        names = ("id", "review", "sensitivity", *filter(None, (decided, field)))
        found[kind.name] = frozenset(
            str(row["id"])
            for row in project.register.fields_of(kind.name, names)
            if (row.get("review") == VOIDED and not profile.voided)
            or (row.get("sensitivity") or "public") not in profile.record_classes()
            or (field and row.get(field) in codes)
            or (decided and row.get(decided) not in LETTING)
        )
    return {type_: ids for type_, ids in found.items() if ids}
