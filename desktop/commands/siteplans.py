"""Commands about one grave in metres: its plan, sections and matrix on paper."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop.commands.context import Command
from desktop.commands.records import add_as_of, as_of
from desktop.commands.selecting import add_dry_run, add_recipient


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the commands of this module."""
    plan = commands.add_parser("siteplan", help="the plan, a section or the Harris matrix of a grave, at its scale")
    plan.add_argument("project", metavar="PROJECT")
    plan.add_argument("out", metavar="OUT.pdf|.svg|.png")
    plan.add_argument("--site", required=True, metavar="CODE", help="the grave")
    plan.add_argument("--profile", required=True, metavar="court|partner|public|FILE", help="who may see what")
    plan.add_argument("--scale", type=int, default=20, metavar="N", help="1 to N: 10, 20, 25, 50, 100 or 200")
    plan.add_argument(
        "--view", default="plan", metavar="plan|section-x|section-y|section-baseline|matrix", help="what is drawn"
    )
    plan.add_argument(
        "--layout", default="", metavar="a4-landscape|...|a0-portrait", help="default: the smallest with room for it"
    )
    plan.add_argument("--exhumation", default="", metavar="CODE", help="whose grid, where the grave has several")
    plan.add_argument("--photo", metavar="FILE.tif|MEDIA", help="an orthophoto under the plan")
    plan.add_argument("--photo-crs", default="", metavar="CODE", help="what it is in, where the file does not say")
    add_recipient(plan)
    add_as_of(plan)
    add_dry_run(plan)
    plan.add_argument("--json", action="store_true", help="what is drawn, as one JSON document")
    plan.set_defaults(run=run_siteplan)


def _photo(named: str | None) -> Path | str | None:
    """A file, else the code of a media record."""
    if not named:
        return None
    path = Path(named)
    return path if path.exists() or path.suffix else named


def run_siteplan(command: Command) -> int:
    """Draw one sheet; exit 1 where no ledger could note it."""
    from desktop.siteplan.page import print_plan
    from layers.language import format_number

    arguments = command.arguments
    if arguments.dry_run:
        from layers.siteplan.preview import preview_plan

        with command.project() as project:
            return command.previewed(
                preview_plan(project, arguments.site, arguments.profile, exhumation=arguments.exhumation,
                             as_of=as_of(arguments), recipient=arguments.recipient)
            )  # fmt: skip
    with command.project() as project:
        printed = print_plan(
            project, Path(arguments.out), arguments.site, profile=arguments.profile, scale=arguments.scale,
            view=arguments.view, layout=arguments.layout, exhumation=arguments.exhumation,
            language=command.translate.language, as_of=as_of(arguments),
            recipient=arguments.recipient, photo=_photo(arguments.photo),
            photo_crs=arguments.photo_crs,
        )  # fmt: skip
    if command.json:
        command.document(
            {
                "file": printed.path.name, "scale": printed.scale, "layout": printed.layout, "counts": printed.counts,
                "labels_left_out": printed.left_out, "notes": [command.translate(told) for told in printed.told],
            }
        )  # fmt: skip
    for told in printed.told:
        command.complain(told)
    for name, count in printed.counts.items():
        command.say("  {name}: {rows:,}", name=name, rows=count)
    if printed.left_out:
        command.say(
            "{count} codes had no room and are not written; a larger scale has more.",
            count=format_number(printed.left_out, command.translate.language),
        )
    command.say("Wrote {file}, at 1 : {scale:,}.", file=str(printed.path), scale=printed.scale)
    return command.noted(printed.unnoted)
