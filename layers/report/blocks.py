"""What a report is made of before it is set: headings, words, tables and pictures, in the language of the document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from layers.siteplan.scene import Scene
from layers.skeleton.inventory import Inventory


@dataclass(frozen=True)
class Heading:
    """A heading inside a section: level 2 stands in the table of contents, level 3 does not."""

    text: str
    level: int = 2
    new_page: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A text that runs on; `quiet` is set small, one that `leads` stays with what follows it."""

    text: str
    quiet: bool = False
    leads: bool = False


@dataclass(frozen=True)
class Facts:
    """What is recorded of one thing: labels with their values."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Column:
    """A column of a table; how wide it is follows from its words."""

    title: str


@dataclass(frozen=True)
class Table:
    """Rows of words under columns; the head of the columns is repeated on every page that the table reaches.

    A `dense` one is a long list of short rows, set close.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    dense: bool = False


@dataclass(frozen=True)
class Skeleton:
    """The picture of a case's bones and what was found on them."""

    inventory: Inventory
    caption: str


@dataclass(frozen=True)
class Photo:
    """A picture of the evidence by its media record; without `leaves` its frame stays empty."""

    media: str
    lines: tuple[str, ...]
    leaves: bool = True


@dataclass(frozen=True)
class Photos:
    """Pictures, set side by side."""

    pictures: tuple[Photo, ...]


@dataclass(frozen=True)
class Plan:
    """A view of the grave on pages of its own, at the first of these `scales` at which it takes few enough of them."""

    scene: Scene
    view: str
    title: str
    scales: tuple[int, ...] = (20, 50)


@dataclass(frozen=True)
class Signatures:
    """Lines for people to sign on, each under the words that say as what."""

    signers: tuple[str, ...]


Block = Heading | Paragraph | Facts | Table | Skeleton | Photos | Plan | Signatures


@dataclass(frozen=True)
class Section:
    """A part of a report with its blocks."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Cover:
    """The first page: what it is a report of, for whom, and of which state of the register; texts are translated."""

    kind: str
    title: str
    subtitle: str
    marking: str
    stamps: tuple[str, ...]  # across the page: that something is invented, that it is a draft
    facts: tuple[tuple[str, str], ...]
    code: bytes  # what the QR code holds
    code_lines: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """A whole report: `running` stands at the head of every page, `footing` at its foot."""

    cover: Cover
    running: str
    head: str
    footing: str
    sections: tuple[Section, ...]

    def pictures(self) -> Iterator[Photo]:
        """Every picture of the evidence that is shown."""
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Photos):
                    yield from (one for one in block.pictures if one.leaves)
