"""What must hold between the logs of a site, and between a sheet that was filled in by hand and its record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forensics.messages import say
from forensics.numbering import FORM
from forensics.problems import Problem
from forensics.records.evidence import Media
from forensics.records.graves import SiteLog
from forensics.rules.around import LinkedRule, Surroundings
from forensics.rules.saying import shown


def day_has_one_log(log: SiteLog, around: Surroundings) -> Iterator[Problem]:
    """A site has one log of a day, so that hours and people are counted once."""
    for other in around.alike("site_log", "day", log.day) if log.day is not None else ():
        if isinstance(other, SiteLog) and other.id != log.id and other.site == log.site:
            yield shown(log, "day", say("{code} is a log of the same day at the same site.", code=other.code))


def sheet_is_of_one_record(media: Media, around: Surroundings) -> Iterator[Problem]:
    """A sheet was filled in for one record; its scan is the sheet of no other of the type."""
    numbers = [row.get("number", "") for row in media.other_numbers or () if row.get("system") == FORM]
    if not numbers:
        return
    keyed: dict[str, list[str]] = {}
    for id_ in media.subject or ():
        record = around.record(id_)
        if record is not None:
            keyed.setdefault(type(record).about.type, []).append(str(record.code))
    for codes in keyed.values():
        if len(codes) > 1:
            yield shown(media, "subject", say(
                "The form {number} is the sheet of several records ({codes}); it was filled in for one.",
                number=numbers[0], codes=", ".join(sorted(codes)),
            ))  # fmt: skip


LINKED: Mapping[str, tuple[LinkedRule, ...]] = {"site_log": (day_has_one_log,), "media": (sheet_is_of_one_record,)}
