"""A report as a file: read back from the PDF that was written, page by page."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pypdf
import pytest
from PyQt6.QtCore import QBuffer, QByteArray, QIODevice
from PyQt6.QtGui import QImage, QImageReader

from desktop.report.pictures import NO_PAGES, NO_PICTURE, Seen, small_picture
from desktop.report.writing import write_report
from layers.errors import Cancelled, ExportRefused
from layers.evidence import InMemory, take_in
from layers.exports.custody_gaps import CustodyBroken
from layers.exports.custody_gaps import told as told_of
from layers.exports.profiles import load_profile
from layers.exports.saying import translator_for
from layers.project import Project
from layers.register.journal import EXPORT
from layers.report.making import Wanted, make_case_report
from layers.report.order import SITE_REPORT
from tests.desktop.commands.running import Terminal
from tests.desktop.photos.test_heif import HIGH, WIDE, heic
from tests.layers.graves import LENGTH, WIDTH
from tests.layers.projects import PASSPHRASE
from tests.layers.reported import SERIAL, found_in, photograph, reported
from tests.layers.test_report import may_leave
from tests.tools.pdf_paths import paths_of
from tests.tools.proofs import Proof

pytestmark = pytest.mark.usefixtures("qapp")
NUMBERED = {"en": r"Page (\d+) of (\d+)", "uk": r"Сторінка (\d+) з (\d+)"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    from desktop.layouts.page import with_qt

    with_qt()
    made = reported(tmp_path_factory.mktemp("reported") / "reported.taphos")
    yield made
    made.close()


@pytest.fixture(scope="module")
def written(project: Project, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The court's report in both languages."""
    folder = tmp_path_factory.mktemp("written")
    for language in NUMBERED:
        write_report(project, folder / f"{language}.pdf", "S-1", "site", Wanted("court", language, with_gaps=True))
    return {language: folder / f"{language}.pdf" for language in NUMBERED}


def pictures_in(reader: pypdf.PdfReader) -> list[bytes]:
    """The pictures of a file as they lie in it: JPEGs whole."""
    held = (reader.get_object(number) for number in range(1, int(reader.trailer["/Size"])))  # type: ignore[call-overload]
    streams = [one for one in held if isinstance(one, pypdf.generic.StreamObject) and one.get("/Subtype") == "/Image"]
    return [one._data for one in streams]


@cache
def pages_of(path: Path) -> list[str]:
    """The words of each page, with single spaces; read once."""
    if shutil.which("pdftotext"):
        told = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode()
        return [" ".join(text.split()) for text in told.split("\f")[:-1]]
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(path).pages]


def bookmarks(reader: pypdf.PdfReader) -> list[tuple[str, int]]:
    """Every bookmark with the number of its page, in their order."""

    def walk(listed: list[object]) -> Iterator[tuple[str, int]]:
        for one in listed:
            if isinstance(one, list):
                yield from walk(one)
            else:
                yield str(one.title), reader.get_destination_page_number(one) + 1  # type: ignore[attr-defined, arg-type]

    return list(walk(reader.outline))


@pytest.mark.parametrize("language", NUMBERED)
def test_every_section_is_in_the_contents_with_the_page_it_is_on(
    project: Project, written: dict[str, Path], language: str, proof: Proof
) -> None:
    reader = pypdf.PdfReader(written[language])
    pages = pages_of(written[language])
    translate = translator_for(project, language)
    marked = bookmarks(reader)
    listed = " ".join(" ".join(page.extract_text().split()) for page in reader.pages[1:4])
    places = dict(reversed(marked))
    for title, _ in SITE_REPORT:
        words = translate(title)
        assert words in places, f"no bookmark for {words}"
        assert words in pages[places[words] - 1]
        told = re.search(re.escape(words) + r" ?(\d+)", listed)
        assert told is not None, f"{words} is not in the contents"
        assert int(told[1]) == places[words]
    assert len(marked) > len(SITE_REPORT) + 6, "cases stand in the contents too"
    proof("C6", f"contents with page numbers ({language})", f"{len(marked)} entries on {len(pages)} pages")


def test_each_line_of_the_contents_is_a_link_to_its_page(written: dict[str, Path]) -> None:
    reader = pypdf.PdfReader(written["en"])
    numbers = {page.indirect_reference.idnum: at for at, page in enumerate(reader.pages, 1) if page.indirect_reference}
    leads = [
        numbers[annotation.get_object()["/Dest"][0].idnum]
        for page in reader.pages
        for annotation in page.get("/Annots") or ()
    ]
    assert leads == [page for _, page in bookmarks(reader)]


@pytest.mark.parametrize("language", NUMBERED)
def test_every_page_but_the_cover_says_which_it_is_of_how_many(written: dict[str, Path], language: str) -> None:
    pages = pages_of(written[language])
    for number, words in enumerate(pages[1:], 2):
        told = re.search(NUMBERED[language], words)
        assert told is not None, words
        assert (int(told[1]), int(told[2])) == (number, len(pages))
        assert "S-1" in words


def test_words_of_both_scripts_are_found_and_spaces_are_spaces(written: dict[str, Path]) -> None:
    raw = [page.extract_text() for page in pypdf.PdfReader(written["uk"]).pages[:5]]
    assert not any("\t" in text for text in raw)
    english = pages_of(written["en"])
    assert "“taphos show PROJECT RECORD”" in " ".join(english)
    assert not any("\u02ee" in text for text in english)
    assert any("Ланцюг збереження доказів" in text for text in raw)
    assert any("Звіт про ексгумацію поховання" in text for text in raw)


def test_the_language_of_the_file_is_told(written: dict[str, Path]) -> None:
    for language, path in written.items():
        assert pypdf.PdfReader(path).trailer["/Root"]["/Lang"] == language  # type: ignore[index]


def test_the_cover_names_the_commit_and_the_code_leads_back_to_it(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = project.register.point_of("").head
    write_report(project, tmp_path / "r.pdf", "S-1-PARB", "case", Wanted("court", with_gaps=True))
    cover = " ".join(pypdf.PdfReader(tmp_path / "r.pdf").pages[0].extract_text().split())
    assert head in cover.replace(" ", "")
    assert "RESTRICTED" in cover
    case = project.register.find("S-1-PARB", ("case",))
    code = make_case_report(project, case, Wanted("court", with_gaps=True)).report.cover.code
    (tmp_path / "code.txt").write_bytes(code)
    Terminal(capsys)("verify", project.folder, "--manifest", tmp_path / "code.txt")


def test_the_head_of_a_table_stands_on_every_page_that_it_reaches(written: dict[str, Path]) -> None:
    pages = pages_of(written["en"])
    first = next(at for at, text in enumerate(pages) if "Records with their hashes" in text and at > 3)
    hashed = [text for text in pages[first:] if re.search(r"\b[0-9a-f]{64}\b", text)]
    assert len(hashed) > 1
    assert all("Record hash (SHA-256)" in text for text in hashed)


def test_a_ruler_finds_the_metres_of_the_grave_in_the_report(written: dict[str, Path], proof: Proof) -> None:
    wide, high = WIDTH * 1000 / 20, LENGTH * 1000 / 20
    outlines = [
        one for one in paths_of(written["en"])
        if len(one.points) == 5 and one.painted == "stroke"
        and abs(one.size[0] - wide) < 0.5 and abs(one.size[1] - high) < 0.5
    ]  # fmt: skip
    assert outlines, f"no outline of {wide} x {high} mm: the plan is no longer vectors at its scale"
    off = max(abs(outlines[0].size[0] - wide), abs(outlines[0].size[1] - high))
    proof("C4", "the plan in a report measures right", f"1 : 20: {off:.3f} mm off over {high:.0f} mm")


@pytest.mark.parametrize("profile", ["court", "partner"])
def test_no_word_and_no_picture_tells_what_the_profile_keeps(
    project: Project, written: dict[str, Path], tmp_path: Path, profile: str, proof: Proof
) -> None:
    out = written["en"] if profile == "court" else tmp_path / "r.pdf"
    if profile != "court":
        write_report(project, out, "S-1", "site", Wanted(profile, with_gaps=True))
    reader = pypdf.PdfReader(out)
    rules = load_profile(profile, tuple(project.catalogue.types))
    found = {one for text in pages_of(out) for one in found_in(text)}
    assert len(found) > 60
    assert not [one for one in found if not may_leave(project, rules, one.type, one.field, one.record)]
    data = out.read_bytes()
    pictures = pictures_in(reader)
    for told in (SERIAL.encode(), b"Exif\0\0", b"kzqphoto"):
        assert told not in data
        assert not any(told in picture for picture in pictures)
    assert len(pictures) == (4 if profile == "court" else 2), "skeletons of what leaves, for the court one photograph"
    proof(
        "C", f"nothing that {profile} keeps is in the file", f"{len(found)} canaries that may, {len(pictures)} pictures"
    )


def test_an_encrypted_project_leaves_nothing_readable_when_it_is_killed(tmp_path: Path) -> None:
    """In a process of its own that dies while it paints, with every temporary file in a folder of its own."""
    project = reported(tmp_path / "sealed.taphos", "encrypted")
    project.close()
    out, scratch = tmp_path / "out", tmp_path / "scratch"
    out.mkdir()
    scratch.mkdir()
    program = (
        "import os\n"
        "from pathlib import Path\n"
        "from desktop.report.writing import write_report\n"
        "from layers.project import open_project\n"
        "from layers.report.making import Wanted\n"
        f"project = open_project(Path({str(project.folder)!r}), {PASSPHRASE!r})\n"
        "def die(done, total):\n"
        "    if total > 8 and done == total - 1:\n"
        "        os._exit(9)\n"
        "wanted = Wanted('court', with_gaps=True)\n"
        f"write_report(project, Path({str(out / 'r.pdf')!r}), 'S-1-PARB', 'case', wanted, die)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], env={"TMPDIR": str(scratch), "QT_QPA_PLATFORM": "offscreen", **_paths()},
        check=False, capture_output=True,
    )  # fmt: skip
    assert ran.returncode == 9, ran.stderr.decode()
    assert not list(out.iterdir())
    assert not [path for path in scratch.rglob("*") if path.is_file()]


def _paths() -> dict[str, str]:

    return {
        name: os.environ[name] for name in ("PATH", "HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME") if name in os.environ
    }


def test_a_report_of_an_encrypted_project_leaves_nothing_beside_it(tmp_path: Path) -> None:
    project = reported(tmp_path / "sealed.taphos", "encrypted")
    write_report(project, tmp_path / "r.pdf", "S-1-PARB", "case", Wanted("court", with_gaps=True))
    project.close()
    assert len(pictures_in(pypdf.PdfReader(tmp_path / "r.pdf"))) == 2, "skeleton and photograph"
    assert {path.name for path in tmp_path.iterdir()} == {"r.pdf", "sealed.taphos"}


def test_a_report_that_is_stopped_leaves_nothing(project: Project, tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if total > 8 and done > 5:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_report(project, tmp_path / "r.pdf", "S-1-PARB", "case", Wanted("court", with_gaps=True), stop)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("record", "type_"), [("S-1", "site"), ("S-1-PARB", "case")])
def test_gaps_keep_a_report_from_a_court_or_stand_on_its_first_page(
    project: Project, tmp_path: Path, record: str, type_: str
) -> None:
    out = tmp_path / "r.pdf"
    with pytest.raises(CustodyBroken) as refused:
        write_report(project, out, record, type_, Wanted("court"))
    assert not out.exists()
    assert "S-1-PARB" in {one.item.code for one in refused.value.wrong}
    written = write_report(project, out, record, type_, Wanted("court", with_gaps=True))
    assert [str(one) for one in written.faults] == [str(told_of(one)) for one in refused.value.wrong]
    pages = pages_of(out)
    said = f"This leaves with {len(written.faults)} faults of custody or order:"
    assert said in pages[0]
    assert str(written.faults[0]) in pages[0]
    listed = " ".join(pages[1:])
    for one in refused.value.wrong:
        assert " ".join(str(one.message).split())[:40] in listed
    write_report(project, out, record, type_, Wanted("partner"))


def test_a_report_is_in_the_ledger_with_its_hash(project: Project, tmp_path: Path) -> None:
    import hashlib

    out = tmp_path / "ledger.pdf"
    head = project.register.point_of("").head
    written = write_report(project, out, "S-1-PARB", "case", Wanted("court", with_gaps=True))
    [entry] = [one for one in project.register.administrative(EXPORT).values() if one["file"] == "ledger.pdf"]
    assert entry["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert entry["head"] == head
    assert entry["where"] == ["case=S-1-PARB"]
    assert written.unnoted is None
    assert written.counts["element"] == 1


def test_a_file_that_cannot_be_written_is_one_sentence(project: Project, tmp_path: Path) -> None:
    with pytest.raises(ExportRefused, match=r"allowed is \.pdf"):
        write_report(project, tmp_path / "r.docx", "S-1", "site", Wanted("court", with_gaps=True))
    with pytest.raises(ExportRefused, match="cannot be written"):
        write_report(project, tmp_path / "nowhere" / "r.pdf", "S-1", "site", Wanted("court", with_gaps=True))


def test_the_command_writes_and_tells_what_it_wrote(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Terminal(capsys)
    line = ("report", project.folder, tmp_path / "r.pdf", "--profile", "partner")
    told = terminal(*line, "--site", "S-1", "--language", "uk", "--json").document
    assert told["pages"] == len(pypdf.PdfReader(tmp_path / "r.pdf").pages)
    assert told["file"] == "r.pdf"
    assert told["counts"]["case"] == 6
    assert "Сторінка 2" in pages_of(tmp_path / "r.pdf")[1]
    assert "S-1-RESB" in terminal(*line, "--case", "S-1-RESB", status=2).err


def picture_of(data: bytes) -> QImage:
    """What a report shows of a file."""
    seen = small_picture(data)
    assert isinstance(seen, Seen), seen
    return seen.image


def test_a_photograph_is_made_small_and_stands_upright(shared_data: Path) -> None:
    large = picture_of(photograph("x", 4000, 3000))
    assert max(large.width(), large.height()) < 800
    turned = picture_of((shared_data / "photo" / "landscape_6.jpg").read_bytes())
    assert turned.width() > turned.height(), "the file lies on its side and says so in its EXIF"
    assert small_picture((shared_data / "photo" / "not_photo.jpg").read_bytes()) == NO_PICTURE


@pytest.mark.parametrize("name", ["Canon_40D.jpg", "DSCN0010.jpg", "Kodak_CX7530.jpg", "geotagged.jpg"])
def test_pictures_of_real_cameras_lose_what_their_files_tell(shared_data: Path, name: str) -> None:
    made = picture_of((shared_data / "photo" / name).read_bytes())
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    made.save(buffer, "JPG")
    again = QBuffer()
    again.setData(QByteArray(buffer.data()))
    again.open(QIODevice.OpenModeFlag.ReadOnly)
    assert b"Exif" not in buffer.data().data()
    assert not QImageReader(again).textKeys()


def test_a_picture_of_a_telephone_is_shown_and_a_document_by_its_first_pages(written: dict[str, Path]) -> None:
    red = picture_of(heic()).pixelColor(WIDE // 2, HIGH // 2)
    assert red.red() > 150 > 60 > red.green()
    document = written["en"].read_bytes()
    seen = small_picture(document)
    assert isinstance(seen, Seen)
    assert str(seen.note) == f"PDF of {len(pages_of(written['en']))} pages; here the first 2"
    wide, high = seen.image.width(), seen.image.height()
    assert max(wide, high) < 800
    for left in (0, wide // 2):
        page = seen.image.copy(left, 0, wide // 2, high)
        assert len({page.pixel(x, y) for x in range(0, wide // 2, 3) for y in range(0, high, 3)}) > 20, "words on it"
    assert small_picture(document[:4000]) == NO_PAGES


def test_files_of_a_case_stand_with_it_as_pictures_pages_or_by_their_hash(
    tmp_path: Path, written: dict[str, Path]
) -> None:
    project = reported(tmp_path / "files.taphos")
    files = {"a.heic": heic(), "protocol.pdf": written["uk"].read_bytes(), "voice.wav": b"RIFF\4\0\0\0WAVEfmt "}
    taken = [take_in(project, [InMemory(name, data)], attach="S-1-PARB").files[0] for name, data in files.items()]
    for record, type_ in (("S-1-PARB", "case"), ("S-1", "site")):
        out = tmp_path / f"{type_}.pdf"
        write_report(project, out, record, type_, Wanted("court", with_gaps=True))
        words = " ".join(pages_of(out))
        for told in ("here the first 2", "Documents", "Files that are no pictures"):
            assert told in words
        for one in taken:
            assert str((project.register.values("media", one.media) or {})["sha256"]) in words.replace(" ", "")
    shown = pictures_in(pypdf.PdfReader(tmp_path / "case.pdf"))
    assert len(shown) == 4, "skeleton, photograph, the telephone's, the pages"
    project.close()
