"""Names beside the records of a layer, as QGIS writes them."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from forensics.catalogue import RecordType
from forensics.fields import Kind
from layers.symbols import colours

FROM_SCALE = 250_000
NAMED_FROM_SCALE = 1_500_000
"""Closer than one to this, records are labelled; those that have names of their own from further away."""


def label_expression(kind: RecordType, there: frozenset[str]) -> str:
    """A record's name where the file has one, else its code; a field that is not in the file is passed over."""
    titled = [name for name in kind.about.title if name != "code" and kind.by_name[name].kind is Kind.TEXT]
    named = [f"attribute($currentfeature, '{name}')" for name in (*kind.names, *titled) if name in there]
    return "coalesce(" + ", ".join([*named, '"code"']) + ")"


def add_labels(document: Element, kind: RecordType, there: frozenset[str]) -> None:
    """The labelling of a layer: small, with a halo, none over another, only from a scale on."""
    labeling = SubElement(document, "labeling", type="simple")
    settings = SubElement(labeling, "settings", calloutType="simple")
    style = SubElement(
        settings, "text-style", isExpression="1", fieldName=label_expression(kind, there), fontSize="8",
        fontSizeUnit="Point", textColor=_rgb("place"), textOpacity="1", fontItalic="0", fontWeight="50",
        previewBkgrdColor="255,255,255,255",
    )  # fmt: skip
    SubElement(
        style, "text-buffer", bufferDraw="1", bufferSize="0.8", bufferSizeUnits="MM", bufferColor=_rgb("halo"),
        bufferOpacity="0.9", bufferNoFill="1", bufferJoinStyle="128",
    )  # fmt: skip
    point = kind.main_place is not None and kind.main_place.geometry == "Point"
    SubElement(
        settings, "placement", placement="6" if point else "1", dist="2", distUnits="MM",
        predefinedPositionOrder="TR,TL,BR,BL,R,L,TSR,BSR",
    )  # fmt: skip
    furthest = NAMED_FROM_SCALE if kind.names else FROM_SCALE
    SubElement(
        settings, "rendering", scaleVisibility="1", scaleMin="1", scaleMax=str(furthest), displayAll="0",
        obstacle="1", drawLabels="1",
    )  # fmt: skip


def _rgb(name: str) -> str:
    text = colours()[name]
    return ",".join(str(int(text[at : at + 2], 16)) for at in (1, 3, 5)) + ",255"
