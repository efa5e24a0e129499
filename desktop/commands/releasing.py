"""The command that releases a public product, which is a draft until a second person does."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop.commands.context import DONE, Command
from forensics.editions import standing_words
from forensics.messages import say


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command of this module."""
    release = commands.add_parser("release", help="release a public draft as an edition: by a second person")
    release.add_argument("project", metavar="PROJECT")
    release.add_argument("draft", metavar="DRAFT", help="the file that was looked at, as it was made")
    release.add_argument("out", metavar="OUT", help="where the edition is written, in the same format")
    release.add_argument(
        "--reason", metavar="TEXT",
        help="why there is another edition, asked for from the second on; it is printed on the product",
    )  # fmt: skip
    release.add_argument("--json", action="store_true", help="one JSON document")
    release.set_defaults(run=run_release)


def run_release(command: Command) -> int:
    """Release one draft."""
    from desktop.releasing import release_product
    from layers.exports.standing import standing_document

    arguments = command.arguments
    out = Path(arguments.out)
    with command.project() as project:
        edition = release_product(
            project, Path(arguments.draft), out, arguments.reason or "", command.progress(say("Writing"))
        )
    if command.json:
        command.document({"file": out.name, **standing_document(edition)})
    command.say(standing_words(edition))
    command.say("Wrote {file}.", file=str(out))
    return DONE
