"""What is for everybody is a draft on every page until a second person has released it, and an edition afterwards."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pyarrow.parquet as parquet
import pypdf
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PyQt6.QtGui import QImage

from desktop.layouts.page import render_page
from desktop.releasing import release_product
from desktop.report.writing import write_report
from desktop.siteplan.page import print_plan
from layers.checking import verify_project
from layers.devices import Device
from layers.enrolment import enrol
from layers.errors import ExportRefused
from layers.exports.exporting import export_records
from layers.exports.out_files import document_bytes
from layers.exports.releases import releases_of
from layers.exports.web import export_web
from layers.looks import read_styles
from layers.project import Project
from layers.register.journal import EXPORT, RELEASE
from layers.report.making import Wanted
from tests.desktop.commands.running import Terminal
from tests.layers.counting_places import change, placed_project
from tests.layers.mapped import point
from tests.layers.projects import closing, record
from tests.layers.tampering import opened, opened_by
from tests.tools.proofs import Proof

pytestmark = pytest.mark.usefixtures("qapp")
NUMBERS = {"P-1": 12, "P-2": 9, "P-4": 14, "P-5": 7}
WORDS = {"en": "DRAFT", "uk": "ЧЕРНЕТКА"}
Make = Callable[[Project, Path, str], object]


@pytest.fixture(scope="module")
def second() -> Device:
    return Device(Ed25519PrivateKey.generate(), "PR-2")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, second: Device) -> Path:
    """A project with a grave that may be shown, in which a second device may write."""
    with closing(placed_project(tmp_path_factory.mktemp("made") / "p.taphos", NUMBERS)) as project:
        home = project.register.codes("settlement")["P-1"]
        project.register.commit([record("site", "S-1", settlement=home, publish="yes", place=point(37.21, 49.2))])
        enrol(project, second.public_key, "Laptop of PR-2")
    return project.folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / made.name))


@pytest.fixture
def mine(folder: Path) -> Iterator[Project]:
    with closing(opened(folder)) as project:
        yield project


def _map(project: Project, out: Path, language: str) -> None:
    styles = read_styles(project.catalogue, ["settlement=population:own:1000"])
    render_page(project, out, profile="public", language=language, extent=(37.0, 49.0, 37.6, 49.4), styles=styles)


def _web(project: Project, out: Path, language: str) -> None:
    export_web(project, out, "public", language=language)


def _report(project: Project, out: Path, language: str) -> None:
    write_report(project, out, "S-1", "site", Wanted("public", language))


def _plan(project: Project, out: Path, language: str) -> None:
    print_plan(project, out, "S-1", profile="public", scale=200, layout="a0-landscape", language=language)


PAPER: dict[str, tuple[Make, str]] = {"map": (_map, ".pdf"), "report": (_report, ".pdf"), "web": (_web, ".html"),
                                          "plan": (_plan, ".pdf")}  # fmt: skip


def pages(path: Path) -> list[str]:
    if path.suffix == ".pdf":
        return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(path).pages]
    return [path.read_text("utf-8")]


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("kind", PAPER)
def test_every_page_of_a_public_product_says_that_it_is_a_draft_and_none_of_another(
    mine: Project, tmp_path: Path, kind: str, language: str
) -> None:
    make, ending = PAPER[kind]
    make(mine, tmp_path / f"draft{ending}", language)
    read = pages(tmp_path / f"draft{ending}")
    assert read
    assert all(WORDS[language] in page for page in read)


def test_what_is_for_a_partner_is_no_draft(mine: Project, tmp_path: Path) -> None:
    render_page(mine, tmp_path / "partner.pdf", profile="partner", extent=(37.0, 49.0, 37.6, 49.4))
    manifest = export_records(mine, tmp_path / "partner.gpkg", "partner")
    assert "DRAFT" not in "".join(pages(tmp_path / "partner.pdf"))
    assert manifest.document["standing"] is None
    with pytest.raises(ExportRefused, match="not for everybody"):
        release_product(mine, tmp_path / "partner.gpkg", tmp_path / "out.gpkg")


def test_the_word_is_drawn_across_a_picture(mine: Project, tmp_path: Path) -> None:
    _map(mine, tmp_path / "draft.png", "en")
    render_page(mine, tmp_path / "partner.png", profile="partner", extent=(37.0, 49.0, 37.6, 49.4))
    drawn, plain = QImage(str(tmp_path / "draft.png")), QImage(str(tmp_path / "partner.png"))
    scale = drawn.width() / 1188
    rows = [
        y for y in range(round(300 * scale), round(760 * scale), 7)
        if any(drawn.pixel(x, y) != plain.pixel(x, y) for x in range(round(60 * scale), round(700 * scale), 5))
    ]  # fmt: skip
    assert len(rows) > 40


ENDINGS = (".gpkg", ".geojson", ".kml", ".xlsx", ".parquet", ".csv")


def standing_in(path: Path) -> str:
    """What a file itself says of where it stands."""
    if path.suffix == ".gpkg":
        connection = sqlite3.connect(path)
        try:
            ((text,),) = connection.execute("SELECT metadata FROM gpkg_metadata")
        finally:
            connection.close()
        return json.dumps(json.loads(text)["standing"], ensure_ascii=False)
    if path.suffix == ".geojson":
        return json.dumps(json.loads(path.read_bytes())["standing"], ensure_ascii=False)
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        assert all(sheet.oddHeader.center.text for sheet in book)
        return str([[cell.value for cell in row] for row in book["standing"].rows])
    if path.suffix == ".parquet":
        one = sorted(path.iterdir())[0]
        return parquet.read_metadata(one).metadata[b"standing"].decode()
    return path.read_text("utf-8")


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_file_and_its_manifest_say_so(mine: Project, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"draft{ending}"
    export_records(mine, out, "public")
    said = json.loads((tmp_path / f"draft{ending}.manifest.json").read_bytes())["standing"]
    assert (said["status"], said["stamp"]) == ("draft", "DRAFT · ЧЕРНЕТКА")
    if ending != ".csv":  # which has no room but for its rows
        assert "DRAFT · ЧЕРНЕТКА" in standing_in(out)


def test_who_made_it_does_not_release_it(folder: Path, tmp_path: Path, second: Device) -> None:
    with closing(opened(folder)) as project:
        export_records(project, tmp_path / "draft.gpkg", "public")
        author = project.device.author
        with pytest.raises(ExportRefused, match="made on this device"):
            release_product(project, tmp_path / "draft.gpkg", tmp_path / "out.gpkg")
        alias = Device(Ed25519PrivateKey.generate(), author)
        enrol(project, alias.public_key, "The same person's other laptop")
    with closing(opened_by(folder, alias)) as project:
        with pytest.raises(ExportRefused, match="and not the one who made it"):
            release_product(project, tmp_path / "draft.gpkg", tmp_path / "out.gpkg")
        assert releases_of(project) == []
    assert not (tmp_path / "out.gpkg").exists()


@pytest.mark.parametrize("kind", [*PAPER, ".gpkg", ".csv"])
def test_a_second_person_releases_it_as_a_commit_and_the_word_is_gone(
    folder: Path, tmp_path: Path, second: Device, kind: str, proof: Proof
) -> None:
    make, ending = PAPER.get(kind, (lambda project, out, language: export_records(project, out, "public"), kind))
    draft, out = tmp_path / f"draft{ending}", tmp_path / f"edition{ending}"
    with closing(opened(folder)) as project:
        make(project, draft, "en")
        told = {str(one["sha256"]): one for one in project.register.administrative(EXPORT).values()}
    with closing(opened_by(folder, second)) as project:
        edition = release_product(project, draft, out)
        (entry,) = project.register.administrative(RELEASE).items()
        (event,) = project.register.history(entry[0])
        exported = [one for one in project.register.administrative(EXPORT).values() if one["standing"] == "released"]
        assert verify_project(project).ok
    assert (edition.number, event.author, event.device) == (1, "PR-2", second.fingerprint)
    assert entry[1]["profile"] == "public"
    assert any(one.startswith("small:interview:place.leaf:") for one in entry[1]["removed"])
    assert entry[1]["sha256"] == exported[0]["sha256"]
    assert entry[1]["tables"] == told[entry[1]["draft"]]["tables"] == exported[0]["tables"]
    if kind in PAPER:
        assert all("Edition 1" in page and "DRAFT" not in page and "Draft:" not in page for page in pages(out))
    elif kind == ".gpkg":
        assert '"released"' in standing_in(out)
        assert json.loads((tmp_path / "edition.gpkg.manifest.json").read_bytes())["standing"]["edition"] == 1
    proof("D4", f"{kind} released by a second key", f"edition 1, {len(entry[1]['tables'])} tables the same")


def test_a_released_product_made_again_tells_the_same_and_is_the_same_edition(
    folder: Path, tmp_path: Path, second: Device
) -> None:
    with closing(opened(folder)) as project:
        export_records(project, tmp_path / "draft.gpkg", "public")
    with closing(opened_by(folder, second)) as project:
        editions = [release_product(project, tmp_path / "draft.gpkg", tmp_path / f"{at}.gpkg") for at in range(2)]
        assert editions[0] == editions[1]
        assert len(releases_of(project)) == 1
    told = [json.loads((tmp_path / f"{at}.gpkg.manifest.json").read_bytes())["tables"] for at in range(2)]
    assert told[0] == told[1]


def test_what_the_register_tells_otherwise_since_is_not_released(folder: Path, tmp_path: Path, second: Device) -> None:
    with closing(opened(folder)) as project:
        export_records(project, tmp_path / "draft.gpkg", "public")
        change(project, "interview", "R-0", informed_consent="withdrawn")
    with closing(opened_by(folder, second)) as project:
        with pytest.raises(ExportRefused, match="tells something else since"):
            release_product(project, tmp_path / "draft.gpkg", tmp_path / "out.gpkg")
        assert project.register.administrative(RELEASE) == {}
    assert not list(tmp_path.glob("out.gpkg*"))


def test_a_file_that_was_changed_since_is_not_released(folder: Path, tmp_path: Path, second: Device) -> None:
    with closing(opened(folder)) as project:
        export_records(project, tmp_path / "draft.geojson", "public")
    with (tmp_path / "draft.geojson").open("ab") as file:
        file.write(b"\n")
    with closing(opened_by(folder, second)) as project, pytest.raises(ExportRefused, match="in no ledger"):
        release_product(project, tmp_path / "draft.geojson", tmp_path / "out.geojson")


def test_a_correction_is_a_new_edition_that_says_what_changed_why_and_of_which(
    folder: Path, tmp_path: Path, second: Device
) -> None:
    with closing(opened(folder)) as project:
        _web(project, tmp_path / "one.html", "en")
    with closing(opened_by(folder, second)) as project:
        first = release_product(project, tmp_path / "one.html", tmp_path / "first.html")
    with closing(opened(folder)) as project:
        change(project, "site", "S-1", publish="no")
        _web(project, tmp_path / "two.html", "en")
    with closing(opened_by(folder, second)) as project:
        with pytest.raises(ExportRefused, match="say why there is another"):
            release_product(project, tmp_path / "two.html", tmp_path / "second.html")
        later = release_product(
            project, tmp_path / "two.html", tmp_path / "second.html", "The place was not to be told"
        )
        former, found = releases_of(project)
    assert (first.number, later.number) == (1, 2)
    assert later.former == former.sha256
    assert later.changed == ("site (1 → 0)",)
    assert found.edition == later
    page = " ".join(pages(tmp_path / "second.html")[0].split())
    assert f"in place of edition 1 ({former.sha256[:12]}): The place was not to be told. Changed: site (1 → 0)" in page
    assert later.day in page


def test_the_command_releases_and_tells_who_may_not(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAPHOS_HOME", str(tmp_path / "lead"))
    project = tmp_path / "p.taphos"
    terminal("new", project, "--plain")
    terminal("add", project, "settlement", "code=P-1", "name_uk=EXAMPLE")
    terminal("export", project, tmp_path / "draft.gpkg", "--profile", "public")
    refused = terminal("release", project, tmp_path / "draft.gpkg", tmp_path / "out.gpkg", status=2).err
    assert len(refused.strip().splitlines()) == 1
    monkeypatch.setenv("TAPHOS_HOME", str(tmp_path / "second"))
    key = terminal("devices", "--mine", "--json").document["key"]
    monkeypatch.setenv("TAPHOS_HOME", str(tmp_path / "lead"))
    terminal("devices", project, "enrol", key, "--name", "Laptop of PR-2")
    monkeypatch.setenv("TAPHOS_HOME", str(tmp_path / "second"))
    done = terminal("release", project, tmp_path / "draft.gpkg", tmp_path / "out.gpkg", "--json").document
    assert (done["status"], done["edition"], done["file"]) == ("released", 1, "out.gpkg")
    assert terminal("verify", project).status == 0


def test_no_photograph_lies_under_a_plan_for_everybody(mine: Project, tmp_path: Path) -> None:
    with pytest.raises(ExportRefused, match="No photograph leaves"):
        print_plan(mine, tmp_path / "plan.pdf", "S-1", profile="public", scale=200, photo=tmp_path / "photo.tif")


def test_a_plan_as_of_before_is_drawn_by_today_s_decision(
    folder: Path, tmp_path: Path, second: Device, proof: Proof
) -> None:
    """Neither drawn nor released, once the decision to publish was taken back."""
    with closing(opened(folder)) as project:
        then = project.register.info().head
        draft = tmp_path / "draft.pdf"
        print_plan(project, draft, "S-1", profile="public", scale=200, layout="a0-landscape", as_of=then)
        change(project, "site", "S-1", publish="no")
        with pytest.raises(ExportRefused, match="does not let the place of S-1 out"):
            print_plan(project, tmp_path / "again.pdf", "S-1", profile="public", scale=200, as_of=then)
    with closing(opened_by(folder, second)) as project:
        with pytest.raises(ExportRefused, match="does not let the place of S-1 out"):
            release_product(project, draft, tmp_path / "out.pdf")
        assert releases_of(project) == []
    assert not list(tmp_path.glob("again*")) + list(tmp_path.glob("out*"))
    proof("D4", "a plan as of a moment before a decision was taken back", "neither drawn nor released")


def test_a_plan_is_released_as_it_was_looked_at_and_not_otherwise(folder: Path, tmp_path: Path, second: Device) -> None:
    with closing(opened(folder)) as project:
        _plan(project, tmp_path / "draft.pdf", "uk")
        change(project, "site", "S-1", form="single_grave")
    with closing(opened_by(folder, second)) as project:
        with pytest.raises(ExportRefused, match="tells something else since"):
            release_product(project, tmp_path / "draft.pdf", tmp_path / "out.pdf")
        assert releases_of(project) == []
    assert not list(tmp_path.glob("out*"))


def test_public_numbers_are_a_draft_too_and_are_released_as_they_were_printed(
    terminal: Terminal, folder: Path, tmp_path: Path, second: Device
) -> None:
    printed = terminal("statistics", folder, "--profile", "public", "--json").document
    assert {one["standing"]["status"] for one in printed.values()} == {"draft"}
    assert "Draft: no second person" in terminal("statistics", folder, "--profile", "public").out
    draft = tmp_path / "numbers.json"
    draft.write_bytes(document_bytes(printed))
    with closing(opened_by(folder, second)) as project:
        assert release_product(project, draft, tmp_path / "out.json").number == 1
    released = json.loads((tmp_path / "out.json").read_bytes())
    assert {one["standing"]["status"] for one in released.values()} == {"released"}
    assert {key: one["value"] for key, one in released.items()} == {key: one["value"] for key, one in printed.items()}


def test_what_partners_are_told_of_numbers_is_in_the_ledger_and_held_to_what_everybody_was_told(
    terminal: Terminal, folder: Path, tmp_path: Path
) -> None:
    """One interview more than was published: neither is told of it, whoever has both files."""
    with closing(opened(folder)) as project:
        change(project, "interview", "R-0", informed_consent="withdrawn")
        export_records(project, tmp_path / "public.gpkg", "public")
        change(project, "interview", "R-0", informed_consent="yes")
    told = terminal("statistics", folder, "--profile", "partner", "--json").document
    assert told["interviews_by_area"]["value"]["P-1"] is None
    assert told["interviews_by_area"]["value"]["P-4"] == 14
    assert told["interviews_by_sex_and_age"]["value"] is None
    with closing(opened(folder)) as project:
        files = [str(one["file"]) for one in project.register.administrative(EXPORT).values()]
        assert "statistics.json" in files
        assert verify_project(project).ok
