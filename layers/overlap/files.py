"""The three files of an exchange: JSON that holds points of a curve, and nothing that speaks of a place or a person.

They come from outside: bounded, and checked before anything is made of them.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from forensics.characters import fault_of_code
from forensics.errors import TaphosError
from forensics.overlap import Terms
from layers.errors import OverlapRefused
from layers.files import asked_for, read_small, write_out
from layers.overlap.intersection import POINT_BYTES

FORMAT = 1
OFFER, ANSWER, CLOSING = "offer", "answer", "closing"
MOST_POINTS = 200_000
_MOST_BYTES = 2 * MOST_POINTS * POINT_BYTES * 4 // 3 + 65_536
LONGEST = 200
"""Characters of the longest name or contact."""


@dataclass(frozen=True)
class Party:
    """Who asks or answers, as a person typed it: the organisation, and whom to call there."""

    organisation: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Sheet:
    """One file of an exchange: `points` carry the key of who wrote it, `doubled` are the reader's with both keys."""

    step: str
    exchange: str
    terms: Terms
    party: Party
    points: Sequence[bytes] = ()
    doubled: Sequence[bytes] = ()


def write_sheet(out: Path, sheet: Sheet) -> None:
    """Write a file of an exchange, whole or not at all; raises OverlapRefused."""
    terms = sheet.terms
    document = {
        "taphos_overlap": FORMAT,
        "step": sheet.step,
        "exchange": sheet.exchange,
        "organisation": sheet.party.organisation,
        "contact": sheet.party.contact,
        "system": terms.system,
        "edition": terms.edition,
        "first": terms.first,
        "last": terms.last,
        "kinds": list(terms.kinds),
        "share": terms.share,
        "points": joined(sheet.points),
        "doubled": joined(sheet.doubled),
    }
    with asked_for(out, OverlapRefused):
        write_out(out, orjson.dumps(document, option=orjson.OPT_INDENT_2))


def read_sheet(path: Path, *steps: str) -> Sheet:
    """A file of an exchange that is one of these steps; raises OverlapRefused."""
    try:
        document = orjson.loads(read_small(path, _MOST_BYTES))
    except OSError as reason:
        raise OverlapRefused(
            "“{file}” cannot be read: {reason}.", file=str(path), reason=reason.strerror or str(reason)
        ) from reason
    except (ValueError, RecursionError):
        raise _none(path) from None
    if not isinstance(document, dict) or type(document.get("taphos_overlap")) is not int:
        raise _none(path)
    if document["taphos_overlap"] > FORMAT:
        raise OverlapRefused("“{file}” was made by a newer version of Taphos.", file=path.name)
    step = document.get("step")
    if step not in steps:
        raise OverlapRefused(
            "“{file}” is another step of an exchange ({step}); here {wanted} is read.",
            file=path.name, step=str(step)[:20], wanted=" / ".join(steps),
        )  # fmt: skip
    try:
        return _sheet(document)
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise _none(path) from None
    except OverlapRefused:
        raise
    except TaphosError as reason:
        raise OverlapRefused(reason.message) from reason


def _sheet(document: dict[str, Any]) -> Sheet:
    exchange = document["exchange"]
    if not isinstance(exchange, str) or len(exchange) != 32 or set(exchange) - set("0123456789abcdef"):
        raise ValueError("no exchange")
    kinds, share = document["kinds"], document["share"]
    if not isinstance(kinds, list) or len(kinds) > 100 or type(share) is not int:
        raise ValueError("no terms")
    system, edition, first, last = (_text(document[name]) for name in ("system", "edition", "first", "last"))
    return Sheet(
        str(document["step"]), exchange, Terms(system, edition, first, last, tuple(map(_text, kinds)), share),
        Party(_text(document["organisation"]), _text(document["contact"])),
        apart(document["points"]), apart(document["doubled"]),
    )  # fmt: skip


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST or (value and fault_of_code(value) is not None):
        raise ValueError("no text of one line")
    return value


def said(text: str) -> str:
    """A name or contact as a file may hold it; raises OverlapRefused."""
    text = text.strip()
    fault = fault_of_code(text) if text else None
    if fault is not None:
        raise OverlapRefused(fault)
    if len(text) > LONGEST:
        raise OverlapRefused(
            "“{text}…” has {count} characters; an organisation or a contact may have {most}.",
            text=text[:40], count=len(text), most=LONGEST,
        )  # fmt: skip
    return text


def joined(points: Sequence[bytes]) -> str:
    """Points as one text."""
    return base64.b64encode(b"".join(points)).decode()


def apart(text: object) -> tuple[bytes, ...]:
    """The points of a text, each once; raises ValueError, and OverlapRefused for more than may be read."""
    if not isinstance(text, str):
        raise TypeError("no points")
    data = base64.b64decode(text, validate=True)
    if len(data) % POINT_BYTES:
        raise ValueError("no whole points")
    points = tuple(data[at : at + POINT_BYTES] for at in range(0, len(data), POINT_BYTES))
    if len(points) > MOST_POINTS:
        raise OverlapRefused(
            "The file holds {count} points; at most {most} are read.", count=len(points), most=MOST_POINTS
        )
    if len(set(points)) != len(points):
        raise ValueError("a point twice")
    return points


def _none(path: Path) -> OverlapRefused:
    return OverlapRefused(
        "“{file}” is no file of an overlap exchange, or is damaged; ask for it again.", file=path.name
    )
