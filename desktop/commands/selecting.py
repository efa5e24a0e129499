"""Which records are asked for: the options, the same wherever records are asked for, and the filters that are saved."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.commands.context import DONE, Command, box, key_values
from forensics.messages import say_count
from forensics.ports import Days
from layers.errors import ProjectRefused

if TYPE_CHECKING:
    from layers.conditions import Where
    from layers.exports.selecting import Selection
    from layers.project import Project
    from layers.saved_filters import SavedFilter

_Parser = argparse.ArgumentParser


def add_selection(parser: _Parser) -> None:
    """The conditions, the area, and a saved filter that holds such."""
    _add_conditions(parser)
    parser.add_argument("--filter", metavar="NAME", help="what a saved filter asks for, as well")


def _add_conditions(parser: _Parser) -> None:
    parser.add_argument(
        "--where",
        action="extend",
        nargs="+",
        default=[],
        metavar="FIELD=VALUE",
        help="all hold; also FIELD>VALUE, >=, <, <=, FIELD=LEAST..MOST; of a field given twice, or VALUE|VALUE, either",
    )
    parser.add_argument("--bbox", metavar="W,S,E,N", help="degrees of EPSG:4326")
    parser.add_argument("--text", default="", metavar="WORDS", help="in any text of a record, in either script")
    parser.add_argument(
        "--within", default="", metavar="RECORD|WKT", help="what meets the area of a record, or a polygon in degrees"
    )


def add_recipient(parser: _Parser) -> None:
    """For whom something is made: consents are given to one."""
    parser.add_argument(
        "--recipient", default="", metavar="CODE",
        help="whom it is for, among those of the profile (default: its first); consents that do not cover it hold back",
    )  # fmt: skip


def add_authority(parser: _Parser) -> None:
    """What was done under one authority."""
    parser.add_argument(
        "--authority", default="", metavar="CODE",
        help="for a court: what was done under this one, and what contradicts it",
    )  # fmt: skip


def add_dry_run(parser: _Parser) -> None:
    """What would leave is said, and nothing is made."""
    parser.add_argument(
        "--dry-run", action="store_true",
        help="say what would leave and what stays home, rule by rule; write and journal nothing",
    )  # fmt: skip


def add_with_gaps(parser: _Parser) -> None:
    """What has faults may leave for a court all the same."""
    parser.add_argument(
        "--with-gaps", action="store_true",
        help="for a court in spite of faults of custody or order: the manifest, or the first page, names them",
    )  # fmt: skip


def add_layers(parser: _Parser) -> None:
    """The types that are asked for."""
    parser.add_argument("--layers", default="", metavar="A,B", help="only these types")


def selection_of(command: Command, project: Project) -> Selection:
    """Which records the options ask for; raises UnknownName for a type that is none, and FilterRefused."""
    selection = _asked(command, project)
    name = getattr(command.arguments, "filter", None)
    if name is None:
        return selection
    from layers.saved_filters import narrowed

    return narrowed(project, name, selection)


def leaving_selection(command: Command, project: Project) -> Selection:
    """The same of what leaves: for a court, a condition on a grave means all that is of it."""
    from layers.exports.for_court import for_court

    return for_court(project, command.arguments.profile, selection_of(command, project))


def _asked(command: Command, project: Project) -> Selection:
    from layers.conditions import by_codes
    from layers.exports.selecting import Selection, refuse_senseless

    arguments = command.arguments
    named = str(getattr(arguments, "layers", "") or getattr(arguments, "type", ""))
    types = tuple(name.strip() for name in named.split(",") if name.strip())
    for name in types:
        project.catalogue[name]
    selection = Selection(
        types=types,
        where=by_codes(project, _where(arguments.where)),
        bbox=box(arguments.bbox) if arguments.bbox else None,
        voided=getattr(arguments, "voided", False),
        text=arguments.text,
        area=_area(project, arguments.within),
        recipient=getattr(arguments, "recipient", ""),
        authority=getattr(arguments, "authority", ""),
    )
    refuse_senseless(project.catalogue, selection)
    return selection


def _where(given: list[str]) -> Where:
    """The conditions of --where; a field that is given twice may have either value. Raises ProjectRefused."""
    from layers.conditions import joined, typed_condition

    where: Where = ()
    for text in given:
        found = typed_condition(text)
        if found is None:
            raise ProjectRefused("“{text}” is not FIELD=VALUE.", text=text)
        where = joined(where, *found)
    return where


def _area(project: Project, text: str) -> str:
    """A polygon as WKT: as it is given, or that of a record."""
    if not text or text.lstrip().upper().startswith(("POLYGON", "MULTIPOLYGON")):
        return text.strip()
    from layers.fieldpack.area import shape_of_record

    return str(shape_of_record(project, text)[1].wkt)


def add_commands(commands: argparse._SubParsersAction[_Parser]) -> None:
    """Declare the command that keeps filters."""
    filters = commands.add_parser("filters", help="conditions that are kept under a name, for --filter")
    filters.add_argument("project", metavar="PROJECT")
    filters.add_argument("--json", action="store_true", help="one JSON document")
    filters.set_defaults(run=run_list)
    what = filters.add_subparsers(dest="what", metavar="WHAT", parser_class=type(filters))
    save = what.add_parser("save", help="keep conditions under a name, in place of what was kept under it")
    save.add_argument("name", metavar="NAME")
    add_layers(save)
    _add_conditions(save)
    save.add_argument(
        "--without", action="extend", nargs="+", default=[], metavar="TYPE=CODE,CODE",
        help="records of a type that are drawn by one of these codes stay home; an empty one means those without",
    )  # fmt: skip
    save.add_argument("--days", metavar="FROM/UNTIL", help="what may be dated then, such as 2022-03-01/2022-05-31")
    save.add_argument("--dated", action="store_true", help="with --days: records without any date stay home")
    save.set_defaults(run=run_save)
    remove = what.add_parser("remove", help="keep a filter no longer")
    remove.add_argument("name", metavar="NAME")
    remove.set_defaults(run=run_remove)


def run_list(command: Command) -> int:
    """Tell each filter that is kept, and what it asks for."""
    from desktop.filters.words import words_of
    from layers.saved_filters import saved_filters
    from layers.words import speech_of

    with command.project() as project:
        found = list(saved_filters(project).values())
        speech = speech_of(project, command.translate.language)
        said = [words_of(one.selection, speech) for one in found]
    if command.json:
        command.document([_flat(one) for one in found])
        return DONE
    for one, words in zip(found, said, strict=True):
        command.say("{name}: {conditions}", name=one.name, conditions="; ".join(words))
    command.say(say_count("{count} filter", "{count} filters", count=len(found)))
    return DONE


def run_save(command: Command) -> int:
    """Keep what the options ask for under a name."""
    from layers.saved_filters import save_filter

    arguments, name = command.arguments, command.arguments.name
    with command.project() as project:
        selection = replace(_asked(command, project), without=_without(arguments.without), days=_days(arguments))
        save_filter(project, name, selection)
    command.say("The filter “{name}” is kept.", name=name)
    return DONE


def _without(given: list[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((type_, tuple(codes.split(","))) for type_, codes in key_values(given).items())


def _days(arguments: argparse.Namespace) -> Days | None:
    from layers.exports.selecting import day_of

    if not arguments.days:
        return None
    first, _, last = arguments.days.partition("/")
    try:
        days = Days(day_of(first), day_of(last or first), undated=not arguments.dated)
    except ValueError:
        raise ProjectRefused("“{text}” is not FROM/UNTIL in days such as 2022-03-01.", text=arguments.days) from None
    if days.first > days.last:
        raise ProjectRefused("“{text}” ends before it begins.", text=arguments.days)
    return days


def run_remove(command: Command) -> int:
    """Keep a filter no longer."""
    from layers.saved_filters import remove_filter

    name = command.arguments.name
    with command.project() as project:
        remove_filter(project, name)
    command.say("The filter “{name}” is kept no longer.", name=name)
    return DONE


def _flat(one: SavedFilter) -> dict[str, object]:
    selection = one.selection
    return {
        "name": one.name, "types": list(selection.types), "where": selection.conditions,
        "bbox": list(selection.bbox) if selection.bbox else None, "text": selection.text, "area": selection.area,
    }  # fmt: skip
