"""A grave that is longer than its paper: several sheets at the scale of a plan, and a key that says which is which."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.layouts.layout import UNIT
from desktop.report.sheets import MOST_SHEETS, SEVERAL
from desktop.report.writing import write_report
from desktop.siteplan.parts import OVERLAP_M, parts_of
from desktop.siteplan.sheet import room_of
from layers.report.making import Wanted
from tests.counts import count
from tests.desktop.report.test_report_pages import bookmarks
from tests.layers.graves import area, at, grave, project_of
from tests.tools.pdf_paths import Drawn, paths_of
from tests.tools.proofs import Proof

pytestmark = pytest.mark.usefixtures("qapp")
WIDE, LONG = 3.0, 16.0


def outlines_at(paths: list[Drawn], scale: int) -> list[Drawn]:
    """The cut of the grave as it lies on each sheet of a scale."""
    wide, high = WIDE * 1000 / scale, LONG * 1000 / scale
    return [
        one for one in paths
        if len(one.points) == 5 and one.painted == "stroke"
        and abs(one.size[0] - wide) < 0.5 and abs(one.size[1] - high) < 0.5
    ]  # fmt: skip


def test_a_long_grave_is_printed_at_the_scale_of_a_plan_over_several_sheets_that_a_ruler_joins(
    tmp_path: Path, proof: Proof
) -> None:
    made = grave()
    corners = ((0.0, 0.0), (WIDE, 0.0), (WIDE, LONG), (0.0, LONG))
    for change in made.changes:
        if change.type == "context" or change.type == "site":
            change.after.update({name: area(*corners) for name in ("place", "outline") if name in change.after})
        if change.type == "site":
            change.after["place"] = at(1.0, 8.0)
    project = project_of(tmp_path / "grave.taphos", made)
    out = tmp_path / "report.pdf"
    write_report(project, out, "S-1", "site", Wanted("court", "en", with_gaps=True))
    project.close()
    titles = [title for title, _ in bookmarks(pypdf.PdfReader(out)) if title.startswith("Plan of the grave")]
    count_ = len(titles) - 1
    assert titles[0] == "Plan of the grave, 1 : 100, key to the sheets"
    assert titles[1:] == [f"Plan of the grave, 1 : 20, sheet {one} of {count_}" for one in range(1, count_ + 1)]
    assert 1 < count_ <= MOST_SHEETS
    paths = paths_of(out)
    assert outlines_at(paths, 100), "the key measures right too"
    sheets = outlines_at(paths, 20)
    assert len({round(one.bounds[1]) for one in sheets}) == count_, "the grave lies elsewhere on each sheet"
    low = (SEVERAL.height - room_of(SEVERAL).bottom()) * UNIT
    high = (SEVERAL.height - room_of(SEVERAL).top()) * UNIT
    seen = sorted((low - one.bounds[1], high - one.bounds[1]) for one in sheets)
    assert seen[0][0] <= 0
    assert seen[-1][1] >= LONG * 50
    assert all(after[0] <= before[1] - OVERLAP_M * 50 + 0.1 for before, after in itertools.pairwise(seen))
    off = max(abs(one.size[1] - LONG * 50) for one in sheets)
    proof("C4", "a plan over several sheets measures right", f"{count_} sheets at 1 : 20: {off:.3f} mm off over 800 mm")
    assert re.search(r"1 : 20", titles[1])


@settings(max_examples=count(200, 5000), deadline=None)
@given(
    st.floats(0.5, 60), st.floats(0.5, 60), st.floats(1, 8), st.floats(1, 8), st.floats(-1000, 1000)
)  # fmt: skip
def test_parts_show_all_of_a_drawing_and_each_overlaps_the_next(
    wide: float, high: float, across: float, upwards: float, west: float
) -> None:
    parts = parts_of((west, 0.0, west + wide, high), across, upwards)
    assert [one.number for one in parts] == list(range(1, len(parts) + 1))
    for axis, far in ((0, west + wide), (1, high)):
        starts = sorted({round(one.extent[axis], 6) for one in parts})
        size = across if axis == 0 else upwards
        assert starts[0] <= (west if axis == 0 else 0.0) + 1e-5
        assert starts[-1] + size >= far - 1e-5
        assert all(after <= before + size - OVERLAP_M + 1e-5 for before, after in itertools.pairwise(starts))
