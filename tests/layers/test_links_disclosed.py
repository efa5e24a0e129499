"""Links between graves on what leaves: a line only where the places of both graves may be shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely

from desktop.layouts.page import render_page
from layers.exports.disclosed import disclose
from layers.exports.selecting import Selection
from layers.project import Project
from tests.layers.projects import closing, make, record, site


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with closing(make(tmp_path / "links", pack="ua")) as made:
        made.register.commit([site("EX-1", publish="yes"), site("EX-2", lon=30.9, lat=50.7, publish="no")])
        one, other = (made.register.find(f"site/EX-{at}").id for at in (1, 2))
        made.register.commit(
            [record("site_link", "EX-SL", from_site=one, to_site=other, evidence=["soil", "witness"],
                    certainty="probable")]
        )  # fmt: skip
        yield made


def test_a_line_leads_from_the_earlier_grave_to_the_later_one(project: Project) -> None:
    [links] = disclose(project, "court", Selection(types=("site_link",))).types
    ends = shapely.get_coordinates(links.places[0]).round(6).tolist()
    assert ends == [[30.2, 50.5], [30.9, 50.7]]
    assert links.without_place == 0


def test_no_line_shows_a_grave_whose_place_stays_home(project: Project) -> None:
    shown = disclose(project, "public")
    assert all(one.kind.name != "site_link" or one.without_place == len(one.records) for one in shown.types)


@pytest.mark.usefixtures("qapp")
def test_a_page_draws_links_with_their_evidence_in_words(project: Project, tmp_path: Path) -> None:
    page = render_page(project, tmp_path / "map.pdf", profile="court", selection=Selection(types=("site", "site_link")))
    assert page.counts["site_link.area"] == 1
    said = "\n".join(page.words)
    assert "Links between graves" in said
    assert "Soil, Witness" in said
