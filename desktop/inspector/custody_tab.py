"""The custody of an item, hand to hand, with what is wrong between its events."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QPushButton

from desktop.inspector.linked import Link
from desktop.inspector.linked_tab import LinkedTab
from forensics.catalogue import RecordType
from forensics.custody.holding import turn
from forensics.messages import Message, say
from forensics.ports import Values
from forensics.records.evidence import ITEMS
from forensics.rules.custody_chain import chain_problems
from forensics.rules.family import record_builder
from forensics.values import typed_values

_WHAT_CUSTODY_FOLLOWS = say("Custody follows what passes from hand to hand, such as remains, artefacts and samples.")


class CustodyTab(LinkedTab):
    """Events in their sequence; a new one takes over from the last."""

    step_wanted = pyqtSignal()
    linked = "custody"
    symbol = "custody"

    def empty_words(self, kind: RecordType) -> tuple[Message, Message]:
        if kind.name not in ITEMS:
            return say("No custody is kept of this"), _WHAT_CUSTODY_FOLLOWS
        return say("No custody yet"), say("Begin with its collection: who took it, when, and under which seal.")

    def add_words(self) -> Message:
        return say("Add a custody event")

    def ordered(self, links: Sequence[Link]) -> Sequence[Link]:
        return sorted(links, key=_turn)

    def texts(self, kind: RecordType, values: Values, links: Sequence[Link]) -> dict[str, str]:
        """The next number; what the last event left the item with is what the next one finds."""
        if kind.name not in ITEMS:
            return {}
        chain = self._chain(links)
        last = chain[-1].values if chain else {}
        begun = {
            "item": str(values["id"]),
            "sequence": str(int(last.get("sequence", 0)) + 1),
            "from_holder": last.get("to_holder"),
            "from_outside": last.get("to_outside"),
            "seal_before": last.get("seal_after"),
            "hash_before": last.get("hash_after"),
        }
        return {name: str(text) for name, text in begun.items() if text}

    def buttons(self, kind: RecordType, texts: dict[str, str]) -> list[QPushButton]:
        """The next step first; an event by its form too, for what has no step."""
        plain = super().buttons(kind, texts)
        step = self.button("custody", say("Hand over, seal or open…"), self.step_wanted.emit)
        step.setProperty("kind", "primary")
        return [step, *plain]

    def lines(self, link: Link) -> tuple[str, str]:
        kind = self.desk.session.project.catalogue[self.linked]
        words, values = self.desk.words, link.values

        def said(name: str) -> str:
            return words.value(kind.by_name[name], values.get(name))

        giver, taker = said("from_holder") or said("from_outside"), said("to_holder") or said("to_outside")
        hands = " → ".join(filter(None, [giver, taker]))
        first = " · ".join(filter(None, [said("sequence"), said("action")]))
        return first, " · ".join(filter(None, [said("at"), hands, said("seal_after")]))

    def warnings(self, links: Sequence[Link]) -> Sequence[str]:
        """What is wrong between the events, and what blocks a court export."""
        kind = self.desk.session.project.catalogue[self.linked]
        build = record_builder(kind.model)
        typed = [typed_values(kind.by_name, link.values) for link in self._chain(links)]
        events = [
            build({name: value for name, value in one.items() if kind.by_name[name].typed or name == "recorded_at"})
            for one in typed
        ]
        people = {id_ for id_, found in self.desk.names.items() if found.type == "practitioner"}
        return [self.desk.say(problem.message) for problem in chain_problems(events, people)]  # type: ignore[arg-type]

    def _chain(self, links: Sequence[Link]) -> list[Link]:
        """The events of this item alone, without those that only name it."""
        return [link for link in links if link.values.get("item") == self._values.get("id")]


def _turn(link: Link) -> tuple[int, int, str, str]:
    values = link.values
    return turn(values.get("sequence"), values.get("at"), str(values.get("code") or ""), str(values.get("id") or ""))
