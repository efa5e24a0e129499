"""A plan or section of a grave as a file: PDF, SVG or PNG, at its scale, of what a profile discloses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PyQt6.QtGui import QPainter

from desktop.layouts.files import maker_of
from desktop.layouts.footer import Footing
from desktop.layouts.page import HEAD_DIGITS, with_qt
from desktop.layouts.writing import Pen
from desktop.siteplan.sheet import Sheet, layout_for, paint_sheet
from desktop.theme.theme import theme
from forensics.anchors import short_head
from forensics.editions import Edition
from forensics.messages import Message, say, say_count
from layers.crs import crs_name
from layers.errors import ExportRefused
from layers.exports.disclosed import marking_of
from layers.exports.saying import translator_for
from layers.language import Translator, format_date
from layers.project import Project
from layers.siteplan.drawing import Drawing, number
from layers.siteplan.extent import extent_of
from layers.siteplan.ledger import note_plan
from layers.siteplan.orthophoto import far_from_grave, open_orthophoto
from layers.siteplan.photographs import disclosed_photograph, refuse_photograph
from layers.siteplan.reading import datum_words, read_scene, shown_datum
from layers.siteplan.records import GraveRecords, grave_records
from layers.siteplan.scene import Scene
from layers.siteplan.views import view_of

PLAN = "siteplan"
"""What a recipe calls it."""
SCALES = (10, 20, 25, 50, 100, 200)


@dataclass(frozen=True)
class PrintedPlan:
    """A plan that was written: its scale, its page, how many of each type are on it, all its words."""

    path: Path
    scale: int
    layout: str
    counts: dict[str, int]
    words: tuple[str, ...]
    left_out: int
    unnoted: Message | None = None
    told: tuple[Message, ...] = ()
    """What whoever prints it should look at: a photograph that lies elsewhere, a sheet with nothing on it."""


def print_plan(
    project: Project, out: Path, site: str, *, profile: str, scale: int = 20, view: str = "plan", layout: str = "",
    exhumation: str = "", language: str = "en", as_of: str = "", recipient: str = "",
    photo: Path | str | None = None, photo_crs: str = "", edition: Edition | None = None,
) -> PrintedPlan:  # fmt: skip
    """Write one sheet to `out`, whole or not at all, and enter it into the ledger of exports; blocking.

    `photo` is a GeoTIFF to lie under it: a file, or the code of a media record, which the profile has to let out.
    Raises ExportRefused for a profile, scale, view or page that will not do, UnknownName, and what read_scene does.
    """
    if scale not in SCALES:
        raise ExportRefused(
            "1 : {scale} is no scale of a plan; allowed are {allowed}.",
            scale=scale, allowed=", ".join(f"1 : {one}" for one in SCALES),
        )  # fmt: skip
    make = maker_of(out)
    with_qt()
    translate = translator_for(project, language)
    records = grave_records(project, profile, as_of, recipient, edition)
    scene = read_scene(records, site, exhumation)
    drawing = view_of(scene, view)
    sheet = sheet_of(project, records, scene, drawing, scale, layout, translate)
    far: Message | None = None
    if photo is not None:
        refuse_photograph(records)
        source = photo if isinstance(photo, Path) else disclosed_photograph(records, photo)
        underlay = open_orthophoto(source, scene.tie, photo_crs or None)
        far = far_from_grave(underlay, scene)
        lines = sheet.footing.lines if far is None else (*sheet.footing.lines, translate(far))
        sheet = replace(sheet, underlay=underlay, footing=Footing(lines))
    left_out = [0]
    told = (*nothing_drawn(scene), *((far,) if far is not None else ()))

    def paint(painter: QPainter) -> tuple[str, ...]:
        pen = Pen(painter, theme("light"), translate)
        left_out[0] = paint_sheet(sheet, pen, translate).left_out
        return tuple(dict.fromkeys(pen.words))

    words = make(out, sheet.layout, sheet.title, paint)
    making = records.making(
        PLAN, site=scene.site.code, scale=str(scale), view=view, layout=layout, exhumation=exhumation,
        language=language, ending=out.suffix.lower(),
    )  # fmt: skip
    unnoted = note_plan(records, out, scene, view, making)
    return PrintedPlan(out, scale, sheet.layout.name, counts_of(scene), words, left_out[0], unnoted, told)


def nothing_drawn(scene: Scene) -> tuple[Message, ...]:
    """Why a sheet is empty, as it stands on it: no place is recorded, or none leaves under the profile."""
    return scene.notes if extent_of(scene) is None else ()


def counts_of(scene: Scene) -> dict[str, int]:
    """How many records of each type are drawn."""
    counts = {"case": sum(one.centre is not None or one.outline is not None for one in scene.bodies)}
    counts["artefact"] = sum(one.item.type == "artefact" for one in scene.finds)
    counts["sample"] = sum(one.item.type == "sample" for one in scene.finds)
    counts["context"] = len({one.item.id for one in scene.outlines if one.item.type == "context"})
    return {name: count for name, count in counts.items() if count}


def sheet_of(
    project: Project, records: GraveRecords, scene: Scene, drawing: Drawing, scale: int, layout: str,
    translate: Translator,
) -> Sheet:  # fmt: skip
    """All that stands on a sheet, in words."""
    profile = records.profile
    point = project.register.point_of(records.as_of)
    state = translate(
        "State of the register: {date}, commit {head}. Profile: {profile}. Drawn by Taphos.",
        date=format_date(point.time[:10], translate.language), head=short_head(point.head, HEAD_DIGITS) or "–",
        profile=profile.name if profile else "–",
    )  # fmt: skip
    exhumations = ", ".join(one.code for one in scene.exhumations)
    about = [say("Exhumation {codes}", codes=exhumations)] if exhumations else []
    about += [drawing.looking] if drawing.looking is not None else []
    return Sheet(
        drawing=drawing,
        scale=scale,
        layout=layout_for(drawing, scale, layout),
        title=f"{scene.site.code} – {translate(drawing.title)}",
        subtitle=" · ".join(map(translate, about)),
        marking=translate(marking_of(profile, records.edition)) if profile else "",
        stamps=tuple(translate(one) for one in records.stamps(example=scene.example)),
        survey=tuple(translate(line) for line in survey_lines(scene)),
        footing=Footing(
            (*map(translate, records.standing), state, " ".join(translate(note) for note in drawing.notes))
        ),
        empty=" ".join(map(translate, nothing_drawn(scene))),
        bearing=scene.tie.similarity.bearing if scene.tie and drawing.view == "plan" else None,
    )


def survey_lines(scene: Scene) -> list[Message]:
    """How the grid lies on the globe, what its control points say of that, and what heights count from."""
    lines: list[Message] = []
    tie = scene.tie
    if tie is not None:
        east, north = tie.similarity.projected(0.0, 0.0)
        lines.append(
            say(
                "x 0, y 0 is E {east} N {north} in {crs}.",
                east=number(east),
                north=number(north),
                crs=f"{crs_name(tie.crs)} ({tie.crs})",
            )
        )
        lines.append(
            say(
                "The y axis bears {bearing}° from grid north of UTM; scale {scale}.",
                bearing=number(tie.similarity.bearing),
                scale=number(tie.similarity.scale, 6),
            )
        )
    if tie is not None and tie.fit is not None:
        lines += _residual_lines(scene)
    if scene.levels.zero is not None:
        lines.append(
            say("z 0 is {height} m over {datum}.", height=number(scene.levels.zero), datum=shown_datum(scene.levels))
        )
    lines += [
        say(
            "Stated: height over {target} = height over {source} {metres} m ({basis}).",
            target=datum_words(one.target),
            source=datum_words(one.source),
            metres=Message("{metres:+.3f}", {"metres": one.metres}),
            basis=one.basis or "–",
        )
        for one in scene.levels.heights.shifts
        if one.basis
    ]
    return lines


def _residual_lines(scene: Scene) -> list[Message]:
    fit = scene.tie.fit if scene.tie else None
    if fit is None:
        return []
    lines = [
        say(
            "Control point {name}: x {x}, y {y}; residual {mm} mm",
            name=control.name, x=number(control.local[0]), y=number(control.local[1]),
            mm=f"{residual.length * 1000:.0f}",
        )
        for control, residual in zip(fit.controls, fit.residuals, strict=True)
    ]  # fmt: skip
    if fit.checked:
        lines.append(say("Residuals, root mean square: {mm} mm", mm=f"{fit.rms * 1000:.0f}"))
    else:
        lines.append(say_count("{count} control point: nothing checks it.", "{count} control points: nothing checks them.", count=len(fit.controls)))  # fmt: skip # noqa: E501
    return lines
