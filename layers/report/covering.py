"""The first page of a report and what runs along the others: of which state of the register, for whom."""

from __future__ import annotations

import orjson

from forensics.anchors import short_head
from forensics.editions import standing_words
from forensics.messages import Message, say
from forensics.ports import Found
from layers.exports.custody_gaps import told_on_page
from layers.exports.disclosed import marking_of, stamps_of
from layers.language import format_date
from layers.report.blocks import Cover
from layers.report.material import Material

SITE_KIND, CASE_KIND = say("Report on the exhumation of a grave"), say("Report on a case of human remains")
HEAD_DIGITS = 12
HOLDS = say(
    "The code holds the head of the journal: “{command}”, where FILE is its text, tells whether the register still has "
    "the commit that this report was made from.",
    command="taphos verify PROJECT --manifest FILE",
)


def cover_of(material: Material, record: Found) -> Cover:
    """The cover of a report on a site or a case."""
    telling, site = material.telling, material.site
    subject = material.disclosing.find(record.id, (record.type,))
    profile, edition = material.disclosing.profile, material.disclosing.edition
    name = telling.title(subject).partition(" · ")[2] if subject else ""
    return Cover(
        kind=material.say(SITE_KIND if record.type == "site" else CASE_KIND),
        title=record.code,
        subtitle=name if site is None or record.type == "site" else f"{telling.label('Grave site')} {site.code}",
        marking=material.say(marking_of(profile, edition)),
        stamps=tuple(material.say(one) for one in stamps_of(profile, edition, example=material.example)),
        facts=tuple((material.say(label), text) for label, text in _facts(material) if text),
        code=orjson.dumps({"project": material.project.id, "head": list(material.heads), "profile": profile.name}),
        code_lines=(material.say(HOLDS),),
    )


def _facts(material: Material) -> list[tuple[Message, str]]:
    telling, language = material.telling, material.telling.speech.language
    orders = [
        ", ".join(filter(None, (telling.of(one, "issuer"), telling.of(one, "order_number"), telling.of(one, "date"))))
        for one in material.of("authority")
    ]
    dug = [
        f"{one.code}: {telling.of(one, 'start') or '–'} – {telling.of(one, 'end') or '–'}"
        for one in material.of("exhumation")
    ]
    handing = material.disclosing.consents.handing
    profile, edition = material.disclosing.profile, material.disclosing.edition
    return [
        (say("Standing"), material.say(standing_words(edition)) if profile.is_open else ""),
        (say("Project"), material.project.name),
        (say("Authority"), "\n".join(orders)),
        (say("Exhumations"), "\n".join(dug)),
        (say("Profile"), material.profile),
        (say("Recipient"), handing.recipient),
        (say("Asked for"), ", ".join(material.conditions)),
        (say("Cut-off date"), _moment(material.point.time, language)),
        (say("Leaves with gaps"), "\n".join(material.say(one) for one in told_on_page(material.gaps))),
        (say("Head of the journal"), "\n".join(material.heads or ("–",))),
    ]


def _moment(time: str, language: str) -> str:
    """A time of the journal, in UTC."""
    return f"{format_date(time[:10], language)}, {time[11:16]} UTC" if time else "–"


def running_of(material: Material, record: Found) -> str:
    """What stands at the head of every page at the left."""
    label = material.project.catalogue[record.type].about.label
    return f"{material.telling.label(label)} {record.code}"


def head_of(material: Material) -> str:
    """The beginning of the head commit, for the head of every page."""
    return material.say("Commit {head}", head=short_head(material.point.head, HEAD_DIGITS) or "–")


def footing_of(material: Material) -> str:
    """What stands at the foot of every page at the left."""
    return material.say(
        "State of the register: {date}. Profile: {profile}. Made by Taphos.",
        date=_moment(material.point.time, material.telling.speech.language), profile=material.profile,
    )  # fmt: skip
