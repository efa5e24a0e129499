"""The command that opens the window, or paints it into a picture."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from desktop.commands.context import DONE, REFUSED, Command, is_server, open_named
from desktop.commands.secrets_given import forget_secrets
from forensics.messages import say
from layers.errors import ProjectRefused

WORKSPACES, THEMES = ("exhume", "plan", "analyse"), ("light", "dark")
SIZE = re.compile(r"(\d{3,5})x(\d{3,5})")


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the commands of this module."""
    open_ = commands.add_parser("open", help="the window; also what taphos alone does")
    open_.add_argument("project", nargs="?", metavar="PROJECT")
    open_.add_argument("--workspace", choices=WORKSPACES, default="exhume", help="the workspace that is shown first")
    open_.add_argument("--theme", choices=THEMES, default="", help="default: the one worn last")
    open_.add_argument("--size", type=size, default=None, metavar="WxH", help="of the window, in pixels")
    open_.add_argument("--site", metavar="CODE", help="a grave, whose plan is shown instead of the map")
    open_.add_argument("--board", action="store_true", help="the board of assignments is shown instead of the map")
    open_.add_argument("--screenshot", metavar="FILE.png", help="paint the window into a picture and quit")
    open_.set_defaults(run=run_open)


def size(text: str) -> tuple[int, int]:
    """WxH in pixels; raises ArgumentTypeError."""
    found = SIZE.fullmatch(text)
    if not found:
        raise argparse.ArgumentTypeError(f"“{text}” is not a size such as 1280x800")
    return int(found[1]), int(found[2])


def run_open(command: Command) -> int:
    """Open the window, or the first page where no project is named."""
    arguments = command.arguments
    if is_server(arguments.project or ""):
        raise ProjectRefused("The window does not show a project on a server yet; “taphos copy” makes a folder of it.")
    if arguments.screenshot:
        return _paint(command)
    from desktop.app import Taphos, has_display

    if not has_display():
        command.complain(say("There is no display for a window; --screenshot FILE.png paints it into a picture."))
        return REFUSED
    language = command.translate.language
    taphos = Taphos(
        language, arguments.theme, arguments.workspace, arguments.size, remembered_language=not arguments.language
    )
    if arguments.project:
        window = taphos.show_project(open_named(arguments.project, command.translate))
        if arguments.site:
            window.show_plan_of(arguments.site)
        elif arguments.board:
            window.show_board()
    else:
        taphos.show_start()
    forget_secrets()
    return taphos.run()


def _paint(command: Command) -> int:
    from desktop.screenshots import Wanted, hush_platform, paint_window

    hush_platform()
    arguments = command.arguments
    picture = Path(arguments.screenshot)
    if picture.suffix.lower() != ".png":
        raise ProjectRefused("“{file}” is not called .png, and the picture of a window is a PNG.", file=picture.name)
    if not picture.resolve().parent.is_dir():
        raise ProjectRefused("There is no folder “{folder}”.", folder=str(picture.parent))
    if not arguments.project:
        raise ProjectRefused("A picture of the window needs a PROJECT.")
    wanted = Wanted(
        arguments.workspace, arguments.theme or "light", command.translate.language, arguments.size or (1280, 800),
        arguments.site or "", arguments.board,
    )  # fmt: skip
    paint_window(open_named(arguments.project, command.translate), wanted, picture)
    command.say("Painted {picture}.", picture=str(picture))
    return DONE
