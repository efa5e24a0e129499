"""The TYPE list, the declared types, the tables of the register and the dictionary are one and the same set."""

from __future__ import annotations

import re
from pathlib import Path

from forensics.catalogue import TYPES, catalogue, declared_models
from layers.dictionary import dictionary
from layers.register.tables import FTS, MAP, RESTRICTED, RTREE, tables_of
from tests.tools.proofs import Proof

ROOT = Path(__file__).parents[2]


def test_every_type_is_declared_and_has_its_tables_and_its_page(proof: Proof) -> None:
    assert tuple(declared_models()) == TYPES
    tables = tables_of(catalogue())
    assert tuple(tables.types) == TYPES
    parts = {f"{name}_{part}" for name in TYPES for part in (RESTRICTED, MAP, FTS, RTREE)}
    others = {name for name in tables.names if name not in TYPES and name not in parts}
    assert all(name.startswith(("journal_", "keys_", "local_")) for name in others), others
    described = dictionary().partition("# Vocabularies")[0]
    assert tuple(re.findall(r"^## (\w+)$", described, re.MULTILINE)) == TYPES
    proof("A8", "TYPE list, declarations, main tables and dictionary are one set", f"{len(TYPES)} types")


def test_the_dictionary_is_current() -> None:
    written = (ROOT / "resources" / "dictionary.md").read_text("utf-8")
    assert written == dictionary(), "run: make dictionary"


def test_every_type_that_the_command_line_names_is_declared() -> None:
    assert len(TYPES) == len(set(TYPES)) == 34
