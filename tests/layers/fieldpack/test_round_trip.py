"""A pack goes to a phone and comes back: what changed is shown against what was and what is, and a person decides."""

from __future__ import annotations

import json
import os
import sqlite3
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree

import fiona
import pytest
import shapely

from forensics.fields import Sensitivity
from forensics.ports import Query
from layers.erasure import erase
from layers.errors import ExportRefused, SourceRefused
from layers.exports.selecting import Selection
from layers.fieldpack.accepting import Choice, accept, named, without_conflicts
from layers.fieldpack.area import area_of
from layers.fieldpack.making import write_field_pack
from layers.fieldpack.returned import is_field_pack, read_pack
from layers.fieldpack.reviewing import Returned, Review, What, review
from layers.project import Project
from layers.register.erasing import Ground
from tests.layers.fieldpack.area_of_work import SECRET, area_of_work, changed, held, made_pack
from tests.layers.fieldpack.phone import blob, phone, put
from tests.layers.pictures import jpeg
from tests.layers.projects import closing as closing_project
from tests.layers.projects import site
from tests.tools.proofs import Proof


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with closing_project(area_of_work(tmp_path / "work")) as made:
        yield made


@pytest.fixture
def pack(project: Project, tmp_path: Path) -> Path:
    (tmp_path / "phone").mkdir()
    made_pack(project, tmp_path / "phone" / "pack.gpkg")
    return tmp_path / "phone" / "pack.gpkg"


def reviewed(project: Project, pack: Path) -> Review:
    return review(project, read_pack(project, pack))


def by_code(found: Review) -> dict[str, Returned]:
    return {item.code: item for item in found.items if item.what is not What.PHOTO}


def test_a_pack_holds_one_area_no_restricted_field_and_no_interview(project: Project, pack: Path) -> None:
    data = b"".join(path.read_bytes() for path in pack.parent.iterdir() if path.is_file())
    assert SECRET.encode() not in data
    assert b"IV-1" not in data
    with closing(sqlite3.connect(pack)) as file:
        assert {row[0] for row in file.execute("SELECT code FROM site")} == {"S-1", "S-2", "S-3"}
        assert [row[0] for row in file.execute('SELECT code FROM "case"')] == ["S-1-001B"]
        assert file.execute("SELECT count(*) FROM interview").fetchone() == (0,)
        layers = [row[0] for row in file.execute("SELECT table_name FROM gpkg_contents")]
        columns = {(layer, row[1]) for layer in layers for row in file.execute(f'PRAGMA table_info("{layer}")')}
    for kind in project.catalogue:
        for declared in kind.fields:
            if declared.sensitivity in (Sensitivity.RESTRICTED, Sensitivity.SEALED):
                assert (kind.name, declared.name) not in columns


def test_what_comes_back_as_it_was_changes_nothing(project: Project, pack: Path) -> None:
    before = project.register.heads_and_count()
    found = reviewed(project, pack)
    assert (found.items, found.unchanged) == ((), 6)
    assert accept(project, found, without_conflicts(found)).receipt.commit == ""
    assert project.register.heads_and_count() == before


def test_edits_of_a_phone_come_back_as_changes_that_are_taken_one_by_one(
    project: Project, pack: Path, proof: Proof
) -> None:
    new, grave = str(uuid.uuid4()), str(uuid.uuid4())
    (pack.parent / "DCIM").mkdir(exist_ok=True)
    (pack.parent / "DCIM" / "site_1.jpg").write_bytes(jpeg())
    with phone(pack) as file:
        file.execute("UPDATE site SET status = 'located', depth = 1.25, edited_by = 'EXAMPLE field' WHERE code = 'S-1'")
        file.execute("UPDATE site SET geom = ? WHERE code = 'S-2'", (blob(shapely.Point(30.25, 50.55)),))
        file.execute("""UPDATE site SET disturbance = '{"machine","looted"}' WHERE code = 'S-2'""")
        put(file, "site", id=new, geom=blob(shapely.Point(30.3, 50.5)), form="surface", status="reported",
            place_crs="EPSG:4326", place_method="phone", place_horizontal_accuracy=4.0)  # fmt: skip
        put(file, "exhumation", id=grave, site=new, start="2026-02-01", code="X-NEW")
        put(file, "interview", id=str(uuid.uuid4()), sex="M", age_group="18_29", month="2026-02")
        put(file, "photo", id=str(uuid.uuid4()), record=new, path="DCIM/site_1.jpg", caption="EXAMPLE from the north")
        file.execute("DELETE FROM site WHERE code = 'S-3'")
    found = reviewed(project, pack)
    items = by_code(found)
    assert {name: {one.field.name for one in items[name].fields} for name in ("S-1", "S-2")} == {
        "S-1": {"status", "depth"}, "S-2": {"place", "disturbance"},
    }  # fmt: skip
    assert (items["S-1"].by, items["S-1"].base_version, items["S-1"].our_version) == ("EXAMPLE field", 1, 1)
    assert [(one.base, one.ours, one.theirs) for one in items["S-1"].fields if one.field.name == "status"] == [
        ("reported", "reported", "located")
    ]
    assert items["S-3"].what is What.DELETED
    assert Counter(item.what for item in found.items) == {"added": 3, "changed": 2, "deleted": 1, "photo": 1}
    before = project.register.heads_and_count()[1]
    whole, unknown = named(found, [*without_conflicts(found).taken, "S-3"])
    assert unknown == ["photo:site_1.jpg:" + new]
    assert items["S-3"].key not in without_conflicts(found).taken  # a slip of a finger voids nothing
    outcome = accept(project, found, Choice({**without_conflicts(found).taken, **whole.taken}))
    assert not outcome.refused
    assert project.register.heads_and_count()[1] == before + 2  # one for the records, one for the picture
    assert (held(project, "S-1")["status"], held(project, "S-1")["depth"]) == ("located", "1.25")
    moved = held(project, "S-2")["place"]
    assert shapely.from_wkb(moved["geometry"]).equals(shapely.Point(30.25, 50.55))
    assert (moved["crs"], moved["method"]) == ("EPSG:4326", "phone")
    assert held(project, "S-2")["disturbance"] == ["machine", "looted"]
    assert held(project, "S-3")["review"] == "voided"
    added = project.register.values("site", new) or {}
    assert added["code"].startswith("S-")
    assert added["place"]["horizontal_accuracy"] == "4"
    assert held(project, "X-NEW", "exhumation")["site"] == new
    (media,) = project.register.select(Query("media"))
    assert media["sites"] == [new] if "sites" in media else new in json.dumps(media)
    assert project.register.verify().ok
    again = reviewed(project, pack)
    assert [item.what for item in again.items] == [What.PHOTO]
    assert accept(project, again, without_conflicts(again)).pictures == ()
    proof("D6", "edits of a phone come back as reviewed changes", f"{len(found.items)} changes, 7 taken, 0 on return")


def test_what_both_sides_changed_is_a_conflict_that_neither_wins_by_itself(project: Project, pack: Path) -> None:
    changed(project, "S-1", status="secured")
    changed(project, "S-2", depth="2")
    with phone(pack) as file:
        file.execute("UPDATE site SET status = 'located', depth = 1.0 WHERE code = 'S-1'")
        file.execute("UPDATE site SET status = 'located' WHERE code = 'S-2'")
    found = reviewed(project, pack)
    conflicts = {
        one.field.name: (one.base, one.ours, one.theirs) for one in by_code(found)["S-1"].fields if one.conflict
    }
    assert conflicts == {"status": ("reported", "secured", "located")}
    assert found.conflicts == 1
    accept(project, found, without_conflicts(found))
    assert (held(project, "S-1")["status"], held(project, "S-1")["depth"]) == ("secured", "1")
    assert (held(project, "S-2")["status"], held(project, "S-2")["depth"]) == ("located", "2")
    left = reviewed(project, pack)
    assert [[one.field.name for one in item.fields] for item in left.items] == [["status"]]
    choice, unknown = named(left, ["S-1.status", "S-7"])
    assert unknown == ["S-7"]
    accept(project, left, choice)
    assert held(project, "S-1")["status"] == "located"
    assert reviewed(project, pack).items == ()


def test_what_was_changed_here_and_not_on_the_phone_stays(project: Project, pack: Path) -> None:
    changed(project, "S-1", status="secured")
    found = reviewed(project, pack)
    assert found.items == ()
    assert held(project, "S-1")["status"] == "secured"


def test_a_deletion_voids_nothing_that_is_not_named(project: Project, pack: Path) -> None:
    """Whether or not the record was edited here meanwhile."""
    changed(project, "S-1", status="secured")
    with phone(pack) as file:
        file.execute("DELETE FROM site WHERE code IN ('S-1', 'S-2')")
    found = reviewed(project, pack)
    accept(project, found, without_conflicts(found))
    assert (held(project, "S-1").get("review"), held(project, "S-2").get("review")) == (None, None)
    accept(project, found, named(found, ["S-1", "site/S-2"])[0])
    assert [held(project, code)["review"] for code in ("S-1", "S-2")] == ["voided", "voided"]


def test_rows_that_a_library_appends_come_in_and_one_undo_takes_them_back(project: Project, pack: Path) -> None:
    with fiona.open(str(pack), "a", layer="hazard") as layer:
        properties = dict.fromkeys(layer.schema["properties"]) | {"code": "H-1", "hazard_type": "mine"}
        shape = shapely.geometry.mapping(shapely.MultiPolygon([shapely.box(30.2, 50.5, 30.21, 50.51)]))
        layer.write({"type": "Feature", "properties": properties, "geometry": shape})
    found = reviewed(project, pack)
    outcome = accept(project, found, without_conflicts(found))
    assert held(project, "H-1", "hazard")["hazard_type"] == "mine"
    assert reviewed(project, pack).items == ()  # it has no id of its own, and is known again all the same
    project.register.undo(outcome.receipt.commit)
    assert held(project, "H-1", "hazard")["review"] == "voided"


def test_what_lies_in_the_log_beside_the_file_is_read_too(project: Project, pack: Path) -> None:
    with phone(pack, log=True) as file:
        file.execute("UPDATE site SET status = 'located' WHERE code = 'S-1'")
        file.commit()
    found = reviewed(project, pack.parent / "kept" / "pack.gpkg")
    assert [item.code for item in found.items] == ["S-1"]


def test_what_cannot_be_read_or_a_rule_refuses_is_told_and_left(project: Project, pack: Path) -> None:
    with phone(pack) as file:
        file.execute("UPDATE site SET status = 'dug up', depth = 2 WHERE code = 'S-1'")
        file.execute("UPDATE site SET deposited = 'last spring' WHERE code = 'S-2'")
        file.execute("DROP TRIGGER IF EXISTS rtree_site_geom_update1")
        file.execute("UPDATE site SET geom = X'00' WHERE code = 'S-3'")
        put(file, "exhumation", id=str(uuid.uuid4()), start="2026-02-01", code="X-2")
        put(
            file,
            "site_outline",
            id=str(uuid.uuid4()),
            geom=blob(shapely.MultiPolygon([shapely.box(30.2, 50.5, 30.3, 50.6)])),
        )
    found = reviewed(project, pack)
    assert all(item.problems for code, item in by_code(found).items() if code != "X-2")
    assert len(found.items) == 5
    outcome = accept(project, found, without_conflicts(found))
    assert [item.code for item in outcome.accepted] == ["S-1"]
    assert len(outcome.refused) == 1
    assert (held(project, "S-1")["status"], held(project, "S-1")["depth"]) == ("reported", "2")
    assert held(project, "S-3")["place"]


def test_a_judgement_is_made_in_the_register_and_by_no_phone(project: Project, pack: Path) -> None:
    new = str(uuid.uuid4())
    with phone(pack) as file:
        file.execute("UPDATE site SET publish = 'yes', publish_rationale = 'EXAMPLE', depth = 2 WHERE code = 'S-1'")
        file.execute("UPDATE site SET review = 'locked', sensitivity = 'public', mass_grave = 'yes' WHERE code = 'S-2'")
        file.execute("UPDATE site SET publish_decided_on = '2026-01-05' WHERE code = 'S-3'")
        put(file, "hazard", id=new, code="H-1", hazard_type="mine", published="yes", published_in="EXAMPLE")
    changed(project, "S-3", publish_decided_on="2026-01-05")
    found = reviewed(project, pack)
    refused = {code: {one.field.name for one in item.fields if one.problem} for code, item in by_code(found).items()}
    assert refused == {
        "S-1": {"publish", "publish_rationale"},
        "S-2": {"review", "sensitivity", "mass_grave"},
        "H-1": {"published", "published_in"},
    }
    (publish,) = [one for one in by_code(found)["S-1"].fields if one.field.name == "publish"]
    assert "“yes” is not taken" in str(publish.problem)
    assert {item.code for item in accept(project, found, without_conflicts(found)).accepted} == {"S-1", "H-1"}
    for choice in (named(found, ["S-1.publish"])[0], named(found, ["S-2"])[0], named(found, ["S-2.review"])[0]):
        outcome = accept(project, found, choice)
        assert (outcome.accepted, outcome.receipt.commit) == ((), "")
        assert "judgement" in str(next(iter(outcome.refused.values())))
    assert held(project, "S-1")["depth"] == "2"
    assert not {"publish", "publish_rationale"} & set(held(project, "S-1"))
    assert held(project, "S-2").get("review") is None
    assert held(project, "S-2").get("sensitivity") != "public"
    assert held(project, "H-1", "hazard").get("published") is None


@pytest.mark.parametrize("how", ["a view", "gone"])
def test_a_layer_that_did_not_come_back_is_said(project: Project, pack: Path, how: str) -> None:
    with phone(pack) as file:
        if how == "a view":
            file.execute("ALTER TABLE site RENAME TO other")
            file.execute("CREATE VIEW site AS SELECT * FROM other")
        else:
            file.execute("DROP TABLE site")
            file.execute("DROP TABLE hazard")
    found = reviewed(project, pack)
    lost = {item.type for item in found.items if "did not come back" in str(item.problem)}
    assert lost == ({"site"} if how == "a view" else {"site", "hazard"})
    assert accept(project, found, without_conflicts(found)).accepted == ()
    assert held(project, "S-1").get("review") is None


@pytest.mark.parametrize(
    ("path", "said"),
    [("../../secret.jpg", "outside"), ("/etc/passwd", "outside"), ("DCIM/none.jpg", "is not there"),
     ("DCIM/link.jpg", "link"), ("DCIM/words.txt", "no picture"), ("a/b/c/d/e.jpg", "outside")],
)  # fmt: skip
def test_a_picture_lies_in_the_packs_own_folder_or_is_refused(
    project: Project, pack: Path, path: str, said: str
) -> None:
    (pack.parent.parent / "secret.jpg").write_bytes(jpeg())
    (pack.parent / "DCIM" / "link.jpg").symlink_to(pack.parent.parent / "secret.jpg")
    (pack.parent / "DCIM" / "words.txt").write_text("EXAMPLE")
    with phone(pack) as file:
        put(file, "photo", record=held(project, "S-1")["id"], path=path)
    (item,) = reviewed(project, pack).items
    assert said in str(item.problem)


def test_a_pack_of_another_project_or_state_or_none_is_refused(project: Project, pack: Path, tmp_path: Path) -> None:
    with (
        closing_project(area_of_work(tmp_path / "other")) as other,
        pytest.raises(SourceRefused, match="another project"),
    ):
        read_pack(other, pack)
    with phone(pack) as file:
        file.execute("UPDATE taphos_pack SET held = ? WHERE name = 'head'", ("0" * 64,))
    with pytest.raises(SourceRefused, match="merge the copy"):
        read_pack(project, pack)
    noise = tmp_path / "noise.gpkg"
    noise.write_bytes(os.urandom(4000))
    assert not is_field_pack(noise)
    with pytest.raises(SourceRefused, match="no field pack"):
        read_pack(project, noise)


def test_a_layer_that_is_a_view_without_end_is_not_read(project: Project, pack: Path) -> None:
    with phone(pack) as file:
        file.execute("DROP TABLE taphos_base")
        file.execute(
            "CREATE VIEW taphos_base AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
        )
    assert not is_field_pack(pack)
    with pytest.raises(SourceRefused, match="no field pack"):
        read_pack(project, pack)


def test_a_pack_is_of_one_named_area(project: Project, tmp_path: Path) -> None:
    for record, box, said in (
        ("", None, "one area: name it"),
        ("S-1", None, "no area of its own"),
        ("", (22.0, 44.0, 40.0, 52.0), "km across"),
    ):
        with pytest.raises(ExportRefused, match=said):
            area_of(project, record, box)
    with pytest.raises(ExportRefused, match=r"does not end in \.gpkg"):
        write_field_pack(project, tmp_path / "x.csv", area_of(project, "A-1", None), Selection(), "en")


def test_the_project_beside_it_names_every_layer_with_forms_in_the_language(project: Project, tmp_path: Path) -> None:
    made = made_pack(project, tmp_path / "пакет.gpkg", "uk")
    document = ElementTree.parse(made.project_file).getroot()
    layers = {layer.findtext("id"): layer for layer in document.iter("maplayer")}
    with closing(sqlite3.connect(tmp_path / "пакет.gpkg")) as file:
        names = {row[0] for row in file.execute("SELECT table_name FROM gpkg_contents")} - {"layer_styles"}
    assert set(layers) == {f"taphos_{name}" for name in names}
    grave = layers["taphos_site"]
    assert grave.findtext("datasource") == "./пакет.gpkg|layername=site"
    assert grave.findtext("layername") == "Місця поховань"
    assert grave.find("renderer-v2") is not None
    widgets = {
        one.get("name"): one.find("editWidget") for one in grave.iter("field") if one.find("editWidget") is not None
    }
    status = widgets["status"]
    assert status is not None
    assert status.get("type") == "ValueMap"
    assert {one.get("value") for one in status.iter("Option")} >= {"reported", "located"}
    editable = {one.get("name"): one.get("editable") for one in grave.iterfind("editable/field")}
    judged = {"publish", "publish_rationale", "mass_grave", "review", "sensitivity"}
    assert {editable[name] for name in judged} == {"0"}
    assert editable["status"] == "1"
    assert str(Path.home()) not in made.project_file.read_text("utf-8")


def test_two_new_records_of_a_phone_get_two_codes(project: Project, pack: Path) -> None:
    with phone(pack) as file:
        for at in (0.1, 0.11):
            put(file, "site", id=str(uuid.uuid4()), geom=blob(shapely.Point(30.1 + at, 50.5)), form="surface")
    found = reviewed(project, pack)
    outcome = accept(project, found, without_conflicts(found))
    assert not outcome.refused
    assert len(set(project.register.codes("site"))) == 6


def test_references_that_a_pack_lacks_are_kept(project: Project, pack: Path) -> None:
    found = held(project, "S-1-001B", "case")
    other = site("S-4", lon=30.3)
    project.register.commit([other])
    assert found["site"] == held(project, "S-1")["id"]
    with phone(pack) as file:
        file.execute('UPDATE "case" SET site = ? WHERE code = ?', (held(project, "S-2")["id"], "S-1-001B"))
    (item,) = reviewed(project, pack).items
    assert [one.field.name for one in item.fields] == ["site"]


def test_nobody_who_was_erased_comes_back_with_a_pack(project: Project, pack: Path) -> None:
    mine = str(uuid.uuid4())
    with phone(pack) as file:
        put(file, "interview", id=mine, sex="M", age_group="18_29", month="2026-02")
        put(file, "photo", id=str(uuid.uuid4()), record=mine, path="DCIM/none.jpg", caption="EXAMPLE")
    found = reviewed(project, pack)
    assert [item.key for item in accept(project, found, without_conflicts(found)).accepted] == [mine]
    with phone(pack) as file:
        file.execute("UPDATE interview SET sex = 'F', month = '2026-03' WHERE id = ?", (mine,))
    titled = project.register.titles([mine])[mine]
    erase(project, titled, Ground("asked to be forgotten"))
    found = reviewed(project, pack)
    assert [str(item.problem) for item in found.items] == [
        "The record was erased from the register, so nothing of this row is taken in.",
        "The picture is of a record that was erased from the register, and is not taken in.",
    ]
    before = project.register.info().head
    assert accept(project, found, without_conflicts(found)).accepted == ()
    assert project.register.info().head == before


def test_a_row_of_a_phone_never_takes_the_id_of_a_record_of_another_type(project: Project, pack: Path) -> None:
    taken = held(project, "S-1")["id"]
    with phone(pack) as file:
        put(file, "hazard", id=taken, code="H-9", hazard_type="mine")
    (item,) = reviewed(project, pack).items
    assert str(item.problem) == f"Its id {taken} is that of a record of another type: site."
