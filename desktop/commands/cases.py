"""Commands about remains: their minimum number, and how cases are numbered, joined, split and re-associated."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.commands.context import DONE, PROBLEMS, Command
from desktop.commands.numbering import declare_numbering, declared
from forensics.messages import Message, say, say_count
from forensics.ports import Found
from forensics.rules.joining import RESTS_ON
from layers.errors import ExportRefused
from layers.project import Project

if TYPE_CHECKING:
    from layers.cases import Association, Moved
    from layers.individuals import Counts

_Commands = argparse._SubParsersAction


def add_commands(commands: _Commands[argparse.ArgumentParser]) -> None:
    """Declare the commands of this module."""
    mni = commands.add_parser("mni", help="the minimum number of individuals of each grave, with its working")
    mni.add_argument("project", metavar="PROJECT")
    mni.add_argument("--site", action="append", default=[], metavar="CODE", help="one site; may be given several times")
    mni.add_argument(
        "--pooled", action="store_true", help="the sites that are named as one, whether or not a link ties them"
    )
    mni.add_argument("--json", action="store_true", help="one JSON document")
    mni.set_defaults(run=run_mni)
    case = commands.add_parser("case", help="remains are numbered, joined, split and re-associated")
    inner = case.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=type(case))
    _declare_associating(inner)
    declare_numbering(inner)
    _declare_picture(inner)


def _declare_associating(inner: _Commands[argparse.ArgumentParser]) -> None:
    join = declared(inner, "join", run_join, help="join remains to others as one person's; both keep their numbers")
    join.add_argument("case", metavar="CASE")
    join.add_argument("--to", required=True, metavar="CASE", help="the remains that they belong to")
    part = declared(inner, "part", run_part, help="take joined remains apart again")
    part.add_argument("case", metavar="CASE")
    split = declared(inner, "split", run_split, help="give bones of a case a number of their own")
    split.add_argument("case", metavar="CASE")
    split.add_argument("elements", nargs="+", metavar="ELEMENT")
    split.add_argument("--code", default="", metavar="NUMBER", help="the new number; the next one where none is given")
    split.add_argument(
        "--class", dest="remains_class", default="", metavar="CLASS", help="the class of the new remains"
    )
    move = declared(inner, "reassociate", run_reassociate, help="give bones to other remains")
    move.add_argument("elements", nargs="+", metavar="ELEMENT")
    move.add_argument("--to", required=True, metavar="CASE", help="the remains that they belong to")
    for parser in (join, part, split, move):
        parser.add_argument(
            "--basis",
            action="append",
            default=[],
            metavar="articulation|fit|pair|DNA",
            help="what it rests on; may be given several times",
        )
        parser.add_argument("--reason", default=None, metavar="TEXT")
        parser.add_argument("--by", default="", metavar="PRACTITIONER", help="who decided it")
        parser.add_argument("--report", default="", metavar="NUMBER", help="the report on it, for DNA above all")
        parser.add_argument(
            "--bone",
            action="append",
            default=[],
            metavar="ELEMENT",
            help="a bone that it rests on, which fits, pairs or articulates; may be given several times",
        )
        parser.add_argument("--json", action="store_true", help="one JSON document")


def _declare_picture(inner: _Commands[argparse.ArgumentParser]) -> None:
    picture = declared(inner, "picture", run_picture, help="the skeleton of a case as a picture, with what was found")
    picture.add_argument("case", metavar="CASE")
    picture.add_argument("out", metavar="OUT.svg|.png")
    picture.add_argument("--profile", required=True, metavar="court|partner|public|FILE", help="who may see what")
    picture.add_argument(
        "--figure", choices=("adult", "juvenile"), help="the figure that is drawn; by its bones where none is named"
    )


# The minimum number of individuals


def run_mni(command: Command) -> int:
    """Give the three counts of each site and of each group of linked sites, with the working of the minimum."""
    from layers.individuals import counts_of, document, pooled

    with command.project() as project:
        sites = [project.register.find(code, ("site",)).id for code in command.arguments.site]
        found = [pooled(project, sites)] if command.arguments.pooled and sites else counts_of(project, sites)
        if command.json:
            command.document([document(one) for one in found])
            return DONE
        for one in found:
            _tell(command, project, one)
    return DONE


def _tell(command: Command, project: Project, counts: Counts) -> None:
    """One site in words: the counts, who forces the minimum, and what could not be counted."""
    from layers.individuals import LEFT_OUT, told_by_number

    found = counts.minimum
    command.say(
        say(
            "{sites}: {cases}; minimum number of individuals {least}; {identified}.",
            sites=" + ".join(counts.sites),
            cases=command.translate(say_count("{count} case", "{count} cases", count=counts.cases)),
            least=found.value,
            identified=command.translate(
                say_count("{count} person identified", "{count} persons identified", count=counts.identified)
            ),
        )
    )
    if counts.limitation is not None:
        command.say("    {said}", said=command.translate(counts.limitation))
    if counts.without_inventory is not None:
        command.say("    {said}", said=command.translate(counts.without_inventory))
    if not found.exact:
        command.say(
            say(
                "    The search was ended: {enough} people are enough, and fewer were not ruled out.",
                enough=found.enough,
            )
        )
    _tell_forced(command, project, counts)
    if found.by_number:
        command.say("    {said}", said=command.translate(told_by_number(found)))
    for why, sentence in LEFT_OUT.items():
        count = sum(one == why for one in found.left_out.values())
        if count:
            command.say(
                say_count(
                    "    {count} bone is not counted: {why}.",
                    "    {count} bones are not counted: {why}.",
                    count=count,
                    why=command.translate(sentence),
                )
            )


def _tell_forced(command: Command, project: Project, counts: Counts) -> None:
    """The bones that force the minimum, each with its side, zones and age."""
    fields = project.catalogue["element"].by_name

    def named(field: str, code: str) -> str:
        vocabulary = fields[field].vocabulary
        return command.translate(Message(vocabulary.codes[code])) if vocabulary and code in vocabulary.codes else code

    for piece in counts.minimum.forced_by:
        command.say(
            "    {element}: {said}",
            element=counts.codes[piece.id],
            said=", ".join(
                [
                    named("bone", piece.bone or ""),
                    named("side", piece.side or ""),
                    piece.tooth,
                    *(named("zones", zone) for zone in sorted(piece.zones)),
                    "" if piece.zones else named("completeness", piece.completeness),
                    named("developmental_age", piece.age),
                ]
            ).replace(", ,", ","),
        )


# Joined, split, re-associated


def _why(command: Command, project: Project) -> Association:
    from layers.cases import Association

    arguments = command.arguments
    by = project.register.find(arguments.by, ("practitioner",)).id if arguments.by else ""
    bones = tuple(one.id for one in _bones(project, arguments.bone))
    return Association(tuple(arguments.basis), arguments.reason or "", by, report=arguments.report, bones=bones)


def run_join(command: Command) -> int:
    """Join remains to others; exit 1 where the bones speak against it and a reason let it pass."""
    from layers.cases import join

    with command.project() as project:
        part, whole = (_case(project, code) for code in (command.arguments.case, command.arguments.to))
        done = join(project, part, whole, _why(command, project))
    return _done(command, done, say("{part} is joined to {whole}.", part=part.code, whole=whole.code))


def run_part(command: Command) -> int:
    """Take joined remains apart."""
    from layers.cases import part

    with command.project() as project:
        joined = _case(project, command.arguments.case)
        done = part(project, joined, _why(command, project))
    return _done(command, done, say("{part} stands by itself again.", part=joined.code))


def run_split(command: Command) -> int:
    """Give bones of a case a number of their own."""
    from layers.cases import split

    arguments = command.arguments
    with command.project() as project:
        case, bones = _case(project, arguments.case), _bones(project, arguments.elements)
        done = split(
            project, case, bones, _why(command, project), code=arguments.code, remains_class=arguments.remains_class
        )
    return _done(command, done, say("{code} is split from {case}.", code=done.made, case=case.code))


def run_reassociate(command: Command) -> int:
    """Give bones to other remains."""
    from layers.cases import reassociate

    with command.project() as project:
        to = _case(project, command.arguments.to)
        done = reassociate(project, _bones(project, command.arguments.elements), to, _why(command, project))
    return _done(command, done, say("The bones are {case}'s now.", case=to.code))


def _case(project: Project, name: str) -> Found:
    return project.register.find(name, ("case",))


def _bones(project: Project, names: list[str]) -> list[Found]:
    return [project.register.find(name, ("element",)) for name in names]


def _done(command: Command, done: Moved, what: Message) -> int:
    if command.json:
        problems = [command.translate(problem.message) for problem in done.problems]
        command.document({"commit": done.receipt.commit, "made": done.made or None, "problems": problems})
    else:
        command.say(what)
        for problem in done.problems:
            command.complain(problem.message)
    return PROBLEMS if any(problem.field not in RESTS_ON for problem in done.problems) else DONE


# The picture


def run_picture(command: Command) -> int:
    """Write the skeleton of a case, as far as the profile lets its bones and findings out; it is noted as an export."""
    from desktop.layouts.page import with_qt
    from desktop.skeleton.rendering import colours_of, write_picture
    from layers.skeleton.disclosed import disclosed_inventory, note_picture
    from layers.skeleton.picture import report_svg

    arguments = command.arguments
    out = Path(arguments.out)
    if out.suffix.lower() not in (".svg", ".png"):
        raise ExportRefused(
            "“{file}” has an ending that no picture is written in; allowed are .svg, .png.", file=out.name
        )
    with command.project() as project:
        case = _case(project, arguments.case)
        figure = None if arguments.figure is None else arguments.figure == "juvenile"
        disclosed = disclosed_inventory(project, case, arguments.profile, figure)
        with_qt()
        write_picture(report_svg(disclosed.inventory, colours_of("light"), command.translate), out)
        unnoted = note_picture(project, out, disclosed)
    command.say(say("Written to {file}.", file=str(out)))
    return command.noted(unnoted)
