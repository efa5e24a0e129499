"""A country pack as everything else reads it, from its folder."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from forensics.catalogue import PackDeclarations, PackField, catalogue
from forensics.messages import Message, say
from layers.countries.checks import CODE, SEXUAL, PackRefused, faults_of
from layers.countries.patterns import fits_whole
from layers.countries.romanise import Romanisation, romanise
from layers.files import read_small

SHIPPED = Path(__file__).parents[2] / "resources" / "countries"
DESCRIPTION = "pack.toml"
OUTLINES, GAZETTEER, UNITS, COUNTRY_CODES = "outlines.gpkg", "gazetteer.csv", "units.csv", "codes.csv.gz"
FILES = (DESCRIPTION, OUTLINES, GAZETTEER, UNITS, COUNTRY_CODES)
"""All that a pack's folder holds."""
_MOST = 262_144
"""Bytes of the largest pack.toml that is read."""
NAMES, PLACES = "Names and codes", "Where"  # groups of the settlement's form

Labels = Mapping[str, str]  # language -> text


@dataclass(frozen=True)
class Level:
    """An administrative level: 1 is the largest; `field` is the settlement's text field."""

    number: int
    field: str
    labels: Labels


@dataclass(frozen=True)
class NameField:
    """The settlement's name in one language."""

    field: str
    language: str
    labels: Labels


@dataclass(frozen=True)
class CodeSystem:
    """The official codes of places; `pattern` is a regular expression for a whole code."""

    name: str
    labels: Labels
    pattern: str
    edition: str
    source: str

    def fits(self, code: str) -> bool:
        """Whether `code` is written as this system writes codes."""
        return fits_whole(self.pattern, code)


@dataclass(frozen=True)
class PackVocabulary:
    """A list of codes that the law or the practice of the country decides."""

    name: str
    source: str
    review: str
    codes: Mapping[str, Labels]
    sexual: tuple[str, ...] = ()  # the codes that say that sexual violence was done


@dataclass(frozen=True)
class CaseRegister:
    """A register that gives case numbers; `pattern` is a regular expression for a whole number."""

    code: str
    labels: Labels
    short: Labels
    pattern: str


@dataclass(frozen=True)
class CrsGroup:
    """Coordinate systems that belong together: the zones of one projection."""

    labels: Labels
    epsg: tuple[int, ...]


@dataclass(frozen=True)
class Height:
    """A height system that is used in the country; `datum` is a code of forensics.places.HEIGHT_DATUMS."""

    datum: str
    epsg: int | None
    labels: Labels


@dataclass(frozen=True)
class Attribution:
    """What must stand where the pack's data is shown, and what it says of where the data is from."""

    line: Labels
    licence: str
    what: Labels
    files: tuple[str, ...]


@dataclass(frozen=True)
class CountryPack:
    """One country: its languages, levels, lists, coordinate systems and data files. `bounds` are degrees, EPSG:4326."""

    code: str
    iso: str
    languages: tuple[str, ...]
    names: Labels
    bounds: tuple[float, float, float, float]
    timezones: tuple[str, ...]
    borders: Labels
    accuracy_m: float | None
    levels: tuple[Level, ...]
    name_fields: tuple[NameField, ...]
    code_system: CodeSystem | None
    id_system: str
    population_note: Labels
    unit_types: Mapping[str, Labels]
    vocabularies: Mapping[str, PackVocabulary]
    case_registers: tuple[CaseRegister, ...]
    crs: tuple[CrsGroup, ...]
    heights: tuple[Height, ...]
    romanisation: Romanisation | None
    attribution: tuple[Attribution, ...]
    folder: Path

    @property
    def outlines_path(self) -> Path:
        return self.folder / OUTLINES

    @property
    def gazetteer_path(self) -> Path:
        return self.folder / GAZETTEER

    @property
    def units_path(self) -> Path:
        return self.folder / UNITS

    @property
    def codes_path(self) -> Path:
        return self.folder / COUNTRY_CODES

    def name(self, language: str) -> str:
        """The country's name in `language`, else in English, else in its own."""
        return self.text(self.names, language)

    def text(self, labels: Labels, language: str) -> str:
        """A label in `language`, else in English, else in the pack's first language."""
        return labels.get(language) or labels.get("en") or labels.get(self.languages[0], "")

    def attribution_lines(self, language: str) -> tuple[str, ...]:
        """The lines that must stand where the pack's data is shown."""
        return tuple(self.text(one.line, language) for one in self.attribution)

    def romanised(self, text: str) -> str:
        """`text` by the country's official romanisation; unchanged where the pack has none."""
        return romanise(text, self.romanisation) if self.romanisation else text

    @cached_property
    def epsg(self) -> tuple[int, ...]:
        """All coordinate systems of the pack, in the order in which they are offered."""
        return tuple(code for group in self.crs for code in group.epsg)

    @cached_property
    def declarations(self) -> PackDeclarations:
        """What the pack adds to the record types; labels are message ids (English, else the first language)."""
        names = tuple(
            PackField("settlement", one.field, self._id(one.labels), NAMES, language=one.language)
            for one in self.name_fields
        )
        levels = tuple(
            PackField("settlement", one.field, self._id(one.labels), PLACES, level=one.number)
            for one in reversed(self.levels)
        )
        vocabularies = {
            name: {code: self._id(labels) for code, labels in listed.codes.items()}
            for name, listed in self.vocabularies.items()
        }
        sexual = {name: frozenset(listed.sexual) for name, listed in self.vocabularies.items() if listed.sexual}
        return PackDeclarations(names + levels, vocabularies, sexual)

    def translations(self, language: str) -> Mapping[str, str]:
        """The pack's labels in `language` by their message ids; a label without a text there is left out."""
        return {self._id(labels): labels[language] for labels in self._labels if labels.get(language)}

    @property
    def _labels(self) -> tuple[Labels, ...]:
        listed = [one.labels for one in self.name_fields]
        listed += [one.labels for one in self.levels]
        listed += [one.labels for one in self.crs]
        listed += [one.labels for one in self.heights]
        listed += [labels for one in self.vocabularies.values() for labels in one.codes.values()]
        listed += [labels for one in self.case_registers for labels in (one.labels, one.short)]
        listed += [one.line for one in self.attribution] + list(self.unit_types.values())
        return tuple(listed)

    def _id(self, labels: Labels) -> str:
        return self.text(labels, "en")


def packs(*folders: Path) -> tuple[str, ...]:
    """The codes of the packs that ship and of those in `folders` (a user's own), sorted."""
    found = {
        place.parent.name
        for folder in (SHIPPED, *folders)
        if folder.is_dir()
        for place in folder.glob(f"*/{DESCRIPTION}")
    }
    return tuple(sorted(found))


def load_pack(named: Path | str, *folders: Path) -> CountryPack:
    """The pack in a folder, or of a code, looked for in `folders` and then among those that ship.

    Reads pack.toml alone; raises PackRefused with every fault.
    """
    folder = _folder_of(named, folders)
    return _made_of(_text_of(folder), folder)


@lru_cache(maxsize=16)
def _made_of(text: bytes, folder: Path) -> CountryPack:
    """The pack that this text describes, made once for as long as it stands so in the file."""
    described = _parsed(text)
    try:
        faults = faults_of(described)
        if not faults:
            return _tried(_read(described, folder))
    except (TypeError, ValueError, LookupError, AttributeError, OverflowError, RecursionError) as fault:
        raise PackRefused(_unreadable(fault)) from fault
    raise PackRefused(*faults)


def describe(folder: Path) -> dict[str, Any]:
    """The text of pack.toml as it stands; raises PackRefused when there is none or it is no TOML."""
    return _parsed(_text_of(folder))


def _text_of(folder: Path) -> bytes:
    try:
        return read_small(folder / DESCRIPTION, _MOST)
    except OSError:
        raise PackRefused(say("“{folder}” is no country pack: it has no file pack.toml.", folder=folder.name)) from None
    except ValueError as fault:
        raise PackRefused(_unreadable(fault)) from None


def _parsed(text: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(text.decode("utf-8"))
    except (ValueError, RecursionError) as fault:
        raise PackRefused(_unreadable(fault)) from None


def _unreadable(fault: Exception) -> Message:
    """That pack.toml is none, whatever stands in it."""
    told = "nested too deeply" if isinstance(fault, RecursionError) else " ".join(str(fault).split())[:200]
    return say("“{file}” cannot be read: {fault}.", file=DESCRIPTION, fault=told)


def _folder_of(named: Path | str, folders: tuple[Path, ...]) -> Path:
    if isinstance(named, Path):
        return named
    for folder in (*folders, SHIPPED):
        if CODE.fullmatch(named) and (folder / named / DESCRIPTION).is_file():
            return folder / named
    raise PackRefused(
        say("There is no country pack “{code}”; there are: {allowed}.", code=named, allowed=", ".join(packs(*folders)))
    )


def _read(described: Mapping[str, Any], folder: Path) -> CountryPack:
    gazetteer = described.get("gazetteer", {})
    return CountryPack(
        code=described["code"],
        iso=described.get("iso", ""),
        languages=tuple(described["languages"]),
        names=described["name"],
        bounds=tuple(float(one) for one in described["bounds"]),  # type: ignore[arg-type]
        timezones=tuple(described.get("timezones", ())),
        borders=described.get("borders", {}),
        accuracy_m=described.get("accuracy_m"),
        levels=tuple(
            Level(number, one["field"], one["label"]) for number, one in enumerate(described.get("levels", ()), 1)
        ),
        name_fields=tuple(NameField(one["field"], one["language"], one["label"]) for one in described["names"]),
        code_system=_code_system(described.get("code_system")),
        id_system=gazetteer.get("id_system", ""),
        population_note=gazetteer.get("population_note", {}),
        unit_types=described.get("unit_types", {}),
        vocabularies={
            name: PackVocabulary(
                name, one["source"], one.get("review", "needs expert review"), one["codes"], tuple(one.get(SEXUAL, ()))
            )
            for name, one in described.get("vocabularies", {}).items()
        },
        case_registers=tuple(
            CaseRegister(one["code"], one["label"], one.get("short", one["label"]), one["pattern"])
            for one in described.get("case_registers", ())
        ),
        crs=tuple(CrsGroup(one["group"], tuple(one["epsg"])) for one in described["crs"]),
        heights=tuple(Height(one["datum"], one.get("epsg"), one["label"]) for one in described.get("heights", ())),
        romanisation=_romanisation(described.get("romanisation")),
        attribution=tuple(
            Attribution(one["line"], one["licence"], one.get("what", {}), tuple(one.get("files", ())))
            for one in described["attribution"]
        ),
        folder=folder,
    )


def _tried(pack: CountryPack) -> CountryPack:
    """The pack, once what it declares was made of it: what is no label is found here and not in a window."""
    written: list[Mapping[str, Any]] = list(pack._labels)
    strange = [text for labels in written for text in labels.values() if not isinstance(text, str)]
    if strange:
        raise TypeError(f"{strange[0]!r} is no label")
    catalogue(pack.declarations)
    return pack


def _code_system(described: Mapping[str, Any] | None) -> CodeSystem | None:
    if described is None:
        return None
    return CodeSystem(
        described["name"], described.get("label", {"en": described["name"]}), described["pattern"],
        described.get("edition", ""), described.get("source", ""),
    )  # fmt: skip


def _romanisation(described: Mapping[str, Any] | None) -> Romanisation | None:
    if described is None:
        return None
    return Romanisation(
        described.get("from", ""), described.get("to", "en"), described.get("source", {}), described["letters"],
        described.get("first", {}), described.get("groups", {}), described.get("silent", ""),
    )  # fmt: skip
