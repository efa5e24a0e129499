"""What columns are called beside the labels of the fields: synonyms, and languages that the program does not speak.

A file in resources/headers for each language; a name stands under the label of its field, for all types that have one,
or under TYPE.FIELD. Labels themselves are said by the declarations and their translations, and not once more here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from forensics.fields import Field
from forensics.reading import folded

FOLDER = Path(__file__).parents[2] / "resources" / "headers"
SHORTEST = 4
"""Letters of a column's name that is taken for the beginning of a label."""

Labels = Callable[[str], Sequence[str]]


@cache
def further_names() -> Mapping[str, tuple[str, ...]]:
    """Label, or TYPE.FIELD, to the names of such columns, of every language that there is a file of."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        for label, names in tomllib.loads(path.read_text("utf-8")).items():
            found[label] = (*found.get(label, ()), *names)
    return found


class Headers:
    """Which fields of a type a column may be called after, told its folded name; several where it does not say which.

    `named` goes by the names of fields, `labelled` by their labels, `further` by synonyms, `begun` by how a label
    begins: each is asked where those before it know nothing.
    """

    def __init__(self, type_: str, fields: Iterable[Field], labels: Labels) -> None:
        self._named: dict[str, dict[str, Field]] = {}
        self._labelled: dict[str, dict[str, Field]] = {}
        self._further: dict[str, dict[str, Field]] = {}
        listed = list(fields)
        for declared in listed:
            _enter(self._named, declared, (declared.name,))
        for declared in listed:
            _enter(self._named, declared, declared.aliases)
            beside = further_names().get(declared.label, ())
            _enter(self._labelled, declared, (one for one in labels(declared.label) if one not in beside))
            own = further_names().get(f"{type_}.{declared.name}", ())
            _enter(self._further, declared, (*beside, *own))

    @property
    def labels(self) -> Iterable[str]:
        """All labels, folded."""
        return self._labelled.keys()

    @property
    def synonyms(self) -> Iterable[str]:
        """All synonyms, folded."""
        return self._further.keys()

    def named(self, name: str) -> list[Field]:
        """Fields that have this name, or had it."""
        return list(self._named.get(name, {}).values())[:1]

    def labelled(self, name: str) -> list[Field]:
        """Fields with this label in any language."""
        return list(self._labelled.get(name, {}).values())

    def further(self, name: str) -> list[Field]:
        """Fields that are called so too."""
        return list(self._further.get(name, {}).values())

    def begun(self, name: str) -> list[Field]:
        """Fields with a label that begins with these words: “Назва” is “Назва місця” where nothing else is.

        Not a synonym: “name” would be the name of a settlement wherever a record names one.
        """
        if len(name) < SHORTEST:
            return []
        begun = (
            found for label, found in self._labelled.items()
            if label.startswith(name) and len(label) > len(name) and not label[len(name)].isalnum()
        )  # fmt: skip
        return list({key: declared for found in begun for key, declared in found.items()}.values())


def _enter(texts: dict[str, dict[str, Field]], declared: Field, names: Iterable[str]) -> None:
    for text in names:
        texts.setdefault(folded(text), {})[declared.name] = declared
