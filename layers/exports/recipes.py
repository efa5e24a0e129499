"""How a public product was asked for, in the ledger, so that who releases it can have the same made again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forensics.disclosure import Profile
from layers.exports.selecting import Selection, selection_held, selection_written


@dataclass(frozen=True)
class Recipe:
    """What was asked for: `kind` is the command, `options` are its own, as text; empty ones are left out."""

    kind: str
    selection: Selection = field(default_factory=Selection)
    as_of: str = ""
    options: Mapping[str, str] = field(default_factory=dict)

    def document(self, profile: Profile) -> dict[str, Any]:
        """As the ledger holds it; `profile` is the text of one that does not ship."""
        held = {
            "kind": self.kind,
            "selection": selection_written(self.selection),
            "recipient": self.selection.recipient,
            "as_of": self.as_of,
            "options": {name: value for name, value in sorted(self.options.items()) if value},
            "profile": profile.text,
        }
        return {name: value for name, value in held.items() if value}


def recipe_of(held: Mapping[str, Any]) -> Recipe:
    """The recipe that an entry of the ledger holds."""
    selection = selection_held(held.get("selection", {}), recipient=str(held.get("recipient", "")))
    options = {str(name): str(value) for name, value in held.get("options", {}).items()}
    return Recipe(str(held["kind"]), selection, str(held.get("as_of", "")), options)
