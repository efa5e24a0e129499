"""How the fields of a layer are filled in on a phone, as QGIS, QField and Mergin Maps read it in a project file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement

from forensics.fields import Answer, Field, Kind
from forensics.messages import say
from layers.exports.selecting import ColumnOut, TableOut
from layers.exports.styles_qml import add_options
from layers.fieldpack.cells import DEGREES, PHONE
from layers.fieldpack.judging import judgements

Labels = Callable[[str], str]

CODES, PHOTOS = "codes", "photo"
"""The layers of a pack that no type has: what codes mean, and pictures that are taken."""
EDITED_BY, EDITED_AT = "edited_by", "edited_at"
_HIDDEN = (
    "fid",
    "id",
    "version",
    "record_hash",
    "recorded_at",
    "sensitivity",
    "review",
    "example",
    EDITED_BY,
    EDITED_AT,
)
_WHO = "coalesce(@cloud_username, @mergin_username, @user_full_name, @user_account_name)"
_NOT_NULL, _EXPRESSION, _HARD, _SOFT = 1, 4, "1", "2"
GENERAL = say("General")


def layer_id(table: str) -> str:
    """The id of a layer in the project file."""
    return f"taphos_{table}"


def relation_id(table: str, column: str) -> str:
    """The id of a relation in the project file."""
    return f"{table}_{column}"


def add_form(
    layer: Element, table: TableOut, tables: Mapping[str, TableOut], labels: Labels, *, photos: bool = True
) -> None:
    """Widgets, aliases, defaults, constraints and the tabs of a layer's form; judgements are read there, not made."""
    judged = judgements(table.kind)
    shown = [column for column in table.columns if not column.field.spatial or _asked_of_place(column)]
    configuration, aliases = SubElement(layer, "fieldConfiguration"), SubElement(layer, "aliases")
    defaults, constraints = SubElement(layer, "defaults"), SubElement(layer, "constraints")
    expressions, editable = SubElement(layer, "constraintExpressions"), SubElement(layer, "editable")
    for number, (name, of) in enumerate(_columns(table)):
        kind, settings = _widget(name, of, table, tables, labels)
        field = SubElement(configuration, "field", name=name, configurationFlags="None")
        add_options(SubElement(SubElement(field, "editWidget", type=kind), "config"), settings)
        unit = f" [{labels(of.unit)}]" if of is not None and of.unit else ""
        alias = labels(of.label) + unit if of is not None and name == of.name else ""
        SubElement(aliases, "alias", index=str(number), field=name, name=alias)
        expression, again = _default(name, of, table)
        SubElement(defaults, "default", field=name, expression=expression, applyOnUpdate=again)
        _add_constraint(constraints, expressions, name, of, table)
        SubElement(editable, "field", name=name, editable=str(int(kind != "Hidden" and name not in judged)))
    _add_tabs(layer, table, shown, labels, photos=photos)


def _columns(table: TableOut) -> list[tuple[str, Field | None]]:
    named: list[tuple[str, Field | None]] = [("fid", None)]
    named += [(column.name, column.field) for column in table.columns]
    return [*named, (EDITED_BY, None), (EDITED_AT, None)]


def _asked_of_place(column: ColumnOut) -> bool:
    return column.name.endswith(("_written", "_method", "_horizontal_accuracy"))


def _widget(
    name: str, of: Field | None, table: TableOut, tables: Mapping[str, TableOut], labels: Labels
) -> tuple[str, Mapping[str, object]]:
    """The editor widget of a column, and its settings."""
    if name == "id" and table.part:
        return _record(table.kind.name, tables[table.kind.name], several=False)
    if of is None or name in _HIDDEN or (of.spatial and not name.endswith("_written")) or of.answer is Answer.KEPT:
        return "Hidden", {}
    if of.kind is Kind.CODE and of.vocabulary is not None:
        return "ValueMap", {"map": [{labels(text): code} for code, text in of.vocabulary.all_codes.items()]}
    if of.kind is Kind.CODES and of.vocabulary is not None:
        return _several_codes(of.vocabulary.name)
    if of.kind is Kind.FLAG:
        return "CheckBox", {"CheckedState": "1", "UncheckedState": "0"}
    if of.names_record and len(of.target) == 1 and of.target[0] in tables:
        return _record(of.target[0], tables[of.target[0]], several=of.kind is Kind.REFERENCES)
    if of.kind in (Kind.NOTE, Kind.ROWS, Kind.ANSWERS):
        return "TextEdit", {"IsMultiline": True}
    return "TextEdit", {}


def _record(type_: str, table: TableOut, *, several: bool) -> tuple[str, Mapping[str, object]]:
    """One or several records of another layer, by their codes."""
    return "ValueRelation", {
        "Layer": layer_id(table.name), "LayerName": table.name, "LayerProviderName": "ogr", "Key": "id",
        "Value": "code", "AllowMulti": several, "AllowNull": True, "OrderByValue": True, "FilterExpression": "",
        "UseCompleter": False, "NofColumns": 1,
    }  # fmt: skip


def _several_codes(vocabulary: str) -> tuple[str, Mapping[str, object]]:
    return "ValueRelation", {
        "Layer": layer_id(CODES), "LayerName": CODES, "LayerProviderName": "ogr", "Key": "code", "Value": "label",
        "AllowMulti": True, "AllowNull": True, "OrderByValue": False,
        "FilterExpression": f"\"vocabulary\" = '{vocabulary}'", "UseCompleter": False, "NofColumns": 1,
    }  # fmt: skip


def _default(name: str, of: Field | None, table: TableOut) -> tuple[str, str]:
    """The expression of what stands in a new row, and whether it stands there anew at each edit."""
    if name == EDITED_BY:
        return _WHO, "1"
    if name == EDITED_AT:
        return "format_date(now(), 'yyyy-MM-ddTHH:mm:ss')", "1"
    if name == "id" and not table.part:
        return "uuid('WithoutBraces')", "0"
    if of is not None and of.spatial and name == f"{of.name}_crs":
        return f"'{DEGREES}'", "0"
    if of is not None and of.spatial and name == f"{of.name}_method":
        return f"'{PHONE}'", "0"
    if of is not None and of.spatial and name == f"{of.name}_horizontal_accuracy":
        return "@position_horizontal_accuracy", "0"
    return "", "0"


def _add_constraint(
    constraints: Element, expressions: Element, name: str, of: Field | None, table: TableOut
) -> None:  # fmt: skip
    """What a form asks for: without what is needed nothing is saved; what is out of range is warned of."""
    needed = name == "id" or (of is not None and name == of.name and of.answer is Answer.NEEDED and name != "code")
    ranged = _range(name, of)
    SubElement(
        constraints, "constraint", field=name, constraints=str(_NOT_NULL * needed + _EXPRESSION * bool(ranged)),
        notnull_strength=_HARD if needed else "0", unique_strength="0", exp_strength=_SOFT if ranged else "0",
    )  # fmt: skip
    SubElement(expressions, "constraint", field=name, exp=ranged, desc="")


def _range(name: str, of: Field | None) -> str:
    if of is None or name != of.name or of.kind not in (Kind.NUMBER, Kind.WHOLE):
        return ""
    limits = [f'"{name}" >= {of.least:g}'] if of.least is not None else []
    limits += [f'"{name}" <= {of.most:g}'] if of.most is not None else []
    return f'"{name}" IS NULL OR ({" AND ".join(limits)})' if limits else ""


def _add_tabs(layer: Element, table: TableOut, shown: Sequence[ColumnOut], labels: Labels, *, photos: bool) -> None:
    """A tab for each group of fields, in the order of the declarations, and one for photographs."""
    SubElement(layer, "editorlayout").text = "tablayout"
    form = SubElement(layer, "attributeEditorForm")
    groups: dict[str, list[ColumnOut]] = {}
    for column in shown:
        if column.name not in _HIDDEN or (column.name == "id" and table.part):
            groups.setdefault(column.field.group or GENERAL.id, []).append(column)
    for group, columns in groups.items():
        tab = _tab(form, labels(group))
        for column in columns:
            SubElement(tab, "attributeEditorField", name=column.name, index="-1", showLabel="1")
    if photos and not table.part:
        name = labels(PHOTOGRAPHS.id)
        SubElement(
            _tab(form, name), "attributeEditorRelation", name=relation_id(PHOTOS, table.name), label=name,
            relation=relation_id(PHOTOS, table.name), showLabel="0", forceSuppressFormPopup="0",
            relationWidgetTypeId="relation_editor",
        )  # fmt: skip


def _tab(form: Element, name: str) -> Element:
    return SubElement(
        form, "attributeEditorContainer", name=name, groupBox="0", columnCount="1", showLabel="1",
        visibilityExpressionEnabled="0",
    )  # fmt: skip


PHOTOGRAPHS = say("Photographs")


def add_photo_form(layer: Element, labels: Labels) -> None:
    """The form of a picture: the camera of the phone, and what is seen."""
    configuration, aliases = SubElement(layer, "fieldConfiguration"), SubElement(layer, "aliases")
    defaults = SubElement(layer, "defaults")
    picture = {
        "DocumentViewer": 1, "DocumentViewerHeight": 0, "DocumentViewerWidth": 0, "FileWidget": True,
        "FileWidgetButton": True, "FileWidgetFilter": "", "RelativeStorage": 1, "StorageMode": 0,
    }  # fmt: skip
    columns: Sequence[tuple[str, str, str, Mapping[str, object], str]] = (
        ("fid", "", "Hidden", {}, ""),
        ("id", "", "Hidden", {}, "uuid('WithoutBraces')"),
        ("record", "", "Hidden", {}, ""),
        ("path", labels(PHOTOGRAPHS.id), "ExternalResource", picture, ""),
        ("caption", labels(SEEN.id), "TextEdit", {"IsMultiline": True}, ""),
        (EDITED_BY, "", "Hidden", {}, _WHO),
    )
    for number, (name, alias, widget, settings, default) in enumerate(columns):
        field = SubElement(configuration, "field", name=name, configurationFlags="None")
        add_options(SubElement(SubElement(field, "editWidget", type=widget), "config"), settings)
        SubElement(aliases, "alias", index=str(number), field=name, name=alias)
        SubElement(defaults, "default", field=name, expression=default, applyOnUpdate="0")


SEEN = say("What is seen")
