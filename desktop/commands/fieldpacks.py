"""What comes back from phones, told and taken: `taphos import` of a field pack."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.commands.context import DONE, PROBLEMS, Command
from forensics.messages import Message, say
from layers.errors import ProjectRefused

if TYPE_CHECKING:
    from layers.fieldpack.accepting import Outcome
    from layers.fieldpack.reviewing import FieldChange, Returned, Review
    from layers.project import Project


def review_pack(command: Command, project: Project, path: Path) -> int:
    """Tell what a returned pack changes, and take what was asked for; exit 1 where something is left or refused."""
    from layers.fieldpack.accepting import ALL, NONE, accept, named, without_conflicts
    from layers.fieldpack.returned import read_pack
    from layers.fieldpack.reviewing import review

    asked = list(command.arguments.accept)
    if {ALL, NONE} & set(asked) and len(asked) > 1:
        raise ProjectRefused("--accept takes “all”, “none”, or records and their fields by name.")
    found = review(project, read_pack(project, path))
    if asked in ([], [NONE]) or command.arguments.dry_run:
        _tell(command, project, found, None)
        return PROBLEMS if found.conflicts or any(item.problems for item in found.items) else DONE
    if asked == [ALL]:
        choice = without_conflicts(found)
    else:
        choice, unknown = named(found, asked)
        if unknown:
            raise ProjectRefused("The pack changes nothing that is called {names}.", names=", ".join(unknown))
    outcome = accept(project, found, choice)
    _tell(command, project, found, outcome)
    left = len(found.items) > len(outcome.accepted) or found.conflicts or any(item.problems for item in found.items)
    return PROBLEMS if outcome.refused or (asked == [ALL] and left) else DONE


def _tell(command: Command, project: Project, found: Review, outcome: Outcome | None) -> None:
    if command.json:
        command.document(_document(command, found, outcome))
    for item in found.items:
        command.say(headline(item))
        for one in item.fields:
            command.say(
                "     {field}: {base} → {theirs}{ours}",
                field=one.field.name, base=shown(one.base), theirs=shown(one.theirs), ours=_ours(one),
            )  # fmt: skip
        for problem in _problems(item, outcome):
            command.say("     not taken: {problem}", problem=problem)
    command.say(
        "{changes:,} changes, {conflicts:,} of them in conflict; {unchanged:,} records came back as they were.",
        changes=len(found.items), conflicts=found.conflicts, unchanged=found.unchanged,
    )  # fmt: skip
    if outcome is None:
        command.say("Nothing was changed; say --accept all, or the records and fields to be taken.")
    else:
        for item in found.items:
            if item.what == "deleted" and item.key not in {one.key for one in outcome.accepted}:
                command.say("A deletion is taken by name alone: --accept {record}.", record=item.code or item.record)
        command.say("Taken: {taken:,}; left: {left:,}.", taken=len(outcome.accepted),
                    left=len(found.items) - len(outcome.accepted))  # fmt: skip


def _problems(item: Returned, outcome: Outcome | None) -> list[Message]:
    """Why an item, or a field of it, was or would not be taken."""
    told = list(item.problems)
    refused = None if outcome is None else outcome.refused.get(item.key)
    return [refused, *told] if refused is not None and refused not in told else told


def headline(item: Returned) -> Message:
    """An item in one line."""
    by = say(" by {who}", who=item.by) if item.by else Message("")
    name = item.code or item.record
    if item.file is not None:
        return say("{record}: picture {file}{by}", record=name, file=item.file.name, by=by)
    words = {
        "added": say("{type} {record}: new{by}", type=item.type, record=name, by=by),
        "changed": say("{type} {record}: changed{by}", type=item.type, record=name, by=by),
        "deleted": say("{type} {record}: deleted on the phone, to be voided", type=item.type, record=name),
    }
    return words[item.what]


def _ours(one: FieldChange) -> Message:
    return say(" (here: {ours}, changed on both sides)", ours=shown(one.ours)) if one.conflict else Message("")


def shown(value: Any) -> str:
    """A canonical value as one line shows it."""
    import orjson

    from forensics.dates import shortened

    if value is None:
        return "–"
    return shortened(value if isinstance(value, str) else orjson.dumps(value).decode())


def _document(command: Command, found: Review, outcome: Outcome | None) -> dict[str, Any]:
    accepted = {item.key for item in outcome.accepted} if outcome is not None else set()

    def document(item: Returned) -> dict[str, Any]:
        problem = next(iter(_problems(item, outcome)), None)
        return {
            "what": item.what.value, "type": item.type, "id": item.record, "code": item.code or None,
            "by": item.by or None, "at": item.at or None, "base_version": item.base_version,
            "our_version": item.our_version, "conflict": item.has_conflict,
            "file": None if item.file is None else item.file.name,
            "fields": [
                {"field": one.field.name, "base": one.base, "ours": one.ours, "theirs": one.theirs,
                 "conflict": one.conflict}
                for one in item.fields
            ],
            "accepted": item.key in accepted, "problem": None if problem is None else command.translate(problem),
        }  # fmt: skip

    return {
        "pack": found.pack.pack, "area": found.pack.area, "head": found.pack.head, "unchanged": found.unchanged,
        "changes": [document(item) for item in found.items],
        "commit": outcome.receipt.commit or None if outcome is not None else None,
    }  # fmt: skip
