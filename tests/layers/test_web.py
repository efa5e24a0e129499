"""The web map: one page with everything within it, and nothing in it that the profile keeps home."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from forensics.folding import query_keys, search_keys
from layers.countries.gazetteer import gazetteer
from layers.countries.pack import load_pack
from layers.errors import ExportRefused
from layers.exports.exporting import export_records
from layers.exports.selecting import Selection
from layers.exports.web import export_web
from layers.exports.web_fields import packed
from layers.project import Project
from layers.register.journal import EXPORT
from tests.counts import count
from tests.layers.mapped import CANARIES, mapped, records
from tests.layers.projects import closing, make, record
from tests.tools.browser import Page, browser
from tests.tools.proofs import Proof

READY = "document.documentElement && document.documentElement.dataset.ready === 'true'"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The web maps of one project under each profile, and the project."""
    place = tmp_path_factory.mktemp("web")
    with closing(mapped(place / "mapped.taphos")) as project:
        for profile in ("public", "partner", "court"):
            export_web(project, place / f"{profile}.html", profile, language="uk" if profile == "partner" else "en")
    return place


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = mapped(tmp_path / "mapped.taphos")
    yield made
    made.close()


class Loads(HTMLParser):
    """Everything that a page would have to fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, text in attrs:
            if (
                name in ("src", "href", "srcset", "data", "action", "poster")
                and text
                and not text.startswith(("#", "data:"))
            ):
                self.found.append(f"{tag} {name}={text}")  # fmt: skip


def document(page: Path) -> dict[str, Any]:
    """What the page's script reads."""
    found = re.search(r'<script type="application/json" id="taphos-data">(.*?)</script>', page.read_text("utf-8"), re.S)
    assert found
    return dict(json.loads(found[1]))


def words_of(layer: dict[str, Any]) -> list[str]:
    """Every word that the popups of a layer say."""
    return [word for field in layer["fields"] for word in field.get("d", field.get("v"))]


@pytest.mark.parametrize("profile", ["public", "partner", "court"])
def test_a_page_loads_nothing_and_forbids_itself_to(folder: Path, profile: str) -> None:
    text = (folder / f"{profile}.html").read_text("utf-8")
    loads = Loads()
    loads.feed(text)
    assert loads.found == []
    assert not {"link", "iframe", "object", "embed", "base"} & set(loads.tags)
    styles = "".join(re.findall(r"<style>(.*?)</style>", text, re.S))
    assert "@import" not in styles
    assert not [
        address for address in re.findall(r"url\(\s*['\"]?([^)'\"]*)", styles) if not address.startswith(("data:", "#"))
    ]
    assert "default-src 'none'" in text
    assert "sourceMappingURL" not in text
    assert "cdn." not in text
    assert "jsdelivr" not in text


def test_no_restricted_string_and_no_id_is_in_the_file(folder: Path, proof: Proof) -> None:
    ids = {change.record for change in records().values()}
    for profile in ("public", "partner"):
        text = (folder / f"{profile}.html").read_text("utf-8")
        assert not [canary for canary in CANARIES if canary in text]
        assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}", text)
        assert not [one for one in ids if one in text]
    assert "S-undecided" not in (folder / "public.html").read_text("utf-8")
    assert "37.111" not in (folder / "court.html").read_text("utf-8")
    proof("A3", "no restricted string and no id is in a web map", f"{len(CANARIES)} canaries")


def test_counts_are_those_of_the_geopackage(project: Project, tmp_path: Path) -> None:
    written = export_web(project, tmp_path / "map.html", "partner")
    tables = {table["name"]: table for table in export_records(project, tmp_path / "map.gpkg", "partner").tables}
    assert written.counts["settlement"] == tables["settlement"]["rows"]
    assert written.counts["site"] == tables["site"]["rows"]
    assert written.counts["occupation"] + written.counts["occupation.other"] == tables["occupation"]["rows"]
    assert written.counts["settlement.area"] == tables["settlement_area"]["rows"]
    assert written.counts["incident"] == tables["incident"]["rows"]
    assert "interview" not in written.counts


def test_a_popup_says_disclosed_fields_with_labels_in_the_language_of_the_page(folder: Path) -> None:
    layers = {layer["key"]: layer for layer in document(folder / "partner.html")["layers"]}
    assert layers["settlement"]["title"] == "Населені пункти"
    assert layers["settlement"]["type"] == "Населений пункт"
    labels = [field["label"] for field in layers["occupation"]["fields"]]
    assert "Населений пункт" in labels
    assert "Ізюм" in words_of(layers["occupation"])
    assert "1 квітня 2022" in " ".join(words_of(layers["occupation"]))
    english = {layer["key"]: layer for layer in document(folder / "public.html")["layers"]}
    assert "Izium" in words_of(english["occupation"])
    assert "access" not in str(english["settlement"]["fields"]).lower()


def test_occupation_is_a_layer_of_its_own(folder: Path) -> None:
    layers = {layer["key"]: layer for layer in document(folder / "public.html")["layers"]}
    assert (layers["occupation"]["title"], len(layers["occupation"]["style"])) == ("Occupation", 1)
    assert (layers["occupation.other"]["title"], len(layers["occupation.other"]["style"])) == (
        "Other periods of control", 1,
    )  # fmt: skip


def test_a_settlement_is_found_by_the_keys_that_the_register_keeps(folder: Path) -> None:
    settlement = next(layer for layer in document(folder / "public.html")["layers"] if layer["key"] == "settlement")
    keys = settlement["keys"][settlement["names"].index("Izium")]
    for query in ("Ізюм", "Izium", "Izyum", "Изюм"):
        assert all(f" {close}" in keys or f" {loose}" in keys for close, loose in query_keys(query)), query


def test_the_page_says_profile_head_state_and_who_made_the_base_map(folder: Path) -> None:
    text = (folder / "public.html").read_text("utf-8")
    assert "PUBLIC" in text
    assert "Natural Earth" in text
    assert "GeoNames" in text
    assert "Not drawn under this profile" in text
    assert "Copyright (c) 2010-2022, Vladimir Agafonkin" in text
    with closing(mapped(folder / "again.taphos")) as project:
        head = project.register.info().head or ""
        export_web(project, folder / "again.html", "public")
    assert head[:12] in (folder / "again.html").read_text("utf-8")
    assert "EXAMPLE" not in text


def test_example_stands_across_a_map_of_invented_records(tmp_path: Path) -> None:
    with closing(make(tmp_path / "example.taphos", pack="ua")) as project:
        project.register.commit([record("settlement", "EX-1", example=True, name_en="Nowhere")])
        export_web(project, tmp_path / "map.html", "public")
    assert document(tmp_path / "map.html")["watermark"].startswith("data:image/svg+xml")
    assert 'class="mark example">EXAMPLE' in (tmp_path / "map.html").read_text("utf-8")


def test_a_web_map_is_a_commit_with_its_hash(project: Project, tmp_path: Path) -> None:
    before = len(project.register.administrative(EXPORT))
    export_web(project, tmp_path / "map.html", "public")
    ledger = project.register.administrative(EXPORT)
    assert len(ledger) == before + 1
    assert "map.html" in str(ledger)


def test_a_map_without_anything_placed_still_opens(tmp_path: Path) -> None:
    with closing(make(tmp_path / "bare.taphos")) as project:
        project.register.commit([record("settlement", "P-1")])
        written = export_web(project, tmp_path / "map.html", "public")
    assert written.counts == {}


@pytest.mark.parametrize(
    ("name", "profile", "selection", "said"),
    [
        ("map.txt", "public", Selection(), "“map.txt” has an ending"),
        ("map.html", "nobody", Selection(), "“nobody” is no profile"),
        ("map.html", "public", Selection(types=("victim",)), "Nothing of what was asked for"),
    ],
)
def test_what_cannot_be_written_is_refused_in_one_sentence(
    project: Project, tmp_path: Path, name: str, profile: str, selection: Selection, said: str
) -> None:
    with pytest.raises(ExportRefused, match=said):
        export_web(project, tmp_path / name, profile, selection)
    assert not (tmp_path / name).exists()


def test_words_that_come_again_are_kept_once() -> None:
    assert packed(["a", "", "a", "a", "b"]) == {"d": ["a", "b"], "i": [0, -1, 0, 0, 1]}
    assert packed(["a", "b", "c"]) == {"v": ["a", "b", "c"]}


# In a browser, with the network off


@pytest.fixture(scope="module")
def page(folder: Path) -> Iterator[Page]:
    with browser(folder) as opened:
        opened.size(1200, 800)
        yield opened


def marks(page: Page, layer: int) -> int:
    """How many records stand behind the marks that are drawn of a layer."""
    return int(
        page.run(
            "(() => { let found = 0; taphos.map.eachLayer(one => { if (!(one instanceof L.Marker)) return;"
            f" if (one.getChildCount && one._group === taphos.group({layer})) found += one.getChildCount();"
            f" else if (one.record && one.record.layer.number === {layer}) found += 1; }}); return found; }})()"
        )
    )


def counted(page: Page, layer: int) -> str:
    return str(page.run(f"document.querySelectorAll('.layer')[{layer}].querySelector('label .count').textContent"))


@pytest.mark.slow
def test_in_a_browser_nothing_is_asked_of_the_network(page: Page, folder: Path, proof: Proof) -> None:
    for profile in ("public", "partner", "court"):
        page.open(folder / f"{profile}.html", READY)
        assert page.run("document.title") == "Contract"
    assert [address for address in page.requests if not address.startswith(("file:", "data:", "about:"))] == []
    assert page.errors == []
    proof("A3", "a web map asks nothing of the network in Chromium", f"{len(page.requests)} requests, all within")


@pytest.mark.slow
def test_the_legend_counts_what_is_drawn_and_a_layer_can_be_hidden(page: Page, folder: Path) -> None:
    page.open(folder / "partner.html", READY)
    keys = page.run("taphos.data.layers.map(one => one.key)")
    for number, key in enumerate(keys):
        if page.run(f"taphos.data.layers[{number}].on && !!taphos.data.layers[{number}].x"):
            assert str(marks(page, number)) == counted(page, number), key
    site = keys.index("site")
    page.run(f"document.querySelectorAll('.layer input')[{site}].click()")
    assert marks(page, site) == 0
    assert counted(page, site) == "приховано"
    page.run(f"document.querySelectorAll('.layer input')[{site}].click()")
    page.wait(f"document.querySelectorAll('.layer')[{site}].querySelector('.count').textContent === '4'")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Ізюм", "Izium", "Izyum", "Изюм"])
def test_search_finds_a_settlement_by_any_of_its_names_and_the_keyboard_opens_it(
    page: Page, folder: Path, name: str
) -> None:
    page.open(folder / "public.html", READY)
    page.run("document.getElementById('search').focus()")
    page.type(name)
    assert page.run("document.querySelector('[role=option]').firstChild.textContent") == "Izium"
    assert page.run("document.getElementById('search').getAttribute('aria-expanded')") == "true"
    page.press("Enter", 13)
    page.wait("document.querySelector('.leaflet-popup-content h2')")
    assert page.run("document.querySelector('.leaflet-popup-content h2').textContent") == "Izium"
    assert "45,884" in page.run("document.querySelector('.leaflet-popup-content dl').textContent")


@pytest.mark.slow
def test_a_mark_opens_by_pointer_and_by_keyboard(page: Page, folder: Path) -> None:
    page.open(folder / "public.html", READY)
    page.run("void taphos.map.setView([49.25, 37.2], 15, {animate: false})")
    site = page.run("taphos.data.layers.findIndex(one => one.key === 'site')")
    page.click_on(f"taphos.data.layers[{site}].marks[0].getElement()")
    page.wait("document.querySelector('.leaflet-popup-content h2')")
    assert page.run("document.querySelector('.leaflet-popup-content h2').textContent") == "S-yes"
    page.run("void taphos.map.closePopup()")
    page.wait("!document.querySelector('.leaflet-popup-content h2')")
    page.run(f"taphos.data.layers[{site}].marks[0].getElement().focus()")
    page.press("Enter", 13)
    page.wait("document.querySelector('.leaflet-popup-content h2')")


@pytest.mark.slow
def test_a_name_that_looks_like_a_script_is_only_a_name(page: Page, folder: Path) -> None:
    page.open(folder / "public.html", READY)
    assert page.run("document.title") == "Contract"
    assert "</script><script>" in page.run("taphos.data.layers.find(one => one.key === 'settlement').names.join()")


@pytest.mark.slow
def test_on_a_phone_nothing_is_wider_than_the_screen(page: Page, folder: Path) -> None:
    page.size(390, 780)
    try:
        page.open(folder / "partner.html", READY)
        assert page.run("document.documentElement.scrollWidth") <= 390
        assert page.run("document.getElementById('map_taphos').clientHeight") > 300
        page.run("document.querySelector('#panel > summary').click()")
        assert page.run("document.getElementById('search').getBoundingClientRect().width") > 300
    finally:
        page.size(1200, 800)


@pytest.mark.slow
def test_the_page_spells_names_as_the_register_does(page: Page, folder: Path) -> None:
    page.open(folder / "public.html", READY)
    found = gazetteer(load_pack("ua"))
    texts = [name for names in found.names.values() for name in names][:: max(1, len(found) * 2 // count(600, 10**9))]
    texts += [
        "Izyum",
        "Изюм",
        "Нова Каховка",
        "Kharkіv",
        "Мaріуполь",
        "O'Brien 12",
        "Щастя",
        "Ёлкино",
        "Zürich",
        "№ 5 а",
    ]
    asked = json.dumps(texts)
    said = page.run(f"{asked}.map(text => taphosSearch.keys(text))")
    wrong = [
        (text, keys, query_keys(text))
        for text, keys in zip(texts, said, strict=True)
        if [tuple(pair) for pair in keys] != list(query_keys(text))
    ]
    assert not wrong[:5]
    assert search_keys("Ізюм")
