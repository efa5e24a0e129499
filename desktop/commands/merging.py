"""Commands about copies of one project: merged, what waits to be decided, decided."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.commands.context import (
    DONE,
    PROBLEMS,
    Command,
    is_server,
    key_values,
    new_secret,
    project_folder,
    secret,
)
from desktop.commands.secrets_given import NEW_PASSPHRASE, OTHER_PASSPHRASE
from forensics.errors import ValueRefused
from forensics.messages import say, say_count
from layers.flat import flat

if TYPE_CHECKING:
    from layers.merging.conflicts import Conflict
    from layers.merging.union_problems import UnionProblem
    from layers.project import Project

EVIDENCE = ("none", "referenced", "all")


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the commands of this module."""
    merge = commands.add_parser("merge", help="bring the commits of another copy of this project in")
    merge.add_argument("project", metavar="PROJECT")
    merge.add_argument("other", metavar="OTHER", help="another copy: its folder, or a backup of it")
    merge.add_argument(
        "--trust",
        default="",
        metavar="FINGERPRINT",
        help="enrol a device whose commits are kept and not counted yet",
    )
    merge.add_argument("--evidence", choices=EVIDENCE, default="all", help="which originals come along")
    merge.add_argument("--json", action="store_true", help="one JSON document")
    merge.set_defaults(run=run_merge)
    waiting = commands.add_parser("conflicts", help="what waits to be decided since copies were merged")
    waiting.add_argument("project", metavar="PROJECT")
    waiting.add_argument("--json", action="store_true", help="one JSON document")
    waiting.set_defaults(run=run_conflicts)
    resolve = commands.add_parser("resolve", help="decide conflicts of a record, in one signed commit")
    resolve.add_argument("project", metavar="PROJECT")
    resolve.add_argument("record", metavar="RECORD", help="an id, a code or TYPE/CODE")
    resolve.add_argument("values", metavar="FIELD=VALUE", nargs="*", help="the value that holds; blank empties a field")
    resolve.add_argument("--take", default="", metavar="COMMIT", help="decide all of them as this commit had it")
    resolve.add_argument("--reason", required=True, metavar="TEXT")
    resolve.add_argument("--json", action="store_true", help="one JSON document")
    resolve.set_defaults(run=run_resolve)
    part = commands.add_parser("checkout", help="a project for a team, with what is said of its area alone")
    part.add_argument("project", metavar="PROJECT")
    part.add_argument("pack", metavar="PACK", help="the folder of the project to be made")
    part.add_argument("--area", required=True, metavar="CODE", help="a survey area or settlement that has an outline")
    part.add_argument("--evidence", choices=EVIDENCE, default="all", help="which originals come along")
    part.add_argument("--json", action="store_true", help="one JSON document")
    part.set_defaults(run=run_checkout)


def run_merge(command: Command) -> int:
    """Merge; exit 1 where something waits to be decided, or commits are kept that count in no state."""
    from layers.merging.files import Evidence
    from layers.merging.merge import merge, told

    arguments = command.arguments
    other: Path | str = arguments.other
    if not is_server(arguments.other):
        other = Path(arguments.other)
        other = other if other.is_file() else project_folder(arguments.other)

    def ask() -> str:
        lacking = say(
            "“{folder}” is encrypted; give its passphrase in {variable} or at a terminal.",
            folder=str(other), variable=OTHER_PASSPHRASE,
        )  # fmt: skip
        return secret(command.translate, OTHER_PASSPHRASE, say("Passphrase of the other copy: "), lacking)

    with command.project() as project:
        merged = merge(
            project, other, ask, trust=arguments.trust, evidence=Evidence(arguments.evidence),
            progress=command.progress(say("Merging")),
        )  # fmt: skip
        if command.json:
            command.document(
                {
                    "commits": merged.commits,
                    "conflicts": [conflict_document(project, one) for one in merged.conflicts],
                    "problems": [_problem(command, one) for one in merged.problems],
                    "files": merged.files, "names": merged.names, "strangers": dict(merged.strangers),
                    "erased": len(merged.gone.entries),
                }
            )  # fmt: skip
        command.say(told(merged))
        _tell(command, project, merged.conflicts, merged.problems)
    for stranger, count in merged.strangers.items():
        command.complain(say_count(
            "{count} commit is kept and not counted: no lead has enrolled the device {device} (“--trust {device}”).",
            "{count} commits are kept and not counted: no lead has enrolled the device {device} (“--trust {device}”).",
            count=count, device=stranger,
        ))  # fmt: skip
    if merged.gone.entries:
        command.say("The other copy had erased persons, so {count:,} entries were erased here.",
                    count=len(merged.gone.entries))  # fmt: skip
    if merged.undone is not None:
        command.complain(merged.undone)
    open_ = merged.conflicts or merged.problems or merged.strangers or merged.undone
    return PROBLEMS if open_ else DONE


def run_checkout(command: Command) -> int:
    """Make a project for one area; of an encrypted one it is encrypted too, under a passphrase of its own."""
    from layers.merging.checkout import check_out
    from layers.merging.files import Evidence

    arguments = command.arguments
    with command.project() as project:
        passphrase = None
        if project.encrypted:
            lacking = say(
                "What is checked out is encrypted too: give its passphrase in {variable} or at a terminal.",
                variable=NEW_PASSPHRASE,
            )
            asked = say("Passphrase for what is checked out: ")
            passphrase = new_secret(command.translate, NEW_PASSPHRASE, asked, lacking)
        done = check_out(project, Path(arguments.pack), arguments.area, passphrase, Evidence(arguments.evidence))
    if command.json:
        command.document(
            {"folder": str(done.folder), "area": done.area.code, "counts": dict(done.counts), "files": done.files}
        )
    command.say(
        "Checked out {area} to {folder}: {count:,} records and {files:,} files of evidence.",
        area=done.area.code, folder=str(done.folder), count=sum(done.counts.values()), files=done.files,
    )  # fmt: skip
    return DONE


def run_conflicts(command: Command) -> int:
    """Tell what waits to be decided; exit 1 where anything does."""
    from layers.merging.conflicts import conflicts
    from layers.merging.union_problems import union_problems

    with command.project() as project:
        found, problems = conflicts(project), union_problems(project)
        if command.json:
            command.document(
                {
                    "conflicts": [conflict_document(project, one) for one in found],
                    "problems": [_problem(command, one) for one in problems],
                }
            )
        _tell(command, project, found, problems)
    if not found and not problems:
        command.say("Nothing waits to be decided.")
    return PROBLEMS if found or problems else DONE


def run_resolve(command: Command) -> int:
    """Decide conflicts; exit 1 where others of the record are left."""
    from layers.merging.conflicts import conflicts, decide, take_side

    arguments = command.arguments
    if bool(arguments.take) == bool(arguments.values):
        raise ValueRefused("Say which value holds: FIELD=VALUE, or --take COMMIT.")
    with command.project() as project:
        found = project.register.find(arguments.record)
        if arguments.take:
            receipt = take_side(project, found, arguments.take, arguments.reason)
        else:
            receipt = decide(project, found, key_values(arguments.values), arguments.reason)
        left = conflicts(project, [found.id])
        if command.json:
            command.document({"commit": receipt.commit, "conflicts": [conflict_document(project, one) for one in left]})
        command.say("{type}/{code} is decided.", type=found.type, code=found.code)
        _tell(command, project, left, ())
    return PROBLEMS if left else DONE


def _tell(
    command: Command, project: Project, found: Sequence[Conflict], problems: Sequence[UnionProblem]
) -> None:  # fmt: skip
    for one in found:
        command.say("{type}/{code}, {field}:", type=one.record.type, code=one.record.code, field=one.field)
        for side in one.sides:
            command.say(
                "    {commit}  {time}  {author}: “{value}”  {reason}",
                commit=side.commit[:12], time=side.time, author=side.author,
                value=_shown(project, one, side.value), reason=side.reason,
            )  # fmt: skip
    for problem in problems:
        command.say(problem.message)


def _shown(project: Project, conflict: Conflict, value: Any) -> str:
    shown = _flat(project, conflict, value)
    return "" if shown is None else str(shown)


def _flat(project: Project, conflict: Conflict, value: Any) -> Any:
    """A value as `list` and `show` give it."""
    kind = project.catalogue[conflict.record.type]
    return None if value is None else flat(kind, {conflict.field: value}).get(conflict.field)


def conflict_document(project: Project, one: Conflict) -> dict[str, Any]:
    """A conflict as one JSON object; its sides are in the order of the hashes of their commits."""
    return {
        "type": one.record.type, "id": one.record.id, "code": one.record.code, "field": one.field,
        "in_force": _flat(project, one, one.in_force),
        "values": [
            {
                "commit": side.commit, "value": _flat(project, one, side.value), "author": side.author,
                "device": side.device, "time": side.time, "zone": side.zone, "reason": side.reason,
            }
            for side in one.sides
        ],
    }  # fmt: skip


def _problem(command: Command, one: UnionProblem) -> dict[str, Any]:
    return {
        "type": one.record.type, "id": one.record.id, "code": one.record.code,
        "problem": command.translate(one.message),
    }  # fmt: skip
