"""What opens a dialog over the window; each is imported when it is first wanted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from PyQt6.QtWidgets import QWidget

from desktop.actions.actions import ActionSet
from desktop.filters.filters import Filters
from desktop.inspector.inspector import Inspector
from desktop.map.view import MapView
from desktop.planning.sketch import MapSketch
from desktop.session import Session


class Beneath(Protocol):
    """What the dialogs ask of the window beneath them."""

    session: Session
    filters: Filters
    map: MapView
    inspector: Inspector
    actions_of_table: ActionSet
    sketch: MapSketch

    def as_widget(self) -> QWidget: ...
    def show_map(self) -> None: ...
    def begin_record(self, type_: str, texts: Mapping[str, str]) -> None: ...
    def show_part(self, name: str, on: bool) -> None: ...


class Dialogs:
    """The methods that desktop.actions.actions names and that only open a dialog."""

    _window: Beneath

    def import_file(self) -> None:
        """A file is looked at, tried and taken in."""
        from desktop.importing.dialog import show_import

        show_import(self._window.session, self._window.as_widget())

    def export_records(self) -> None:
        """What may leave, into a file."""
        from desktop.exporting.dialog import show_export

        show_export(self._window.session, self._window.as_widget(), self._window.filters.selection)

    def release_draft(self) -> None:
        """A draft that is released, or given up."""
        from desktop.exporting.release_dialog import show_release

        show_release(self._window.session, self._window.as_widget())

    def compare_work(self) -> None:
        """What two organisations both cover."""
        from desktop.overlap.dialog import show_overlap

        show_overlap(self._window.session, self._window.as_widget())

    def write_field_pack(self) -> None:
        """A pack for the phones of a team."""
        from desktop.fieldpack.making_dialog import show_pack

        show_pack(self._window.session, self._window.map.canvas.camera.extent(), self._window.as_widget())

    def review_field_pack(self) -> None:
        """What came back from the field, change by change."""
        from desktop.fieldpack.review_dialog import ask_pack

        ask_pack(self._window.session, self._window.as_widget())

    def divide_area(self) -> None:
        """The selected area in parts, seen on the map before they are written."""
        from desktop.planning.divide_dialog import show_divide

        self._window.show_map()
        show_divide(self._window.session, self._window.sketch, self._window.as_widget())

    def score_areas(self) -> None:
        """How urgent the areas are that are not done."""
        from desktop.planning.score_dialog import show_scores

        show_scores(self._window.session, self._window.as_widget())

    def propose_assignments(self) -> None:
        """Which team could survey which area."""
        from desktop.planning.propose_dialog import show_proposal

        show_proposal(self._window.session, self._window.as_widget())

    def write_team_packs(self) -> None:
        """What teams take along."""
        from desktop.planning.pack_dialog import show_packs

        show_packs(self._window.session, self._window.as_widget())

    def bring_tracks(self) -> None:
        """The tracks that teams bring back."""
        from desktop.planning.tracks_dialog import show_tracks

        show_tracks(self._window.session, self._window.as_widget())

    def save_day_sheet(self) -> None:
        """A signed page of the journal's head."""
        from desktop.window.day_sheet_saving import ask_day_sheet

        ask_day_sheet(self._window.session, self._window.as_widget())

    def show_devices(self) -> None:
        """Who may write to the project."""
        from desktop.window.devices_dialog import show_devices

        show_devices(self._window.session, self._window.as_widget())

    def associate_remains(self) -> None:
        """What becomes of the selected remains: joined, split, re-associated."""
        from desktop.skeleton.associating import associate

        associate(self._window.session, self._window.as_widget())

    def count_individuals(self) -> None:
        """The three counts of the selected sites, or of all."""
        from desktop.skeleton.counting import show_counts

        show_counts(self._window.session, self._window.as_widget(), self._window.inspector.open_record)

    def write_report(self) -> None:
        """The report of a grave or a case."""
        from desktop.report.dialog import show_report

        show_report(self._window.session, self._window.as_widget())

    def hand_on(self) -> None:
        """What is done with the selected items: handed over, sealed, opened."""
        from desktop.custody.dialog import hand_on

        hand_on(self._window.session, self._window.as_widget())

    def save_receipt(self) -> None:
        """The receipt of the selected hand-over, to be signed on paper."""
        from desktop.custody.receiving import ask_receipt

        ask_receipt(self._window.session, self._window.as_widget())

    def take_signed_receipt(self) -> None:
        """The scan of the receipt that came back signed."""
        from desktop.custody.receiving import ask_signed_receipt

        ask_signed_receipt(self._window.session, self._window.as_widget())

    def sign_hand_over(self) -> None:
        """The signature of a hand-over's other side, or of an opinion's signatory."""
        from desktop.custody.signing import show_signing

        show_signing(self._window.session, self._window.as_widget())

    def supersede(self) -> None:
        """A signed record is followed by another, with a reason."""
        from desktop.custody.superseding import show_superseding

        show_superseding(self._window.session, self._window.as_widget())

    def supersede_field(self, type_: str, record: str, field: str) -> None:
        """The same of a signed record that lacks something, beginning with the field of it."""
        from desktop.custody.superseding import open_superseding

        open_superseding(self._window.session, type_, record, self._window.as_widget(), field)

    def count_seals(self) -> None:
        """The seals of the selected package and of all that it holds."""
        from desktop.custody.counting import count_seals_of

        count_seals_of(self._window.session, self._window.as_widget())

    def show_matches(self) -> None:
        """The possible matches of the selected remains or missing person."""
        from desktop.workflow.matching import show_matches

        show_matches(self._window.session, self._window.as_widget(), self._window.inspector.open_record)

    def show_incident_pairs(self) -> None:
        """Incidents that may be one and the same."""
        from desktop.workflow.incidents import show_incidents

        inspector = self._window.inspector
        show_incidents(self._window.session, self._window.as_widget(), inspector.open_record)

    def show_waiting(self) -> None:
        """What waits in all graves and cases; a line leads to the form where it is given."""
        from desktop.workflow.waiting import show_waiting

        show_waiting(self._window.session, self._window.as_widget(), self._window)

    def show_photo_log(self) -> None:
        """The photographs of the selected grave."""
        from desktop.photos.log_dialog import show_photo_log

        show_photo_log(self._window.session, self._window.as_widget())

    def erase_person(self) -> None:
        """The person whom the selected record speaks of, for good."""
        from desktop.safekeeping.erasing_dialog import show_erasing

        inspector = self._window.inspector
        show_erasing(self._window.session, lambda: inspector.unsaved, self._window.as_widget())

    def merge_copy(self) -> None:
        """Another copy of the project, brought in."""
        from desktop.merging.merge_dialog import show_merge

        show_merge(self._window.session, self._window.as_widget())

    def show_conflicts(self) -> None:
        """What waits to be decided since copies were merged."""
        from desktop.merging.conflicts_dialog import show_conflicts

        show_conflicts(self._window.session, self._window.as_widget())

    def back_up(self) -> None:
        """The whole project into one file."""
        from desktop.safekeeping.backup_dialog import show_backup

        show_backup(self._window.session, self._window.as_widget())

    def restore_backup(self) -> None:
        """A project out of its backup, beside the one that is open."""
        from desktop.safekeeping.restore_dialog import show_restore

        show_restore(self._window.session.translate, self._window.as_widget())

    def change_passphrase(self) -> None:
        """Another passphrase for the project that is open."""
        from desktop.safekeeping.keys_dialog import show_passphrase

        show_passphrase(self._window.session, self._window.as_widget())

    def split_recovery(self) -> None:
        """A recovery key for the project that is open, split among people."""
        from desktop.safekeeping.keys_dialog import show_recovery

        show_recovery(self._window.session, self._window.as_widget())

    def open_by_shares(self) -> None:
        """A new passphrase for a project whose own is lost."""
        from desktop.safekeeping.recover_dialog import show_recover

        show_recover(self._window.session.translate, self._window.as_widget())

    def show_shortcuts(self) -> None:
        """All actions with their keys."""
        from desktop.actions.help_cards import show_shortcuts

        show_shortcuts(self._window.as_widget(), self._window.session, self._window.actions_of_table)

    def show_about(self) -> None:
        """What this is, and under which licence."""
        from desktop.actions.help_cards import show_about

        show_about(self._window.as_widget(), self._window.session)
