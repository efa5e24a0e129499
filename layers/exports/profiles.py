"""Reading disclosure profiles: those that ship, and a mission's own from a file that a reviewer can read."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from forensics.disclosure import ANY, Leaves, Profile
from forensics.fields import Sensitivity
from forensics.vocabulary.testimony import CONSENT_PURPOSE, CONSENT_RECIPIENT
from layers.errors import ExportRefused

FOLDER = Path(__file__).parents[2] / "resources" / "profiles"
_KNOWN = frozenset({"name", "classes", "ids", "voided", "types", "by_decision", "recipients", "fields", "codes"})


def shipped() -> tuple[str, ...]:
    """The names of the profiles that ship."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def recipients_of(named: str, types: tuple[str, ...]) -> tuple[str, ...]:
    """For whom a profile is, by the codes that consents are recorded with; raises ExportRefused."""
    return tuple(load_profile(named, types).recipients)


def load_profile(named: str, types: tuple[str, ...]) -> Profile:
    """The profile of that name or in that file; raises ExportRefused for one that is unknown or unsound."""
    path = FOLDER / f"{named}.toml"
    if named not in shipped():
        path = Path(named)
        if not path.is_file():
            raise ExportRefused(
                "“{name}” is no profile; allowed are {allowed}, or a file.", name=named, allowed=", ".join(shipped())
            )
    try:
        text = path.read_text("utf-8")
        profile = _read(tomllib.loads(text), types)
        return profile if FOLDER in path.parents else replace(_own(profile, types), text=text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, ValueError, AttributeError) as reason:
        raise ExportRefused(
            "The profile “{name}” cannot be used: {reason}.", name=named, reason=str(reason)
        ) from reason


_OPEN_RECORDS = frozenset({"settlement", "occupation", "site", "hazard"})
"""The types of which everybody may be given records; of others numbers at most."""


def _own(profile: Profile, types: tuple[str, ...]) -> Profile:
    """A mission's own profile, which has rules of its own and none that is looser than what may ever leave.

    Raises ValueError.
    """
    if profile.name in shipped():
        raise ValueError(f"“{profile.name}” is the name of one that ships; call it something else")
    if Sensitivity.RESTRICTED in profile.classes:
        return profile
    if profile.codes_as_kept:
        raise ValueError("codes as the register keeps them name the device that proposed them; leave out “codes”")
    if ANY in profile.types and profile.types[ANY] is not Leaves.NEVER:
        raise ValueError("“*” lets types out that nobody has looked at; name each type that leaves")
    leaving = sorted(type_ for type_, how in profile.types.items() if how is Leaves.RECORDS)
    unnamed = [type_ for type_ in leaving if not (profile.named or {}).get(type_)]
    if unnamed:
        raise ValueError(f"it names no [fields] of {', '.join(unnamed)}, so nothing of these would leave")
    if profile.is_open:
        _refuse_too_open(profile, leaving, types)
    return profile


def _refuse_too_open(profile: Profile, leaving: Sequence[str], types: tuple[str, ...]) -> None:
    """Raises ValueError for what nobody may let everybody have."""
    too_open = sorted(set(leaving) - _OPEN_RECORDS)
    if too_open:
        raise ValueError(f"{', '.join(too_open)} leave to everybody as numbers at most; say “counts” or “never”")
    undecided = [type_ for type_, by in load_profile("public", types).by_decision.items() if type_ in leaving
                 and profile.by_decision.get(type_) != by]  # fmt: skip
    if undecided:
        raise ValueError(f"{', '.join(undecided)} leave to everybody by a recorded decision alone; name it under "
                         "by_decision as the profile “public” does")  # fmt: skip


def _read(values: dict[str, object], types: tuple[str, ...]) -> Profile:
    strange = sorted(set(values) - _KNOWN)
    if strange:
        raise ValueError(f"it says {', '.join(strange)}, which no profile has")
    listed = values["types"]
    if not isinstance(listed, dict):
        raise ValueError("its types are not a table")
    unknown = sorted(set(listed) - set(types) - {ANY})
    if unknown:
        raise ValueError(f"it names types that do not exist: {', '.join(unknown)}")
    decided = values.get("by_decision", {})
    classes = values["classes"]
    if not isinstance(decided, dict) or not isinstance(classes, list):
        raise ValueError("its classes are not a list, or its decisions not a table")
    allowed = frozenset(Sensitivity(one) for one in classes)
    if Sensitivity.SEALED in allowed:
        raise ValueError("sealed fields leave by no profile")
    return Profile(
        name=str(values["name"]),
        classes=allowed,
        types={name: Leaves(how) for name, how in listed.items()},
        pseudonyms=values.get("ids", "pseudonym") != "register",
        voided=bool(values.get("voided", False)),
        by_decision={str(name): str(by) for name, by in decided.items()},
        recipients=_recipients(values.get("recipients", {})),
        named=_named(values.get("fields")),
        codes_as_kept=values.get("codes") == "register",
    )


def _named(listed: object) -> dict[str, frozenset[str]] | None:
    """By type the fields that leave; None where the profile names none, so that its classes decide."""
    if listed is None:
        return None
    if not isinstance(listed, dict) or not all(isinstance(names, list) for names in listed.values()):
        raise ValueError("its fields are not a table of lists")
    return {str(type_): frozenset(map(str, names)) for type_, names in listed.items()}


def _recipients(listed: object) -> dict[str, frozenset[str]]:
    """For whom the profile is, by the codes that consents are recorded with."""
    if not isinstance(listed, dict):
        raise ValueError("its recipients are not a table")
    for recipient, purposes in listed.items():
        if recipient not in CONSENT_RECIPIENT.codes or not isinstance(purposes, list):
            raise ValueError(f"“{recipient}” is no recipient of a consent with a list of purposes")
        strange = sorted({str(one) for one in purposes} - set(CONSENT_PURPOSE.codes))
        if strange:
            raise ValueError(f"it names purposes that no consent has: {', '.join(strange)}")
    return {recipient: frozenset(map(str, purposes)) for recipient, purposes in listed.items()}
