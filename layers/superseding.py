"""What is signed is never undone: another record takes its place, with the reason, and the first stays in sight."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from forensics.changes import Change, Operation
from forensics.errors import RecordRefused, ValueRefused
from forensics.identifiers import new_id
from forensics.ports import Found, Receipt, Register
from forensics.reading import read_value, typeable
from forensics.rules.general import refused
from forensics.signed import REASONS
from forensics.values import canonical_values, typed_values
from layers.editing import all_problems, propose_code, reading_of
from layers.project import Project

LISTED = ("opinion", "consent", "identification")
"""Types of which lists say what holds no more; an event of custody says it in its chain."""


def superseded(register: Register, type_: str) -> dict[str, str]:
    """The id of each record of a type that holds no more, and of what took its place; none of types that say it not."""
    if type_ not in LISTED:
        return {}
    if type_ == "identification":
        rows = register.fields_of(type_, ("id", "superseded_by"))
        return {str(one["id"]): str(one["superseded_by"]) for one in rows if one.get("superseded_by")}
    if type_ == "opinion":
        return dict(register.replaced_opinions())
    rows = register.fields_of(type_, ("id", "supersedes", "review"), ("review", "voided"))
    return {str(one["supersedes"]): str(one["id"]) for one in rows if one.get("supersedes")}


def supersede_record(project: Project, found: Found, texts: Mapping[str, str], because: str) -> tuple[Found, Receipt]:
    """Put another record in the place of a signed one, with these fields changed; gives it, and its commit.

    An opinion or a consent; an event of custody has a chain besides (layers.custody.superseding). Raises ValueRefused
    without a reason, UnknownName, RecordRefused.
    """
    kind, made = project.catalogue[found.type], Found(found.type, new_id(), "")
    reading = reading_of(project)
    read = {name: read_value(typeable(kind.field(name)), text, reading) for name, text in texts.items()}

    def changes() -> Iterator[Change]:
        nonlocal made
        typed = successor(project, found, made.id, read, because)
        made = replace(made, code=str(typed["code"]))
        yield Change(kind.name, made.id, Operation.ADD, after=canonical_values(kind.typed, typed))

    refuse_no_reason(because)
    receipt = project.register.commit(changes(), because)
    return made, receipt


def refuse_no_reason(because: str) -> None:
    """Raise ValueRefused where nothing says why."""
    if not because.strip():
        raise ValueRefused("A record supersedes another one for a reason; none was given.")


def successor(
    project: Project, found: Found, id_: str, read: Mapping[str, Any], because: str, without: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The typed values of what takes a record's place: its own, but for those that were `read` and those left out.

    Read inside the commit that writes it. Raises ValueRefused for what cannot be superseded, RecordRefused.
    """
    if found.type not in REASONS:
        raise ValueRefused(
            "{code} is of type {type}; what is superseded is one of: {allowed}.",
            code=found.code, type=found.type, allowed=", ".join(REASONS),
        )  # fmt: skip
    kind = project.catalogue[found.type]
    held = project.register.values(found.type, found.id) or {}
    its_own = ("code", "supersedes", REASONS[found.type], *without)
    typed = {
        name: value for name, value in typed_values(kind.by_name, held).items()
        if kind.by_name[name].typed and name not in its_own
    }  # fmt: skip
    typed |= {**read, "supersedes": found.id, REASONS[found.type]: because.strip()}
    typed["code"] = propose_code(project, kind, typed)
    typed = {name: value for name, value in typed.items() if value is not None}
    refusal = refused(all_problems(project, kind, {**typed, "id": id_}))
    if refusal is not None:
        raise RecordRefused(refusal.message)
    return typed
