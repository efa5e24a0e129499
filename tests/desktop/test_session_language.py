"""What a country pack brought is called in the window's language, in sentences and in labels alike."""

from __future__ import annotations

from pathlib import Path

from forensics.messages import say
from tests.desktop.form_projects import open_session


def test_fields_that_the_country_pack_brought_are_called_in_the_language_of_the_window(tmp_path: Path) -> None:
    with open_session(tmp_path, "en") as session:
        assert session.project.pack is not None
        local = session.project.pack.translations("uk")
        assert session.label("Hromada") == "Hromada"
        session.set_language("uk")
        assert session.label("Hromada") == local["Hromada"] != "Hromada"
        assert session.translate(say("{name}: 1", name=say("Hromada"))) == f"{local['Hromada']}: 1"
