"""What must hold of artefacts, samples, packages, media and custody events, each taken alone.

Evidence is never refused for what is missing: it is kept, and the problem is said. What is refused would expose a
person, or is no evidence at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from forensics.custody.deeds import HAND_OVERS
from forensics.fields import Sensitivity
from forensics.messages import say
from forensics.problems import Problem
from forensics.records.base import Record
from forensics.records.evidence import OPEN_SUBJECTS, Artefact, Custody, Media, Package, Sample
from forensics.rules import Rule
from forensics.rules.between import code_of, filled, in_order, label_of, missing, rising
from forensics.rules.testimony import is_code_and_no_name

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


def _artefact_is_from_somewhere(artefact: Artefact) -> Iterator[Problem]:
    if artefact.case is None and artefact.context is None and artefact.site is None:
        message = say("An artefact names the remains case or the context that it was found with, or at least the site.")
        yield Problem("case", None, message, refuses=False)


def _document_stays_in(artefact: Artefact) -> Iterator[Problem]:
    if artefact.artefact_class in ("document", "phone") and not _stays_in(artefact):
        message = say(
            "Documents and phones name people: the sensitivity of this artefact should be restricted or sealed."
        )
        yield Problem("sensitivity", artefact.sensitivity, message, refuses=False)


def _stays_in(record: Record) -> bool:
    return record.sensitivity is not None and Sensitivity(record.sensitivity).apart


def _ordnance_is_checked(artefact: Artefact) -> Iterator[Problem]:
    if artefact.ordnance_check == "done":
        because = say("Who checked for explosive ordnance is recorded with the check.")
        yield from missing(artefact, "ordnance_checked_by", because)
    yield from in_order(artefact, "date", "disposed_on")


def _sample_is_of_something(sample: Sample) -> Iterator[Problem]:
    origins = (sample.case, sample.context, sample.artefact, sample.parent)
    if all(origin is None for origin in origins):
        message = say(
            "A sample names the remains case, the context, the artefact or the sample that it was taken from."
        )
        yield Problem("case", None, message, refuses=False)
    if sample.parent is not None and sample.parent == sample.id:
        yield Problem("parent", sample.parent, say("A sample cannot be a part of itself."))


def _sample_goes_its_way(sample: Sample) -> Iterator[Problem]:
    yield from in_order(sample, "date", "sent_on", "received_on", "result_on")
    yield from rising(sample, "remaining_g", "mass_g")
    if sample.result in ("profile", "partial", "failed"):
        yield from missing(sample, "laboratory", say("A result names the laboratory that it comes from."))
    if sample.result == "consumed" and sample.remaining_g:
        message = say("The sample is consumed, but {mass} g of it remain.", mass=sample.remaining_g)
        yield Problem("remaining_g", sample.remaining_g, message, refuses=False)


def _package_holds_others(package: Package) -> Iterator[Problem]:
    if package.id is not None and package.id in (package.holds or ()):
        yield Problem("holds", package.id, say("A package cannot hold itself."))


def _media_is_the_file(media: Media) -> Iterator[Problem]:
    if media.sha256 is not None and not _SHA256.fullmatch(media.sha256):
        message = say("{value} is not a SHA-256; 64 of the characters 0–9 and a–f were expected.", value=media.sha256)
        yield Problem("sha256", media.sha256, message)


def _media_copy(media: Media) -> Iterator[Problem]:
    if media.copy_kind in ("working_copy", "redacted"):
        yield from missing(media, "copy_of", say("A copy names the original that it was made of."))
    if media.copy_kind == "original" and media.copy_of is not None:
        yield Problem("copy_of", media.copy_of, say("An original is no copy of another medium."), refuses=False)
    if media.copy_of is not None and media.copy_of == media.id:
        yield Problem("copy_of", media.copy_of, say("A medium cannot be a copy of itself."))


def _media_under_seal(media: Media) -> Iterator[Problem]:
    sealed = media.sensitivity == Sensitivity.SEALED
    if media.sealed_subject and not sealed:
        message = say("What bears on sexual violence is sealed: the sensitivity of this medium must be sealed.")
        yield Problem("sensitivity", media.sensitivity, message)
    if media.shows_face == "yes" and not sealed:
        message = say("A face can cost a life: the sensitivity of a medium that shows one must be sealed.")
        yield Problem("sensitivity", media.sensitivity, message)


def _media_time_and_place(media: Media) -> Iterator[Problem]:
    if media.taken_at is not None:
        because = say("The time of a medium says where it comes from: EXIF, the device, chronolocation or a statement.")
        yield from missing(media, "taken_at_source", because)
    if media.azimuth is not None:
        yield from missing(media, "azimuth_north", say("A direction says which north it is measured from."))
    if media.azimuth_north == "magnetic":
        yield from missing(
            media, "azimuth_declination", say("Magnetic north moves: its date or declination is needed.")
        )
    yield from in_order(media, "taken_at", "retrieved_at")


def _geolocation_is_reviewed(media: Media) -> Iterator[Problem]:
    if media.geolocation != "confirmed":
        return
    for name in ("geolocation_features", "geolocation_analyst", "geolocation_reviewer"):
        because = say("A confirmed geolocation names the features matched, who matched them and who reviewed it.")
        yield from missing(media, name, because)
    if filled(media, "geolocation_analyst") and media.geolocation_analyst == media.geolocation_reviewer:
        message = say("A geolocation is reviewed by somebody else than who made it.")
        yield Problem("geolocation_reviewer", media.geolocation_reviewer, message, refuses=False)


def _media_names_nobody(media: Media) -> Iterator[Problem]:
    return is_code_and_no_name(media, "made_by_other", "received_from")


def subject_field(type_: str, *, of_sexual_violence: bool = False) -> str:
    """The field of a medium that may name a record of this type as what it shows."""
    if of_sexual_violence:
        return "sealed_subject"
    return "subject" if type_ in OPEN_SUBJECTS else "restricted_subject"


def _custody_hands(event: Custody) -> Iterator[Problem]:
    given = filled(event, "from_holder") or filled(event, "from_outside")
    taken = filled(event, "to_holder") or filled(event, "to_outside")
    if event.action == "collected" and filled(event, "from_holder"):
        message = say(
            "Who collects an item has it from nobody; “{label}” stays empty.", label=label_of(event, "from_holder")
        )
        yield Problem("from_holder", event.from_holder, message, refuses=False)
    if event.action in HAND_OVERS:
        because = say("A hand-over names who gave the item and who received it.")
        if not given:
            yield Problem("from_holder", None, because, refuses=False)
        if not taken:
            yield Problem("to_holder", None, because, refuses=False)
        for name in ("signed_by_giver", "signed_by_receiver") if not filled(event, "receipt") else ():
            yield from missing(event, name, say("Both who gives and who receives sign a hand-over."))
    if event.from_holder is not None and event.from_holder == event.to_holder and event.action in HAND_OVERS:
        message = say("An item is not handed over from one person to the same person.")
        yield Problem("to_holder", event.to_holder, message, refuses=False)


def _custody_begins_once(event: Custody) -> Iterator[Problem]:
    first = event.sequence == 1
    again = event.action == "collected" and event.authority is not None  # exhumed again after a reburial
    if event.sequence is not None and first != (event.action == "collected") and not again:
        message = say("Custody begins with 1, when the item is collected, and only then.")
        yield Problem("sequence", event.sequence, message, refuses=False)


def _custody_seals(event: Custody) -> Iterator[Problem]:
    if event.action == "sealed":
        yield from missing(event, "seal_after", say("An item that is sealed has the number of its seal recorded."))
    if event.action == "opened":
        yield from missing(
            event, "seal_before", say("An item that is opened has the number of the seal broken recorded.")
        )
    if event.action == "received" and filled(event, "seal_before") and not filled(event, "moved_with"):
        yield from missing(event, "seal_read", say("Who receives a sealed item reads the number on its seal."))
    yield from seal_changed_within(event)


def seal_changed_within(event: Custody) -> Iterator[Problem]:
    """A seal that is another one after an action that changes none; one that is not named afterwards is passed.

    And a number read on the seal that is not the one that the item is said to have come under.
    """
    if filled(event, "seal_read") and event.seal_read != event.seal_before:
        message = say(
            "The number read on the seal is {read}, and not {before}.",
            read=event.seal_read, before=event.seal_before or say("none"),
        )  # fmt: skip
        yield Problem("seal_read", event.seal_read, message, refuses=False)
    changed = filled(event, "seal_before", "seal_after") and event.seal_before != event.seal_after
    if changed and event.action not in SEAL_CHANGES:
        message = say(
            "The seal changed from {before} to {after}, but “{action}” changes no seal.",
            before=event.seal_before, after=event.seal_after, action=code_of(event, "action"),
        )  # fmt: skip
        yield Problem("seal_after", event.seal_after, message, refuses=False)


SEAL_CHANGES = ("packed", "sealed", "opened", "examined", "sampled", "relabelled", "found")
"""Actions after which an item may be under another seal, or under none."""


def _custody_hashes(event: Custody) -> Iterator[Problem]:
    for name in ("hash_before", "hash_after"):
        value = getattr(event, name)
        if value is not None and not _SHA256.fullmatch(value):
            message = say("{value} is not a SHA-256; 64 of the characters 0–9 and a–f were expected.", value=value)
            yield Problem(name, value, message)
    yield from hash_changed_within(event)


def hash_changed_within(event: Custody) -> Iterator[Problem]:
    """A file that is another one afterwards."""
    if filled(event, "hash_before", "hash_after") and event.hash_before != event.hash_after:
        message = say("The file was changed: its SHA-256 is another one after than before.")
        yield Problem("hash_after", event.hash_after, message, refuses=False)


def _custody_supersedes(event: Custody) -> Iterator[Problem]:
    if event.supersedes is None:
        return
    yield from missing(event, "supersedes_because", say("An event supersedes another one for a reason."), refuses=True)
    if event.supersedes == event.id:
        yield Problem("supersedes", event.supersedes, say("An event cannot supersede itself."))


def _custody_yields(event: Custody) -> Iterator[Problem]:
    if event.action in ("sampled", "copied"):
        because = say("What was sampled or copied names the sample or the copy that came of it.")
        yield from missing(event, "made", because)


RULES: Mapping[str, tuple[Rule, ...]] = {
    "artefact": (_artefact_is_from_somewhere, _document_stays_in, _ordnance_is_checked),
    "sample": (_sample_is_of_something, _sample_goes_its_way),
    "package": (_package_holds_others,),
    "media": (
        _media_is_the_file,
        _media_copy,
        _media_under_seal,
        _media_time_and_place,
        _geolocation_is_reviewed,
        _media_names_nobody,
    ),
    "custody": (
        _custody_hands,
        _custody_begins_once,
        _custody_seals,
        _custody_hashes,
        _custody_yields,
        _custody_supersedes,
    ),
}
