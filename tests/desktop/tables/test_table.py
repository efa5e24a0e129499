"""The table: pages come when they are looked at, and what is asked for is what is shown."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QStyleOptionHeader, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from desktop.forms.desk import Desk
from desktop.forms.plain_table import ShortenedCell, ShortenedHeading
from desktop.session import Session
from desktop.tables.columns import ColumnChooser
from desktop.tables.model import PAGE, first_fields
from desktop.tables.search import condition_of
from desktop.tables.table import RecordTable
from forensics.changes import Change, Operation
from forensics.errors import TaphosError
from forensics.identifiers import new_id
from forensics.ports import Query
from layers.editing import setting
from tests.counts import count
from tests.desktop.form_projects import ENTER, held, press, put, settle, shown, type_into

STATUSES = ("reported", "suspected", "located", "exhumed")


@pytest.fixture
def table(qtbot: QtBot, session: Session) -> RecordTable:
    made = RecordTable(session)
    shown(qtbot, made, 1000, 360)
    settle(qtbot)
    return made


def sites(session: Session, number: int) -> list[str]:
    """Sites with codes and statuses in turn, in one commit; gives their ids."""
    changes = [
        Change(
            "site", new_id(), Operation.ADD,
            after={"code": f"EX-S-{place:05}", "form": "single_grave", "status": STATUSES[place % 4]},
        )
        for place in range(number)
    ]  # fmt: skip
    session.project.register.commit(changes, "EXAMPLE")
    return [change.record for change in changes]


def codes(table: RecordTable, rows: int = 5) -> list[str]:
    """What stands in the first column, row by row."""
    found = (table.model.data(table.model.index(row, 0)) for row in range(min(rows, table.model.rowCount())))
    return [text or "" for text in found]


def show(qtbot: QtBot, table: RecordTable, type_: str = "site") -> None:
    table.show_type("practitioner")
    table.show_type(type_)
    settle(qtbot)


# Pages


def test_only_the_pages_in_sight_are_read(qtbot: QtBot, session: Session, table: RecordTable) -> None:
    number = count(2000, 31_000)
    sites(session, number)
    show(qtbot, table)
    assert table.model.rowCount() == number
    assert table.count.text() == f"{number:,} records"
    assert set(table.model._pages) == {0}
    table.view.scrollToBottom()
    settle(qtbot)
    last = table.model.index(number - 1, 0)
    assert table.model.data(last) == f"EX-S-{number - 1:05}"
    assert set(table.model._pages) <= {0, (number - 1) // PAGE, (number - 1) // PAGE - 1}


def test_a_quick_scroll_asks_for_the_last_pages_alone(qtbot: QtBot, session: Session, table: RecordTable) -> None:
    sites(session, 2000)
    show(qtbot, table)
    for row in range(0, 2000, 10):
        table.model.want(row)
    assert len(table.model._wanted) <= 3
    settle(qtbot)
    assert 1999 // PAGE in table.model._pages


def test_columns_begin_as_the_declaration_says(session: Session, table: RecordTable) -> None:
    for kind in session.project.catalogue:
        names = [field.name for field in first_fields(kind)]
        assert names[0] == "code"
        assert names[-1] == "review"
        assert set(kind.about.title) <= set(names)
        assert set(filter(None, (kind.about.date, kind.about.style, kind.about.category))) <= set(names)
        assert len(names) == len(set(names))


def test_a_record_without_a_review_is_shown_as_a_draft(qtbot: QtBot, session: Session, table: RecordTable) -> None:
    sites(session, 1)
    show(qtbot, table)
    assert table.model.data(table.model.index(0, len(table.model.fields) - 1)) == "Draft"


# Order, search, conditions


def test_a_press_on_a_heading_orders_up_down_and_not(qtbot: QtBot, session: Session, table: RecordTable) -> None:
    sites(session, 3)
    put(session, "site", code="EX-A", form="single_grave")
    show(qtbot, table)
    seen = []
    for _ in range(3):
        table.view.horizontalHeader().sectionClicked.emit(0)  # type: ignore[union-attr]
        settle(qtbot)
        seen.append((table.query.order, codes(table)[0]))
    assert seen == [("code", "EX-A"), ("-code", "EX-S-00002"), ("", "EX-S-00000")]


def test_text_is_searched_for_as_it_is_typed(qtbot: QtBot, session: Session, table: RecordTable) -> None:
    put(session, "settlement", code="EX-SET-1", name_uk="Ізюм", name_en="Izium", place="49.2, 37.25")
    put(session, "settlement", code="EX-SET-2", name_uk="Балаклія", name_en="Balakliia", place="49.4, 36.85")
    show(qtbot, table, "settlement")
    assert table.model.rowCount() == 2
    type_into(qtbot, table.search, "Izyum")
    settle(qtbot)
    assert codes(table) == ["EX-SET-1"]
    assert table.count.text() == "1 record"


@pytest.mark.parametrize("typed", ["status=exhumed", "Status = Exhumed", "статус=Ексгумовано"])
def test_a_condition_is_typed_in_either_language_and_becomes_a_chip(
    qtbot: QtBot, session: Session, table: RecordTable, typed: str
) -> None:
    sites(session, 8)
    show(qtbot, table)
    type_into(qtbot, table.search, typed, ENTER)
    settle(qtbot)
    assert table.query.where == (("status", "exhumed"),)
    assert table.query.text == ""
    assert table.model.rowCount() == 2
    assert table.search.text() == ""
    assert [table.conditions._said(one) for one in table.conditions.held] == ["Status: Exhumed"]
    table.conditions._lift("status")
    settle(qtbot)
    assert table.model.rowCount() == 8


def test_a_field_that_is_named_offers_its_values(qtbot: QtBot, session: Session, table: RecordTable) -> None:
    sites(session, 4)
    show(qtbot, table)
    type_into(qtbot, table.search, "status=exhu")
    assert "status=exhumed" in [choice.value for choice in table.search.offered]
    qtbot.keyClicks(table.search, "med")
    assert [choice.label for choice in table.search.offered] == ["Exhumed", "Exhumed in part"]
    press(qtbot, Qt.Key.Key_Down)
    press(qtbot, ENTER)
    settle(qtbot)
    assert table.query.where == (("status", "exhumed"),)


def test_a_condition_that_cannot_be_is_said_below_the_search(
    qtbot: QtBot, session: Session, table: RecordTable
) -> None:
    sites(session, 2)
    show(qtbot, table)
    type_into(qtbot, table.search, "colour=red", ENTER)
    assert table.told.words.text() == "“colour” is no field of these records."
    table.search.clear()
    type_into(qtbot, table.search, "settlement=EX-nowhere", ENTER)
    settle(qtbot)
    assert "EX-nowhere" in table.told.words.text()


def test_conditions_are_read_as_their_fields_are(session: Session, table: RecordTable) -> None:
    kind = session.project.catalogue["site"]
    desk = Desk(session, table)

    def said(text: str) -> tuple[str, str | None] | None:
        found = condition_of(text, kind, desk)
        return (found.field.name, found.value) if found is not None else None

    assert said("no condition") is None
    assert said("status=") == ("status", None)
    assert said("found_on=24.02.2022") == ("found_on", "2022-02-24")
    assert said("example=yes") == ("example", "yes")
    for wrong in ("place=here", "status=purple"):
        with pytest.raises(TaphosError):
            said(wrong)


def test_nothing_found_says_what_to_do(qtbot: QtBot, session: Session, table: RecordTable) -> None:
    show(qtbot, table)
    assert table.nothing.isVisible()
    assert table.nothing.heading.text() == "No records of this kind yet"
    sites(session, 2)
    show(qtbot, table)
    assert table.view.isVisible()
    table.search.setText("nowhere to be found")
    settle(qtbot)
    assert table.nothing.heading.text() == "No record fits"


# Selecting


def test_rows_and_the_session_select_each_other(qtbot: QtBot, session: Session, table: RecordTable) -> None:
    ids = sites(session, 20)
    show(qtbot, table)
    table.view.selectRow(3)
    assert (session.selected.type, session.selected.ids) == ("site", (ids[3],))
    session.select("site", ids[5], ids[7])
    settle(qtbot)
    assert table.view.selected_ids() == [ids[5], ids[7]]
    assert table.count.text() == "20 records, 2 selected"
    session.select("case", "01a1fdb8-82b7-70c0-bc35-45065362e04c")
    assert table.view.selected_ids() == []


def test_a_record_far_down_that_is_selected_on_the_map_is_brought_into_sight(
    qtbot: QtBot, session: Session, table: RecordTable
) -> None:
    ids = sites(session, 1500)
    show(qtbot, table)
    session.select("site", ids[1234])
    settle(qtbot)
    assert table.view.selected_ids() == [ids[1234]]
    assert table.view.visualRect(table.model.index(1234, 0)).intersects(table.view.viewport().rect())  # type: ignore[union-attr]


def test_all_rows_are_selected_also_those_that_were_never_in_sight(
    qtbot: QtBot, session: Session, table: RecordTable
) -> None:
    ids = sites(session, 1500)
    show(qtbot, table)
    table.view.selectAll()
    settle(qtbot)
    assert set(session.selected.ids) == set(ids)
    assert table.count.text() == "1,500 records, 1,500 selected"
    table.view.scrollToBottom()
    settle(qtbot)
    assert len(table.view.selected_rows()) == 1500


def test_only_what_is_selected_can_be_shown(qtbot: QtBot, session: Session, table: RecordTable) -> None:
    ids = sites(session, 20)
    show(qtbot, table)
    session.select("site", ids[5], ids[7])
    table.only_selected.click()
    settle(qtbot)
    assert codes(table) == ["EX-S-00005", "EX-S-00007"]


def test_a_changed_record_is_read_again_and_stays_selected(qtbot: QtBot, session: Session, table: RecordTable) -> None:
    ids = sites(session, 20)
    show(qtbot, table)
    table.view.selectRow(3)
    edit = setting(session.project, session.project.register.find("EX-S-00003"), {"code": "EX-S-NEW"})
    session.keep(edit)
    settle(qtbot)
    assert codes(table)[3] == "EX-S-NEW"
    assert table.view.selected_ids() == [ids[3]]


# What can be done with rows


def test_rows_are_copied_as_tab_separated_words(qtbot: QtBot, session: Session, table: RecordTable) -> None:
    sites(session, 5)
    show(qtbot, table)
    table.view.selectRow(1)
    table.view.setFocus()
    press(qtbot, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    head, row = QApplication.clipboard().text().split("\n")  # type: ignore[union-attr]
    assert head.split("\t")[0] == "Code"
    assert row.split("\t")[0] == "EX-S-00001"
    assert "Suspected" in row.split("\t")


def test_the_menu_opens_zooms_and_narrows(qtbot: QtBot, session: Session, table: RecordTable) -> None:
    ids = sites(session, 8)
    show(qtbot, table)
    table.view.selectRow(2)
    column = [field.name for field in table.model.fields].index("status")
    table.view.setCurrentIndex(table.model.index(2, column))
    menu = table.menu()
    assert menu is not None
    actions = {action.text(): action for action in menu.actions()}
    with qtbot.waitSignal(table.zoom_requested) as zoomed:
        actions["Zoom to"].trigger()
    assert zoomed.args == ["site", [ids[2]]]
    with qtbot.waitSignal(table.opened) as opened:
        actions["Open"].trigger()
    assert opened.args == ["site", ids[2]]
    actions["Only records with this value"].trigger()
    settle(qtbot)
    assert table.query.where == (("status", "located"),)
    menu.deleteLater()


def test_rows_are_voided_with_a_reason_in_one_commit_and_shown_where_asked_for(
    qtbot: QtBot, session: Session, table: RecordTable
) -> None:
    from desktop.forms.reason_popup import ReasonPopup

    ids = sites(session, 4)
    show(qtbot, table)
    table.ask_void(ids[:2])
    popup = table.findChild(ReasonPopup)
    assert popup is not None
    type_into(qtbot, popup.reason, "EXAMPLE: twice")
    qtbot.mouseClick(popup.confirm, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert table.model.rowCount() == 2
    table.voided.click()
    settle(qtbot)
    assert table.model.rowCount() == 4
    assert table.model.data(table.model.index(0, 0), Qt.ItemDataRole.FontRole).strikeOut()
    session.undo()
    settle(qtbot)
    assert all(held(session, "site", record).get("review") != "voided" for record in ids)


def test_what_was_superseded_says_so_in_the_list(qtbot: QtBot, session: Session, table: RecordTable) -> None:
    case = put(session, "case", code="EX-C-001B", remains_class="body")
    opinions = [Change("opinion", new_id(), Operation.ADD, after={"code": f"EX-OP-{at}", "case": case, "manner": said})
                for at, said in enumerate(("homicide", "accident"), 1)]  # fmt: skip
    opinions[1].after["supersedes"] = opinions[0].record  # type: ignore[index]
    session.project.register.commit(opinions, "EXAMPLE")
    show(qtbot, table, "opinion")
    assert sorted(codes(table)) == ["EX-OP-1 · superseded", "EX-OP-2"]
    void = Change("opinion", opinions[1].record, Operation.VOID, after={"void_reason": "EXAMPLE"})
    session.project.register.commit([void], "EXAMPLE")
    show(qtbot, table, "opinion")
    assert codes(table) == ["EX-OP-1"], "its successor is gone"


def test_columns_are_chosen_and_come_last(qtbot: QtBot, session: Session, table: RecordTable) -> None:
    sites(session, 2)
    show(qtbot, table)
    table.columns.click()
    chooser = table.findChild(ColumnChooser)
    assert chooser is not None
    type_into(qtbot, chooser.search, "recorded")
    visible = [item for item in chooser._items() if not item.isHidden()]
    next(item for item in visible if item.text() == "Recorded at").setCheckState(Qt.CheckState.Checked)
    chooser.close()
    settle(qtbot)
    assert table.model.fields[-1].name == "recorded_at"
    assert codes(table)[0] == "EX-S-00000"
    table.show_type("case")
    table.show_type("site")
    assert table.model.fields[-1].name == "recorded_at", "the choice stays with the type"


def test_types_are_listed_with_their_counts_and_follow_changes(
    qtbot: QtBot, session: Session, table: RecordTable
) -> None:
    sites(session, 3)
    show(qtbot, table)
    table.types.recount(now=True)
    settle(qtbot)
    assert table.types.currentText() == "Grave sites  ·  3"
    session.write(
        lambda _: session.project.register.commit(
            [Change("site", new_id(), Operation.ADD, after={"code": "EX-S-X", "form": "single_grave"})]
        ),
        "EXAMPLE",
    )
    settle(qtbot)
    assert table.types.currentText() == "Grave sites  ·  4"
    assert table.model.rowCount() == 4


def test_the_table_speaks_the_language_of_the_window(qtbot: QtBot, session: Session, table: RecordTable) -> None:
    sites(session, 5)
    show(qtbot, table)
    session.set_language("uk")
    settle(qtbot)
    column = [field.name for field in table.model.fields].index("status")
    assert table.model.headerData(column, Qt.Orientation.Horizontal) == "Статус"
    assert table.model.data(table.model.index(3, column)) == "Ексгумовано"
    assert table.types.currentText().startswith("Місця поховань")


def test_the_query_of_the_table_is_what_it_shows(qtbot: QtBot, session: Session, table: RecordTable) -> None:
    sites(session, 8)
    show(qtbot, table)
    type_into(qtbot, table.search, "status=exhumed", ENTER)
    settle(qtbot)
    register = session.project.register
    assert register.count(table.query) == table.model.rowCount() == register.count(Query("site", table.query.where))


def test_words_that_do_not_fit_end_in_an_ellipsis_and_are_whole_in_the_tool_tip(
    qtbot: QtBot, session: Session, table: RecordTable
) -> None:
    name = "EXAMPLE of a long name " * 12
    put(session, "site", code="EX-S-1", name=name, form="multiple_grave", status="confirmed")
    show(qtbot, table)
    view, model = table.view, table.model
    column = [field.name for field in model.fields].index("name")
    index = model.index(0, column)
    assert model.data(index, Qt.ItemDataRole.ToolTipRole) == name.strip()
    view.setColumnWidth(0, view.width() - 100)
    option = QStyleOptionViewItem()
    option.rect = view.visualRect(index)
    delegate = view.itemDelegate()
    assert isinstance(delegate, ShortenedCell)
    delegate.initStyleOption(option, index)
    viewport = view.viewport()
    assert viewport is not None
    assert option.rect.right() <= viewport.rect().right() < view.visualRect(index).right()
    assert view.textElideMode() == Qt.TextElideMode.ElideRight
    view.setColumnWidth(0, viewport.width() - 20)
    option.rect = view.visualRect(index)
    delegate.initStyleOption(option, index)
    assert (option.rect.width(), option.text) == (20, ""), "a sliver shows no piece of a letter"
    across, heading = view.horizontalHeader(), QStyleOptionHeader()
    assert isinstance(across, ShortenedHeading)
    assert across.textElideMode() == Qt.TextElideMode.ElideRight
    across.initStyleOptionForIndex(heading, column)
    assert heading.text == ""
    across.initStyleOptionForIndex(heading, 0)
    assert heading.text == model.headerData(0, Qt.Orientation.Horizontal)
    assert str(model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)).startswith(
        str(model.headerData(column, Qt.Orientation.Horizontal))
    )


def test_columns_are_as_wide_as_what_most_of_their_cells_say(
    qtbot: QtBot, session: Session, table: RecordTable
) -> None:
    put(session, "site", code="EX-S-1", name="EXAMPLE well", form="multiple_grave", status="confirmed",
        found_on="2022-10-04")  # fmt: skip
    session.set_language("uk")
    show(qtbot, table)
    fitted = table.view.fontMetrics()
    for column, field in enumerate(table.model.fields):
        said = str(table.model.data(table.model.index(0, column)) or "")
        assert table.view.columnWidth(column) >= fitted.horizontalAdvance(said) + 20, field.name
