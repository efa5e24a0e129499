"""Texts in the language of a document, those that the country pack brought included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from forensics.messages import say
from layers.language import Translator
from layers.project import Project

EXAMPLE = say("EXAMPLE")
"""What stands on everything that shows invented records."""


@dataclass(frozen=True)
class PackTranslator(Translator):
    """A translator that knows the labels of a country pack too; what the catalogues say goes before them."""

    local: Mapping[str, str] = field(default_factory=dict, compare=False)

    def _text(self, text: str) -> str:
        found = super()._text(text)
        return self.local.get(text, text) if found == text else found


def translator_for(project: Project, language: str) -> PackTranslator:
    """The translator of one document of a project; raises UnknownLanguage."""
    return PackTranslator(language, project.pack.translations(language) if project.pack else {})
