"""Conditions as people type them: FIELD=VALUE, FIELD>VALUE, several of one field, records by their names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from forensics.errors import UnknownName
from forensics.fields import Field
from forensics.ports import Found
from layers.project import Project
from layers.register.comparing import OR, parts_of

Where = tuple[tuple[str, str | None], ...]
_MOST_NAMESAKES = 500
_TYPED = re.compile(r"\s*([^=<>]+?)\s*(>=|<=|=|>|<)\s*(.*?)\s*", re.DOTALL)
_SIGNS = (">", "<")


def typed_condition(text: str) -> tuple[str, str] | None:
    """The field as it was called, and the value with its comparison; None for text that is no condition."""
    found = _TYPED.fullmatch(text)
    if found is None:
        return None
    name, sign, value = found.groups()
    return name, value if sign == "=" else f"{sign}{value}"


def joined(where: Where, name: str, value: str | None) -> Where:
    """One condition more: a second value of a field is another that it may have, a comparison holds as well."""
    held = next((own for own, known in where if own == name and known and not known.startswith(_SIGNS)), None)
    if held is None or not value or value.startswith(_SIGNS):
        return tuple(dict.fromkeys((*where, (name, value))))
    return tuple(
        (own, known if own != held or not known or known.startswith(_SIGNS) else _either(known, value))
        for own, known in where
    )


def _either(known: str, value: str) -> str:
    return OR.join(dict.fromkeys((*known.split(OR), *value.split(OR))))


def by_codes(project: Project, where: Iterable[tuple[str, str | None]]) -> Where:
    """Conditions in which a record stands by its code that was called by its name; raises UnknownName for two of it."""
    return tuple((name, _by_codes(project, name, value)) for name, value in where)


def _by_codes(project: Project, name: str, value: str | None) -> str | None:
    fields = [kind.field(name) for kind in project.catalogue if value and _has(project, kind.name, name)]
    naming = next((field for field in fields if field.names_record), None)
    if naming is None or len({field.names_record for field in fields}) > 1:
        return value
    return OR.join(code_called(project, naming, part) if part else "" for part in parts_of(naming, value))


def _has(project: Project, type_: str, name: str) -> bool:
    kind = project.catalogue[type_]
    return name in kind.by_name or any(name in declared.aliases for declared in kind.fields)


def code_called(project: Project, field: Field, called: str) -> str:
    """What a record is named by in a condition: as it is where that names one, else the code of the one of that name.

    Names are known in either script and language. Raises UnknownName where several records have the name.
    """
    try:
        project.register.find(called, field.target)
    except UnknownName:
        found = _of_name(project, field, called)
    else:
        return called
    if len(found) == 1:
        return found[0].code or found[0].id
    if not found:
        return called
    listed = ", ".join(f"{one.code} ({', '.join(one.names.values())})" for one in found)
    raise UnknownName(
        "“{name}” is the name of {count} records: {found}; name one by its code.",
        name=called, count=len(found), found=listed,
    )  # fmt: skip


def _of_name(project: Project, field: Field, called: str) -> list[Found]:
    """The records of that very name, or else those whose name begins so in another spelling."""
    hits = [one for one in project.register.search(called, field.target, limit=_MOST_NAMESAKES) if one.names]
    wanted = called.casefold()
    exact = [one for one in hits if wanted in (name.casefold() for name in one.names.values())]
    return exact or hits
