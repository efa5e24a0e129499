"""The page itself: folium's map in a frame of our own, with scripts, styles, pictures and data within it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from typing import Any

import orjson

from forensics.anchors import short_head
from forensics.messages import Message, say
from forensics.planning.unmarked import NOT_FOUND_SAFE
from layers.exports.custody_gaps import told_on_page
from layers.exports.disclosed import Disclosed
from layers.exports.web_assets import licences, scripts, styles
from layers.exports.web_data import hatches
from layers.exports.web_symbols import hatch_pattern, watermark
from layers.language import Translator, format_date
from layers.project import Project

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none';"
    " form-action 'none'"
)
"""What the page forbids itself: everything that is not within it."""
HEAD_DIGITS = 12
NARROW = "maximum-scale=1.0, user-scalable=no"
_TITLE, _HEAD, _BODY, _SCRIPT = "taphos-title", "<!--taphos-head-->", "<!--taphos-body-->", "/*taphos-start*/"


def web_page(
    project: Project, disclosed: Disclosed, document: dict[str, Any], translate: Translator, title: str
) -> str:
    """The whole page as text."""
    marks = [translate(one) for one in disclosed.stamps]
    document["watermark"] = watermark(marks) if marks else ""
    page = _frame().replace(_TITLE, escape(title))
    head = "\n".join(
        [
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">',
            f"<!--\n{licences()}\n-->",
            *(f"<style>\n{style}\n</style>" for style in (*styles(), _several(document))),
        ]
    )
    body = "\n".join(
        [
            _header(disclosed, document, translate, title, marks), _panel(disclosed, document, translate),
            _footer(project, disclosed, translate), _patterns(document),
            f'<script type="application/json" id="taphos-data">{as_json(document)}</script>',
            *(f"<script>\n{script}\n</script>" for script in scripts()),
        ]
    )  # fmt: skip
    page = page.replace(_HEAD, head, 1).replace(_BODY, body, 1).replace(_SCRIPT, "taphos.start(map_taphos);", 1)
    return page.replace("<html>", f'<html lang="{escape(translate.language)}">', 1)


def as_json(document: object) -> str:
    """JSON that may stand inside a script element: no tag can be read out of it."""
    return (
        orjson.dumps(document)
        .decode()
        .replace("<", "\\u003c")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )


@cache
def _frame() -> str:
    """The page of folium around a map that loads nothing, with marks where our own parts and the title go."""
    import folium
    from branca.element import Element, Figure

    figure = Figure(title=_TITLE)
    chart = folium.Map(location=[0, 0], zoom_start=5, tiles=None, maxZoom=17, minZoom=3)
    chart._id, chart._name = "taphos", "map"
    chart.default_js, chart.default_css = [], []
    figure.add_child(chart)
    figure.header.add_child(Element(_HEAD), name="taphos_head")
    figure.html.add_child(Element(_BODY), name="taphos_body")
    rendered: str = figure.render()
    end = rendered.rindex("</script>")
    whole = rendered[:end] + f"    {_SCRIPT}\n" + rendered[end:]
    for unwanted in ("width=device-width,\n                initial-scale=1.0, " + NARROW, NARROW):
        whole = whole.replace(unwanted, "width=device-width, initial-scale=1")
    return whole


def _several(document: Mapping[str, Any]) -> str:
    """The style of the marks that stand for several records, one for each layer of points."""
    return "\n".join(
        f".several-{number} {{ background-image: url({layer['several']}); }}"
        for number, layer in enumerate(document["layers"])
        if "several" in layer
    )


def _header(
    disclosed: Disclosed, document: Mapping[str, Any], translate: Translator, title: str, marks: Sequence[str]
) -> str:  # fmt: skip
    drawn = {str(layer["key"]).partition(".")[0] for layer in document["layers"]}
    types = " · ".join(translate(one.kind.about.plural) for one in disclosed.types if one.kind.name in drawn)
    stamps = "".join(f'<span class="mark example">{escape(mark)}</span>' for mark in marks)
    return (
        f'<a class="skip" href="#map_taphos">{escape(translate("Skip to the map"))}</a>'
        f'<header><div><h1>{escape(title)}</h1><div class="what">{escape(types)}</div></div>'
        f'<div class="marks">{stamps}<span class="mark">{escape(translate(disclosed.marking))}</span></div></header>'
    )


def _gaps(disclosed: Disclosed, translate: Translator) -> str:
    """Every fault that the page leaves with, above the map."""
    if not disclosed.gaps:
        return ""
    head, *faults = (escape(translate(one)) for one in told_on_page(disclosed.gaps, len(disclosed.gaps)))
    listed = "".join(f"<li>{fault}</li>" for fault in faults)
    return f'<details class="gaps" open><summary>{head}</summary><ul>{listed}</ul></details>'


def _panel(disclosed: Disclosed, document: Mapping[str, Any], translate: Translator) -> str:
    search = ""
    if any("keys" in layer for layer in document["layers"]):
        search = (
            f'<div class="search"><label for="search">{escape(translate("Find a place"))}</label>'
            '<input id="search" type="search" role="combobox" aria-expanded="false" aria-controls="found"'
            ' aria-autocomplete="list" autocomplete="off" spellcheck="false">'
            f'<ul id="found" role="listbox" aria-label="{escape(translate("Found"))}" hidden></ul></div>'
        )
    notes = "".join(f"<p>{escape(translate(note))}</p>" for note in _notes(disclosed, document))
    return (
        f'<details id="panel" open><summary>{escape(translate("Legend"))}</summary>'
        f"{_gaps(disclosed, translate)}{search}"
        f'<div class="legend" role="group" aria-label="{escape(translate("Legend"))}"><div class="head">'
        f"<span>{escape(translate('Legend'))}</span><small>{escape(translate('In view'))}</small></div>"
        f'<div id="legend"></div></div><div class="notes">{notes}</div></details>'
    )


def _notes(disclosed: Disclosed, document: Mapping[str, Any]) -> list[Message]:
    """What stands elsewhere than it seems, and what might be taken for nothing there, though it is only not drawn."""
    found = [NOT_FOUND_SAFE] if disclosed.has_hazards else []
    found.append(say("A mark with a number stands for several records."))
    if any(layer.get("aside") for layer in document["layers"]):
        found.append(
            say("Periods of control stand beside their settlement: occupation on the right, other periods on the left.")
        )
    if disclosed.counted:
        types = _joined([say(kind.about.plural) for kind in disclosed.counted])
        found.append(say("Not drawn under this profile: {types}.", types=types))
    if disclosed.not_covered is not None:
        found.append(disclosed.not_covered)
    without = [
        say("{type} {count:,}", type=say(one.kind.about.plural), count=one.without_place)
        for one in disclosed.types
        if one.without_place
    ]
    if without:
        found.append(say("Without a place that may be shown: {types}.", types=_joined(without)))
    return found


def _joined(messages: list[Message]) -> Message:
    names = [f"part{number}" for number in range(len(messages))]
    return Message(", ".join(f"{{{name}}}" for name in names), dict(zip(names, messages, strict=True)))


def _footer(project: Project, disclosed: Disclosed, translate: Translator) -> str:
    state = translate(
        "State of the register: {date}, commit {head}. Profile: {profile}. Drawn by Taphos.",
        date=format_date(disclosed.cut_off[:10], translate.language),
        head=short_head(disclosed.head, HEAD_DIGITS) or "–",
        profile=disclosed.profile.name,
    )  # fmt: skip
    lines = [
        *map(translate, disclosed.standing),
        state,
        " · ".join(project.pack.attribution_lines(translate.language)) if project.pack else "",
    ]
    return "<footer>" + "".join(f"<p>{escape(line)}</p>" for line in lines if line) + "</footer>"


def _patterns(document: Mapping[str, Any]) -> str:
    drawn = "".join(hatch_pattern(name, *given) for name, given in hatches(document).items())
    return f'<svg class="invisible" aria-hidden="true" focusable="false"><defs>{drawn}</defs></svg>'
