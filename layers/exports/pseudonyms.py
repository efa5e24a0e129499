"""The project's pseudonym key, what is told under it, and the SQL functions that tell it while rows are copied."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import orjson
from sqlalchemy import Connection

from forensics.disclosure import Profile, pseudonym
from forensics.fields import Answer, Field, Kind
from forensics.identifiers import MADE_CODE, may_be_typed
from forensics.proposed_codes import ProposedCodes
from layers.enrolment import short_names
from layers.errors import ExportRefused, MayNotWrite
from layers.project import Project
from layers.register.values_of_copy import PSEUDONYM_KEY


def project_key(project: Project) -> bytes:
    """The key under which records leave, made once for a project and kept in its register.

    Raises ExportRefused where there is none yet and none can be kept: codes masked anew each time would tell more.
    """
    try:
        return project.register.local_secret(PSEUDONYM_KEY, lambda: os.urandom(32))
    except MayNotWrite as reason:
        raise ExportRefused(
            "Codes and ids leave masked under a key that a project makes at its first export; this one has none, and "
            "may only be read. Export once where it can be written, or under the profile “court”, which masks nothing."
        ) from reason


DAY = len("2022-03-14")


@dataclass(frozen=True)
class Masking:
    """How what a profile lets out is told: codes without the device or id they came of, times of writing to the day.

    Without `codes` as it is kept.
    """

    codes: ProposedCodes | None = None

    def code(self, code: str) -> str:
        """A code as it is told."""
        return code if self.codes is None else self.codes.told(code)

    def value(self, declared: Field, value: Any) -> Any:
        """A value of a field as it is told."""
        if self.codes is None or value is None:
            return value
        if declared.name == CODE:
            return self.code(str(value))
        return str(value)[:DAY] if is_time_of_writing(declared) else value


CODE = "code"


def is_time_of_writing(declared: Field) -> bool:
    """Whether a field says when the register wrote a record: to the moment it tells what was written together."""
    return declared.kind is Kind.INSTANT and declared.answer is Answer.KEPT


def masking_of(project: Project, profile: Profile | None) -> Masking:
    """How a project's records are told under a profile."""
    if profile is None or not profile.hides_makers:
        return Masking()
    return Masking(ProposedCodes(lambda: project_key(project), short_names(project), _typed_codes(project)))


_known: WeakKeyDictionary[Any, tuple[tuple[Any, ...], dict[str, frozenset[str]]]] = WeakKeyDictionary()


def _typed_codes(project: Project) -> Callable[[str], Container[str]]:
    """By prefix the codes that look as if made of an id and are not; a type is read once for a state of the register.

    Nothing is read before a code looks so.
    """
    register = project.register

    def of(prefix: str) -> frozenset[str]:
        state = register.heads_and_count()
        held = _known.get(register)
        if held is None or held[0] != state:
            held = _known[register] = state, {}
        if prefix not in held[1]:
            held[1][prefix] = frozenset(
                code
                for kind in project.catalogue if kind.about.prefix == prefix
                for code, record in register.codes(kind.name).items()
                if MADE_CODE.fullmatch(code) and may_be_typed(code, record)
            )  # fmt: skip
        return held[1][prefix]

    return of


def _read_before(connection: Connection, project: Project) -> Callable[[str], Container[str]]:
    """The same, read now: while rows are copied nothing else may be asked of the register."""
    typed, glob = _typed_codes(project), "[0-9A-Z]" * 10
    read = dict[str, Container[str]]()
    for kind in project.catalogue:
        main, prefix = project.register.tables_of(kind.name).main.name, kind.about.prefix
        sql = f'SELECT 1 FROM main."{main}" WHERE code GLOB ? LIMIT 1'
        if connection.exec_driver_sql(sql, (f"{prefix}-{glob}",)).first():
            read[prefix] = typed(prefix)
    return lambda prefix: read.get(prefix, ())


def teach_pseudonyms(connection: Connection, project: Project, profile: Profile) -> None:
    """Give the connection `pseudonym(id)`, `pseudonyms(json list)` and `told_code(code)`, as the profile asks for."""
    key = project_key(project) if profile.pseudonyms or profile.hides_makers else None
    told = key if profile.pseudonyms else None
    masking = masking_of(project, profile)
    if masking.codes is not None:
        masking = replace(masking, codes=replace(masking.codes, typed=_read_before(connection, project)))

    @lru_cache(maxsize=1 << 17)
    def one(record: str) -> str:
        return record if told is None else pseudonym(told, record)

    def of_one(record: str | None) -> str | None:
        return None if record is None else one(record)

    def of_many(records: str | None) -> str | None:
        return None if records is None else orjson.dumps([one(record) for record in json.loads(records)]).decode()

    def of_code(code: str | None) -> str | None:
        return None if code is None else masking.code(code)

    raw: Any = connection.connection.driver_connection
    raw.create_function("pseudonym", 1, of_one, deterministic=True)
    raw.create_function("pseudonyms", 1, of_many, deterministic=True)
    raw.create_function("told_code", 1, of_code, deterministic=True)
