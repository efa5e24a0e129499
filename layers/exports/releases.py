"""A public product is a draft until a second person releases it: who may, which edition it becomes, and its commit."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from forensics.changes import Change, Operation
from forensics.disclosure import Profile
from forensics.editions import Edition, changed_tables
from forensics.identifiers import new_id
from forensics.ports import Event
from layers.errors import ExportRefused
from layers.exports.accounting import account_of
from layers.exports.out_files import out_file
from layers.exports.recipes import Recipe, recipe_of
from layers.project import Project
from layers.register.journal import EXPORT, RELEASE


@dataclass(frozen=True)
class Making:
    """Under which profile something is made, how it was asked for, and as which edition; None for a draft."""

    profile: Profile
    recipe: Recipe
    edition: Edition | None = None

    @property
    def shown(self) -> tuple[Edition | None, ...]:
        """What stands on it: nothing where it is not for everybody, else its edition or that it is a draft."""
        return (self.edition,) if self.profile.is_open else ()


@dataclass(frozen=True)
class Draft:
    """A public product that is in the ledger: who made it, how it is made again, and what it told."""

    entry: str
    sha256: str
    file: str
    profile: str
    profile_text: str
    recipe: Recipe
    held: Mapping[str, Any]
    made: Event
    tables: tuple[str, ...]

    @property
    def product(self) -> str:
        """What is the same of all editions of a product."""
        return product_of(self.profile, self.held)


def product_of(profile: str, recipe: Mapping[str, Any]) -> str:
    """A hash of what is the same of all editions of a product: what was asked for, and how it is made."""
    options = {name: value for name, value in recipe.get("options", {}).items() if name != "title"}
    asked = {**recipe, "options": options, "profile": profile}
    return hashlib.sha256(orjson.dumps(asked, option=orjson.OPT_SORT_KEYS)).hexdigest()


@dataclass(frozen=True)
class Released:
    """A release that is in the journal."""

    entry: str
    edition: Edition
    sha256: str
    product: str
    tables: tuple[str, ...] = field(default=())


def releases_of(project: Project) -> list[Released]:
    """The releases of a project in the order of their editions."""
    found = [
        Released(
            entry,
            Edition(int(held["edition"]), str(held["day"]), str(held["draft"]), str(held.get("why", "")),
                    str(held.get("former", "")), tuple(held.get("changed", ()))),
            str(held["sha256"]), str(held["product"]), tuple(held.get("tables", ())),
        )
        for entry, held in project.register.administrative(RELEASE).items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.product, one.edition.number))


def draft_of(project: Project, path: Path) -> Draft:
    """The public product that a file is, by its SHA-256 in the ledger; raises ExportRefused where it is none."""
    if not path.exists():
        raise ExportRefused("There is no file “{file}”.", file=str(path))
    sha256 = out_file(path, path.name).sha256
    entries = project.register.administrative(EXPORT)
    entry = next((one for one, held in sorted(entries.items()) if held.get("sha256") == sha256), None)
    if entry is None:
        raise ExportRefused(
            "“{file}” is in no ledger of this project as it is: a release is of a file that was not changed since it "
            "was made.",
            file=path.name,
        )
    held = entries[entry]
    if "recipe" not in held:
        raise ExportRefused(
            "“{file}” was made under the profile “{profile}” and is not for everybody: only public products are "
            "released.",
            file=path.name, profile=held["profile"],
        )  # fmt: skip
    if held.get("standing") != "draft":
        raise ExportRefused("“{file}” is released already.", file=path.name)
    recipe: Mapping[str, Any] = held["recipe"]
    return Draft(
        entry, sha256, str(held["file"]), str(held["profile"]), str(recipe.get("profile", "")), recipe_of(recipe),
        recipe, project.register.history(entry)[0], tuple(held["tables"]),
    )  # fmt: skip


def refuse_own(project: Project, draft: Draft) -> None:
    """Raises ExportRefused where the device or the practitioner that made a draft would release it."""
    device, made = project.device, draft.made
    if made.device == device.fingerprint:
        raise ExportRefused(
            "“{file}” was made on this device ({device}): a second person releases it, on a device of their own.",
            file=draft.file, device=device.fingerprint,
        )  # fmt: skip
    if made.author == device.author:
        raise ExportRefused(
            "“{file}” was made by {author}: a second person releases it, and not the one who made it.",
            file=draft.file, author=made.author,
        )  # fmt: skip


def edition_of(project: Project, draft: Draft, why: str) -> Edition:
    """Which edition a draft becomes; one that was released before keeps its own. Raises ExportRefused.

    The first needs no reason; a later one says why there is another.
    """
    refuse_own(project, draft)
    before = [one for one in releases_of(project) if one.product == draft.product]
    same = next((one for one in before if one.edition.draft == draft.sha256), None)
    if same is not None:
        return same.edition
    day = datetime.now(UTC).date().isoformat()
    if not before:
        return Edition(1, day, draft.sha256, why.strip())
    former = before[-1]
    if not why.strip():
        raise ExportRefused(
            "Edition {number} of this was released on {day}; say why there is another (--reason).",
            number=former.edition.number, day=former.edition.day,
        )  # fmt: skip
    return Edition(
        former.edition.number + 1, day, draft.sha256, why.strip(), former.sha256,
        changed_tables(former.tables, draft.tables),
    )  # fmt: skip


def entry_of_release(project: Project, making: Making, entry: Mapping[str, Any]) -> list[Change]:
    """The change that releases what an entry of the ledger is of; none where it was released before.

    Raises ExportRefused where it tells something else than the draft that was looked at.
    """
    edition = making.edition
    if edition is None:
        return []
    entries = project.register.administrative(EXPORT)
    draft = next(held for held in entries.values() if held.get("sha256") == edition.draft)
    changed = changed_tables(draft["tables"], entry["tables"])
    if changed:
        raise ExportRefused(
            "The register tells something else since “{file}” was made ({changed}); make a new draft, and let that be "
            "released.",
            file=draft["file"], changed=", ".join(changed),
        )  # fmt: skip
    if any(one.edition.draft == edition.draft for one in releases_of(project)):
        return []
    after = {
        "edition": edition.number, "day": edition.day, "draft": edition.draft, "why": edition.why,
        "former": edition.former, "changed": list(edition.changed), "file": entry["file"], "sha256": entry["sha256"],
        "profile": making.profile.name, "product": product_of(making.profile.name, entry["recipe"]),
        "tables": list(entry["tables"]),
        "removed": [one.code for one in account_of(project, making.profile, making.recipe.selection)],
        "left_out": list(entry["left_out"]),
    }  # fmt: skip
    return [Change(RELEASE, new_id(), Operation.ADD, after=after)]
