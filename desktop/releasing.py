"""A draft released: made again from what the ledger says of it, compared with what was looked at, and journaled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.layouts.page import MAP, render_page
from desktop.report.writing import write_report
from desktop.siteplan.page import PLAN, print_plan
from forensics.editions import Edition
from forensics.ports import Box, Progress
from layers.errors import ExportRefused
from layers.exports.exporting import EXPORT, beside, export_records
from layers.exports.out_files import document_bytes
from layers.exports.releases import Draft, draft_of, edition_of
from layers.exports.web import WEB, export_web
from layers.language import Translator
from layers.looks import read_styles
from layers.project import Project
from layers.report.ledger import REPORT
from layers.report.making import Wanted
from layers.statistics import STATISTICS, print_statistics


@dataclass(frozen=True)
class Making:
    """What a draft is made again with; `profile` is a name, or the file of a mission's own."""

    project: Project
    draft: Draft
    edition: Edition
    profile: str
    progress: Progress | None


def release_product(
    project: Project, draft: Path, out: Path, why: str = "", progress: Progress | None = None
) -> Edition:
    """Release the draft in a file, and write the edition that it becomes to `out`; blocking.

    The release is a commit, where it was not released before. Raises ExportRefused where it was made here or by the
    same person, where it is no draft as it was made, or where the register tells something else since.
    """
    found = draft_of(project, draft)
    if out.suffix.lower() != Path(found.file).suffix.lower():
        raise ExportRefused(
            "“{file}” is a draft of another format than “{out}”; the edition has the ending {ending}.",
            file=draft.name, out=out.name, ending=Path(found.file).suffix,
        )  # fmt: skip
    edition = edition_of(project, found, why)
    with beside(out) as folder:
        profile = found.profile
        if found.profile_text:
            profile = str(folder / "profile.toml")
            Path(profile).write_text(found.profile_text, "utf-8")
        made = folder / "made"
        made.mkdir()
        MAKERS[found.recipe.kind](Making(project, found, edition, profile, progress), made / out.name)
        for one in sorted(made.iterdir()):
            one.replace(out.with_name(one.name))
    return edition


def _export(making: Making, out: Path) -> None:
    recipe = making.draft.recipe
    export_records(making.project, out, making.profile, recipe.selection, making.progress, as_of=recipe.as_of,
                   edition=making.edition)  # fmt: skip


def _map(making: Making, out: Path) -> None:
    recipe, options = making.draft.recipe, making.draft.recipe.options
    render_page(
        making.project, out, profile=making.profile, layout=options["layout"], extent=_extent(options.get("extent")),
        scale=float(options["scale"]) if "scale" in options else None, selection=recipe.selection,
        language=options["language"], as_of=recipe.as_of, title=options.get("title", ""), crs=options["crs"],
        edition=making.edition, styles=read_styles(making.project.catalogue, options.get("style", "").split()),
    )  # fmt: skip


def _extent(text: str | None) -> str | Box | None:
    """Degrees where they were named so, else the name of a settlement."""
    if text is None or text.count(",") != 3:
        return text
    west, south, east, north = map(float, text.split(","))
    return west, south, east, north


def _web(making: Making, out: Path) -> None:
    recipe, options = making.draft.recipe, making.draft.recipe.options
    export_web(making.project, out, making.profile, recipe.selection, language=options["language"],
               as_of=recipe.as_of, title=options.get("title", ""), edition=making.edition)  # fmt: skip


def _report(making: Making, out: Path) -> None:
    recipe, options = making.draft.recipe, making.draft.recipe.options
    wanted = Wanted(making.profile, options["language"], recipe.selection, making.edition)
    write_report(making.project, out, options["record"], options["type"], wanted, making.progress)


def _plan(making: Making, out: Path) -> None:
    recipe, options = making.draft.recipe, making.draft.recipe.options
    print_plan(
        making.project, out, options["site"], profile=making.profile, scale=int(options["scale"]),
        view=options["view"], layout=options.get("layout", ""), exhumation=options.get("exhumation", ""),
        language=options["language"], as_of=recipe.as_of, recipient=recipe.selection.recipient,
        edition=making.edition,
    )  # fmt: skip


def _statistics(making: Making, out: Path) -> None:
    recipe = making.draft.recipe
    printed = print_statistics(
        making.project, making.profile, recipe.selection, recipe.as_of, Translator(recipe.options["language"]),
        making.progress, edition=making.edition, name=out.name,
    )  # fmt: skip
    out.write_bytes(document_bytes(printed.document))


MAKERS: dict[str, Callable[[Making, Path], None]] = {
    EXPORT: _export, MAP: _map, WEB: _web, REPORT: _report, PLAN: _plan, STATISTICS: _statistics,
}  # fmt: skip
"""By the kind of a product what makes it again."""
