"""Everything that the window can do, as one table: buttons, menus, shortcuts and the palette are made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QWidget

from desktop.session import Session
from desktop.theme.icons import live_icon
from forensics.messages import Message, say
from forensics.records.evidence import ITEMS
from forensics.signed import BY_KEY, REASONS
from layers.erasure import speaks_of_person
from layers.paper.labels import LABELLED

AT_A_SITE = ("site", "exhumation", "site_log", "context", "case", "artefact", "sample")
"""The types whose records lead to a grave."""

Rule = Callable[[Session], bool]


def always(session: Session) -> bool:
    """Whatever the project holds."""
    return True


def can_undo(session: Session) -> bool:
    """Something was written in this window that was not taken back."""
    return session.undoable is not None


def can_redo(session: Session) -> bool:
    """Something was taken back and nothing written since."""
    return session.redoable is not None


def is_encrypted(session: Session) -> bool:
    """The project has a passphrase."""
    return session.project.encrypted


def has_selection(session: Session) -> bool:
    """A record is selected."""
    return bool(session.selected.ids)


def has_remains(session: Session) -> bool:
    """Remains are selected."""
    return session.selected.type == "case" and bool(session.selected.ids)


def has_items(session: Session) -> bool:
    """Items that pass from hand to hand are selected."""
    return session.selected.type in ITEMS and bool(session.selected.ids)


def has_site(session: Session) -> bool:
    """A grave is selected."""
    return session.selected.type == "site" and bool(session.selected.ids)


def has_package(session: Session) -> bool:
    """A package is selected."""
    return session.selected.type == "package" and bool(session.selected.ids)


def has_custody_event(session: Session) -> bool:
    """A custody event is selected."""
    return session.selected.type == "custody" and bool(session.selected.ids)


def has_to_be_signed(session: Session) -> bool:
    """A custody event is selected, or an opinion, which its signatory signs."""
    return has_custody_event(session) or (session.selected.type in BY_KEY and len(session.selected.ids) == 1)


def has_person(session: Session) -> bool:
    """A record is selected that speaks of a person."""
    selected = session.selected
    return bool(selected.ids) and speaks_of_person(session.project.catalogue[selected.type])


def can_be_superseded(session: Session) -> bool:
    """A record is selected of a type that is signed and never undone."""
    return session.selected.type in REASONS and bool(session.selected.ids)


def is_at_site(session: Session) -> bool:
    """A grave is selected, or something that lies in one."""
    return session.selected.type in AT_A_SITE and bool(session.selected.ids)


def has_log(session: Session) -> bool:
    """The log of a day is selected."""
    return session.selected.type == "site_log" and bool(session.selected.ids)


def has_labels(session: Session) -> bool:
    """What is selected carries labels, or is a site whose numbers may be reserved."""
    return session.selected.type in (*LABELLED, "site") and bool(session.selected.ids)


def has_course(session: Session) -> bool:
    """A grave or remains are selected."""
    return session.selected.type in ("site", "case") and bool(session.selected.ids)


def has_comparable(session: Session) -> bool:
    """Remains or a missing person are selected."""
    return session.selected.type in ("case", "missing_person") and bool(session.selected.ids)


@dataclass(frozen=True)
class Action:
    """One thing to do: `handler` names a method of desktop.window.handlers, `checked` says that it is a switch.

    `group` is its menu; `on_map` shortcuts are single keys that count only while the map has the focus.
    """

    id: str
    label: Message
    icon: str
    shortcut: str
    handler: str
    group: str
    enabled: Rule = always
    checked: bool = False
    on_map: bool = False
    only_one: str = ""  # switches of one name exclude each other


GROUPS: Mapping[str, Message] = {
    "project": say("Project"),
    "edit": say("Edit"),
    "go": say("Go to"),
    "view": say("View"),
    "map": say("Map"),
    "help": say("Help"),
}
"""The menus, in their order."""

ACTIONS: tuple[Action, ...] = (
    Action("open", say("Open project…"), "open", "Ctrl+O", "open_project", "project"),
    Action("new", say("New project…"), "new", "Ctrl+Shift+N", "new_project", "project"),
    Action("start", say("Start page"), "layers", "Ctrl+W", "show_start_page", "project"),
    Action("import", say("Import a file…"), "import", "Ctrl+I", "import_file", "project"),
    Action("report", say("Write a report…"), "report", "Ctrl+R", "write_report", "project"),
    Action("export", say("Export records…"), "export", "Ctrl+Shift+E", "export_records", "project"),
    Action("release", say("Release a draft…"), "check", "Ctrl+Shift+F9", "release_draft", "project"),
    Action("overlap", say("Compare work with another organisation…"), "merge", "Ctrl+Alt+Y", "compare_work", "project"),
    Action("field_pack", say("Field pack…"), "export", "Ctrl+Alt+X", "write_field_pack", "project"),
    Action("returned_pack", say("Review a field pack…"), "import", "Ctrl+Alt+J", "review_field_pack", "project"),
    Action("lock", say("Lock"), "lock", "Ctrl+L", "lock", "project"),
    Action("locking", say("Locking and what is remembered…"), "settings", "Ctrl+Alt+L", "choose_locking", "project"),
    Action("verify", say("Check integrity"), "shield-ok", "Ctrl+Shift+V", "check_integrity", "project"),
    Action("day_sheet", say("Day-sheet…"), "print", "Ctrl+Shift+P", "save_day_sheet", "project"),
    Action("devices", say("Devices…"), "authority", "Ctrl+Shift+G", "show_devices", "project"),
    Action("merge_copy", say("Merge another copy…"), "merge", "Ctrl+Alt+1", "merge_copy", "project"),
    Action("conflicts", say("What waits to be decided…"), "split", "Ctrl+Alt+2", "show_conflicts", "project"),
    Action("backup", say("Back up the project…"), "backup", "Ctrl+Shift+B", "back_up", "project"),
    Action("restore", say("Restore a backup…"), "history", "Ctrl+Alt+B", "restore_backup", "project"),
    Action(
        "passphrase", say("Change the passphrase…"), "lock", "Ctrl+Alt+K", "change_passphrase", "project", is_encrypted
    ),
    Action(
        "recovery", say("Split a recovery key…"), "team", "Ctrl+Alt+S", "split_recovery", "project", is_encrypted
    ),
    Action("recover", say("Open a project by its shares…"), "unlock", "Ctrl+Alt+O", "open_by_shares", "project"),
    Action("vault", say("Identity vault…"), "key", "Ctrl+Shift+K", "open_vault", "project"),
    Action("recipients", say("Recipients of the vault…"), "team", "Ctrl+Alt+R", "show_recipients", "project"),
    Action("quit", say("Quit"), "close", "Ctrl+Q", "quit", "project"),
    Action("undo", say("Undo"), "undo", "Ctrl+Z", "undo", "edit", can_undo),
    Action("redo", say("Redo"), "redo", "Ctrl+Shift+Z", "redo", "edit", can_redo),
    Action("add", say("New record…"), "add", "Ctrl+N", "new_record", "edit"),
    Action("save", say("Save record"), "check", "Ctrl+S", "save_record", "edit"),
    Action("save_another", say("Add the record, begin another"), "add", "Ctrl+Shift+Return", "save_another", "edit"),
    Action("next_question", say("Next open question"), "chevron-down", "F8", "next_question", "edit"),
    Action("edit_record", say("Edit record"), "edit", "Ctrl+E", "edit_record", "edit", has_selection),
    Action(
        "associate", say("Join, split or re-associate remains…"), "merge", "Ctrl+J", "associate_remains", "edit",
        has_remains,
    ),
    Action("individuals", say("Count individuals…"), "case", "Ctrl+Shift+M", "count_individuals", "edit"),
    Action("skeleton", say("Show the skeleton"), "element", "Ctrl+B", "show_skeleton", "edit", has_remains),
    Action("custody", say("Hand over, seal or open…"), "custody", "Ctrl+H", "hand_on", "edit", has_items),
    Action(
        "receipt", say("Receipt of the hand-over…"), "print", "Ctrl+Alt+H", "save_receipt", "edit", has_custody_event
    ),
    Action(
        "signed_receipt", say("Take in the signed receipt…"), "attach", "Ctrl+Alt+G", "take_signed_receipt", "edit",
        has_custody_event,
    ),
    Action(
        "sign_hand_over", say("Sign the hand-over or opinion…"), "key", "Ctrl+Alt+I", "sign_hand_over", "edit",
        has_to_be_signed,
    ),
    Action(
        "supersede", say("Supersede what is signed…"), "refresh", "Ctrl+Alt+U", "supersede", "edit", can_be_superseded
    ),
    Action("photos", say("Photo log…"), "media", "Ctrl+Alt+P", "show_photo_log", "edit", has_site),
    Action("count_seals", say("Count seals…"), "package", "Ctrl+Alt+C", "count_seals", "edit", has_package),
    Action("site_log", say("Today's site log"), "site_log", "Ctrl+G", "open_site_log", "edit"),
    Action("print_log", say("Print the log of the day…"), "print", "Ctrl+Alt+D", "print_log", "edit", has_log),
    Action("numbers", say("Numbers of the site…"), "sort", "Ctrl+Alt+N", "show_numbers", "edit", is_at_site),
    Action("labels", say("Labels…"), "print", "Ctrl+Alt+T", "print_labels", "edit", has_labels),
    Action("scan_label", say("Scan a label…"), "search", "Ctrl+Shift+X", "scan_label", "edit"),
    Action("blank_form", say("Blank form…"), "form", "Ctrl+Alt+F", "save_blank_form", "edit"),
    Action("sheet", say("Scanned sheet…"), "attach", "Ctrl+Alt+A", "take_in_sheet", "edit"),
    Action("steps", say("Show the steps"), "timeline", "Ctrl+Alt+W", "show_steps", "edit", has_course),
    Action(
        "matches", say("Possible matches…"), "identification", "Ctrl+Alt+M", "show_matches", "edit", has_comparable
    ),
    Action(
        "incident_pairs", say("Incidents that may be one event…"), "incident", "Ctrl+Alt+Z", "show_incident_pairs",
        "edit",
    ),
    Action(
        "erase_person", say("Erase a person's values…"), "erase", "Ctrl+Shift+Del", "erase_person", "edit", has_person
    ),
    Action("waiting", say("What waits, and for whom…"), "calendar", "Ctrl+Shift+W", "show_waiting", "go"),
    Action("deselect", say("Select nothing"), "remove", "Ctrl+Shift+A", "deselect", "edit", has_selection),
    Action("copy_place", say("Copy coordinates"), "copy", "Ctrl+Shift+C", "copy_coordinates", "edit"),
    Action("palette", say("Find a command, place or record…"), "search", "Ctrl+K", "open_palette", "go"),
    Action("find", say("Search in the table"), "table", "Ctrl+F", "search_table", "go"),
    Action("exhume", say("Exhume"), "exhume", "Ctrl+1", "go_exhume", "go", checked=True, only_one="workspace"),
    Action("plan", say("Plan"), "plan", "Ctrl+2", "go_plan", "go", checked=True, only_one="workspace"),
    Action("analyse", say("Analyse"), "analyse", "Ctrl+3", "go_analyse", "go", checked=True, only_one="workspace"),
    Action("site_plan", say("Site plan"), "measure", "Ctrl+4", "show_site_plan", "go"),
    Action("board", say("Board"), "plan", "Ctrl+5", "show_board", "go"),
    Action("coverage", say("Coverage"), "survey_area", "Ctrl+6", "show_coverage", "go"),
    Action("charts", say("Charts"), "analyse", "Ctrl+7", "show_charts", "go"),
    Action("divide", say("Divide…"), "split", "Ctrl+Alt+5", "divide_area", "edit"),
    Action("score_areas", say("Urgency…"), "sort", "Ctrl+Alt+6", "score_areas", "edit"),
    Action("propose", say("Propose…"), "team", "Ctrl+Alt+7", "propose_assignments", "edit"),
    Action("team_packs", say("Packs…"), "export", "Ctrl+Alt+8", "write_team_packs", "edit"),
    Action("bring_tracks", say("Bring tracks back…"), "track", "Ctrl+Alt+9", "bring_tracks", "edit"),
    Action("draw_on_plan", say("Draw on the site plan…"), "edit-shape", "Ctrl+D", "draw_on_plan", "edit"),
    Action("show_side", say("Show layers"), "layers", "Ctrl+Shift+L", "show_side", "view", checked=True),
    Action("show_inspector", say("Show record"), "form", "Ctrl+Shift+I", "show_inspector", "view", checked=True),
    Action("show_table", say("Show table"), "table", "Ctrl+Shift+T", "show_table", "view", checked=True),
    Action("show_time", say("Show time slider"), "timeline", "Ctrl+Shift+H", "show_time", "view", checked=True),
    Action("language", say("Change language"), "language", "Ctrl+Shift+U", "change_language", "view"),
    Action("theme", say("Light or dark"), "theme", "Ctrl+Shift+D", "change_theme", "view"),
    Action("gloves", say("Large targets for gloves"), "select", "Ctrl+Shift+Y", "wear_gloves", "view", checked=True),
    Action("full_screen", say("Full screen"), "zoom-all", "F11", "toggle_full_screen", "view", checked=True),
    Action(
        "identify", say("Move the map and identify"), "identify", "I", "use_identify", "map", checked=True, on_map=True,
        only_one="tool",
    ),
    Action(
        "select", say("Select in a rectangle"), "select", "R", "use_select", "map", checked=True, on_map=True,
        only_one="tool",
    ),
    Action(
        "add_point", say("Add a record on the map"), "add-point", "P", "use_add_point", "map", checked=True,
        on_map=True, only_one="tool",
    ),
    Action(
        "draw_polygon", say("Draw an area"), "draw-polygon", "G", "use_draw_polygon", "map", checked=True, on_map=True,
        only_one="tool",
    ),
    Action(
        "edit_shape", say("Change a shape"), "edit-shape", "E", "use_edit_shape", "map", has_selection, checked=True,
        on_map=True, only_one="tool",
    ),
    Action("corners", say("Corners of the shape…"), "table", "V", "show_corners", "map", has_selection, on_map=True),
    Action(
        "split", say("Split a shape by a line"), "split", "X", "use_split", "map", has_selection, checked=True,
        on_map=True, only_one="tool",
    ),
    Action("merge_shapes", say("Merge shapes…"), "merge", "Ctrl+Shift+J", "merge_shapes", "map", has_selection),
    Action("widen", say("Widen the area…"), "buffer", "B", "widen_shape", "map", has_selection, on_map=True),
    Action("stop", say("Put the tool down"), "close", "Esc", "stop", "map", on_map=True),
    Action("snap", say("Snap to what is near"), "snap", "S", "toggle_snapping", "map", checked=True, on_map=True),
    Action("zoom_in", say("Zoom in"), "zoom-in", "Ctrl++", "zoom_in", "map"),
    Action("zoom_out", say("Zoom out"), "zoom-out", "Ctrl+-", "zoom_out", "map"),
    Action("zoom_all", say("Show everything"), "zoom-all", "Ctrl+0", "zoom_all", "map"),
    Action(
        "zoom_selection", say("Show the selection"), "zoom-selection", "Ctrl+Shift+0", "zoom_selection", "map",
        has_selection,
    ),
    Action(
        "select_polygon", say("Select in an area"), "select-polygon", "Y", "use_select_polygon", "map", checked=True,
        on_map=True, only_one="tool",
    ),
    Action(
        "measure", say("Measure length and area"), "measure", "M", "use_measure", "map", checked=True, on_map=True,
        only_one="tool",
    ),
    Action(
        "swipe", say("Swipe between before and after"), "swipe", "W", "use_swipe", "map", checked=True, on_map=True,
        only_one="tool",
    ),
    Action("receiver", say("Place from a GNSS receiver…"), "receiver", "Ctrl+Alt+Q", "hear_receiver", "map"),
    Action("views", say("Views of the map…"), "bookmark", "Ctrl+Alt+V", "offer_views", "map"),
    Action("add_base_map", say("Add a base map…"), "layers", "Ctrl+Alt+E", "add_base_map", "map"),
    Action("all_time", say("All of the time"), "calendar", "Ctrl+Shift+R", "show_all_time", "map"),
    Action("help", say("Keyboard shortcuts"), "help", "F1", "show_shortcuts", "help"),
    Action("about", say("About Taphos"), "info", "Shift+F1", "show_about", "help"),
)  # fmt: skip


class ActionSet:
    """The table as Qt actions of one window, which re-label and enable themselves."""

    def __init__(self, session: Session, window: QWidget, handlers: object, table: Iterable[Action] = ACTIONS) -> None:
        self._session = session
        self._window, self._handlers = window, handlers
        self.table = tuple(table)
        self._made = {action.id: self._make(action) for action in self.table}
        session.language_changed.connect(self.relabel)
        for signal in (session.undo_changed, session.selection_changed):
            signal.connect(self.look_what_is_enabled)
        self.relabel()
        self.look_what_is_enabled()

    def __getitem__(self, id_: str) -> QAction:
        return self._made[id_]

    def of_group(self, group: str) -> list[QAction]:
        """The actions of one menu in the order of the table."""
        return [self._made[action.id] for action in self.table if action.group == group]

    def put_on_map(self, map_widget: QWidget) -> None:
        """Let the single keys count while the map has the focus."""
        for action in self.table:
            if action.on_map:
                map_widget.addAction(self._made[action.id])

    def check(self, id_: str) -> None:
        """One of several that exclude each other is on."""
        only_one = next(action.only_one for action in self.table if action.id == id_)
        for action in self.table:
            if action.only_one == only_one:
                self._made[action.id].setChecked(action.id == id_)

    def relabel(self, _language: str = "") -> None:
        """Say every action in the window's language."""
        for action in self.table:
            made = self._made[action.id]
            text = self._session.translate(action.label)
            made.setText(text)
            made.setIconText(text.removesuffix("…"))
            made.setToolTip(f"{text.removesuffix('…')} ({keys(made)})")
        for id_, done in (("undo", self._session.undoable), ("redo", self._session.redoable)):
            if done is not None and done.what:
                made = self._made[id_]
                made.setToolTip(f"{made.text()}: {done.what} ({keys(made)})")

    def look_what_is_enabled(self, _what: object = None) -> None:
        """Ask every rule again."""
        for action in self.table:
            self._made[action.id].setEnabled(action.enabled(self._session))
        self.relabel()

    def _make(self, action: Action) -> QAction:
        made = QAction(live_icon(action.icon), "", self._window)
        made.setObjectName(action.id)
        made.setShortcut(QKeySequence(action.shortcut))
        made.setCheckable(action.checked)
        if action.on_map:
            made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        else:
            self._window.addAction(made)
        made.triggered.connect(getattr(self._handlers, action.handler))
        return made


def keys(action: QAction) -> str:
    """The shortcut as the system writes it."""
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
