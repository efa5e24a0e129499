"""Pieces of bone as the minimum number of individuals counts them: what each shows, and which cannot be one person's.

That zones are recorded, so that halves of one bone are not counted twice, follows Knüsel & Outram (2004,
“Fragmentation: the zonation method”, Environmental Archaeology 9, 85–98); the elements, sides, ages and stages of
fusion are those of Buikstra & Ubelaker (1994) and Scheuer & Black (2000). A cranium that is recorded as a whole stands
for the bones of its zones that their inventory lists one by one, and for none of the thin ones. Facts of method are
taken from these works, no text and no drawing. What lost: resources/decisions/0060, 0089 and 0097.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import product

from forensics.vocabulary.bones import CRANIUM, DEVELOPMENTAL_AGE, LONG, THIN, bones

YOUNG, NOT_KNOWN = "subadult", "undetermined"
OWN_AGE = tuple(code for code in DEVELOPMENTAL_AGE.codes if code not in (YOUNG, NOT_KNOWN))
"""Developmental ages of which nobody has two: each begins where the one before it ends."""

SKULL = "cranium"

Key = tuple[str, str, str]
"""Element, side and, of a tooth, its number: what a person has once."""

Place = tuple[str, str, str, str]
"""A zone of a bone of the adult skeleton: a key and the zone."""

NEARLY_WHOLE = "over_75"
OF_SKULL = frozenset({SKULL, *(bone for zone in CRANIUM.values() for bone in zone if bone not in THIN)})
"""The cranium, and the bones that it shows where it is recorded as a whole."""

SHARE = {NEARLY_WHOLE: 75, "25_75": 25, "under_25": 0}
"""At least so many hundredths of a bone are there, and of one nearly whole more: two pieces that are more than one bone
together share a part."""

AS_ADULT: Mapping[str, str] = {
    "ilium": "ilium", "ischium": "ischium", "pubis": "pubis", "half_frontal": "half_{side}",
    "pars_basilaris": "basilar", "pars_lateralis": "condylar_{side}", "pars_squama": "squama",
    "pars_petrosa": "petrous", "temporal_squama": "squama", "sphenoid_body": "body", "dens": "dens",
    "coracoid_process": "coracoid",
}  # fmt: skip
"""Elements of the young that are one zone of the adult bone, with that zone."""

EPIPHYSIS: Mapping[str, str] = {
    **{f"{bone}_{end}_epiphysis": f"{end}_end" for bone, end in product(
        ("humerus", "radius", "ulna", "tibia", "fibula"), ("proximal", "distal"))},
    "femur_head_epiphysis": "proximal_end", "femur_distal_epiphysis": "distal_end", "calcaneal_epiphysis": "whole",
}  # fmt: skip
"""Loose ends of the young, each with the zone that it becomes. The greater trochanter is none: its end has another."""


@cache
def _in_skull(zone: str) -> frozenset[Place]:
    """The zones of single bones that a zone of the cranium shows."""
    return frozenset(
        (bone, side, "", part)
        for bone, parts in CRANIUM.get(zone, {}).items() if bone not in THIN
        for side in (("L", "R") if bones()[bone].paired else ("midline",))
        for part in parts
    )  # fmt: skip


FUSED, UNFUSED = ("line_visible", "fused"), "unfused"


@dataclass(frozen=True)
class Piece:
    """One inventoried element: a whole bone, or what is there of it; `fits` are pieces of the same bone.

    `fused` and `unfused` are the zones of its bone whose end has joined the shaft, and has not. `parts` are those of
    which it was put together. `by_skull` says that it is counted where a cranium is, which may be what it is a part of.
    """

    id: str
    bone: str | None
    side: str | None
    zones: frozenset[str]
    age: str = NOT_KNOWN
    case: str = ""
    tooth: str = ""
    fits: frozenset[str] = frozenset()
    completeness: str = ""
    fused: frozenset[str] = frozenset()
    unfused: frozenset[str] = frozenset()
    absent: bool = False
    parts: tuple[Piece, ...] = ()
    by_skull: bool = False

    @property
    def key(self) -> Key:
        return self.bone or "", self.side or "", self.tooth if self.bone == "tooth" else ""

    @property
    def family(self) -> Key:
        """What it is compared with: the adult bone that it is a part of, or where a cranium is counted, the skull."""
        return (SKULL, "midline", "") if self.by_skull and self.adult[0] in OF_SKULL else self.adult

    @cached_property
    def adult(self) -> Key:
        """The key of the adult bone that it is a part of."""
        bone, side, tooth = self.key
        known = bones().get(bone)
        if known is None or not known.part_of:
            return bone, side, tooth
        return known.part_of, side if bones()[known.part_of].paired else "midline", tooth

    @cached_property
    def shown(self) -> frozenset[Place]:
        """The zones that it shows: of the young that of the adult bone that it is, of a cranium those of its bones."""
        zone = AS_ADULT.get(self.bone or "", "")
        if zone and self.zones and ("{side}" not in zone or self.side in ("L", "R")):
            return frozenset({(*self.adult, zone.format(side={"L": "left", "R": "right"}.get(self.side or "")))})
        of_bones = self.zones if self.is_whole_skull else ()
        return frozenset((*self.key, zone) for zone in self.zones).union(*(_in_skull(zone) for zone in of_bones))

    @cached_property
    def is_whole_skull(self) -> bool:
        """Whether it is a cranium of which the zones that are named are said to be there with all their bones.

        Where less is there than the zones are together, nobody can tell which of the bones it is that are not.
        """
        if self.bone != SKULL or self.completeness == "under_25":
            return False
        return self.completeness != "25_75" or len(self.zones) < len(bones()[SKULL].zones)

    @cached_property
    def share(self) -> int:
        """At least so many hundredths of its bone are there, as completeness says, or zones that are all there."""
        if self.completeness in SHARE:
            return SHARE[self.completeness]
        known = bones().get(self.bone or "")
        every_zone = known is not None and bool(known.zones) and self.zones >= set(known.zones)
        return SHARE[NEARLY_WHOLE] if every_zone else 0

    @cached_property
    def ends(self) -> tuple[frozenset[Place], frozenset[Place]]:
        """The ends that are joined to the shaft of the adult bone, and those that are loose."""
        joined, loose = (frozenset((*self.adult, zone) for zone in zones) for zones in (self.fused, self.unfused))
        return joined, loose


def piece_of(
    id_: str, case: str | None, bone: str | None, side: str | None, zones: Sequence[str] | None, age: str | None,
    tooth: str | None, joined_with: Sequence[str] | None, basis: Sequence[str] | None, completeness: str | None,
    fusion: str | None, fusion_by_zone: Sequence[Mapping[str, str]] | None, fragments: int | None,
) -> Piece:  # fmt: skip
    """One element, of its canonical values; bones that it was joined with are one with it only where they fit.

    A bone of which no fragment is there was looked for and is absent, whatever else its record says.
    """
    fits = frozenset(joined_with or ()) if "fit" in (basis or ()) else frozenset[str]()
    known = bones().get(bone or "")
    there = frozenset(zones or ()) & set(known.zones if known is not None else zones or ())
    fused, unfused = _ends(bone or "", there, fusion or "", fusion_by_zone or (), completeness or "")
    return Piece(
        id_, bone, side, there, age or NOT_KNOWN, case or "", tooth or "", fits, completeness or "", fused, unfused,
        absent=fragments == 0,
    )  # fmt: skip


def _ends(
    bone: str, zones: frozenset[str], stage: str, by_zone: Sequence[Mapping[str, str]], completeness: str
) -> tuple[frozenset[str], frozenset[str]]:
    """The ends that are fused and that are not; a stage without a zone is of every end that it must be of.

    A fused bone is so at the ends that it shows; an unfused shaft at the ends that it lacks and comes near to. Where no
    zone is recorded, the stage is of the bone as a whole, unless it is said that a part is missing.
    """
    known = bones().get(bone)
    if bone in EPIPHYSIS:
        return frozenset(), frozenset() if stage in ("fusing", *FUSED) else frozenset({EPIPHYSIS[bone]})
    if known is None or known.juvenile:
        return frozenset(), frozenset()
    ends = frozenset({LONG[0], LONG[-1]}) if known.zones == LONG else frozenset(known.zones)
    if by_zone:
        fused = {row["zone"] for row in by_zone if row.get("zone") in ends and row.get("stage") in FUSED}
        unfused = {row["zone"] for row in by_zone if row.get("zone") in ends and row.get("stage") == UNFUSED}
        return frozenset(fused - unfused), frozenset(unfused - fused)
    if not zones:
        said = ends if completeness in ("", NEARLY_WHOLE) else frozenset[str]()
        return said if stage in FUSED else frozenset(), said if stage == UNFUSED else frozenset()
    shown = ends & zones
    near = {end for end, third in ((LONG[0], LONG[1]), (LONG[-1], LONG[-2])) if third in zones}
    certain = not shown or len(shown | near) == 1
    return shown if stage in FUSED else frozenset(), frozenset(shown | near if stage == UNFUSED and certain else ())


def exclude(one: str, other: str) -> bool:
    """Whether two developmental ages cannot be those of one person."""
    if one == other or NOT_KNOWN in (one, other):
        return False
    return "adult" in (one, other) if YOUNG in (one, other) else True


def told_apart(one: Piece, other: Piece) -> bool:
    """Whether two pieces are of different people."""
    if exclude(one.age, other.age):
        return True
    if one.adult != other.adult and SKULL not in (one.bone, other.bone):
        return False
    if not (one.parts or other.parts):
        return _of_two_bones(one, other)
    return any(_of_two_bones(*pair) for pair in product(one.parts or (one,), other.parts or (other,)))


def _of_two_bones(one: Piece, other: Piece) -> bool:
    if one.shown & other.shown and not _part_of_one_skull(one, other):
        return True
    (joined, loose), (joined_there, loose_there) = one.ends, other.ends
    if joined & loose_there or loose & joined_there:
        return True
    # A share says nothing of where it is: it is asked only of a bone whose zones are not recorded.
    unzoned = one.key == other.key and not (one.zones and other.zones)
    return unzoned and one.share + other.share >= 100


def _part_of_one_skull(one: Piece, other: Piece) -> bool:
    """Whether a bone is recorded beside the cranium that holds it: of one case they are one skull, told twice."""
    return (one.bone == SKULL) != (other.bone == SKULL) and bool(one.case) and one.case == other.case


def by_skulls(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, those of the skull compared with each other where a cranium among them stands for its bones."""
    if not any(piece.is_whole_skull for piece in pieces):
        return list(pieces)
    return [replace(piece, by_skull=True) if piece.adult[0] in OF_SKULL else piece for piece in pieces]


def whole_bones(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, those of one bone that were found to fit put together under the first one's number.

    Pieces that show one zone, or are of ages that exclude each other, cannot fit whatever is recorded; they stay apart.
    """
    first = {piece.id: at for at, piece in enumerate(pieces)}
    group = {at: [at] for at in range(len(pieces))}
    for at, piece in enumerate(pieces):
        for other in sorted(piece.fits & first.keys()):
            if pieces[first[other]].key == piece.key and group[at] is not group[first[other]]:
                pairs = ((pieces[one], pieces[two]) for one in group[at] for two in group[first[other]])
                if any(told_apart(*pair) for pair in pairs):
                    continue
                together = sorted((*group[at], *group[first[other]]))
                group.update(dict.fromkeys(together, together))
    return [_one_bone([pieces[part] for part in group[at]]) for at in group if group[at][0] == at]


def _one_bone(parts: Sequence[Piece]) -> Piece:
    """One piece with all the zones; an age that not all the parts can have is not known."""
    if len(parts) == 1:
        return parts[0]
    ages = {part.age for part in parts} - {NOT_KNOWN}
    if len(ages) == 2 and YOUNG in ages and "adult" not in ages:
        ages.discard(YOUNG)
    zones = frozenset[str]().union(*(part.zones for part in parts))
    return replace(parts[0], zones=zones, age=ages.pop() if len(ages) == 1 else NOT_KNOWN, parts=tuple(parts))
