"""Whose commits count: leads enrol and revoke devices in the journal, and the rest follows from the set of commits.

A commit counts where its device was enrolled by a lead, before or after it was made, and no revocation of the device
was written without having seen it. Leads are judged by the same rule, so that a stolen lead's key enrols nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Link:
    """Where a commit stands in the graph: the device that signed it, and the commits that it follows."""

    device: str
    parents: tuple[str, ...]


@dataclass(frozen=True)
class Deed:
    """A commit enrols a device, as a lead or not, or revokes it."""

    commit: str
    device: str
    key: bytes = b""
    lead: bool = False
    revokes: bool = False


@dataclass(frozen=True)
class Standing:
    """What a set of commits says of devices.

    `keys` are those of every device that any commit ever named, by fingerprint; `enrolled` and `leads` the devices
    whose enrolment counts, revoked ones too; `unknown` commits are by others, `after` ones by devices that had been
    revoked; `void` are the deeds that no lead did. `order` is that of the enrolments: none before one that it had
    seen, and every copy that has the same commits has the same.
    """

    keys: Mapping[str, bytes] = field(default_factory=dict)
    enrolled: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()
    revoked: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    void: frozenset[tuple[str, str]] = frozenset()
    order: tuple[str, ...] = ()

    def counts(self, commit: str) -> bool:
        """Whether what a commit wrote is part of the state."""
        return commit not in self.unknown and commit not in self.after


def standing(root: str, commits: Mapping[str, Link], deeds: Iterable[Deed]) -> Standing:
    """What these commits say of devices; `root` is the one that made the project and enrols its own device.

    Deeds that take each other's ground away (two leads who revoke each other, neither having seen the other's) are
    undecided: such a revocation holds, such an enrolment does not.
    """
    listed = sorted({deed for deed in deeds if deed.commit in commits}, key=lambda one: (one.commit, one.device))
    graph = _Graph(commits, [deed.commit for deed in listed])
    inside, outside = _settled(root, graph, listed)
    enrolments = [deed for deed in inside if not deed.revokes]
    revocations = [deed for deed in listed if deed.revokes and deed not in outside]
    enrolled = frozenset(deed.device for deed in enrolments)
    unknown = frozenset(name for name, link in commits.items() if link.device not in enrolled)
    return Standing(
        keys={deed.device: deed.key for deed in listed if deed.key},
        enrolled=enrolled,
        leads=frozenset(deed.device for deed in enrolments if deed.lead),
        revoked=frozenset(deed.device for deed in revocations),
        unknown=unknown,
        after=frozenset(graph.unseen(revocations)) - unknown,
        void=frozenset((deed.commit, deed.device) for deed in listed if deed in outside),
        order=tuple(dict.fromkeys(deed.device for deed in sorted(enrolments, key=graph.place))),
    )


def _settled(root: str, graph: _Graph, deeds: Sequence[Deed]) -> tuple[set[Deed], set[Deed]]:
    """The deeds that count and those that do not; the rest hang on each other in a circle."""
    supports = {deed: _supports(graph, deed, deeds) for deed in deeds}
    attackers = {deed: _attackers(graph, deed, deeds) for deed in deeds}
    by_root = {deed for deed in deeds if deed.commit == root}
    inside = {deed for deed in by_root if deed.device == graph.by(root) and deed.lead and not deed.revokes}
    outside = by_root - inside
    while True:
        fall = {
            deed
            for deed in deeds
            if deed not in inside and deed not in outside
            and (attackers[deed] & inside or supports[deed] <= outside)
        }  # fmt: skip
        outside |= fall
        stand = {
            deed
            for deed in deeds
            if deed not in inside and deed not in outside
            and attackers[deed] <= outside and supports[deed] & inside
        }  # fmt: skip
        inside |= stand
        if not fall and not stand:
            return inside, outside


def _supports(graph: _Graph, deed: Deed, deeds: Sequence[Deed]) -> set[Deed]:
    """The enrolments as a lead that whoever did this had seen of themselves."""
    author = graph.by(deed.commit)
    return {
        one
        for one in deeds
        if one.lead and not one.revokes and one.device == author and graph.follows(deed.commit, one.commit)
    }


def _attackers(graph: _Graph, deed: Deed, deeds: Sequence[Deed]) -> set[Deed]:
    """The revocations of whoever did this, written without having seen it."""
    author = graph.by(deed.commit)
    return {
        one
        for one in deeds
        if one.revokes and one.device == author and one.commit != deed.commit
        and not graph.follows(one.commit, deed.commit)
    }  # fmt: skip


class _Graph:
    """Who came after whom, told for the few commits that enrol or revoke."""

    def __init__(self, commits: Mapping[str, Link], marked: Iterable[str]) -> None:
        self._commits = commits
        self._bit = {name: 1 << place for place, name in enumerate(dict.fromkeys(marked))}
        self._seen = self._masks() if len(self._bit) > 1 else {}

    def by(self, commit: str) -> str:
        """The device that signed a commit."""
        link = self._commits.get(commit)
        return "" if link is None else link.device

    def follows(self, later: str, earlier: str) -> bool:
        """Whether `later` was written having seen `earlier`; both enrol or revoke."""
        return later != earlier and bool(self._seen.get(later, 0) & self._bit[earlier])

    def place(self, deed: Deed) -> tuple[int, str, str]:
        """What puts a deed behind all that it had seen, alike on every copy."""
        return self._seen.get(deed.commit, 0).bit_count(), deed.commit, deed.device

    def unseen(self, revocations: Iterable[Deed]) -> set[str]:
        """The commits by revoked devices that a revocation of them had not seen."""
        found: set[str] = set()
        for deed in revocations:
            seen = self._ancestors(deed.commit)
            found.update(
                name for name, link in self._commits.items() if link.device == deed.device and name not in seen
            )
        return found

    def _ancestors(self, commit: str) -> set[str]:
        """A commit and all that it follows."""
        found: set[str] = set()
        waiting = [commit]
        while waiting:
            name = waiting.pop()
            if name not in found and name in self._commits:
                found.add(name)
                waiting.extend(self._commits[name].parents)
        return found

    def _masks(self) -> dict[str, int]:
        """For each commit the marked ones among itself and its ancestors, as bits."""
        masks: dict[str, int] = {}
        for start in self._commits:
            waiting = [start]
            while waiting:
                name = waiting[-1]
                if name in masks:
                    waiting.pop()
                    continue
                parents = [one for one in self._commits[name].parents if one in self._commits]
                missing = [one for one in parents if one not in masks]
                if missing:
                    waiting.extend(missing)
                    continue
                mask = self._bit.get(name, 0)
                for one in parents:
                    mask |= masks[one]
                masks[name] = mask
                waiting.pop()
        return masks
