"""What a scanned code names: a record, or a number that was reserved and is not used yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forensics.errors import UnknownName
from forensics.marks import LabelMark, read_mark
from forensics.numbering import SERIES, prefix_of, running_number
from forensics.ports import Found, Query
from layers.numbering import blocks_of
from layers.project import Project


@dataclass(frozen=True)
class Reserved:
    """A number of a block that no record has yet, with the site that it is of."""

    type: str
    code: str
    site: str

    def texts(self, fields: Mapping[str, object]) -> dict[str, str]:
        """What the form of the new record begins with."""
        return {"code": self.code, **({"site": self.site} if "site" in fields else {})}


def find_scanned(project: Project, text: str) -> Found | Reserved | None:
    """The record that a scanned label names; None for text that is no label. Raises UnknownName where there is none."""
    mark = read_mark(text)
    if not isinstance(mark, LabelMark) or mark.type not in project.catalogue.types:
        return None
    record = project.register.record_with_code(mark.type, mark.code)
    if record is not None:
        return Found(mark.type, record, mark.code)
    found = _of_the_block(project, mark)
    if found is None:
        raise UnknownName("There is no record called “{name}”.", name=str(mark))
    return found


def _of_the_block(project: Project, mark: LabelMark) -> Found | Reserved | None:
    """The record that has a reserved number, whatever suffix it came to have, or the number as it is still free."""
    if mark.type not in SERIES:
        return None
    for site in project.register.select(Query("site")):
        prefix = prefix_of(str(site["code"]), mark.type)
        number = running_number(mark.code, prefix)
        blocks = [block for block in blocks_of(site) if block.series == mark.type]
        if number is None or not any(number in block.numbers for block in blocks):
            continue
        for code, record in project.register.codes(mark.type).items():
            if running_number(code, prefix) == number:
                return Found(mark.type, record, code)
        return Reserved(mark.type, mark.code, str(site["id"]))
    return None
