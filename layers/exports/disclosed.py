"""What a map may show: the records that profile and selection let out, with the fields and places that they may carry.

Pages and the web map draw exactly this. It follows the same rules as the SQL of layers.exports.selecting, on records
as the register gives them, so that a map can also be drawn as of an earlier commit; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from forensics.catalogue import MAIN, Catalogue, RecordType
from forensics.disclosure import Leaves, Profile
from forensics.editions import Edition, stamp, standing_words
from forensics.fields import Field, Kind, Sensitivity
from forensics.messages import Message, say
from forensics.ports import Query, Values
from layers.custody.checking import Wrong
from layers.drawing import BETWEEN, line_between
from layers.errors import ExportRefused
from layers.exports.consents import Consents, told_left_out, under_consents
from layers.exports.for_court import HandedOver, handed_over
from layers.exports.profiles import load_profile
from layers.exports.pseudonyms import masking_of
from layers.exports.recipes import Recipe
from layers.exports.releases import Making
from layers.exports.saying import EXAMPLE
from layers.exports.selecting import Selection, asked_types
from layers.exports.standing import HAZARD
from layers.exports.today import VOIDED, under_today
from layers.project import Project
from layers.register.comparing import parts_of

COARSEST_SHOWN = "display_area"
"""The field that says how coarsely a record may be shown; such a record is never drawn at a place of its own."""
SETTLEMENT = "settlement"

Geometries = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class DisclosedType:
    """The records of one type that may be shown, in the order of their codes; `records` hold disclosed fields alone."""

    kind: RecordType
    fields: tuple[Field, ...]
    records: tuple[Values, ...]
    places: Geometries  # where each is drawn (shapely, EPSG:4326), None for nowhere
    borrowed: NDArray[np.bool_]  # its place is that of a record it belongs to
    parts: Mapping[str, Geometries] = field(default_factory=dict)  # further geometries by the name of their field

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """The disclosed fields."""
        return {declared.name: declared for declared in self.fields}

    @property
    def style(self) -> Field | None:
        """The field that the type is styled by, where it is disclosed."""
        return self.by_name.get(self.kind.about.style)

    @property
    def without_place(self) -> int:
        """Records that no map can show."""
        return int(shapely.is_missing(self.places).sum())

    def style_values(self) -> list[str]:
        """The style code of each record, '' where it has none or none may be told."""
        name = self.style.name if self.style else ""
        return [str(values.get(name) or "") for values in self.records]

    def labels(self, languages: Mapping[str, str]) -> dict[str, list[str]]:
        """By language what each record is called: its name where the type has names (field by language), else its code.

        A record without a name in one language is called by that of another.
        """
        named = {language: name for language, name in languages.items() if name in self.by_name}
        if not named:
            return {"": [str(values.get("code") or "") for values in self.records]}
        return {
            language: [_name_of(values, (name, *named.values())) for values in self.records]
            for language, name in named.items()
        }


def _name_of(values: Values, names: tuple[str, ...]) -> str:
    return next((str(values[name]) for name in names if values.get(name)), str(values.get("code") or ""))


@dataclass(frozen=True, eq=False)
class Disclosed:
    """All that a map may show of a project, and what must stand on it."""

    project: str
    profile: Profile
    selection: Selection
    types: tuple[DisclosedType, ...]
    counted: tuple[RecordType, ...]  # leave as numbers only: on no map
    head: str
    cut_off: str  # ISO 8601, UTC: when the commit was made whose state is shown
    example: bool
    consents: Consents
    left_out: Mapping[str, int]  # records that stay home for want of a consent, by type
    as_of: str = ""
    edition: Edition | None = None  # of what is for everybody; without one it is a draft
    handed: HandedOver = HandedOver()  # noqa: RUF009 - frozen; what an authority means, and what contradicts
    gaps: tuple[Wrong, ...] = ()  # faults of custody and order with which it leaves for a court all the same

    @property
    def consent(self) -> dict[str, Any]:
        """For whom it is, and how many records stay home because no consent covers that, for the ledger."""
        return self.consents.document(self.left_out)

    @property
    def not_covered(self) -> Message | None:
        """What stands on a map of the records that stay home for want of a consent."""
        left_out, fallen = told_left_out(self.left_out), self.consents.note
        if left_out is None or fallen is None:
            return left_out or fallen
        return Message("{left_out} {fallen}", {"left_out": left_out, "fallen": fallen})

    @property
    def drawn(self) -> int:
        """Records with a place."""
        return sum(len(one.records) - one.without_place for one in self.types)

    @property
    def marking(self) -> Message:
        """Whom the map is for, as it stands on it."""
        return marking_of(self.profile, self.edition)

    @property
    def stamps(self) -> tuple[Message, ...]:
        """The words across every page: that something is invented, and where what is for everybody stands."""
        return stamps_of(self.profile, self.edition, example=self.example)

    @property
    def standing(self) -> tuple[Message, ...]:
        """What is said of where it stands; nothing where it is not for everybody."""
        return (standing_words(self.edition),) if self.profile.is_open else ()

    @property
    def has_hazards(self) -> bool:
        """Whether hazards are among what is told, so that ground without one might be taken for safe."""
        return any(one.kind.name == HAZARD and one.records for one in self.types)

    def making(self, kind: str, **options: str) -> Making:
        """How it was asked for, for the ledger."""
        return Making(self.profile, Recipe(kind, self.selection, self.as_of, options), self.edition)

    def tables(self) -> list[dict[str, Any]]:
        """For the ledger of exports: of each type how many records were let out and the SHA-256 of what they say."""
        import hashlib

        return [
            {
                "name": one.kind.name,
                "rows": len(one.records),
                "sha256": hashlib.sha256(orjson.dumps(one.records, option=orjson.OPT_SORT_KEYS)).hexdigest(),
            }
            for one in self.types
            if one.records
        ]


def stamps_of(profile: Profile | None, edition: Edition | None, *, example: bool) -> tuple[Message, ...]:
    """The words that stand across every page of what is made under a profile: what is invented, what is a draft."""
    invented = (EXAMPLE,) if example else ()
    draft = profile is not None and profile.is_open and edition is None
    return (*invented, stamp(None)) if draft else invented


def marking_of(profile: Profile, edition: Edition | None) -> Message:
    """Whom it is for, as it stands on every page, and of what is released which edition it is."""
    marking = MARKINGS[max(profile.classes, key=lambda one: one.rank, default=Sensitivity.PUBLIC)]
    if edition is None or not profile.is_open:
        return marking
    return Message("{marking} · {edition}", {"marking": marking, "edition": stamp(edition)})


MARKINGS: Mapping[Sensitivity, Message] = {
    Sensitivity.PUBLIC: say("PUBLIC"),
    Sensitivity.PARTNER: say("PARTNERS ONLY"),
    Sensitivity.RESTRICTED: say("RESTRICTED"),
    Sensitivity.SEALED: say("RESTRICTED"),
}


def is_drawn(kind: RecordType) -> bool:
    """Whether a map can show records of a type at all."""
    return bool(kind.places) or kind.name in BETWEEN


def disclose(
    project: Project, profile: str, selection: Selection = Selection(), as_of: str = "",  # noqa: B008 - frozen
    edition: Edition | None = None,
) -> Disclosed:  # fmt: skip
    """Everything that a profile lets a map show of the records asked for; voided records never. Raises ExportRefused.

    `as_of` is a commit (its beginning) or a time in ISO 8601.
    """
    chosen = load_profile(profile, tuple(project.catalogue.types))
    spatial = [kind for kind in chosen.kinds(project.catalogue) if is_drawn(kind)]
    kinds = asked_types(chosen, spatial, selection)
    if not kinds:
        raise ExportRefused(
            "Nothing of what was asked for can be drawn under the profile “{profile}”.", profile=profile
        )

    handed = handed_over(project, chosen, kinds, selection)
    kinds = [kind for kind in handed.kinds(kinds, project.catalogue) if kind in spatial]

    def read(consents: Consents) -> Disclosed:
        reading = _Reading(project, chosen, selection, as_of, consents, handed)
        return replace(_read(reading, kinds), edition=edition, handed=handed)

    return under_consents(project, chosen, selection.recipient, read, as_of=as_of)


def _read(reading: _Reading, kinds: Sequence[RecordType]) -> Disclosed:
    project, profile = reading.project, reading.profile
    types = tuple(reading.disclosed(kind) for kind in kinds)
    point = project.register.point_of(reading.as_of)
    return Disclosed(
        project=project.name,
        profile=profile,
        selection=reading.selection,
        types=types,
        counted=_counted(profile, project.catalogue),
        head=point.head,
        cut_off=point.time,
        example=bool(project.register.settings.get("example"))
        or any(values.get("example") for one in types for values in one.records),
        consents=reading.consents,
        left_out={kind.name: len(reading.consents.at_home(kind.name)) for kind in kinds},
        as_of=reading.as_of,
    )


def _counted(profile: Profile, catalogue: Catalogue) -> tuple[RecordType, ...]:
    return tuple(kind for kind in catalogue if profile.leaves(kind.name) is Leaves.COUNTS)


def lets_out(profile: Profile, kind: RecordType, values: Values) -> bool:
    """Whether a record may leave under a profile, voided ones apart (cf. selecting.record_condition)."""
    if values.get("sensitivity", Sensitivity.PUBLIC.value) not in profile.record_classes():
        return False
    kept = profile.keeps_home(kind.name)
    if kept is not None and values.get(kept[0]) in kept[1]:
        return False
    decided = profile.by_decision.get(kind.name)
    return decided is None or values.get(decided) in ("yes", "generalised")


def shows_places(profile: Profile, kind: RecordType, values: Values) -> bool:
    """Whether a record that leaves does so with its own places."""
    if COARSEST_SHOWN in kind.by_name:
        return False
    decided = profile.by_decision.get(kind.name)
    return decided is None or values.get(decided) == "yes"


def may_borrow(profile: Profile, kind: RecordType, values: Values) -> bool:
    """Whether a record without a place may be drawn where the record lies that it belongs to."""
    if COARSEST_SHOWN in kind.by_name:
        return values.get(COARSEST_SHOWN) == SETTLEMENT
    return kind.name not in profile.by_decision


class _Reading:
    """Reads types once, and follows the references from which records take their place."""

    def __init__(
        self, project: Project, profile: Profile, selection: Selection, as_of: str, consents: Consents,
        handed: HandedOver = HandedOver(),  # noqa: B008 - frozen
    ) -> None:  # fmt: skip
        self.project = project
        self.profile = profile
        self.selection = selection
        self.as_of = as_of
        self.consents = consents
        self.handed = handed
        self.masking = masking_of(project, profile)
        self._placed: dict[str, dict[str, str]] = {}

    def disclosed(self, kind: RecordType) -> DisclosedType:
        """The records of a type that were asked for."""
        query = replace(self.selection.query(kind.name, self.as_of), voided=False)
        found = sorted(self._let_out(kind, query), key=lambda values: self.masking.code(str(values.get("code") or "")))
        fields = self.profile.fields(kind)
        own = [self._own_place(kind, values) for values in found]
        places = [
            place or self._line(kind, values) or self._borrowed(kind, values, ())
            for place, values in zip(own, found, strict=True)
        ]
        return DisclosedType(
            kind=kind,
            fields=fields,
            records=tuple(self._shown(fields, values) for values in found),
            places=_geometries(places),
            borrowed=np.array([not mine and bool(at) for mine, at in zip(own, places, strict=True)], bool),
            parts={part.name: self._parts(kind, part, found) for part in fields if part.spatial and part.name != MAIN},
        )

    def _let_out(self, kind: RecordType, query: Query) -> Iterator[Values]:
        home = self.consents.at_home(kind.name)
        if self._asks_for_home(kind, query):
            return
        for values in self._under_today(kind, self._asked(kind, query)):
            # A withheld place must not be told by which area brings the record (cf. selecting.record_condition).
            asked_by_place = (query.bbox is not None or bool(query.area)) and kind.name in self.profile.by_decision
            placed = not asked_by_place or self._is_placed(kind, values)
            if placed and values["id"] not in home and lets_out(self.profile, kind, values):
                yield values

    def _asked(self, kind: RecordType, query: Query) -> Iterator[Values]:
        """What conditions and an authority mean, and what contradicts it, whatever was asked for."""
        along = set(self.handed.along.get(kind.name, ()))
        only = self.handed.only
        for values in () if kind.name in self.handed.unasked else self.project.register.select(query):
            if only is None or values["id"] in along or values["id"] in only.get(kind.name, ()):
                along.discard(str(values["id"]))
                yield values
        if along:
            whole = Selection().query(kind.name, self.as_of)
            yield from self.project.register.select(replace(whole, voided=False, ids=tuple(sorted(along))))

    def _under_today(self, kind: RecordType, found: Iterator[Values]) -> Iterator[Values]:
        """What was recorded then, where it stands today and as today's class and decision let it out."""
        if not self.as_of:
            return found
        standing = under_today(self.project, self.profile, kind, found)
        return (values for values in standing if values.get("review") != VOIDED)

    def _asks_for_home(self, kind: RecordType, query: Query) -> bool:
        """Whether a condition names a record that stays home: what comes by it would tell of that."""
        for name, value in query.where:
            declared = kind.field(name)
            if value and self.consents.may_name_home(declared):
                named = filter(None, parts_of(declared, value))
                if any(self.consents.keeps(self.project.register.find(one, declared.target).id) for one in named):
                    return True
        return False

    def _is_placed(self, kind: RecordType, values: Values) -> bool:
        return shows_places(self.profile, kind, values)

    def _shown(self, fields: tuple[Field, ...], values: Values) -> Values:
        """The disclosed values but for the geometries; without the id, which no map needs."""
        return {
            declared.name: self.masking.value(declared, told)
            for declared in fields
            if declared.name in values and not declared.spatial and declared.name != "id"
            if (told := self.consents.told(declared, values)) is not None
        }

    def _own_place(self, kind: RecordType, values: Values) -> str | None:
        main = kind.main_place
        if main is None or main.sensitivity not in self.profile.classes:
            return None
        return _geometry(values, MAIN) if shows_places(self.profile, kind, values) else None

    def _line(self, kind: RecordType, values: Values) -> str | None:
        """The line between the two records that one is drawn from and to, where the places of both may be shown."""
        ends: list[tuple[float, float] | None] = []
        for name in BETWEEN.get(kind.name, ()):
            target = _single_target(kind.by_name[name], self.profile)
            places = {} if target is None else self._places_of(self.project.catalogue[target], (kind.name,))
            place = places.get(str(values.get(name)))
            at = None if place is None else shapely.point_on_surface(shapely.from_wkb(place))
            ends.append(None if at is None else (at.x, at.y))
        line = line_between(*ends) if ends else None
        return None if line is None else str(shapely.to_wkb(line, hex=True))

    def _parts(self, kind: RecordType, part: Field, found: list[Values]) -> Geometries:
        shown = (values if shows_places(self.profile, kind, values) else {} for values in found)
        return _geometries([_geometry(values, part.name) for values in shown])

    def _borrowed(self, kind: RecordType, values: Values, way: tuple[str, ...]) -> str | None:
        """The place of the first record that this one belongs to, by a disclosed reference to a disclosed record."""
        if kind.name in BETWEEN or not may_borrow(self.profile, kind, values):
            return None
        for name in kind.about.place_from:
            reference = kind.by_name.get(name)
            target = _single_target(reference, self.profile)
            if target is not None and target not in way and values.get(name):
                place = self._places_of(self.project.catalogue[target], (*way, kind.name)).get(str(values[name]))
                if place is not None:
                    return place
        return None

    def _places_of(self, kind: RecordType, way: tuple[str, ...]) -> Mapping[str, str]:
        """Where each record of a type that leaves is shown, by its id, whatever was asked for."""
        if self.profile.leaves(kind.name) is not Leaves.RECORDS:
            return {}
        if kind.name not in self._placed:
            placed = self._placed[kind.name] = {}
            for values in self._let_out(kind, Query(kind.name, as_of=self.as_of)):
                place = self._own_place(kind, values) or self._borrowed(kind, values, way)
                if place is not None:
                    placed[str(values["id"])] = place
        return self._placed[kind.name]


def _single_target(reference: Field | None, profile: Profile) -> str | None:
    if reference is None or reference.kind is not Kind.REFERENCE or len(reference.target) != 1:
        return None
    return reference.target[0] if reference.sensitivity in profile.classes else None


def _geometry(values: Values, name: str) -> str | None:
    place = values.get(name)
    return place.get("geometry") if place else None


def _geometries(found: list[str | None]) -> Geometries:
    """Hex WKB as shapely geometries without heights; None stays None."""
    listed = np.empty(len(found), object)
    listed[:] = found
    return np.asarray(shapely.force_2d(shapely.from_wkb(listed)), object)
