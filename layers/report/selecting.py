"""Which records of a grave are asked for: conditions, an area, a saved filter, asked of what the profile names."""

from __future__ import annotations

from collections.abc import Callable, Collection

from forensics.catalogue import Catalogue
from forensics.disclosure import Leaves, Profile
from layers.errors import ExportRefused
from layers.exports.for_court import contradicting, is_for_court, under_authority
from layers.exports.reached import chosen_by
from layers.exports.selecting import Selection, asked_types
from layers.project import Project

WHOLE = ("site", "settlement", "practitioner")
"""What a report of a grave always tells of, whatever was asked for."""


def refuse_what_would_tell(catalogue: Catalogue, profile: Profile, selection: Selection) -> None:
    """Raises ExportRefused for a condition on what the profile withholds: which records come would tell it."""
    kinds = [kind for kind in catalogue if profile.leaves(kind.name) is Leaves.RECORDS]
    asked_types(profile, kinds, selection)
    for name, _ in selection.where:
        having = [kind for kind in kinds if name in kind.by_name]
        if not having or any(kind.by_name[name] not in profile.fields(kind) for kind in having):
            raise ExportRefused(
                "Under the profile “{profile}” nothing is asked for by “{field}”, which it withholds.",
                profile=profile.name, field=name,
            )  # fmt: skip
    if selection.by_place and profile.by_decision:
        raise ExportRefused(
            "Under the profile “{profile}” nothing of a grave is asked for by an area: a withheld place would be told.",
            profile=profile.name,
        )  # fmt: skip


def chosen_of(project: Project, profile: Profile, selection: Selection) -> Callable[[str], Collection[str] | None]:
    """The ids of each type that are meant: those for which the conditions hold and what belongs to them.

    For a court what was done under an authority, and whatever contradicts what is meant. Raises ExportRefused where an
    authority is named for others.
    """
    only = under_authority(project, profile, selection)
    if not selection.asks and only is None:
        return lambda type_: None
    chosen = chosen_by(project, selection)

    def meant(type_: str) -> Collection[str] | None:
        ids = chosen.ids(type_) if selection.asks else None
        if only is None:
            return ids
        return only.get(type_, frozenset()) if ids is None else only.get(type_, frozenset()) & ids

    if not is_for_court(profile):
        return lambda type_: None if type_ in WHOLE else meant(type_)
    told = {kind.name: meant(kind.name) for kind in profile.kinds(project.catalogue)}
    along = contradicting(project, {type_: ids for type_, ids in told.items() if ids})

    def with_what_contradicts(type_: str) -> Collection[str] | None:
        ids = None if type_ in WHOLE else told.get(type_, meant(type_))
        return None if ids is None else {*ids, *along.get(type_, ())}

    return with_what_contradicts
