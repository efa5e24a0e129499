"""Commands about what comes in and goes out: import and export."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.commands.context import DONE, PROBLEMS, Command
from desktop.commands.records import add_as_of, as_of
from desktop.commands.selecting import (
    add_authority,
    add_layers,
    add_recipient,
    add_selection,
    add_with_gaps,
    leaving_selection,
    selection_of,
)
from forensics.messages import say, say_count
from layers.errors import ProjectRefused

if TYPE_CHECKING:
    from layers.exports.manifest import Manifest
    from layers.imports.importing import ImportReport
    from layers.imports.remembering import Meant
    from layers.project import Project


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the commands of this module."""
    taking = commands.add_parser("import", help="take the rows of a file in as records")
    taking.add_argument("project", metavar="PROJECT")
    taking.add_argument("file", metavar="FILE")
    taking.add_argument("--as", dest="type", default="", metavar="TYPE", help="what each row is; not of a field pack")
    taking.add_argument("--layer", metavar="NAME", help="of a file that holds several")
    taking.add_argument("--map", action="extend", nargs="+", default=[], metavar="COLUMN=FIELD", help="one or more")
    taking.add_argument("--crs", metavar="CODE", help="what the coordinates are in, where the file does not say")
    taking.add_argument("--encoding", metavar="NAME", help="of the text")
    taking.add_argument("--day-first", action="store_true", default=None, help="09/08/2022 is 9 August")
    taking.add_argument("--month-first", dest="day_first", action="store_false", help="09/08/2022 is 8 September")
    taking.add_argument(
        "--as-before", action="store_true", help="map the columns as they were when such a file was last taken in"
    )
    taking.add_argument("--given", metavar="ROWS.csv", help="values for single rows: its columns are row, field, value")
    taking.add_argument("--rejected", metavar="ROWS.csv", help="list the rejected rows there, to fill in for --given")
    taking.add_argument(
        "--accept", action="extend", nargs="+", default=[], metavar="all|none|RECORD[.FIELD]",
        help="of a field pack that came back: all but conflicts, nothing, or these",
    )  # fmt: skip
    taking.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    taking.add_argument("--json", action="store_true", help="one JSON document")
    taking.set_defaults(run=run_import)
    giving = commands.add_parser("export", help="write records to a file, under a disclosure profile")
    giving.add_argument("project", metavar="PROJECT")
    giving.add_argument(
        "out", metavar="OUT", help="its ending says the format: .gpkg .geojson .kml .csv .xlsx .parquet"
    )
    giving.add_argument("--profile", required=True, metavar="court|partner|public|FILE", help="who may see what")
    giving.add_argument("--field-pack", action="store_true", help="a GeoPackage and a QGIS project for phones")
    giving.add_argument("--area", default="", metavar="RECORD", help="of a field pack: the record whose area it is of")
    add_recipient(giving)
    add_layers(giving)
    add_selection(giving)
    add_as_of(giving)
    add_authority(giving)
    giving.add_argument("--voided", action="store_true", help="voided records too")
    add_with_gaps(giving)
    giving.add_argument("--dry-run", action="store_true", help="say what would leave, and write nothing")
    giving.add_argument("--json", action="store_true", help="the manifest as one JSON document")
    giving.set_defaults(run=run_export)
    form = commands.add_parser("xlsform", help="a form for KoBo and ODK, made of what a type declares")
    form.add_argument("project", metavar="PROJECT")
    form.add_argument("type", metavar="TYPE")
    form.add_argument("out", metavar="OUT.xlsx")
    form.set_defaults(run=run_xlsform)


def run_import(command: Command) -> int:
    """Take a file in; exit 1 where rows were rejected."""
    from layers.fieldpack.returned import is_field_pack
    from layers.imports.by_hand import read_given, refuse_to_replace, write_rejected
    from layers.imports.importing import import_file, report_json

    arguments = command.arguments
    if is_field_pack(Path(arguments.file)):
        return _run_review(command)
    if arguments.accept:
        raise ProjectRefused("“{file}” is no field pack, so there is nothing to --accept.", file=arguments.file)
    if not arguments.type:
        raise ProjectRefused("Say with --as what each row of “{file}” is.", file=arguments.file)
    file, listed = Path(arguments.file), Path(arguments.rejected) if arguments.rejected else None
    if listed is not None:
        refuse_to_replace(listed)
    with command.project() as project:
        kind = project.catalogue[arguments.type]
        meant = _meant(command, project)
        report = import_file(
            project.register,
            file,
            kind.name,
            layer=arguments.layer,
            mapping=meant.pairs,
            crs=meant.crs or None,
            encoding=arguments.encoding,
            day_first=meant.day_first,
            given=read_given(Path(arguments.given), kind, file) if arguments.given else None,
            dry_run=arguments.dry_run,
            progress=command.progress(say("Reading")),
            pack=project.pack,
        )
        _remember(command, project, meant)
    if listed is not None:
        write_rejected(listed, file, report.rejected, command.translate)
    if command.json:
        command.document(report_json(report, command.translate))
    else:
        _tell(command, report, listed)
    return PROBLEMS if report.rejected else DONE


def _meant(command: Command, project: Project) -> Meant:
    """How the columns are meant: as it is said now, and where that is asked for, as it was said of such a file."""
    from layers.imports.remembering import Meant, columns_of, remembered

    arguments = command.arguments
    said = Meant(tuple(arguments.map), arguments.crs or "", arguments.day_first)
    if not arguments.as_before:
        return said
    columns = columns_of(project, Path(arguments.file), arguments.type, arguments.layer, arguments.encoding)
    return said.over(remembered(project, arguments.type, columns))


def _remember(command: Command, project: Project, meant: Meant) -> None:
    """Keep how the columns were meant, once they were taken in so."""
    from layers.imports.remembering import Meant, columns_of, remember

    arguments = command.arguments
    if meant != Meant() and not arguments.dry_run:
        columns = columns_of(project, Path(arguments.file), arguments.type, arguments.layer, arguments.encoding)
        remember(project, arguments.type, columns, meant)


def _run_review(command: Command) -> int:
    """A field pack is compared and not imported; raises ProjectRefused where it is asked to be rows of a type."""
    from desktop.commands.fieldpacks import review_pack

    if command.arguments.type:
        raise ProjectRefused("“{file}” is a field pack that came back: leave out --as.", file=command.arguments.file)
    with command.project() as project:
        return review_pack(command, project, Path(command.arguments.file))


def _tell(command: Command, report: ImportReport, listed: Path | None) -> None:
    """The report for a person; the rejected rows one by one where no list was asked for."""
    command.say(
        "Read {read:,}: {added:,} added, {updated:,} updated, {unchanged:,} unchanged, {rejected:,} rejected.",
        read=report.read, added=report.added, updated=report.updated, unchanged=report.unchanged,
        rejected=len(report.rejected),
    )  # fmt: skip
    for note in report.notes:
        command.say(note)
    for doubt in report.doubts:
        command.say(
            "Row {row}, {field}, “{value}”: {problem}",
            row=doubt.row, field=doubt.field or "–", value=doubt.value, problem=doubt.problem,
        )  # fmt: skip
    for left in report.left:
        command.say("Column “{column}” was not taken. {why}", column=left.column, why=left.why)
    if listed is not None and report.rejected:
        command.say(
            "The rejected rows are listed in {file}; fill in its column “value” and give it back with --given.",
            file=str(listed),
        )  # fmt: skip
        return
    for one in report.rejected:
        command.say(
            "Row {row}, {field}, “{value}”: {problem}",
            row=one.row, field=one.field or "–", value=one.value, problem=one.problem,
        )  # fmt: skip


def run_export(command: Command) -> int:
    """Write records out; the format follows the ending of the file's name. Exit 1 where no ledger could note it."""
    from layers.exports.accounting import document_of
    from layers.exports.exporting import export_records

    arguments = command.arguments
    if arguments.field_pack or arguments.profile == "field" or arguments.area:
        return _run_field_pack(command)
    with command.project() as project:
        manifest = export_records(
            project, Path(arguments.out), arguments.profile, leaving_selection(command, project),
            command.progress(say("Writing")), as_of=as_of(arguments), with_gaps=arguments.with_gaps,
            dry_run=arguments.dry_run,
        )  # fmt: skip
    if command.json:
        removed = {"removed": document_of(manifest.account)} if arguments.dry_run else {}
        command.document({**manifest.document, **removed})
    else:
        _tell_export(command, manifest)
    return command.left(manifest.faults, manifest.unnoted)


def _run_field_pack(command: Command) -> int:
    """Write what travels on phones, under its own profile alone; exit 1 where no ledger could note it."""
    from layers.fieldpack.area import PROFILE, area_of
    from layers.fieldpack.making import told, write_field_pack

    arguments = command.arguments
    if not arguments.field_pack or arguments.profile != PROFILE:
        raise ProjectRefused("A field pack, and nothing else, is made with --field-pack --profile {profile}.",
                             profile=PROFILE)  # fmt: skip
    if arguments.authority:
        raise ProjectRefused("A field pack is of one area, whatever was done there: leave out --authority.")
    if arguments.as_of:
        raise ProjectRefused("A field pack shows what is there now, since it comes back: leave out --as-of.")
    with command.project() as project:
        selection = selection_of(command, project)
        made = write_field_pack(
            project, Path(arguments.out), area_of(project, arguments.area, selection.bbox), selection,
            command.translate.language, command.progress(say("Writing")), dry_run=arguments.dry_run,
        )  # fmt: skip
    if command.json:
        command.document(made.manifest.document)
    else:
        _tell_export(command, made.manifest)
    if not arguments.dry_run:
        command.say(told(made))
    return command.noted(made.manifest.unnoted)


def _tell_export(command: Command, manifest: Manifest) -> None:
    from layers.exports.consents import told_fallen, told_left_out

    for table in manifest.tables:
        if table["rows"]:
            line = say("  {name}: {rows:,}", name=table["name"], rows=table["rows"])
            if table["without_place"]:
                line = say(
                    "  {name}: {rows:,}, {without:,} of them without a place",
                    name=table["name"], rows=table["rows"], without=table["without_place"],
                )  # fmt: skip
            command.say(line)
    _tell_contradicting(command, manifest)
    consent = manifest.document["consent"]
    for told in (told_left_out(consent["left_out"]), told_fallen(consent.get("levels_fallen", 0))):
        if told is not None:
            command.say(told)
    for lost in manifest.not_carried:
        command.say(lost)
    if command.arguments.dry_run:
        command.say("What stays home, rule by rule:")
        for one in manifest.account:
            command.say("  {line}", line=one.words)
        command.say("Nothing was written.")
        return
    command.say("Wrote {file} and {manifest}.", file=command.arguments.out, manifest=manifest.path.name)


def _tell_contradicting(command: Command, manifest: Manifest) -> None:
    told = {
        "contradicting": say("Along with what was asked for, because it contradicts it or says otherwise of the same:"),
        "contradicting_kept_home": say("Contradicts this, and no consent covers giving it to this recipient:"),
    }
    for name, words in told.items():
        if types := manifest.document[name]:
            listed = ", ".join(f"{type_} {count}" for type_, count in types.items())
            command.say("{words} {types}", words=words, types=listed)


def run_xlsform(command: Command) -> int:
    """Write the form of one type."""
    from layers.exports.xlsform import write_xlsform

    arguments = command.arguments
    with command.project() as project:
        asked = write_xlsform(project, arguments.type, Path(arguments.out))
    command.say(say_count("Wrote {file}, with {count} question.", "Wrote {file}, with {count} questions.", count=asked,
                          file=arguments.out))  # fmt: skip
    return DONE
