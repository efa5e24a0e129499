"""Who may see what, by type and by field: what no rule names stays home."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import create_model

from forensics import catalogue as declarations
from forensics.disclosure import Leaves
from forensics.fields import field
from forensics.records.base import Text
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
