"""The minimum number of individuals: the fewest people whose bones a set of pieces can be, with its working.

Which pieces are of different people is said in forensics.pieces: they show one zone of one bone and side, are of ages
that exclude each other, or what is there or fused of the two is no one bone. The number is then the fewest colours of a
graph: exact where forensics.colouring proves it, else what is proven, with what would be enough beside it. It is one
number of one grave, or of graves pooled, and never added up: one body may lie in both. What lost, and the bound:
resources/decisions/0060-the-minimum-number-of-individuals.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from forensics.colouring import STEPS, Colouring, colour
from forensics.pieces import (
    NEARLY_WHOLE,
    NOT_KNOWN,
    OWN_AGE,
    SHARE,
    YOUNG,
    Key,
    Piece,
    by_skulls,
    exclude,
    told_apart,
    whole_bones,
)
from forensics.vocabulary.bones import bones


class LeftOut(StrEnum):
    """Why a piece is not counted; but for what is absent, voided or not human, none says that it is nobody's."""

    ABSENT = "absent"  # looked for and not there: this is nobody's
    NO_BONE = "no_bone"  # a fragment, or no bone named
    ONE_OF_SEVERAL = "one_of_several"  # a rib without its number: everybody has several
    NO_SIDE = "no_side"
    NO_ZONE = "no_zone"  # nor how much of the bone is there, nor whether it is fused
    NO_SITE = "no_site"  # its remains are of no site
    VOIDED = "voided"  # its remains are
    NOT_HUMAN = "not_human"  # its remains are not


@dataclass(frozen=True, slots=True)
class Row:
    """The pieces of one age that show one zone of one bone and side; without a zone, of which nearly all is there."""

    age: str
    bone: str
    side: str
    tooth: str
    zone: str
    pieces: tuple[str, ...]


@dataclass(frozen=True)
class Minimum:
    """The number and its working: at least `value` people, and `enough` would do.

    Of `forced_by` no two pieces can be of one person; where they are fewer than `value`, the rest was proven by trying
    every way to share the pieces out, or by `by_number`: what bones without side or number prove by how many they are
    (0 where that is no more). `people` is one way to share them out among `enough`.
    """

    value: int
    enough: int
    forced_by: tuple[Piece, ...]
    people: tuple[tuple[Piece, ...], ...]
    rows: tuple[Row, ...]
    left_out: Mapping[str, LeftOut]
    by_number: int = 0

    @property
    def exact(self) -> bool:
        """Whether no smaller number is possible and this one is: else it is a bound."""
        return self.value == self.enough


def minimum(pieces: Iterable[Piece], steps: int = STEPS) -> Minimum:
    """The fewest people that these pieces can come from; pieces that were found to fit are one bone."""
    given = list(pieces)
    left_out = {piece.id: why for piece in given if (why := why_left_out(piece)) is not None}
    counted = whole_bones([_as_counted(piece) for piece in given if piece.id not in left_out])
    counted += _by_age_alone((piece for piece in given if piece.id in left_out), counted)
    left_out = {id_: why for id_, why in left_out.items() if id_ not in {piece.id for piece in counted}}
    counted = by_skulls(counted)
    shared, floor = _Sharing(counted, steps), floor_of(given)
    least = max(shared.least, floor)
    return Minimum(
        least, max(len(shared.people), least), tuple(counted[at] for at in shared.apart),
        tuple(tuple(counted[at] for at in sorted(person.pieces)) for person in shared.people),
        rows_of(counted), left_out, floor if floor > shared.least else 0,
    )  # fmt: skip


def _by_age_alone(left_out: Iterable[Piece], counted: Iterable[Piece]) -> list[Piece]:
    """Of what says too little, one piece of each age that nothing counted has: of whatever bone, it is somebody's."""
    ages = {piece.age for piece in counted} | {NOT_KNOWN}
    found: list[Piece] = []
    for piece in left_out:
        if not piece.absent and (age := _age(piece)) not in ages:
            ages.add(age)
            nothing = frozenset[str]()
            found.append(replace(piece, age=age, zones=nothing, completeness="", fused=nothing, unfused=nothing))
    return found


SEVERAL = {
    "rib": 12, "metacarpal": 5, "metatarsal": 5, "cervical_vertebra": 7, "thoracic_vertebra": 12, "lumbar_vertebra": 5,
}  # fmt: skip
"""How many of those bones of which everybody has several one person has, of a side where they are paired."""


def floor_of(pieces: Iterable[Piece]) -> int:
    """What bones prove that name no side or no number: more of one zone than one person has; one, where there is any.

    Unsided bones of a pair are two to a person, with those whose side is known; other counting of them is not possible.
    """
    pairs: dict[tuple[str, str, str], int] = defaultdict(int)
    several: dict[tuple[str, str, str], int] = defaultdict(int)
    least = 0
    for piece in whole_bones([piece for piece in pieces if not piece.absent]):
        least, known = 1, bones().get(piece.bone or "")
        if known is None:
            continue
        for zone in (*(piece.zones & set(known.zones)), *([""] if piece.share >= SHARE[NEARLY_WHOLE] else ())):
            if known.paired and not known.one_of_several and known.code != "tooth":
                pairs[known.code, "", zone] += 1
            elif known.code in SEVERAL:
                several[known.code, (piece.side or "") if known.paired else "", zone] += 1
    counted = [(count, 2) for count in pairs.values()]
    counted += [(count, _had(bone, side)) for (bone, side, _), count in several.items()]
    return max([least, *(-(-count // had) for count, had in counted)])


def _had(bone: str, side: str) -> int:
    return SEVERAL[bone] * (2 if bones()[bone].paired and side not in ("L", "R") else 1)


def why_left_out(piece: Piece) -> LeftOut | None:
    """Why a piece says too little to be counted; None where it says enough."""
    known = bones().get(piece.bone or "")
    if piece.absent:
        return LeftOut.ABSENT
    if known is None or not known.zones:
        return LeftOut.NO_BONE
    if known.one_of_several or (known.code == "tooth" and not piece.tooth):
        return LeftOut.ONE_OF_SEVERAL
    if piece.side not in ("L", "R", "midline"):
        return LeftOut.NO_SIDE
    says = piece.zones & set(known.zones) or piece.share or piece.fused or piece.unfused
    return None if says else LeftOut.NO_ZONE


def _as_counted(piece: Piece) -> Piece:
    """With the zones that the bone has, and the age that follows: what exists only before fusion is of the young."""
    return replace(piece, age=_age(piece), zones=piece.zones & set(bones()[piece.bone or ""].zones))


def _age(piece: Piece) -> str:
    known = bones().get(piece.bone or "")
    return piece.age if piece.age in (*OWN_AGE, YOUNG) else YOUNG if known and known.juvenile else NOT_KNOWN


def rows_of(pieces: Iterable[Piece]) -> tuple[Row, ...]:
    """Every age, bone, side and zone with the pieces that show it, the most frequent first."""
    found: dict[tuple[str, Key, str], list[str]] = defaultdict(list)
    for piece in pieces:
        for zone in piece.zones or ([""] if piece.share >= SHARE[NEARLY_WHOLE] else ()):
            found[piece.age, piece.key, zone].append(piece.id)
    rows = [Row(age, *key, zone, tuple(sorted(ids))) for (age, key, zone), ids in found.items()]
    return tuple(sorted(rows, key=lambda row: (-len(row.pieces), row.age, row.bone, row.side, row.tooth, row.zone)))


def groups_of(links: Iterable[tuple[str, str]]) -> list[frozenset[str]]:
    """Graves that links tie together, directly or through others, each group once."""
    group: dict[str, set[str]] = {}
    for one, other in links:
        together = group.get(one, {one}) | group.get(other, {other})
        for member in together:
            group[member] = together
    return sorted({frozenset(members) for members in group.values()}, key=sorted)


@dataclass
class _Person:
    """Somebody with the pieces that are given to them, and what they have by now of each bone."""

    age: str
    pieces: list[int] = field(default_factory=list)
    bones: dict[Key, list[Piece]] = field(default_factory=dict)

    def could_have(self, piece: Piece) -> bool:
        """Whether a piece could be theirs too."""
        of_the_bone = self.bones.get(piece.family, ())
        return not exclude(self.age, piece.age) and not any(told_apart(piece, other) for other in of_the_bone)

    def take(self, at: int, piece: Piece) -> None:
        """Give them a piece."""
        self.pieces.append(at)
        self.bones.setdefault(piece.family, []).append(piece)


class _Sharing:
    """Shares pieces out among as few people as can be, without ever holding the graph of all of them.

    Each age needs as many people as its hardest bone; pieces of no certain age go to those people where they can. Only
    bones whose pieces do not all find a place so are looked at as one graph, with the hardest bone of each age: what
    was left aside can always be given to the people that these need.
    """

    def __init__(self, pieces: Sequence[Piece], steps: int) -> None:
        self._pieces, self._steps = pieces, steps
        self._by_key: dict[Key, list[int]] = defaultdict(list)
        for at, piece in enumerate(pieces):
            self._by_key[piece.family].append(at)
        self._alone: dict[tuple[str, Key], Colouring] = {
            (age, key): self._coloured(own)
            for key, ats in self._by_key.items()
            for age in OWN_AGE
            if (own := [at for at in ats if pieces[at].age == age])
        }
        self._hardest = {
            age: max((key for other, key in self._alone if other == age), key=lambda key: self._alone[age, key].least)
            for age in OWN_AGE
            if any(other == age for other, _ in self._alone)
        }
        self.people = [
            _Person(age)
            for age in self._hardest
            for _ in range(max(len(found.classes) for (other, _), found in self._alone.items() if other == age))
        ]
        hard = [self._alone[age, key] for age, key in self._hardest.items()]
        self.least, self.apart = sum(one.least for one in hard), tuple(at for one in hard for at in one.apart)
        placed = {key: found for key in self._by_key if (found := self._placed(key)) is not None}
        if len(placed) < len(self._by_key):
            placed = {key: found for key, found in placed.items() if key not in self._hardest.values()}
            together = self._coloured([at for key, ats in self._by_key.items() if key not in placed for at in ats])
            self.least, self.apart = together.least, together.apart
            self.people = [self._person(members) for members in together.classes]
        self._give(placed)

    def _coloured(self, ats: Sequence[int]) -> Colouring:
        if len(ats) == 1:  # nearly every bone of one person
            return Colouring(1, (tuple(ats),), tuple(ats))
        pieces = self._pieces
        graph: dict[int, set[int]] = {at: set() for at in ats}
        for index, at in enumerate(ats):
            for other in ats[:index]:
                if told_apart(pieces[at], pieces[other]):
                    graph[at].add(other)
                    graph[other].add(at)
        return colour(graph, self._steps)

    def _placed(self, key: Key) -> dict[int, tuple[str, int]] | None:
        """Who of the people that are certain gets each piece of a bone (age and number), if all find one."""
        ranks: dict[str, list[_Person]] = defaultdict(list)
        for person in self.people:
            ranks[person.age].append(_Person(person.age))
        found: dict[int, tuple[str, int]] = {}
        for age, people in ranks.items():
            alone = self._alone.get((age, key))
            for number, members in enumerate(alone.classes if alone else ()):
                for at in members:
                    people[number].take(at, self._pieces[at])
                    found[at] = age, number
        loose = [at for at in self._by_key[key] if at not in found]
        for at in sorted(loose, key=lambda one: (self._pieces[one].age != YOUNG, -len(self._pieces[one].zones), one)):
            piece = self._pieces[at]
            free = [(age, n) for age in ranks for n, one in enumerate(ranks[age]) if one.could_have(piece)]
            if not free:
                return None
            age, number = free[-1] if piece.age != YOUNG else free[0]
            ranks[age][number].take(at, piece)
            found[at] = age, number
        return found

    def _person(self, members: Sequence[int]) -> _Person:
        ages = {self._pieces[at].age for at in members}
        own = next((age for age in OWN_AGE if age in ages), YOUNG if YOUNG in ages else NOT_KNOWN)
        person = _Person(own)
        for at in members:
            person.take(at, self._pieces[at])
        return person

    def _give(self, placed: Mapping[Key, Mapping[int, tuple[str, int]]]) -> None:
        """Give the pieces of bones that found a place to the people of their age, who have none of these bones yet."""
        of_age = {age: [person for person in self.people if person.age == age] for age in OWN_AGE}
        for at, (age, number) in (one for found in placed.values() for one in found.items()):
            while len(of_age[age]) <= number:
                of_age[age].append(_Person(age))
                self.people.append(of_age[age][-1])
            of_age[age][number].take(at, self._pieces[at])
