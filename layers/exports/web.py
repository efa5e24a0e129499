"""The web map: one page that carries everything within it and works with the network off."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from forensics.editions import Edition
from forensics.messages import Message
from layers.errors import ExportRefused
from layers.exports.custody_gaps import gated, told
from layers.exports.disclosed import disclose
from layers.exports.ledger import note_map
from layers.exports.saying import translator_for
from layers.exports.selecting import Selection
from layers.exports.web_data import web_document
from layers.exports.web_page import web_page
from layers.files import asked_for, write_out
from layers.project import Project

WEB = "web"
"""What a recipe calls it."""
ENDINGS = (".html", ".htm")


@dataclass(frozen=True)
class WebMap:
    """A web map that was written, and how many records of each layer are in it."""

    path: Path
    counts: dict[str, int]
    bytes: int
    unnoted: Message | None = None  # why it is not in the ledger of exports
    faults: tuple[Message, ...] = ()  # of custody and order, with which it leaves


def export_web(
    project: Project, out: Path, profile: str, selection: Selection = Selection(), *,  # noqa: B008 - frozen
    language: str = "en", as_of: str = "", title: str = "", edition: Edition | None = None, with_gaps: bool = False,
) -> WebMap:  # fmt: skip
    """Write what a profile discloses as one page, whole or not at all, and enter it into the ledger of exports.

    Raises ExportRefused, as CustodyBroken where it is for a court and a custody has faults, unless `with_gaps` lets
    them be told on the page.
    """
    if out.suffix.lower() not in ENDINGS:
        raise ExportRefused(
            "“{file}” has an ending that no web map is written in; allowed are {allowed}.",
            file=out.name, allowed=", ".join(ENDINGS),
        )  # fmt: skip
    translate = translator_for(project, language)
    disclosed = gated(project, disclose(project, profile, selection, as_of, edition), with_gaps=with_gaps)
    document = web_document(project, disclosed, translate)
    page = web_page(project, disclosed, document, translate, title or project.name).encode()
    with asked_for(out):
        write_out(out, page)
    unnoted = note_map(project, out, disclosed, disclosed.making(WEB, title=title, language=language))
    counts = {str(layer["key"]): len(layer["style"]) for layer in document["layers"]}
    return WebMap(out, counts, len(page), unnoted, tuple(map(told, disclosed.gaps)))
