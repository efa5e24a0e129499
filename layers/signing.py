"""An opinion is signed by who is named in it, with a key of their own: the commit that writes the name signs it.

Who prepared it for them leaves it open with their name in it; they sign it on a device of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from forensics.changes import Change, Operation
from forensics.errors import ValueRefused
from forensics.messages import Message, say
from forensics.ports import Found, Receipt
from forensics.signed import BY_KEY
from layers.project import Project
from layers.signers import signers_of


def sign_record(project: Project, found: Found) -> Receipt:
    """Sign an opinion with this device's key, in one commit.

    Raises ValueRefused for what is not signed so, names nobody, is signed already, or where the key is not theirs.
    """
    name = BY_KEY.get(found.type)
    if name is None:
        raise ValueRefused(
            "{code} is of type {type}; what is signed so is one of: {allowed}.",
            code=found.code, type=found.type, allowed=", ".join(BY_KEY),
        )  # fmt: skip

    def changes() -> Iterator[Change]:
        values = project.register.values(found.type, found.id) or {}
        person = str(values.get(name) or "")
        if not person:
            raise ValueRefused("{code} names nobody who signs it.", code=found.code)
        if project.register.is_by_own_key(found.type, found.id, values):
            raise ValueRefused("{code} is signed already.", code=found.code)
        against = _against(project, person)
        if against is not None:
            raise ValueRefused(
                "This device does not sign {code}: {why}. Who is named signs it on a device of their own.",
                code=found.code, why=against,
            )  # fmt: skip
        yield Change(found.type, found.id, Operation.SET, before={name: person}, after={name: person})

    return project.register.commit(changes())


def _against(project: Project, person: str) -> Message | None:
    """Why this device's key is not that person's now; None where it is."""
    signers, key = signers_of(project), project.device.fingerprint
    moment = datetime.now().astimezone().isoformat(timespec="seconds")
    if signers.has(person, key, moment):
        return None
    return signers.against(person, key, moment) or say("key {key} is enrolled for nobody", key=key)
