"""Who may see what, by type and by field: what no rule names stays home."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import create_model

from forensics import catalogue as declarations
from forensics.disclosure import Leaves
from forensics.fields import field
from forensics.records.base import Text
from layers.errors import ExportRefused
from layers.exports.profiles import load_profile

ADDED = "added_without_a_rule"


@pytest.mark.parametrize("profile", ["public", "partner"])
def test_a_field_that_is_added_without_a_rule_leaves_by_no_file(profile: str, monkeypatch: pytest.MonkeyPatch) -> None:
    extra: dict[str, Any] = {ADDED: (Text, field("Added", sensitivity="public"))}
    models = {
        name: create_model(model.__name__, __base__=model, __module__=model.__module__, **extra)
        for name, model in declarations.declared_models().items()
    }
    monkeypatch.setattr(declarations, "declared_models", lambda: models)
    catalogue = declarations.catalogue()
    assert all(ADDED in kind.by_name for kind in catalogue)
    chosen = load_profile(profile, tuple(catalogue.types))
    left = {kind.name: {one.name for one in chosen.fields(kind)} for kind in catalogue}
    assert [name for name, fields in left.items() if ADDED in fields] == []
    assert {"code", "place"} <= left["settlement"]


@pytest.mark.parametrize("profile", ["public", "partner"])
def test_a_type_that_is_added_without_a_rule_leaves_by_no_file(profile: str) -> None:
    chosen = load_profile(profile, declarations.TYPES)
    assert chosen.leaves("a_type_that_nobody_named") is Leaves.NEVER


# A mission's own profile

OWN = 'name = "own"\nclasses = ["public"]\n[types]\n'
PARTNERS = OWN.replace('["public"]', '["public", "partner"]')
UNSOUND = {
    "every type": (PARTNERS + '"*" = "records"\n', "name each type that leaves"),
    "a type without its fields": (PARTNERS + 'case = "records"\n', r"names no \[fields\] of case"),
    "a name that ships": (OWN.replace('"own"', '"public"') + 'case = "counts"\n', "the name of one that ships"),
    "records to everybody": (OWN + 'case = "records"\n[fields]\ncase = ["code"]\n', "as numbers at most"),
    "a grave without a decision": (
        OWN + 'site = "records"\n[fields]\nsite = ["code"]\n',
        "by a recorded decision alone",
    ),
    "a sealed class": (OWN.replace('["public"]', '["sealed"]'), "sealed fields leave by no profile"),
    "a word that is none": (OWN.replace("[types]", "colour = 1\n[types]"), "says colour"),
    "a type that is none": (OWN + 'grave = "records"\n', "types that do not exist: grave"),
    "no TOML": ("name = \n", "cannot be used"),
    "no types": ('name = "own"\nclasses = ["public"]\n', "cannot be used"),
}


@pytest.mark.parametrize("what", UNSOUND)
def test_a_profile_of_a_mission_that_is_unsound_lets_nothing_out(tmp_path: Path, what: str) -> None:
    text, why = UNSOUND[what]
    path = tmp_path / "own.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ExportRefused, match=why):
        load_profile(str(path), declarations.TYPES)


def test_a_profile_of_a_mission_names_its_types_fields_and_decisions_and_keeps_its_text(tmp_path: Path) -> None:
    text = (
        'by_decision = { site = "publish" }\n' + OWN + 'site = "records"\ncase = "counts"\n[fields]\nsite = ["code"]\n'
    )
    path = tmp_path / "own.toml"
    path.write_text(text, "utf-8")
    own = load_profile(str(path), declarations.TYPES)
    assert [one.name for one in own.fields(declarations.catalogue()["site"])] == ["code"]
    assert own.text == text
    assert own.is_open
