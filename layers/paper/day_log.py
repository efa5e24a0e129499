"""The log of a site for one day: found or begun, and disclosed for the sheet that is printed of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forensics.fields import Kind
from forensics.messages import Message, say, say_count
from forensics.ports import Found, Query, Values
from forensics.site_day import Presence, presence
from layers.belonging import site_of
from layers.errors import ExportRefused
from layers.exports.manifest import Manifest, note_export
from layers.files import file_sha256
from layers.language import format_number
from layers.project import Project
from layers.siteplan.records import GraveRecords, grave_records

LOG = "site_log"


@dataclass(frozen=True)
class Today:
    """The log of a day at a site: its id, or what the form of a new one begins with."""

    record: str
    texts: dict[str, str]


def log_of_day(project: Project, day: str, type_: str = "", record: str = "") -> Today | None:
    """The log of the site that a record belongs to, else of the site whose log was kept last; None where there is none.

    With no log at all and one site in the project it is that one's. Blocking.
    """
    register = project.register
    site = site_of(register, type_, record) if record else ""
    site = site or _site_of_last_log(project) or _only_site(project)
    if not site:
        return None
    found = next(register.select(Query(LOG, where=(("site", site), ("day", day)), limit=1)), None)
    return Today(str(found["id"]) if found else "", {"site": site, "day": day})


def _site_of_last_log(project: Project) -> str:
    last = next(project.register.select(Query(LOG, order="-day", limit=1)), None)
    return str(last["site"]) if last else ""


def _only_site(project: Project) -> str:
    sites = list(project.register.select(Query("site", limit=2)))
    return str(sites[0]["id"]) if len(sites) == 1 else ""


@dataclass(frozen=True)
class DayLog:
    """A log as a profile lets it out, with the totals of its people where these may leave."""

    site: str
    values: Values
    presence: Presence | None
    names: dict[str, Found]
    records: GraveRecords


def disclosed_log(project: Project, log: Found, profile: str) -> DayLog:
    """Read a log under a profile; raises ExportRefused where the profile keeps it home."""
    records = grave_records(project, profile)
    held = project.register.values(LOG, log.id) or {}
    site = str(held.get("site", ""))
    values = next((one for one in records.of(LOG, "site", site) if one["id"] == log.id), None)
    if values is None:
        raise ExportRefused("The profile “{profile}” does not let the log {log} out.", profile=profile, log=log.code)
    rows: Sequence[Any] = values.get("people") or ()
    kind = project.catalogue[LOG]
    named = [values[field.name] for field in kind.fields if field.kind is Kind.REFERENCE and field.name in values]
    names = project.register.titles(named)
    called = names.get(site)
    return DayLog(called.code if called else "", values, presence(rows) if rows else None, names, records)


def day_total(told: Presence, language: str) -> list[Message]:
    """The sum of a day in sentences: how many people, how long together, and whose rows do not tell."""
    hours = format_number(told.hours, language, 1)
    said = [
        say_count(
            "{count} person, {hours} person-hours", "{count} people, {hours} person-hours", count=told.people,
            hours=hours,
        )
    ]  # fmt: skip
    if told.still_in:
        said.append(say("still in: {names}", names=", ".join(told.still_in)))
    if told.unread:
        said.append(say("no time could be read for: {names}", names=", ".join(told.unread)))
    return said


def note_log(log: DayLog, out: Path) -> Message | None:
    """Enter the sheet into the ledger of exports; gives why it is not there, where the project may only be read."""
    profile = log.records.profile
    document = {
        "profile": profile.name if profile else "",
        "head": log.records.project.register.point_of("").head,
        "file": {"name": out.name, "sha256": file_sha256(out)},
        "consent": {"recipient": "", "left_out": {}},  # of a day at a site no consent is asked
        "selection": {"where": [f"site_log={log.values.get('code', '')}"]},
        "tables": log.records.tables(),
    }
    return note_export(log.records.project, Manifest(out, document)).unnoted
