"""HXL hashtags of columns (hxlstandard.org, 1.1): what they stand for, as exports write them and as others do.

Humanitarian tables carry them below the names of their columns, or instead of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from forensics.catalogue import PackField, RecordType
from forensics.fields import Field, Kind

_TAG = re.compile(r"#[a-z][a-z0-9_]*(\s*[+@]\s*[a-z][a-z0-9_]*)*", re.ASCII | re.IGNORECASE)
LATITUDE, LONGITUDE = "latitude", "longitude"
_BY_KIND = {
    Kind.DATE: "#date", Kind.INSTANT: "#date", Kind.WHOLE: "#indicator+num", Kind.NUMBER: "#indicator+num",
    Kind.FLAG: "#indicator+bool", Kind.CODE: "#indicator+code", Kind.CODES: "#indicator+code+list",
    Kind.REFERENCE: "#meta+ref", Kind.REFERENCES: "#meta+ref+list", Kind.PLACE: "#geo", Kind.ROWS: "#meta+json",
    Kind.ANSWERS: "#meta+json", Kind.TEXT: "#description", Kind.NOTE: "#description",
}  # fmt: skip
_BY_NAME = {
    "id": "#meta+id", "code": "#meta+code", "population": "#population+num", LATITUDE: "#geo+lat",
    LONGITUDE: "#geo+lon",
}  # fmt: skip
_OF_OTHERS: Mapping[str, tuple[str, ...]] = {
    "#date": ("date", "start", "found_on"), "#loc+name": ("name",), "#description": ("description", "notes"),
    "#loc+code": ("code",), "#event+code": ("code",), "#event+id": ("code",), "#population": ("population",),
    "#affected+killed": ("killed_best",), "#adm1": ("admin1",), "#adm2": ("admin2",), "#adm3": ("admin3",),
    "#org+name": ("organisation",), "#item+quantity": ("quantity",),
}  # fmt: skip
"""Tags that others write, with the fields that they may be, the first that a type has."""


def are_hashtags(cells: Sequence[str]) -> bool:
    """Whether these cells are a row of hashtags: whatever is not blank is one, and at least one is there."""
    said = [cell.strip() for cell in cells if cell.strip()]
    return bool(said) and all(_TAG.fullmatch(one) for one in said)


def hashtag(name: str, field: Field | None, added: PackField | None = None) -> str:
    """The HXL tag of a column by its name, its field (None: a place), and what a country pack says of it."""
    if added is not None and added.level:
        return f"#adm{added.level}+name"
    if added is not None and added.language:
        return f"#loc+name+i_{added.language}"
    if name in _BY_NAME:
        return _BY_NAME[name]
    if field is None or field.spatial:
        return "+".join(["#geo", *_attributes(name)])
    return "+".join([_BY_KIND[field.kind], *_attributes(name)])


def _attributes(name: str) -> list[str]:
    """A field's name as attributes, which hold no underscore-led words and begin with a letter."""
    return [word for word in name.lower().split("_") if word[:1].isalpha()]


def fields_by_tag(kind: RecordType, added: Iterable[PackField]) -> dict[frozenset[str], Field]:
    """The fields of a type by the parts of their tags; a tag that two of them have is neither's."""
    pack = {one.name: one for one in added if one.type == kind.name}
    found: dict[frozenset[str], list[Field]] = {}
    for declared in kind.typed:
        found.setdefault(parts_of(hashtag(declared.name, declared, pack.get(declared.name))), []).append(declared)
    only = {parts: listed[0] for parts, listed in found.items() if len(listed) == 1}
    for tag, names in _OF_OTHERS.items():
        declared_as = next((kind.by_name[name] for name in names if name in kind.by_name), None)
        if declared_as is not None:
            only.setdefault(parts_of(tag), declared_as)
    return only


def parts_of(tag: str) -> frozenset[str]:
    """A tag and its attributes, of which the order says nothing."""
    return frozenset(re.sub(r"\s", "", tag.casefold()).split("+"))
