"""Commands about paper: blank forms, labels, the scans of sheets that were keyed in, and the sheet of a day."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from desktop.commands.context import DONE, PROBLEMS, Command
from forensics.messages import say, say_count
from forensics.numbering import SERIES
from layers.errors import ProjectRefused

_Commands = argparse._SubParsersAction


def add_commands(commands: _Commands[argparse.ArgumentParser]) -> None:
    """Declare the commands of this module."""
    form = commands.add_parser("form", help="a blank paper form of a type, from the declarations")
    form.add_argument("project", metavar="PROJECT")
    form.add_argument("type", metavar="TYPE")
    form.add_argument("out", metavar="OUT.pdf")
    form.add_argument("--copies", type=int, default=1, metavar="N", help="so many, each under a number of its own")
    form.set_defaults(run=run_form)
    sheet = commands.add_parser("sheet", help="take in the scan of a keyed sheet, and link it to its record")
    sheet.add_argument("project", metavar="PROJECT")
    sheet.add_argument("scan", metavar="SCAN")
    sheet.add_argument("--record", metavar="RECORD", help="without it, only what the sheet is, is told")
    sheet.set_defaults(run=run_sheet)
    log = commands.add_parser("log", help="the sheet of a day at a site: people in and out, hours, work, hand-over")
    log.add_argument("project", metavar="PROJECT")
    log.add_argument("site", metavar="SITE")
    log.add_argument("out", metavar="OUT.pdf")
    log.add_argument("--day", default="", metavar="YYYY-MM-DD", help="today where none is given")
    log.add_argument("--profile", required=True, metavar="court|partner|public|FILE", help="who may see what")
    log.set_defaults(run=run_log)
    labels = commands.add_parser("labels", help="labels with a code to scan, for records or for numbers not used yet")
    labels.add_argument("project", metavar="PROJECT")
    labels.add_argument("records", nargs="*", metavar="RECORD")
    labels.add_argument("out", metavar="OUT.pdf")
    labels.add_argument("--site", metavar="SITE", help="all numbers that are reserved at a site")
    labels.add_argument("--series", action="append", default=[], choices=tuple(SERIES), help="of this series alone")
    labels.add_argument("--device", default="", metavar="SHORT", help="of the blocks of this device alone")
    labels.add_argument("--stock", default="a4-3x8", metavar="a4-3x8|a4-2x7|roll-62x29", help="what is printed on")
    labels.add_argument("--offset", default="0,0", metavar="X,Y", help="millimetres to the right and down")
    labels.add_argument("--skip", type=int, default=0, metavar="N", help="labels of the first sheet that are used up")
    labels.set_defaults(run=run_labels)


def run_form(command: Command) -> int:
    """Write a blank form."""
    from desktop.paper.form import print_form

    arguments = command.arguments
    out = Path(arguments.out)
    with command.project() as project:
        printed = print_form(project, arguments.type, out, command.translate.language, arguments.copies)
    command.say(
        say("Wrote {file}: form {numbers}.", file=str(out), numbers=", ".join(printed.numbers)),
    )
    return DONE


def run_sheet(command: Command) -> int:
    """Say what a scanned sheet is, and link it to its record."""
    from desktop.paper.scanning import codes_in
    from layers.paper.sheets import sheet_mark, take_in_sheet

    arguments = command.arguments
    scan = Path(arguments.scan)
    mark = sheet_mark(codes_in(scan))
    if mark is not None:
        command.say(say("A form of {type}, number {number}, page {page}.", type=mark.type, number=mark.number,
                        page=mark.page))  # fmt: skip
    else:
        command.say(say("No code of a form could be read on {file}.", file=scan.name))
    if arguments.record:
        with command.project() as project:
            record = project.register.find(arguments.record)
            [taken] = take_in_sheet(project, scan, record, mark, words=command.translate).files
        command.say(say("Taken in as {code}, the sheet of {record}.", code=taken.code, record=record.code))
        for problem in taken.problems:
            command.say(problem)
        return PROBLEMS if taken.problems else DONE
    return DONE


def run_log(command: Command) -> int:
    """Write the sheet of a day."""
    from desktop.paper.log_page import print_log
    from layers.paper.day_log import LOG, log_of_day

    arguments = command.arguments
    day = arguments.day or datetime.now(UTC).astimezone().date().isoformat()
    out = Path(arguments.out)
    with command.project() as project:
        site = project.register.find(arguments.site, ("site",))
        found = log_of_day(project, day, site.type, site.id)
        if found is None or not found.record:
            raise ProjectRefused("There is no log of {site} for {day}.", site=site.code, day=day)
        log = project.register.find(f"{LOG}/{(project.register.values(LOG, found.record) or {})['code']}")
        unnoted = print_log(project, out, log, profile=arguments.profile, language=command.translate.language)
    command.say(say("Wrote {file}.", file=str(out)))
    return command.noted(unnoted)


def run_labels(command: Command) -> int:
    """Write labels."""
    from desktop.paper.label_sheet import print_labels
    from layers.exports.saying import translator_for
    from layers.paper.labels import labels_of_blocks, labels_of_records

    arguments = command.arguments
    out = Path(arguments.out)
    with command.project() as project:
        translate = translator_for(project, command.translate.language)
        records = [project.register.find(name) for name in arguments.records]
        labels = labels_of_records(project, records, translate)
        if arguments.site:
            site = project.register.find(arguments.site, ("site",))
            series = arguments.series or list(SERIES)
            labels += labels_of_blocks(project, site, series, translate, arguments.device.upper())
        pages = print_labels(project, labels, out, translate, stock=arguments.stock,
                             offset=_offset(arguments.offset), skip=arguments.skip)  # fmt: skip
    command.say(say_count("Wrote {file}: {labels} labels on {count} page.", "Wrote {file}: {labels} labels on {count} "
                          "pages.", count=pages, file=str(out), labels=len(labels)))  # fmt: skip
    return DONE


def _offset(text: str) -> tuple[float, float]:
    """X,Y in millimetres; raises ProjectRefused."""
    try:
        right, down = (float(part) for part in text.split(","))
    except ValueError:
        raise ProjectRefused("“{text}” is not X,Y in millimetres.", text=text) from None
    return right, down
