"""Commands about records: list, show, add, set, void, undo."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from desktop.commands.context import DONE, PROBLEMS, REFUSED, Command, key_values
from desktop.commands.selecting import add_selection, selection_of
from forensics.catalogue import RecordType
from forensics.folding import query_keys
from forensics.messages import say, say_count
from forensics.ports import Event, Query, Values
from forensics.problems import Problem
from forensics.signed import BY_KEY, REASONS
from forensics.values import typed_values
from layers.editing import Edit, adding, all_problems, keep, keep_new, setting, voiding
from layers.errors import ProjectRefused
from layers.event_notes import notes_of
from layers.flat import flat
from layers.project import Project
from layers.reasons import refuse_telling_reason
from layers.register.moments import read_moment
from layers.superseding import superseded

_Commands = argparse._SubParsersAction


def add_commands(commands: _Commands[argparse.ArgumentParser]) -> None:
    """Declare the commands of this module."""
    _declare_list(commands)
    show = _declare(commands, "show", "record", help="one record by id or code")
    show.add_argument("--history", action="store_true", help="every edit, oldest first")
    show.add_argument("--json", action="store_true", help="one JSON document")
    show.set_defaults(run=run_show)
    add = _declare(commands, "add", "type", help="one new record in one signed commit")
    add.add_argument("values", nargs="*", metavar="FIELD=VALUE")
    add.add_argument("--reason", metavar="TEXT")
    add.add_argument("--json", action="store_true", help="one JSON document")
    add.set_defaults(run=run_add)
    set_ = _declare(commands, "set", "record", help="new values for a record, in one signed commit")
    set_.add_argument("values", nargs="+", metavar="FIELD=VALUE")
    set_.add_argument("--reason", required=True, metavar="TEXT")
    set_.add_argument("--json", action="store_true", help="one JSON document")
    set_.set_defaults(run=run_set)
    void = _declare(commands, "void", "record", help="void a record; nothing is ever deleted")
    void.add_argument("--reason", required=True, metavar="TEXT")
    void.set_defaults(run=run_void)
    supersede = _declare(
        commands, "supersede", "record", help="put another record in the place of a signed event, opinion or consent"
    )
    supersede.add_argument("values", nargs="+", metavar="FIELD=VALUE")
    supersede.add_argument("--reason", required=True, metavar="TEXT")
    supersede.add_argument("--as-happened", action="store_true", help="record it although the chain contradicts it")
    supersede.set_defaults(run=run_supersede)
    sign = _declare(commands, "sign", "record", help="sign an opinion on death that names you, with this device's key")
    sign.set_defaults(run=run_sign)
    undo = commands.add_parser("undo", help="append the inverse of a commit, the newest where none is named")
    undo.add_argument("project", metavar="PROJECT")
    undo.add_argument("commit", nargs="?", default="", metavar="COMMIT")
    undo.add_argument("--reason", metavar="TEXT")
    undo.set_defaults(run=run_undo)


def _declare(
    commands: _Commands[argparse.ArgumentParser], name: str, second: str, *, help: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=help)
    parser.add_argument("project", metavar="PROJECT")
    parser.add_argument(second, metavar=second.upper())
    return parser


def _declare_list(commands: _Commands[argparse.ArgumentParser]) -> None:
    list_ = _declare(commands, "list", "type", help="the records of a type")
    add_selection(list_)
    list_.add_argument(
        "--search",
        metavar="TEXT",
        help="by words, in any spelling: names, codes, the numbers of others",
    )
    list_.add_argument("--limit", type=int, metavar="N", help="at most so many")
    list_.add_argument("--voided", action="store_true", help="voided records too")
    add_as_of(list_)
    list_.add_argument("--json", action="store_true", help="one JSON document")
    list_.set_defaults(run=run_list)


def add_as_of(parser: argparse.ArgumentParser) -> None:
    """The option that asks for the past, the same wherever it is asked for."""
    parser.add_argument(
        "--as-of", default=None, metavar="COMMIT|TIME",
        help="as this copy's journal had the records then: the beginning of a commit's hash (of several with + between "
        "them), or a time in ISO 8601 "
        "(2022-03-01, 2022-03-01T10:00+02:00; without an offset by this computer's clock)",
    )  # fmt: skip


def as_of(arguments: argparse.Namespace) -> str:
    """The commit or time that is asked for, empty where none is; raises ValueRefused for what is neither."""
    if arguments.as_of is None:
        return ""
    read_moment(arguments.as_of)
    return str(arguments.as_of).strip()


def query_of(command: Command, project: Project) -> Query:
    """The query that a command's options ask for."""
    arguments, selection = command.arguments, selection_of(command, project)
    if arguments.limit is not None and arguments.limit < 0:
        raise ProjectRefused("--limit is a number of records, and {limit} is less than none.", limit=arguments.limit)
    text = arguments.search or ""
    if arguments.search is not None and not query_keys(text):
        raise ProjectRefused("“{text}” has no word that could be searched for.", text=text)
    both = " ".join(filter(None, (selection.text, text)))
    return replace(selection.query(arguments.type, as_of(arguments)), limit=arguments.limit, text=both)


def run_list(command: Command) -> int:
    """Give the records that the options select."""
    with command.project() as project:
        kind = project.catalogue[command.arguments.type]
        found = project.register.select(query_of(command, project))
        erased, gone = project.register.erasures.remembered, superseded(project.register, kind.name)
        if command.json:
            command.document([_flat(kind, values, erased, gone) for values in found])
            return DONE
        count = 0
        for values in found:
            count += 1
            line = _line(project, kind.name, values)
            no_more, wiped = values["id"] in gone, values["id"] in erased
            command.say("{line}  (erased)" if wiped else "{line}  (superseded)" if no_more else "{line}", line=line)
        command.say(say_count("{count:,} record", "{count:,} records", count=count))
    return DONE


def _flat(kind: RecordType, values: Values, erased: Mapping[str, object], gone: Mapping[str, str]) -> dict[str, Any]:
    """A record as `list` and `show` give it; one that holds no more, or was erased in part, says so."""
    told = {"erased": values.get("id") in erased, "superseded": values.get("id") in gone}
    return flat(kind, values) | {name: True for name, is_so in told.items() if is_so}


def _line(project: Project, type_: str, values: Any) -> str:
    kind = project.catalogue[type_]
    names = [*kind.names, *(name for name in kind.about.title if name != "code"), kind.about.date]
    cells = [str(values.get("code", "")), *(str(values[name]) for name in dict.fromkeys(names) if name in values)]
    return "  ".join(cells)


def run_show(command: Command) -> int:
    """Give one record, with its problems and conflicts, and its history where asked for."""
    from desktop.commands.merging import conflict_document
    from layers.merging.conflicts import conflicts

    with command.project() as project:
        found = project.register.find(command.arguments.record)
        kind = project.catalogue[found.type]
        values = project.register.values(found.type, found.id) or {}
        typed = {name: value for name, value in typed_values(kind.by_name, values).items() if kind.by_name[name].typed}
        problems = all_problems(project, kind, {**typed, "id": found.id})
        history = project.register.history(found.id)
        erased, gone = project.register.erasures.remembered, superseded(project.register, kind.name)
        open_ = conflicts(project, [found.id])
    if command.json:
        command.document(
            {
                **_flat(kind, values, erased, gone),
                "history": [_event(event) for event in history],
                "conflicts": [conflict_document(project, one) for one in open_],
                "problems": [_problem(command, problem) for problem in problems],
            }
        )
        return DONE
    for name, value in flat(kind, values).items():
        command.say("{name}: {value}", name=name, value=value)
    if found.id in erased:
        command.say("What was restricted of this record was erased.")
    if found.id in gone:
        command.say("Another record took its place; this one holds no more.")
    for one in open_:
        command.say("{field} is in conflict; “taphos conflicts” tells its values.", field=one.field)
    for problem in problems:
        command.say(problem.message)
    if command.arguments.history:
        for event in history:
            command.say("{line}", line=_event_line(event))
            for note in notes_of(event):
                command.say("    {note}", note=note)
    return DONE


def _event(event: Event) -> dict[str, Any]:
    return {
        "commit": event.commit, "time": event.time, "zone": event.zone, "author": event.author,
        "device": event.device, "operation": event.operation, "before": dict(event.before),
        "after": dict(event.after), "reason": event.reason, "erased": event.erased,
        "counts": event.counts, "clock": event.clock,
    }  # fmt: skip


def _event_line(event: Event) -> str:
    changes = ", ".join(
        f"{name}: {event.before.get(name, '')} → {event.after.get(name, '')}"
        for name in dict.fromkeys((*event.before, *event.after))
    )
    return f"{event.time}  {event.author}  {event.operation}  {changes}  {event.reason}".rstrip()


def _problem(command: Command, problem: Problem) -> dict[str, Any]:
    return {
        "field": problem.field,
        "value": None if problem.value is None else str(problem.value),
        "problem": command.translate(problem.message),
        "refuses": problem.refuses,
    }


def run_add(command: Command) -> int:
    """Add one record; exit 1 where it is kept with open questions, 2 where it is refused."""
    arguments = command.arguments
    with command.project() as project:
        edit = adding(project, arguments.type, key_values(arguments.values))
        if _refused(command, edit):
            return REFUSED
        edit, _ = keep_new(project, edit, arguments.reason or "")
    if command.json:
        command.document(
            {
                "id": edit.record, "code": edit.code, "type": edit.kind.name,
                "problems": [_problem(command, problem) for problem in edit.problems],
            }
        )  # fmt: skip
    else:
        command.say("{id} {code}", id=edit.record, code=edit.code)
        _tell_problems(command, edit)
    return PROBLEMS if edit.problems else DONE


def run_set(command: Command) -> int:
    """Give a record new values; exit 1 where it is kept with open questions, 2 where it is refused."""
    arguments = command.arguments
    with command.project() as project:
        edit = setting(project, project.register.find(arguments.record), key_values(arguments.values))
        if _refused(command, edit):
            return REFUSED
        receipt = keep(project, edit, arguments.reason)
    if command.json:
        command.document(
            {
                "id": edit.record, "code": edit.code, "type": edit.kind.name, "commit": receipt.commit,
                "problems": [_problem(command, problem) for problem in edit.problems],
            }
        )  # fmt: skip
    else:
        _tell_problems(command, edit)
        command.tell_lowered(receipt)
        if not receipt.count:
            command.say("Nothing differs; nothing was written.")
    return PROBLEMS if edit.problems else DONE


def run_supersede(command: Command) -> int:
    """Put another record in the place of a signed one, with a reason."""
    from layers.custody.superseding import supersede

    arguments = command.arguments
    with command.project() as project:
        found = project.register.find(arguments.record, tuple(REASONS))
        done = supersede(
            project, found, key_values(arguments.values), arguments.reason, as_happened=arguments.as_happened
        )
    command.say(say("{code} takes the place of {other}.", code=done.events[0].code, other=found.code))
    for problem in done.against:
        command.complain(problem)
    return PROBLEMS if done.against else DONE


def run_sign(command: Command) -> int:
    """Sign an opinion; refused where this device's key is not that of who is named in it."""
    from layers.signing import sign_record

    with command.project() as project:
        found = project.register.find(command.arguments.record, tuple(BY_KEY))
        sign_record(project, found)
        key = project.device.fingerprint
    command.say(say("{event} is signed with key {key}.", event=found.code, key=key))
    return DONE


def _refused(command: Command, edit: Edit) -> bool:
    """Whether the edit is refused; what weighs most is said, in one sentence."""
    refusal = edit.refusal
    if refusal is not None:
        command.complain(refusal.message)
    return refusal is not None


def _tell_problems(command: Command, edit: Edit) -> None:
    for problem in edit.problems:
        command.complain(problem.message)


def run_void(command: Command) -> int:
    """Void a record."""
    with command.project() as project:
        found = project.register.find(command.arguments.record)
        receipt = voiding(project, found, command.arguments.reason)
    command.say("{type}/{code} is voided.", type=found.type, code=found.code)
    command.tell_lowered(receipt)
    return DONE


def run_undo(command: Command) -> int:
    """Append the inverse of a commit; exit 1 where records were changed since, which are named and left."""
    commit, reason = command.arguments.commit, command.arguments.reason or ""
    with command.project() as project:
        refuse_telling_reason(project.register, project.register.changes_of(commit) if reason else (), reason)
        receipt = project.register.undo(commit, reason)
    command.say(say_count("Taken back: {count:,} change.", "Taken back: {count:,} changes.", count=receipt.count))
    command.tell_lowered(receipt)
    for found in receipt.left:
        command.complain(say("{type}/{code} was changed since and is left as it is.", type=found.type, code=found.code))
    return PROBLEMS if receipt.left else DONE
