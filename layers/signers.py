"""By whose key a record was signed, as the journal has it, and whose keys are known and count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from forensics.messages import say
from forensics.ports import Register
from forensics.problems import Problem
from forensics.records.planning import Practitioner
from forensics.rules.family import record_builder
from forensics.rules.signers import Signers, shared_with
from forensics.values import typed_values
from forensics.vocabulary.planning import PRACTITIONER_ROLE
from layers.project import Project
from layers.records import ALWAYS, read_all
from layers.register.own_keys import FIELD, enrols_another

SIGNED_BY = "signed_by"
"""The field of an opinion that says who signed it; its signature is that of the commit which wrote it."""


def signers_of(project: Project) -> Signers:
    """The practitioners of a project with their signing keys, voided ones too: who signed has signed."""
    kind, build = project.catalogue["practitioner"], record_builder(Practitioner)
    rows_held = project.register.fields_of("practitioner", (*ALWAYS, FIELD))
    built = (build(typed_values(kind.by_name, row)) for row in rows_held)
    people = {one.id: one for one in built if isinstance(one, Practitioner) and one.id is not None}
    counted, claimed, first = dict[str, Practitioner](), dict[str, frozenset[str]](), ""
    judged = project.register.keys_that_count({id_: one.signing_keys or () for id_, one in people.items()})
    for id_, one in people.items():
        rows = judged[id_]
        counted[id_] = _with_keys(one, [row.row for row in rows if row.counts])
        claimed[id_] = frozenset(str(row.row.get("fingerprint")) for row in rows if not row.counts)
        first = next((str(row.row["fingerprint"]) for row in rows if row.counts and row.first), first)
    return Signers(counted, claimed, first)


def with_what_counts(register: Register, one: Practitioner) -> Practitioner:
    """A practitioner as the register holds them, with the roles that count, and with those of their signing keys that
    count and nobody shares."""
    if one.id is None:
        return one
    roles = tuple(register.roles_that_count({one.id: one.roles or ()})[one.id])
    one = _with(one, roles=roles or None)
    if not one.signing_keys:
        return one
    kind, build = register.catalogue["practitioner"], record_builder(Practitioner)
    held = register.fields_of("practitioner", (*ALWAYS, FIELD), ("review", "voided"))
    others = (build(typed_values(kind.by_name, row)) for row in held)
    shared = shared_with(one, (other for other in others if isinstance(other, Practitioner)))
    rows = register.keys_that_count({one.id or "": one.signing_keys})[one.id or ""]
    return _with_keys(one, [row.row for row in rows if row.counts and row.row.get("fingerprint") not in shared])


def _with_keys(one: Practitioner, rows: Sequence[Mapping[str, object]]) -> Practitioner:
    return _with(one, **{FIELD: tuple(rows)})


def _with(one: Practitioner, **fields: object) -> Practitioner:
    built = record_builder(type(one))({**vars(one), **fields})
    assert isinstance(built, Practitioner)
    return built


def signed_with(project: Project, record: str, name: str = SIGNED_BY) -> tuple[str, str]:
    """The key of the newest commit that wrote a field of a record, and when (UTC); empty where none that counts did."""
    for one in reversed(project.register.history(record)):
        if one.counts and name in one.after:
            return one.device, one.time
    return "", ""


def key_problems(project: Project, one: Practitioner) -> Iterator[Problem]:
    """Signing keys of a person that do not count, and keys that are enrolled for others too.

    A row that is not recorded yet is judged as this device would enter it.
    """
    if not one.signing_keys:
        return
    held = {row_key(row) for row in (project.register.values("practitioner", one.id or "") or {}).get(FIELD) or ()}
    for row in project.register.keys_that_count({one.id or "": one.signing_keys})[one.id or ""]:
        key = str(row.row.get("fingerprint") or "")
        counts = row.counts if row_key(row.row) in held else _would_count(project, key, one)
        if key and not counts:
            message = say(
                "Key {key} of {holder} does not count: it is enrolled by the device of a lead other than {holder}.",
                key=key, holder=one.code,
            )  # fmt: skip
            yield Problem(FIELD, key, message, refuses=False)
    for key, others in shared_with(one, read_all(project, Practitioner, (FIELD,))).items():
        message = say(
            "Key {key} is enrolled for {others} too: a key is one person's, and what it signs proves none of them.",
            key=key, others=", ".join(others),
        )  # fmt: skip
        yield Problem(FIELD, key, message, refuses=False)


def role_problems(project: Project, one: Practitioner) -> Iterator[Problem]:
    """Roles of a person that do not count, and roles that were taken away by somebody who may not.

    A role that is not recorded yet, or no more, is judged as this device would enter it.
    """
    values = project.register.values("practitioner", one.id or "") or {}
    held, now = frozenset(values.get("roles") or ()), frozenset(one.roles or ())
    counting = frozenset(project.register.roles_that_count({one.id: tuple(held)})[one.id]) if one.id else frozenset()
    may = _would_grant(project, one)
    for role in sorted(now):
        if role not in counting and (role in held or not may):
            message = say(
                "The role “{role}” of {holder} does not count: it is entered by the device of a lead other than "
                "{holder}.",
                role=PRACTITIONER_ROLE.said(role), holder=one.code,
            )  # fmt: skip
            yield Problem("roles", role, message, refuses=False)
    for role in sorted(counting - now):
        if role not in held or not may:
            message = say(
                "The role “{role}” of {holder} was taken away by the device of no other lead, and counts as before.",
                role=PRACTITIONER_ROLE.said(role), holder=one.code,
            )  # fmt: skip
            yield Problem("roles", role, message, refuses=False)


def _would_grant(project: Project, one: Practitioner) -> bool:
    """Whether this device may give that person roles now, or take them away."""
    device, standing = project.device.fingerprint, project.register.standing()
    leads = standing.leads - standing.revoked
    own = any(row.get("fingerprint") == device for row in one.signing_keys or ())
    return device in leads and (not own or leads == {device} == {project.register.founder()})


def row_key(row: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """A row as it is compared with others."""
    return tuple(sorted((name, str(value)) for name, value in row.items()))


def _would_count(project: Project, key: str, one: Practitioner) -> bool:
    """Whether a key would count that this device enters with a person now."""
    device = project.device.fingerprint
    if key == device:
        return device == project.register.founder()
    standing = project.register.standing()
    return device in standing.leads - standing.revoked and enrols_another(device, one.signing_keys or ())
