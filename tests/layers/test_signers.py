"""What is printed as signed by somebody says whose key it was: the name that was written beside it proves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from forensics.changes import Change, Operation
from forensics.values import typed_values
from layers.devices import Device
from layers.editing import adding, all_problems, keep, setting
from layers.enrolment import enrol
from layers.project import Project, open_project
from layers.report.making import Wanted, make_case_report
from layers.signers import signed_with
from tests.layers.custody.hands import collected, do, mission, of
from tests.layers.projects import closing
from tests.layers.reported import words_of

OPINION = {"code": "EX-OP", "case": "EX-B-1", "signed_by": "PR-1", "signed_as": "forensic_pathologist", "cause": "EX"}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """An opinion that names PR-1, and a hand-over by PR-1, both written with this device."""
    with mission(tmp_path, keys=False) as made:
        roles = {"roles": ["forensic_pathologist_or_medical_expert"]}
        before = {"roles": ["evidence_custodian"]}
        made.register.commit([Change("practitioner", of(made, "PR-1").id, Operation.SET, after=roles, before=before)])
        keep(made, adding(made, "opinion", OPINION))
        collected(made, "EX-B-1")
        do(made, "transferred", "EX-B-1", hour=2, to="PR-2")
        yield made


def enrolled(project: Project, code: str, key: str) -> None:
    rows = {"signing_keys": [{"fingerprint": key}]} if key else {}
    held = (project.register.values("practitioner", of(project, code).id) or {}).get("signing_keys")
    before = {"signing_keys": held} if held else {}
    project.register.commit([Change("practitioner", of(project, code).id, Operation.SET, after=rows, before=before)])


def printed(project: Project, profile: str = "court") -> str:
    wanted = Wanted(profile, with_gaps=True)
    return " ".join(words_of(make_case_report(project, of(project, "EX-B-1"), wanted).report))


def problems(project: Project) -> str:
    kind, found = project.catalogue["opinion"], of(project, "EX-OP")
    values = typed_values(kind.by_name, project.register.values("opinion", found.id) or {})
    typed = {name: value for name, value in values.items() if kind.by_name[name].typed}
    return " ".join(str(one.message) for one in all_problems(project, kind, {**typed, "id": found.id}))


def test_a_report_says_whose_key_stands_behind_a_name(project: Project) -> None:
    key = project.device.fingerprint
    nobodys = printed(project)
    assert (
        f"That PR-1 signed this is not proven: it was written with key {key}, which is enrolled for nobody" in nobodys
    )
    assert f"with key {key}, which is enrolled for nobody" in nobodys
    enrolled(project, "PR-3", key)
    anothers = printed(project)
    assert f"PR-1 did not sign this with a key of their own: it was written with the key of PR-3: {key}" in anothers
    assert f"with the key of PR-3: {key}" in anothers
    assert "This is not signed with a key of PR-1" in problems(project)
    enrolled(project, "PR-1", key)
    both = printed(project)
    assert f"with the key of PR-1, PR-3: {key}" in both, "a key that is enrolled for two proves neither"
    assert "This is not signed with a key of PR-1" in problems(project)
    enrolled(project, "PR-3", "")
    own = printed(project)
    assert f"Signed with a key that was enrolled for PR-1: {key}." in own
    assert f"PR-1, with key {key}" in own
    assert "This is not signed" not in problems(project)


def test_who_reviews_or_reads_an_opinion_on_another_device_did_not_sign_it(project: Project) -> None:
    other = Device(Ed25519PrivateKey.generate(), "PR-2")
    enrol(project, other.public_key, "EXAMPLE: laptop of PR-2")
    enrolled(project, "PR-1", project.device.fingerprint)
    enrolled(project, "PR-2", other.fingerprint)
    with closing(open_project(project.folder, device=other)) as theirs:
        keep(theirs, setting(theirs, of(theirs, "EX-OP"), {"review": "reviewed"}))
        assert signed_with(theirs, of(theirs, "EX-OP").id)[0] == project.device.fingerprint
        assert "This is not signed" not in problems(theirs)
        foreign = adding(theirs, "opinion", {**OPINION, "code": "EX-OP-2"})
        assert any("This is not signed with a key of PR-1" in str(one.message) for one in foreign.problems)
    assert "Signed with a key that was enrolled for PR-1" in printed(project)
