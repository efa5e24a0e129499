"""The project's pseudonym key, and the SQL functions that write pseudonyms while rows are copied."""

from __future__ import annotations

import json
import os
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Connection

from forensics.disclosure import pseudonym
from layers.project import Project
from layers.register.values_of_copy import PSEUDONYM_KEY


def project_key(project: Project) -> bytes:
    """The key under which records leave, made once for a project and kept in its register."""
    return project.register.local_secret(PSEUDONYM_KEY, lambda: os.urandom(32))


def teach_pseudonyms(connection: Connection, project: Project | None) -> None:
    """Give the connection `pseudonym(id)` and `pseudonyms(json list)`; without a project they change nothing."""
    key = project_key(project) if project is not None else None

    @lru_cache(maxsize=1 << 17)
    def one(record: str) -> str:
        return record if key is None else pseudonym(key, record)

    def of_one(record: str | None) -> str | None:
        return None if record is None else one(record)

    def of_many(records: str | None) -> str | None:
        return None if records is None else orjson.dumps([one(record) for record in json.loads(records)]).decode()

    raw: Any = connection.connection.driver_connection
    raw.create_function("pseudonym", 1, of_one, deterministic=True)
    raw.create_function("pseudonyms", 1, of_many, deterministic=True)
