"""Commands about where sites and remains stand, and what waits for whom."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from desktop.commands.context import DONE, Command
from forensics.messages import Message, say, say_count
from forensics.vocabulary.planning import PRACTITIONER_ROLE

if TYPE_CHECKING:
    from forensics.workflow.steps import Course, Need, Step


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the commands of this module."""
    flow = commands.add_parser("workflow", help="where sites and remains stand, what each still needs and whose it is")
    flow.add_argument("project", metavar="PROJECT")
    flow.add_argument("record", nargs="?", metavar="RECORD", help="a site or remains; what waits where none is named")
    flow.add_argument(
        "--role", action="append", default=[], choices=tuple(PRACTITIONER_ROLE.codes), metavar="ROLE",
        help="only what waits for this role; may be given several times",
    )  # fmt: skip
    flow.add_argument("--day", default="", metavar="YYYY-MM-DD", help="the day that permits are held against (today)")
    flow.add_argument("--json", action="store_true", help="one JSON document")
    flow.set_defaults(run=run_workflow)
    _declare_wish(commands)


def _declare_wish(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    wish = commands.add_parser("wish", help="what a family wishes to be told of remains found later, before it is told")
    wish.add_argument("project", metavar="PROJECT")
    wish.add_argument("record", metavar="RECORD", help="remains, an identification or a missing person")
    wish.add_argument("--json", action="store_true", help="one JSON document")
    wish.set_defaults(run=run_wish)


def run_wish(command: Command) -> int:
    """Tell the wishes that bear on a record; there is none where nothing of the person was found before."""
    from layers.wishes import WISHED, document, wishes_of

    with command.project() as project:
        wishes = wishes_of(project, project.register.find(command.arguments.record, WISHED))
    if command.json:
        command.document(document(wishes, command.translate))
        return DONE
    for one in wishes:
        command.say(one.sentence)
    if not wishes:
        command.say("Nothing of the same person was found before; no wish bears on it.")
    return DONE


def run_workflow(command: Command) -> int:
    """Tell the course of one record, or what waits in all of them."""
    from layers.workflow import COURSES, all_courses, course_of, document, waiting_of

    arguments = command.arguments
    day = _day(arguments.day)
    with command.project() as project:
        if arguments.record:
            course = course_of(project, project.register.find(arguments.record, COURSES), day)
            if command.json:
                command.document(document(course, command.translate))
            else:
                _tell(command, course)
            return DONE
        courses = all_courses(project, day, command.progress(say("Reading")))
    waiting = list(waiting_of(courses, arguments.role))
    if command.json:
        command.document(
            [
                {"type": one.course.type, "code": one.course.code, "step": one.step.key,
                 "need": command.translate(one.need.message), "roles": list(one.need.roles),
                 "record": one.need.record or None, "field": one.need.field or None,
                 "supersedes": one.need.supersedes}
                for one in waiting
            ]
        )  # fmt: skip
        return DONE
    for one in waiting:
        command.say("{code} · {step}: {need} ({roles})", code=one.course.code, step=one.step.label,
                    need=one.need.message, roles=_roles(command, one.need))  # fmt: skip
    command.say(say_count("{count:,} thing waits.", "{count:,} things wait.", count=len(waiting)))
    return DONE


def _day(text: str) -> str:
    from forensics.dates import read_date
    from forensics.errors import ValueRefused

    if text and not read_date(text).is_day:
        raise ValueRefused("“{value}” is no day; one such as 2024-05-14 was expected.", value=text)
    return text


_MARKS = {
    "done": say("done"), "next": say("next"), "ahead": say("ahead"), "passed_over": say("passed over"),
}  # fmt: skip


def _tell(command: Command, course: Course) -> None:
    command.say("{code}:", code=course.code)
    for step, state in zip(course.steps, course.states, strict=True):
        _tell_step(command, step, _MARKS[state.value])
    for step in (*([course.ending] if course.ending is not None else ()), *course.beside):
        _tell_step(command, step, _MARKS["done" if step.done else "next"])
    if course.disagreement is not None:
        command.say(course.disagreement)
    for _, need in course.unsaid:
        command.say("Still to be said: {need} ({roles})", need=need.message, roles=_roles(command, need))


def _tell_step(command: Command, step: Step, mark: Message) -> None:
    command.say("  {step}: {state} {since}", step=step.label, state=mark, since=step.since if step.done else "")
    if step.lost is not None:
        command.say("    {why}", why=step.lost)
    for need in step.needs:
        command.say("    needs: {need} ({roles})", need=need.message, roles=_roles(command, need))


def _roles(command: Command, need: Need) -> str:
    return ", ".join(command.translate(PRACTITIONER_ROLE.codes[role]) for role in need.roles)
