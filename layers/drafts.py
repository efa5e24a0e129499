"""What may be kept of a record before it is saved: everything but what a rule refuses for the harm that it could do."""

from __future__ import annotations

from collections.abc import Mapping

from forensics.messages import Message, say
from forensics.rules.family import record_builder
from forensics.rules.linked import concerns_sexual_violence, exposures
from layers.editing import Edit
from layers.project import Project
from layers.surroundings import RegisterSurroundings


def harm_in(project: Project, edit: Edit, texts: Mapping[str, str]) -> Message | None:
    """Why the texts that came to `edit` may lie nowhere, not even unsaved; None where they may.

    What cannot be read cannot be judged, so of sexual violence nothing is kept that holds such a text.
    """
    record = record_builder(edit.kind.model)({**edit.typed, "id": edit.record})
    around = RegisterSurroundings(project.register)
    for problem in exposures(record, around):
        return problem.message
    for problem in edit.problems:
        unread = problem.refuses and problem.field is not None and texts.get(problem.field) == problem.value
        if unread and concerns_sexual_violence(record, around):
            return say("Of sexual violence nothing is kept before it is saved that cannot be read yet.")
    return None
