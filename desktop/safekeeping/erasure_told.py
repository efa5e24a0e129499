"""What an erasure comes to, in sentences: what goes and stays and who has copies; why what quotes the person stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forensics.messages import Message, say, say_count
from forensics.ports import Found
from forensics.vocabulary.testimony import CONSENT_RECIPIENT
from layers.erasure import Carrier, Erasure, Outlook
from layers.register.journal import (
    BACKUP,
    DEVICE,
    ERASURE,
    EXPORT,
    FILTER,
    MENDING,
    OPENING,
    PROJECT,
    REASON,
    RECIPIENT,
    VAULT,
)
from layers.register.reaching import Reach
from layers.register.values_of_copy import BASE_MAPS, MAPPING, OVERLAP, VIEWS

REACHED_NOT = say("What was written outside the project (exports, pages, lists of rejected rows) is not reached.")


def told_going(outlook: Outlook) -> Iterator[Message]:
    """What goes beside the values of records."""
    if outlook.files:
        yield say_count(
            "{count} file of evidence, with what was made of it.",
            "{count} files of evidence, with what was made of them.",
            count=len(outlook.files),
        )
    if outlook.named:
        yield say("The name that the vault holds for {codes}.", codes=", ".join(outlook.named))
    yield say_count(
        "What {count:,} entry of the journal holds of it; its signature still verifies.",
        "What {count:,} entries of the journal hold of it; their signatures still verify.",
        count=outlook.foretold.entries,
    )
    yield say("Saved filters, reasons and drafts that quote the person.")


def told_gone(erasure: Erasure) -> Iterator[Message]:
    """What went beside the values of records, and what still quotes the person."""
    if erasure.files:
        yield say_count("{count} file was removed.", "{count} files were removed.", count=erasure.files)
    if erasure.names:
        yield say("The name was taken out of the vault.")
    yield from told_reach(erasure.reach)


def told_left(left: Sequence[Found]) -> Message:
    """Records that name it or share a file with it."""
    return say("They name it or share a file with it, and stay as they are: {records}.", records=_listed(left))


def told_quoting(quoting: Sequence[Found]) -> Message:
    """Records of others that quote the person."""
    return say(
        "They quote the person, now or in their history, and were left as they are: {records}.",
        records=_listed(quoting),
    )


def _listed(records: Sequence[Found]) -> str:
    return ", ".join(one.code or one.id for one in records[:_NAMED]) + (", …" if len(records) > _NAMED else "")


_NAMED = 40
"""So many records are named in one sentence."""


def told_other(code: str) -> Message:
    """An earlier code of the person that is another's now."""
    return say(
        "The record had the code “{code}” earlier, and another record has it now: it was left, and what the vault "
        "holds for it.",
        code=code,
    )


def told_carrier(carrier: Carrier) -> Message:
    """Something that carried the record: what it is called, who made it and for whom."""
    when = carrier.time[:16].replace("T", " ")
    if carrier.is_backup:
        return say("“{file}”: a backup, begun on {when} UTC by {by}.", file=carrier.file, when=when, by=carrier.by)
    if carrier.recipient:
        recipient = Message(CONSENT_RECIPIENT.codes.get(carrier.recipient, carrier.recipient))
        return say(
            "“{file}”: exported by {by} with the profile {profile}, for: {recipient}; as of {when} UTC.",
            file=carrier.file, by=carrier.by, profile=carrier.profile, recipient=recipient, when=when,
        )  # fmt: skip
    return say(
        "“{file}”: exported by {by} with the profile {profile}; as of {when} UTC.",
        file=carrier.file, by=carrier.by, profile=carrier.profile, when=when,
    )  # fmt: skip


def told_reach(reach: Reach) -> Iterator[Message]:
    """What else of the journal quoted the person: what of it went, and what stays for which reason."""
    filters, reasons, exports = reach.count(FILTER), reach.count(REASON), reach.count(EXPORT)
    files, openings, drafts = reach.count(VAULT), reach.count(OPENING), reach.drafts
    if filters:
        yield say_count(
            "{count} saved filter that quoted the person was removed.",
            "{count} saved filters that quoted the person were removed.",
            count=filters,
        )
    if reasons:
        yield say_count(
            "{count} reason that quoted the person was erased.",
            "{count} reasons that quoted the person were erased.",
            count=reasons,
        )
    if exports:
        yield say_count(
            "What {count} export was asked for quoted the person, and was erased from the ledger.",
            "What {count} exports were asked for quoted the person, and was erased from the ledger.",
            count=exports,
        )
    if files:
        yield say_count(
            "{count} entry on the vault's files named the code, and was erased.",
            "{count} entries on the vault's files named the code, and were erased.",
            count=files,
        )
    if openings:
        yield say_count(
            "That the vault was opened {count} time stays, with the moment, the device and the key; the code does not.",
            "That the vault was opened {count} times stays, with the moments, the devices and the keys; the code does "
            "not.",
            count=openings,
        )
    if drafts:
        yield say_count(
            "{count} draft that quoted the person was let go.",
            "{count} drafts that quoted the person were let go.",
            count=drafts,
        )
    yield from _told_here(reach)
    for kind in reach.named:
        yield STAYING.get(kind, STAYS)


def _told_here(reach: Reach) -> Iterator[Message]:
    """What went of the values that are this copy's own."""
    maps = sum(reach.here.get(kind, 0) for kind in (BASE_MAPS, VIEWS))
    mappings, exchanges = reach.here.get(MAPPING, 0), reach.here.get(OVERLAP, 0)
    if maps:
        yield say_count(
            "{count} view or base map that quoted the person was removed from this copy.",
            "{count} views and base maps that quoted the person were removed from this copy.",
            count=maps,
        )
    if mappings:
        yield say_count(
            "{count} remembered mapping of columns was removed from this copy.",
            "{count} remembered mappings of columns were removed from this copy.",
            count=mappings,
        )
    if exchanges:
        yield say_count(
            "{count} exchange with another organisation was under way; what it held was let go, and it is to be begun "
            "anew.",
            "{count} exchanges with other organisations were under way; what they held was let go, and they are to be "
            "begun anew.",
            count=exchanges,
        )


STAYS = say("An entry of the journal that is not of a record still quotes the person.")
STAYING = {
    DEVICE: say("The list of devices still quotes the person: it says who may write."),
    RECIPIENT: say("The list of the vault's recipients still quotes the person: it says who may read."),
    BACKUP: say("The name of a backup's file quotes the person: it says where a copy lies."),
    MENDING: say("A record was put right on the person's word, and that stays."),
    PROJECT: say("The settings of the project still quote the person."),
    ERASURE: say("The reason of an earlier erasure still quotes the person."),
}
"""Why an entry of the journal stays as it is, by its kind."""
