"""Which editor a field gets: one for each kind of value, and for fields of every record type alike."""

from __future__ import annotations

from collections.abc import Mapping

from PyQt6.QtWidgets import QWidget

from desktop.forms.answers_view import AnswersView
from desktop.forms.code_editor import CodeEditor
from desktop.forms.codes_editor import CodesEditor
from desktop.forms.date_editor import DateEditor
from desktop.forms.desk import Desk
from desktop.forms.editor import Editor
from desktop.forms.flag_editor import FlagEditor
from desktop.forms.instant_editor import InstantEditor
from desktop.forms.number_editor import NumberEditor
from desktop.forms.place_editor import PlaceEditor
from desktop.forms.reference_editor import ReferenceEditor, ReferencesEditor
from desktop.forms.rows_editor import RowsEditor
from desktop.forms.text_editor import NoteEditor, TextEditor
from forensics.fields import Field, Kind

EDITORS: Mapping[Kind, type[Editor]] = {
    Kind.TEXT: TextEditor,
    Kind.NOTE: NoteEditor,
    Kind.CODE: CodeEditor,
    Kind.CODES: CodesEditor,
    Kind.WHOLE: NumberEditor,
    Kind.NUMBER: NumberEditor,
    Kind.FLAG: FlagEditor,
    Kind.DATE: DateEditor,
    Kind.INSTANT: InstantEditor,
    Kind.REFERENCE: ReferenceEditor,
    Kind.REFERENCES: ReferencesEditor,
    Kind.PLACE: PlaceEditor,
    Kind.ROWS: RowsEditor,
    Kind.ANSWERS: AnswersView,
}


def editor_of(field: Field, desk: Desk, parent: QWidget | None = None) -> Editor:
    """The editor of a field; one that holds codes of no vocabulary is written as text."""
    if field.kind is Kind.CODE and field.vocabulary is None:
        return TextEditor(field, desk, parent)
    return EDITORS[field.kind](field, desk, parent)
