"""Points, lines and areas as ODK and KoBo write them: latitude, longitude, height and accuracy, with blanks between."""

from __future__ import annotations

import re

POINT = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)(?:\s+(-?\d+(?:\.\d+)?))?(?:\s+(\d+(?:\.\d+)?))?\s*")


def odk_wkt(geometry: str, text: str) -> str:
    """Text of this notation as WKT of a kind of geometry; empty for any other text."""
    points = [POINT.fullmatch(one) for one in text.split(";") if one.strip()]
    if not points or None in points:
        return ""
    pairs = ", ".join(f"{one[2]} {one[1]}" for one in points if one is not None)
    if geometry == "Point":
        return f"POINT ({pairs})"
    return f"MULTILINESTRING (({pairs}))" if geometry == "MultiLineString" else f"MULTIPOLYGON ((({pairs})))"


def odk_measured(text: str) -> dict[str, str]:
    """What a phone measured beside a point, where all four numbers are there."""
    match = POINT.fullmatch(text)
    if match is None or match[4] is None:
        return {}
    return {"height": match[3], "horizontal_accuracy": match[4], "method": "phone"}
