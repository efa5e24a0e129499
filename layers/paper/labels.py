"""Labels: a code that a reader reads, the number, the site, the kind, a line for the date; nothing else, no name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from forensics.errors import ValueRefused
from forensics.marks import LabelMark
from forensics.numbering import SERIES, number_of
from forensics.ports import Found
from layers.belonging import site_of
from layers.language import Translator
from layers.numbering import blocks_of
from layers.project import Project

LABELLED = (*SERIES, "package")
"""The types whose things carry a label."""


@dataclass(frozen=True)
class Label:
    """What stands on one label, in words; `mark` is what its code says."""

    mark: LabelMark
    site: str
    kind: str


def labels_of_records(project: Project, records: Iterable[Found], translate: Translator) -> list[Label]:
    """The labels of records; raises ValueRefused for one of a type that carries none."""
    made = []
    for found in records:
        if found.type not in LABELLED:
            raise ValueRefused("{code} is no thing that carries a label; these do: {allowed}.", code=found.code,
                               allowed=", ".join(LABELLED))  # fmt: skip
        site = site_of(project.register, found.type, found.id)
        values = project.register.values("site", site) if site else None
        made.append(_label(project, found.type, found.code, str(values["code"]) if values else "", translate))
    return made


def labels_of_blocks(
    project: Project, site: Found, series: Sequence[str], translate: Translator, device: str = ""
) -> list[Label]:
    """The labels of every number that was reserved at a site, in these series; of one device where it is named."""
    held = project.register.values("site", site.id) or {}
    made = [
        _label(project, block.series, number_of(site.code, block.series, number), site.code, translate)
        for block in blocks_of(held)
        if block.series in series and device in ("", block.device)
        for number in block.numbers
    ]
    if not made:
        raise ValueRefused("No numbers are reserved at {site} for: {series}.", site=site.code,
                           series=", ".join(series))  # fmt: skip
    return made


def _label(project: Project, type_: str, code: str, site: str, translate: Translator) -> Label:
    return Label(LabelMark(type_, code), site, translate(project.catalogue[type_].about.label))
