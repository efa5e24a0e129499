"""Reading disclosure profiles: those that ship, and a mission's own from a file that a reviewer can read."""

from __future__ import annotations

import tomllib
from pathlib import Path

from forensics.disclosure import ANY, Leaves, Profile
from forensics.fields import Sensitivity
from forensics.vocabulary.testimony import CONSENT_PURPOSE, CONSENT_RECIPIENT
from layers.errors import ExportRefused

FOLDER = Path(__file__).parents[2] / "resources" / "profiles"
_KNOWN = frozenset({"name", "classes", "ids", "voided", "types", "by_decision", "recipients", "fields"})


def shipped() -> tuple[str, ...]:
    """The names of the profiles that ship."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


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
        values = tomllib.loads(path.read_text("utf-8"))
        return _read(values, types)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, ValueError, AttributeError) as reason:
        raise ExportRefused(
            "The profile “{name}” cannot be used: {reason}.", name=named, reason=str(reason)
        ) from reason


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
