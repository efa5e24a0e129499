"""What leaves tells neither which device wrote a record nor which records were written together."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest

from forensics.catalogue import TYPES
from layers.enrolment import short_name
from layers.errors import ExportRefused
from layers.exports.disclosed import disclose
from layers.exports.exporting import export_records
from layers.exports.profiles import load_profile
from layers.exports.pseudonyms import masking_of
from layers.exports.selecting import Selection
from layers.exports.web import export_web
from layers.fieldpack.area import field_profile
from layers.project import Project
from layers.report.making import Wanted, make_site_report
from layers.siteplan.records import grave_records
from layers.statistics import statistics_of
from tests.layers.projects import closing as closing_project
from tests.layers.projects import make, record, site
from tests.layers.reported import words_of

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Graves, a settlement and cases with the codes that this device proposes, and five incidents of one day."""
    with closing_project(make(tmp_path_factory.mktemp("makers") / "made.taphos", pack="ua")) as made:
        name = short_name(made)
        village = record("settlement", f"P-{name}-3", name_uk="Ізюм", name_en="Izium")
        grave = site(f"S-{name}-1", publish="yes", form="single_grave", settlement=village.record)
        part = site("S-TYPED-1", lon=30.3, publish="yes", form="single_grave", parent=grave.record)
        dug = record("exhumation", f"X-{name}-9", site=grave.record)
        body = record("case", f"S-{name}-1-{name}-001B", site=grave.record, exhumation=dug.record, remains_class="body")
        made.register.commit([village, grave, part, dug, body])
        events = [record("incident", f"IN-{name}-{at}", category="murder", level="lead") for at in range(1, 4)]
        pair = [
            record("incident", f"IN-{name}-4", category="torture", level="lead"),
            record("incident", f"IN-{name}-5", category="sexual_violence", level="lead"),
        ]
        for together in ([events[0]], [events[1]], pair, [events[2]]):
            made.register.commit(together)
        yield made


def rows(path: Path, type_: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(path)) as file:
        file.row_factory = sqlite3.Row
        return [dict(row) for row in file.execute(f'SELECT * FROM "{type_}" ORDER BY fid')]


def test_no_product_names_the_device_and_all_call_a_record_alike(project: Project, tmp_path: Path) -> None:
    name, told = (
        short_name(project),
        masking_of(project, load_profile("public", TYPES)).code(f"S-{short_name(project)}-1"),
    )
    texts: dict[str, str] = {}
    for profile in ("public", "partner"):
        out = tmp_path / f"{profile}.geojson"
        export_records(project, out, profile, Selection(types=("settlement", "site")))
        texts[out.name] = out.read_text("utf-8")
        export_web(project, tmp_path / f"{profile}.html", profile)
        texts[f"{profile}.html"] = (tmp_path / f"{profile}.html").read_text("utf-8")
        texts[f"{profile} map"] = orjson.dumps([one.records for one in disclose(project, profile).types]).decode()
        graves = grave_records(project, profile)
        texts[f"{profile} plan"] = json.dumps(dict(graves.site(f"S-{name}-1")), default=str)
        numbers = statistics_of(project, profile)
        texts[f"{profile} numbers"] = " ".join(text for one in numbers for text in words_of(one.value))
    wanted = Wanted("partner", "en", Selection(), with_gaps=True)
    report = make_site_report(project, project.register.find(f"S-{name}-1", ("site",)), wanted)
    texts["report"] = " ".join(words_of(report.report))
    for what, text in texts.items():
        assert f"-{name}-" not in text, what
        assert told in text or "numbers" in what, what
    assert all("S-TYPED-1" in texts[what] for what in ("public.geojson", "partner.html", "public map"))


def test_a_condition_in_the_manifest_names_no_device(project: Project, tmp_path: Path) -> None:
    name = short_name(project)
    asked = Selection(types=("site",), where=(("code", f"S-{name}-1"),))
    manifest = export_records(project, tmp_path / "one.gpkg", "partner", asked)
    assert [row["code"] for row in rows(tmp_path / "one.gpkg", "site")] == [
        manifest.document["selection"]["where"][0][5:]
    ]
    assert f"-{name}-" not in json.dumps(manifest.document)


def test_a_court_and_a_phone_get_the_codes_of_the_register(project: Project, tmp_path: Path) -> None:
    code = f"S-{short_name(project)}-1"
    export_records(project, tmp_path / "court.gpkg", "court", Selection(types=("site",)), with_gaps=True)
    assert code in {row["code"] for row in rows(tmp_path / "court.gpkg", "site")}
    assert masking_of(project, field_profile(project)).code(code) == code


def test_records_of_one_commit_cannot_be_told_among_those_of_the_day(project: Project, tmp_path: Path) -> None:
    """The attack: join the incidents of the file by whatever column two of them share and the others do not."""
    export_records(project, tmp_path / "partner.gpkg", "partner", Selection(types=("incident",)))
    found = rows(tmp_path / "partner.gpkg", "incident")
    assert len(found) == 5
    pair = {row["code"] for row in found if row["category"] in ("torture", "sexual_violence")}
    for column in found[0]:
        shared = Counter(str(row[column]) for row in found)
        groups = ({row["code"] for row in found if str(row[column]) == value} for value in shared)
        assert column == "category" or pair not in groups, column
    assert {len(row["recorded_at"]) for row in found} == {len("2026-03-14")}
    assert [row["id"] for row in found] == sorted(row["id"] for row in found)
    numbers = sorted(int(row["code"].rpartition("-")[2]) for row in found)
    assert max(numbers) - min(numbers) > len(numbers)
    data = (tmp_path / "partner.gpkg").read_bytes()
    for held in project.register.fields_of("incident", ("id", "recorded_at")):
        assert str(held["recorded_at"]).encode() not in data
        assert str(held["id"]).encode() not in data


def test_a_profile_of_a_missions_own_cannot_ask_for_the_codes_of_the_register(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'name = "own"\nclasses = ["public", "partner"]\ncodes = "register"\n[types]\nsite = "records"\n'
        '[fields]\nsite = ["id", "code"]\n'
    )
    with pytest.raises(ExportRefused, match="name the device"):
        load_profile(str(own), TYPES)
