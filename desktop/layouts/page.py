"""A page map as a file: PDF, SVG or PNG, of what a profile discloses and of nothing else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QApplication

from desktop.canvas.layer import EVERY_SCALE
from desktop.canvas.paint import Painted
from desktop.layouts.contents import BESIDE, BESIDE_WORDS, left_out_types, refuse_unstylable, shown_types
from desktop.layouts.extents import degrees_of, scale_of, whole_scale
from desktop.layouts.files import maker_of
from desktop.layouts.footer import Footing
from desktop.layouts.layout import Layout, layout_named
from desktop.layouts.planning import PagePlan, plan_page
from desktop.layouts.sheet import Sheet, paint_sheet
from desktop.layouts.writing import Pen, Translate
from desktop.map.layers import CLOSE_UP
from desktop.map.printed import printed_base_maps
from desktop.theme.theme import theme
from forensics.anchors import short_head
from forensics.editions import Edition
from forensics.messages import Message, say
from forensics.planning.unmarked import NOT_FOUND_SAFE
from forensics.ports import Box
from layers.crs import WGS84, crs_name, epsg_code
from layers.exports.custody_gaps import gated, told, told_on_page
from layers.exports.disclosed import Disclosed, disclose
from layers.exports.ledger import note_map
from layers.exports.saying import translator_for
from layers.exports.selecting import Selection
from layers.language import Translator, format_date
from layers.looks import By, styles_text
from layers.project import Project

MAP = "map"
"""What a recipe calls it."""
HEAD_DIGITS = 12
_applications: list[QApplication] = []


@dataclass(frozen=True)
class Page:
    """A page that was written: how many records of each layer are on it, at which scale, and all its words."""

    path: Path
    counts: dict[str, int]
    scale: int
    extent: Box
    words: tuple[str, ...]
    unnoted: Message | None = None  # why it is not in the ledger of exports
    faults: tuple[Message, ...] = ()  # of custody and order, with which it leaves


def render_page(
    project: Project, out: Path, *, profile: str, layout: str = "a4-landscape", extent: str | Box | None = None,
    scale: float | None = None, selection: Selection = Selection(),  # noqa: B008 - frozen
    language: str = "en", as_of: str = "", title: str = "", crs: str = WGS84, edition: Edition | None = None,
    with_gaps: bool = False, styles: Mapping[str, By] = MappingProxyType({}),
) -> Page:  # fmt: skip
    """Write one page to `out`, whole or not at all, and enter it into the ledger of exports.

    `extent` is a settlement (code, id or name) or degrees; `scale` the N of 1 : N; `crs` that of the grid; `styles`
    says by type what it is styled by. Works without a display. Raises ExportRefused, as CustodyBroken where it is for
    a court and a custody has faults, unless `with_gaps` lets them be told on the page; UnknownName for a field that is
    not there, UnknownCrs for a grid.
    """
    arrangement = layout_named(layout)
    make = maker_of(out)
    with_qt()
    translate = translator_for(project, language)
    disclosed = gated(project, disclose(project, profile, selection, as_of, edition), with_gaps=with_gaps)
    refuse_unstylable(disclosed, styles)
    painted: list[Painted] = []
    with printed_base_maps(project) as printed:
        plan = plan_page(project, disclosed, arrangement, extent, scale, translate, printed, styles)
        sheet = sheet_of(project, disclosed, arrangement, plan, translate, title=title, crs=crs)

        def paint(painter: QPainter) -> tuple[str, ...]:
            pen = Pen(painter, theme("light"), translate)
            painted.append(paint_sheet(sheet, pen, language))
            return tuple(dict.fromkeys(pen.words))

        words = make(out, arrangement, sheet.title, paint)
    making = disclosed.making(
        MAP, layout=layout, extent=_extent_text(extent), scale="" if scale is None else repr(float(scale)), title=title,
        crs=crs, language=language, ending=out.suffix.lower(), style=styles_text(styles),
    )  # fmt: skip
    unnoted = note_map(project, out, disclosed, making)
    counts = {key: count for key, count in painted[0].counts.items() if count}
    return Page(out, counts, whole_scale(scale_of(plan.camera)), degrees_of(plan.camera), words, unnoted,
                tuple(map(told, disclosed.gaps)))  # fmt: skip


def _extent_text(extent: str | Box | None) -> str:
    """An extent as it is typed."""
    return extent or "" if extent is None or isinstance(extent, str) else ",".join(map(repr, extent))


def sheet_of(
    project: Project,
    disclosed: Disclosed,
    layout: Layout,
    plan: PagePlan,
    translate: Translator,
    *,
    title: str,
    crs: str,
) -> Sheet:
    """All that stands on a page, in words."""
    return Sheet(
        layout=layout,
        plan=plan,
        title=title or project.name,
        subtitle=_subtitle(plan, disclosed, translate),
        marking=translate(disclosed.marking),
        stamps=tuple(translate(one) for one in disclosed.stamps),
        footing=Footing(tuple(_footing(project, disclosed, plan, crs, translate))),
        crs=crs,
        area=project.pack.bounds if project.pack else None,
    )


def with_qt() -> None:
    """Fonts need an application: where none runs, one that asks for no display is made and kept."""
    if QApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        _applications.append(QApplication(["taphos"]))


def _subtitle(plan: PagePlan, disclosed: Disclosed, translate: Translate) -> str:
    """What is on the map."""
    shown = {key.partition(".")[0] for key in plan.drawn}
    titles = [one.kind.about.plural for one in disclosed.types if one.kind.name in shown]
    return " · ".join(translate(title) for title in titles)


def _footing(project: Project, disclosed: Disclosed, plan: PagePlan, crs: str, translate: Translator) -> list[str]:
    """State, profile and grid; what is not on the map; who made the base map."""
    state = translate(
        "State of the register: {date}, commit {head}. Profile: {profile}. Grid: {crs}. Drawn by Taphos.",
        date=format_date(disclosed.cut_off[:10], translate.language),
        head=short_head(disclosed.head, HEAD_DIGITS) or "–",
        profile=disclosed.profile.name, crs=_crs_words(crs),
    )  # fmt: skip
    lines = [
        *map(translate, disclosed.standing),
        *_gaps(disclosed, translate),
        state,
        " ".join(translate(message) for message in _absent(disclosed, plan)),
    ]
    if project.pack is not None:
        lines.append(" · ".join(project.pack.attribution_lines(translate.language)))
    owed = plan.printed.attributions(plan.camera)
    if owed:
        lines.append(translate(say("Base maps: {names}.", names=" · ".join(owed))))
    return lines


def _gaps(disclosed: Disclosed, translate: Translate) -> list[str]:
    """The faults that a map for a court leaves with, as one line."""
    if not disclosed.gaps:
        return []
    head, *faults = (translate(message) for message in told_on_page(disclosed.gaps))
    return [f"{head} {' · '.join(faults)}"]


def _absent(disclosed: Disclosed, plan: PagePlan) -> list[Message]:
    """What stands elsewhere than it seems, and what might be taken for nothing there, though it is only not drawn."""
    found: list[Message] = [NOT_FOUND_SAFE] if disclosed.has_hazards else []
    found += [BESIDE_WORDS] if plan.draws(BESIDE) else []
    found += plan.printed.absent
    if disclosed.counted:
        types = _listed([kind.about.plural for kind in disclosed.counted])
        found.append(say("Not drawn under this profile: {types}.", types=types))
    if disclosed.not_covered is not None:
        found.append(disclosed.not_covered)
    left_out = left_out_types(disclosed)
    far = [one for one in shown_types(disclosed) if plan.camera.ground_mpp > CLOSE_UP.get(one.kind.name, EVERY_SCALE)]
    if left_out:
        types = _listed([one.kind.about.plural for one in left_out])
        found.append(say("Left out of this map: {types}.", types=types))
    if far:
        types = _listed([one.kind.about.plural for one in far])
        found.append(say("Not drawn at this scale: {types}.", types=types))
    counts = [
        say("{type} {count:,}", type=say(one.kind.about.plural), count=one.without_place)
        for one in shown_types(disclosed)
        if one.without_place
    ]
    if counts:
        found.append(say("Without a place that may be shown: {types}.", types=_joined(counts)))
    return found


def _listed(texts: list[str]) -> Message:
    return _joined([say(text) for text in texts])


def _joined(messages: list[Message]) -> Message:
    names = [f"part{number}" for number in range(len(messages))]
    return Message(", ".join(f"{{{name}}}" for name in names), dict(zip(names, messages, strict=True)))


def _crs_words(crs: str) -> str:
    code = epsg_code(crs)
    return crs_name(crs) if code is None else f"{crs_name(crs)} ({code})"
