"""How the questions of a blank form take their places: in reading order, two abreast where both are narrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.canvas.text import TextStyle, text_size
from desktop.layouts.writing import broken
from forensics.fields import Kind
from layers.paper.blank_form import BlankForm, CodeList, Question

LABEL = TextStyle(11.0, bold=True, halo=0.0, colour="place")
WORDS = TextStyle(11.0, halo=0.0, colour="place")
FINE = TextStyle(9.0, halo=0.0, colour="region")
LINE, FINE_LINE, SPACE = 14.0, 11.5, 9.0
WRITING = 30.0
"""Units that a line takes which a hand writes on: 7.5 mm."""
BOX, AFTER_BOX = 13.0, 16.0
GAP = 22.0
"""Between two questions that stand abreast."""
HEADING = 26.0
ROWS = 6
_NOTE_LINES = 3
_WIDE = (Kind.NOTE, Kind.ROWS, Kind.CODES, Kind.REFERENCES)
_MOST_NARROW_BOXES = 8
LIST_COLUMNS = 3


@dataclass(frozen=True)
class Piece:
    """Something with its place: `what` is a question, a heading or a row of a list; units from the page's left top."""

    what: Question | str | tuple[CodeList, tuple[tuple[str, str], ...]]
    left: float
    top: float
    width: float


def pages_of(form: BlankForm, left: float, top: float, width: float, bottom: float, last: float) -> list[list[Piece]]:
    """The pieces of each page between `top` and `bottom`, with `last` left free on the last one.

    A heading never stands alone at the foot.
    """
    pages: list[list[Piece]] = [[]]
    at = top
    for row, height, keep in _rows(form, width):
        if at + height + keep > bottom and pages[-1]:
            pages.append([])
            at = top
        for what, across, wide in row:
            pages[-1].append(Piece(what, left + across, at, wide))
        at += height
    return pages if at + last <= bottom else [*pages, []]


_Row = list[tuple["Question | str | tuple[CodeList, tuple[tuple[str, str], ...]]", float, float]]


def _rows(form: BlankForm, width: float) -> Iterator[tuple[_Row, float, float]]:
    """Rows with their height, and how much of what follows has to stand on the same page."""
    for section in form.sections:
        first = True
        for row in _abreast(section.questions, width):
            height = max(height_of(question, wide) for question, _, wide in row)
            if first and section.title:
                yield [(section.title, 0.0, width)], HEADING, height
            first = False
            yield list(row), height, 0.0
    for codes in form.lists:
        yield [(codes.title, 0.0, width)], HEADING, 3 * LINE
        third = width / LIST_COLUMNS
        for start in range(0, len(codes.codes), LIST_COLUMNS):
            some = codes.codes[start : start + LIST_COLUMNS]
            high = max(_list_height(code, label, third - GAP) for code, label in some)
            yield [((codes, (one,)), place * third, third - GAP) for place, one in enumerate(some)], high, 0.0


def _abreast(questions: Sequence[Question], width: float) -> Iterator[list[tuple[Question, float, float]]]:
    half = (width - GAP) / 2
    waiting: Question | None = None
    for question in questions:
        if _is_wide(question):
            if waiting is not None:
                yield [(waiting, 0.0, half)]
                waiting = None
            yield [(question, 0.0, width)]
        elif waiting is None:
            waiting = question
        else:
            yield [(waiting, 0.0, half), (question, half + GAP, half)]
            waiting = None
    if waiting is not None:
        yield [(waiting, 0.0, half)]


def _is_wide(question: Question) -> bool:
    return question.kind in _WIDE or len(question.boxes) > _MOST_NARROW_BOXES


def height_of(question: Question, width: float) -> float:
    """The room that a question takes: label, hint, and what is ticked or written below."""
    head = LINE * len(broken(label_of(question), LABEL, width - (60 if question.not_recorded else 0)))
    hint = FINE_LINE * len(broken(question.hint, FINE, width)) if question.hint else 0.0
    return head + hint + _answer_height(question, width) + SPACE


def label_of(question: Question) -> str:
    """The label, with a star where it must be answered."""
    unit = f", {question.unit}" if question.unit else ""
    return f"{question.label}{unit}{' *' if question.required else ''}"


def _answer_height(question: Question, width: float) -> float:
    if question.boxes:
        return 4 + (BOX + 5) * len(list(boxes_in_lines(question.boxes, width)))
    if question.kind is Kind.NOTE:
        return WRITING * _NOTE_LINES
    if question.kind is Kind.ROWS:
        return LINE + WRITING * ROWS
    if question.kind is Kind.REFERENCES:
        return WRITING
    return WRITING


def boxes_in_lines(boxes: Sequence[str], width: float) -> Iterator[list[tuple[str, float]]]:
    """The boxes of each line with where they begin; one too long stands alone, shortened."""
    line: list[tuple[str, float]] = []
    at = 0.0
    for label in boxes:
        needed = BOX + 5 + text_size(label, WORDS)[0] + AFTER_BOX
        if line and at + needed - AFTER_BOX > width:
            yield line
            line, at = [], 0.0
        line.append((label, at))
        at += needed
    if line:
        yield line


def _list_height(code: str, label: str, width: float) -> float:
    return 3 + FINE_LINE * len(broken(f"{code}  {label}", FINE, width))
