"""What the rules find wrong with the records of a report, as far as that may be said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forensics.disclosure import Profile
from forensics.fields import Sensitivity
from forensics.messages import Message
from forensics.ports import Progress
from forensics.values import typed_values
from layers.editing import all_problems
from layers.report.disclosing import Disclosing, Shown
from layers.report.withheld import cases_of, records_at_home
from layers.surroundings import RegisterSurroundings
from layers.words import DocumentSpeech

LOOKED_AT = (
    "site", "site_link", "authority", "exhumation", "site_log", "context", "case", "examination", "profile", "finding",
    "opinion", "identification", "disposition", "artefact", "sample", "package", "media",
)  # fmt: skip
"""Types whose records are held against the rules; bones by way of their case, custody by its chains."""


_CODE = re.compile(r"[\w.:/-]*\w")


def problems_of(
    disclosing: Disclosing, speech: DocumentSpeech, progress: Progress | None = None
) -> tuple[tuple[Shown, tuple[str, ...]], ...]:
    """By record what is wrong with it; nothing under a profile that keeps restricted fields, which rules look at."""
    if Sensitivity.RESTRICTED not in disclosing.profile.classes:
        return ()
    home = _codes_at_home(disclosing)
    records = [one for type_ in LOOKED_AT for one in disclosing.of(type_) if not one.voided]
    around = RegisterSurroundings(disclosing.project.register)
    opened = _open_at_home(disclosing, speech, around)
    found = []
    for at, one in enumerate(records):
        told = tuple(dict.fromkeys((*_told(disclosing, one, speech, home, around), *opened.get(one.id, ()))))
        if told:
            found.append((one, told))
        if progress is not None:
            progress(at + 1, len(records))
    return tuple(found)


def _told(
    disclosing: Disclosing, one: Shown, speech: DocumentSpeech, home: frozenset[str], around: RegisterSurroundings
) -> Iterator[str]:
    held = disclosing.project.register.values(one.kind.name, one.id) or {}
    typed = {
        name: value for name, value in typed_values(one.kind.by_name, held).items() if one.kind.by_name[name].typed
    }
    for problem in all_problems(disclosing.project, one.kind, {**typed, "id": one.id}, around):
        if _may_be_told(disclosing.profile, one, problem.field, problem.message, home):
            yield speech.translate(problem.message)
        elif problem.nameless is not None:
            yield speech.translate(problem.nameless)


def _open_at_home(disclosing: Disclosing, speech: DocumentSpeech, around: RegisterSurroundings) -> dict[str, list[str]]:
    """By case what identifications that stay home contradict, without the names: a court is told of it all the same."""
    kind = disclosing.project.catalogue["identification"]
    found: dict[str, list[str]] = {}
    for values in records_at_home(disclosing, kind.name):
        typed = {name: one for name, one in typed_values(kind.by_name, values).items() if kind.by_name[name].typed}
        for problem in all_problems(disclosing.project, kind, {**typed, "id": values["id"]}, around):
            if problem.nameless is not None:
                for case in cases_of(values):
                    found.setdefault(case, []).append(speech.translate(problem.nameless))
    return found


def _may_be_told(profile: Profile, one: Shown, field: str | None, message: Message, home: frozenset[str]) -> bool:
    """Whether a problem is of a field that leaves, and names nothing that stays home."""
    if field is not None and field in one.kind.by_name and one.kind.by_name[field] not in profile.fields(one.kind):
        return False
    return home.isdisjoint(word for value in message.values.values() for word in _words(str(value)))


def _words(text: str) -> set[str]:
    """A text itself, and all in it that could be a code."""
    return {text, *_CODE.findall(text)}


def _codes_at_home(disclosing: Disclosing) -> frozenset[str]:
    """The codes of records that stay home, which no sentence may name."""
    found: set[str] = set()
    for type_ in disclosing.project.catalogue.types:
        kept = disclosing.at_home.get(type_, set()) | disclosing.consents.at_home(type_)
        if kept:
            values = disclosing.project.register.many_values(type_, sorted(kept))
            found.update(str(one["code"]) for one in values.values() if one.get("code"))
    return frozenset(found)
