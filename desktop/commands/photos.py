"""Commands about photographs: the log of a grave, clocks of cameras, what is in view, marks on working copies."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.commands.context import DONE, PROBLEMS, Command
from forensics.messages import say, say_count
from layers.errors import SourceRefused

if TYPE_CHECKING:
    from layers.evidence import TakenIn
    from layers.photos.clocks import Clock
    from layers.photos.log import Photo

_Parser = argparse.ArgumentParser
_LARGEST_MARKS = 1 << 20


def add_commands(commands: argparse._SubParsersAction[_Parser]) -> None:
    """Declare the commands of this module."""
    photos = commands.add_parser("photos", help="the photo log of a grave, clocks of cameras, marks on working copies")
    photos.add_argument("project", metavar="PROJECT")
    what = photos.add_subparsers(dest="what", metavar="WHAT", required=True, parser_class=type(photos))
    log = what.add_parser("log", help="the photographs of a grave and what is still asked of each; exit 1 where it is")
    log.add_argument("site", metavar="SITE")
    log.set_defaults(run=run_log)
    take = what.add_parser("take", help="take photographs of a grave in, numbered on; nothing is refused")
    take.add_argument("site", metavar="SITE")
    take.add_argument("files", nargs="+", metavar="FILE")
    take.set_defaults(run=run_take)
    clock = what.add_parser("clock", help="say how far a camera's clock was ahead on a day, once for all")
    clock.add_argument("photos", nargs="+", metavar="PHOTO", help="one of each camera and day suffices")
    clock.add_argument("--shown", default="", metavar="TIME", help="what the clock showed, instead of --ahead")
    clock.add_argument("--true", default="", metavar="TIME", help="when it was in truth")
    clock.set_defaults(run=run_clock)
    for parser in (take, clock):
        parser.add_argument("--ahead", type=float, default=None, metavar="SECONDS", help="negative where it was behind")
        parser.add_argument("--zone", default="", metavar="OFFSET", help="such as +03:00, of a camera that names none")
    _declare_marking(what)
    for parser in what.choices.values():
        parser.add_argument("--json", action="store_true", help="one JSON document")


def _declare_marking(what: argparse._SubParsersAction[_Parser]) -> None:
    mark = what.add_parser("mark", help="answer what the log asks: is the board, the scale, the north in view")
    mark.add_argument("photos", nargs="+", metavar="PHOTO")
    for name in ("board", "scale", "north"):
        mark.add_argument(f"--{name}", choices=("yes", "no"))
    mark.add_argument("--shows", default="", metavar="RECORD", help="what they show, beside the grave")
    mark.set_defaults(run=run_mark)
    annotate = what.add_parser("annotate", help="draw marks on a working copy; the original is never rewritten")
    annotate.add_argument("photo", metavar="PHOTO")
    annotate.add_argument("marks", metavar="MARKS.json", help="what is marked: arrows, boxes, words, measured lines")
    annotate.set_defaults(run=run_annotate)


def run_log(command: Command) -> int:
    """Print the log of a grave."""
    from layers.photos.log import log_of

    with command.project() as project:
        photos = log_of(project, project.register.find(command.arguments.site, ("site",)))
        fields = project.catalogue["media"].by_name
    if command.json:
        command.document([_line(photo) | {"doubts": list(map(command.translate, photo.doubts))} for photo in photos])
    for photo in photos:
        command.say(
            say(
                "{number} {code} {name}: {time}, {shows}",
                number=photo.number or "–", code=photo.code, name=photo.name,
                time=photo.taken_at or say("time open"), shows=", ".join(photo.shows) or "–",
            )
        )  # fmt: skip
        for name in photo.asks:
            command.say(say("    not answered: {question}", question=say(fields[name].label)))
        if photo.problem:
            command.say("    {problem}", problem=photo.problem)
        for doubt in photo.doubts:
            command.say("    {problem}", problem=doubt)
    return PROBLEMS if any(photo.asks or photo.problem or photo.doubts for photo in photos) else DONE


def _line(photo: Photo) -> dict[str, Any]:
    return {
        "code": photo.code, "number": photo.number, "name": photo.name, "sha256": photo.sha256,
        "taken_at": photo.taken_at or None, "clock_offset_s": photo.clock_s, "camera": photo.camera or None,
        "placed": photo.placed, "accuracy_m": photo.accuracy_m, "azimuth": photo.azimuth,
        "north": photo.north or None, "shows": list(photo.shows), **dict(photo.answers), "asks": list(photo.asks),
        "problem": photo.problem or None, "picture": photo.is_picture, "copy_of": photo.copy_of or None,
    }  # fmt: skip


def _clock(command: Command) -> Clock | None:
    from layers.photos.clocks import Clock, offset_between

    arguments = command.arguments
    shown = getattr(arguments, "shown", "")
    if shown:
        return Clock(offset_between(shown, arguments.true), arguments.zone)
    if arguments.ahead is None and not arguments.zone:
        return None
    return Clock(arguments.ahead or 0.0, arguments.zone)


def run_take(command: Command) -> int:
    """Take photographs in; exit 1 where something is wrong with a file, or it was here already."""
    from layers.photos.log import take_in_photos

    with command.project() as project:
        site = project.register.find(command.arguments.site, ("site",))
        files = [Path(file) for file in command.arguments.files]
        done = take_in_photos(
            project, site, files, _clock(command), progress=command.progress(say("Taking in")), words=command.translate
        )
    return _told(command, done)


def _told(command: Command, done: TakenIn) -> int:
    from layers.evidence import Outcome

    here = [one for one in done.files if one.outcome is Outcome.HERE]
    if command.json:
        files = [
            {"file": one.name, "code": one.code, "sha256": one.sha256, "outcome": one.outcome.value,
             "problems": [command.translate(problem) for problem in one.problems]}
            for one in done.files
        ]  # fmt: skip
        command.document({"commit": done.receipt.commit, "files": files})
    new = len(done.files) - len(here)
    command.say(say_count("{count} file taken in.", "{count} files taken in.", count=new))
    for one in here:
        command.say(say("“{file}” is here already, as {code}.", file=one.name, code=one.code))
    for one in done.files:
        for problem in one.problems:
            command.say(say("{code} “{file}”: {problem}", code=one.code, file=one.name, problem=problem))
    return PROBLEMS if here or any(one.problems for one in done.files) else DONE


def run_clock(command: Command) -> int:
    """Set the clock of the cameras that took these photographs, on their days; exit 1 where a time stays open."""
    from layers.photos.clocks import Clock, set_clock

    with command.project() as project:
        ids = [project.register.find(name, ("media",)).id for name in command.arguments.photos]
        done = set_clock(project, ids, _clock(command) or Clock())
    if command.json:
        command.document({"photos": [one.code for one in done.photos], "open": [one.code for one in done.open]})
    command.say(
        say_count("The time of {count} photograph is read.", "The time of {count} photographs is read.",
                  count=len(done.photos))
    )  # fmt: skip
    for one in done.open:
        command.complain(say("{code}: its camera names no zone; give it with --zone.", code=one.code))
    return PROBLEMS if done.open else DONE


def run_mark(command: Command) -> int:
    """Say what is in view, and what is shown."""
    from layers.photos.log import answer

    arguments = command.arguments
    given = {"case_board": arguments.board, "scale_bar": arguments.scale, "north_arrow": arguments.north}
    with command.project() as project:
        ids = [project.register.find(name, ("media",)).id for name in arguments.photos]
        shows = project.register.find(arguments.shows) if arguments.shows else None
        receipt = answer(project, ids, {name: said for name, said in given.items() if said}, shows)
    if command.json:
        command.document({"commit": receipt.commit, "changed": receipt.count})
    command.say(say_count("{count} photograph answered.", "{count} photographs answered.", count=receipt.count))
    return DONE


def run_annotate(command: Command) -> int:
    """Draw marks on a working copy and take it in."""
    from desktop.layouts.page import with_qt
    from desktop.photos.painting import mark_photo
    from layers.files import read_small
    from layers.photos.working import read_marks

    file = Path(command.arguments.marks)
    try:
        marks = read_marks(read_small(file, _LARGEST_MARKS))
    except OSError as reason:
        raise SourceRefused(
            "“{file}” cannot be read: {reason}.", file=str(file), reason=reason.strerror or str(reason)
        ) from reason
    with_qt()
    with command.project() as project:
        photo = project.register.find(command.arguments.photo, ("media",))
        done = mark_photo(project, photo, marks, command.translate)
    code = done.files[0].code
    if command.json:
        command.document({"commit": done.receipt.commit, "code": code})
    command.say(say("{copy} is a working copy of {photo}.", copy=code, photo=photo.code))
    return DONE
