"""Which records of a grave are asked for: conditions, an area, a saved filter, asked of what the profile names."""

from __future__ import annotations

from collections.abc import Callable

from forensics.catalogue import Catalogue
from forensics.disclosure import Leaves, Profile
from layers.errors import ExportRefused
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
    if selection.bbox is not None and profile.by_decision:
        raise ExportRefused(
            "Under the profile “{profile}” nothing of a grave is asked for by an area: a withheld place would be told.",
            profile=profile.name,
        )  # fmt: skip


def chosen_of(project: Project, selection: Selection) -> Callable[[str], set[str] | None]:
    """The ids of each type that are meant: those for which the conditions hold and what belongs to them."""
    if not selection.asks:
        return lambda type_: None
    chosen = chosen_by(project, selection)
    return lambda type_: None if type_ in WHOLE else chosen.ids(type_)
