"""A page before it is painted: what is on it, at which scale, and where each part has its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from PyQt6.QtCore import QRectF

from desktop.canvas.camera import Camera
from desktop.canvas.layer import PointLayer
from desktop.canvas.marks import depth_at, is_dense
from desktop.layouts.contents import Contents, contents_of, extent_of, shown_types
from desktop.layouts.extents import camera_for
from desktop.layouts.inset import inset_room
from desktop.layouts.layout import GAP, Areas, Layout
from desktop.layouts.legend import LegendPlan, count_of, plan_legend, rows_of
from desktop.layouts.writing import Translate
from desktop.map.base_map import base_map
from desktop.map.printed import NONE, Printed
from forensics.ports import Box
from layers.errors import ExportRefused
from layers.exports.disclosed import Disclosed
from layers.looks import By
from layers.project import Project

BESIDE = (250.0, 300.0, 360.0, 420.0, 480.0, 540.0, 620.0)
"""How wide the column of legend and inset may be on a landscape page (how high the row on an upright one), in units."""
READABLE = 0.65
"""The size below which the legend is given more of the page."""


@dataclass(frozen=True)
class PagePlan:
    """A page whose parts have found their places."""

    areas: Areas
    camera: Camera
    contents: Contents
    legend: LegendPlan
    legend_room: QRectF
    inset: QRectF | None
    printed: Printed = NONE

    @property
    def drawn(self) -> frozenset[str]:
        """The keys of the layers of which anything is in view."""
        return frozenset(
            layer.key
            for layer in self.contents.layers
            if not layer.background and self.camera.ground_mpp <= layer.from_mpp and count_of(layer, self.camera)
        )

    def draws(self, keys: Iterable[str]) -> bool:
        """Whether any of these layers has something in view."""
        return not self.drawn.isdisjoint(keys)


def plan_page(
    project: Project, disclosed: Disclosed, layout: Layout, extent: str | Box | None, scale: float | None,
    translate: Translate, printed: Printed = NONE, styles: Mapping[str, By] = MappingProxyType({}),
) -> PagePlan:  # fmt: skip
    """Find a place for everything; raises ExportRefused where the legend has more rows than the page can hold."""
    types = shown_types(disclosed)
    base = (*(base_map(project.pack) if project.pack is not None else ()), *printed.layers)
    names = {added.language: added.name for added in project.catalogue.pack.fields if added.language}
    found: PagePlan | None = None
    rows = 0
    for beside in BESIDE:
        areas = layout.areas(beside)
        camera = camera_for(areas.map, project, extent, scale, extent_of(types))
        contents = _with_grey_shades(contents_of(types, base, names, camera.mpp, styles), camera)
        listed = rows_of(contents, camera, translate)
        rows = len(listed)
        inset = inset_room(contents, camera, areas.column, layout.landscape)
        room, below = areas.column, inset
        if inset is not None and not layout.landscape:
            room, below = areas.column.adjusted(0, 0, -inset.width() - GAP, 0), None
        legend = plan_legend(listed, room, below)
        if legend is not None:
            found = PagePlan(areas, camera, contents, legend, room, inset, printed)
            if legend.size >= READABLE:
                break
    if found is None:
        raise ExportRefused(
            "The legend has {rows} rows, more than can be read on {layout}; ask for fewer types, or larger paper.",
            rows=rows, layout=layout.name,
        )  # fmt: skip
    return found


def _with_grey_shades(contents: Contents, camera: Camera) -> Contents:
    """Points that fill the ground are shaded in grey, so that names and what lies over them can be read on paper."""
    return Contents(
        tuple(
            replace(layer, aggregate=(layer.aggregate[0], "grey"))
            if isinstance(layer, PointLayer) and not layer.background and is_dense(layer.index, depth_at(camera.mpp))
            else layer
            for layer in contents.layers
        )
    )
