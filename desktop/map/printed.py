"""The base maps of a project on a page: those that are shown and may be printed, open while the page is painted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any

from desktop.canvas.camera import Camera
from desktop.canvas.layer import MapLayer
from desktop.map.base_maps import layer_of
from forensics.errors import TaphosError
from forensics.messages import Message
from layers.basemaps.kept import base_maps
from layers.basemaps.opening import open_base_map
from layers.basemaps.outlines import Outlines
from layers.project import Project


@dataclass(frozen=True)
class Printed:
    """Layers from the bottom up, to whom they are owed, and what is to be said of those that are not drawn."""

    layers: tuple[MapLayer, ...] = ()
    owed: tuple[str, ...] = ()
    absent: tuple[Message, ...] = ()

    def attributions(self, camera: Camera) -> tuple[str, ...]:
        """To whom what is in view is owed, each once; what is out of view is not named."""
        west, south, east, north = camera.bounds
        return tuple(
            dict.fromkeys(
                name
                for layer, name in zip(self.layers, self.owed, strict=True)
                if (extent := layer.extent) is not None
                and extent[0] < east and extent[2] > west and extent[1] < north and extent[3] > south
            )
        )  # fmt: skip


@contextmanager
def printed_base_maps(project: Project) -> Iterator[Printed]:
    """Open them. What asks a server is never printed: a page is made without a network. Blocking."""
    layers: list[MapLayer] = []
    owed: list[str] = []
    absent: list[Message] = []
    with ExitStack() as stack:
        for about in base_maps(project):
            if not about.visible or not about.on_pages or about.kind == "online":
                continue
            try:
                source = open_base_map(about)
            except TaphosError as reason:
                absent.append(reason.message)
                continue
            if not isinstance(source, Outlines):
                stack.callback(source.close)
            made: Any = layer_of(about, source, lambda reason: None)
            layers.append(replace(made, opacity=about.opacity))
            owed.append(about.attribution or about.name)
        yield Printed(tuple(layers), tuple(owed), tuple(absent))


NONE = Printed()
