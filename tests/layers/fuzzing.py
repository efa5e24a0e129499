"""Hostile files by the thousand: each is taken in (as a trial) or refused in one sentence, in bounded time and memory.

`python -m tests.layers.fuzzing [--count 10000] [--seed 1] [--data FOLDER]` prints one JSON document and exits 1 with
what it found. Files are real ones with bits flipped, cut off, their pieces swapped, what is inside archives changed and
packed again, and some that are made to do harm: bombs, deep nesting, names that lead out of an archive.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import random
import resource
import shutil
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter, deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from forensics.errors import TaphosError
from layers.hearing import route_warnings
from layers.imports.apart import end_readers
from layers.imports.importing import import_file
from layers.imports.preview import preview
from layers.imports.source import FORMATS, layers_of, open_source
from layers.project import Project, new_project
from tests.benchmarks.peak import peak_mb

MEMORY = 4 << 30
"""Bytes of data that this process may hold."""
SLOWEST = 60.0
"""Seconds beyond which a file counts as one that hangs."""
LARGEST = 200_000
"""Bytes of a real file that is changed: what matters is how it is read, not how long."""
DATA = Path(__file__).parents[3] / "shared" / "data"
TOKENS = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"<", b"<!ENTITY x SYSTEM 'file:///etc/passwd'>", b"]]>", b"&x;",
    b"{" * 500, b"[" * 500, b"(" * 500, b"NaN", b"1e999", b"-1", b"999999999999999999999", b"\xff\xff\xff\xff",
    b"\x00\x00\x00\x80",
    b"\x7f\xff\xff\xff", b"POINT EMPTY", b"../../../etc/passwd", b"%s%s%n", b"\r", b"\xd8\x00", b"=cmd|' /C calc'!A0",
)  # fmt: skip
SIDE = (".dbf", ".shx", ".prj", ".cpg")
Files = dict[str, bytes]


def main() -> int:
    """Run as many as asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--count", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--data", type=Path, default=DATA)
    arguments = asked.parse_args()
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    route_warnings()
    warnings.simplefilter("ignore")
    told = fuzz(arguments.data, arguments.count, arguments.seed)
    end_readers()
    print(json.dumps(told, indent=1))
    return 1 if told["findings"] else 0


def fuzz(data: Path, count: int, seed: int) -> dict[str, Any]:
    """Try `count` files, and tell what each came to."""
    came, slowest, findings = Counter[str](), (0.0, ""), []
    with tempfile.TemporaryDirectory() as folder:
        project = new_project(Path(folder) / "p.taphos", name="EXAMPLE")
        for number, (name, files) in enumerate(cases(data, count, seed)):
            within = Path(folder) / "case"
            within.mkdir()
            for one, content in files.items():
                (within / one).write_bytes(content)
            began = time.monotonic()
            answer = answer_of(project, within / next(iter(files)))
            took = time.monotonic() - began
            slowest = max(slowest, (took, f"{number} {name}"))
            came[answer if answer in ("report", "sentence", "reader ended") else "finding"] += 1
            if answer not in ("report", "sentence", "reader ended") or took > SLOWEST:
                findings.append({"number": number, "name": name, "seconds": round(took, 1), "answer": answer})
            shutil.rmtree(within)
        project.close()
    peak = peak_mb()
    return {
        "tried": sum(came.values()), "seed": seed, **came, "slowest_s": round(slowest[0], 1), "slowest": slowest[1],
        "peak_mb": peak, "findings": findings,
    }  # fmt: skip


def answer_of(project: Project, path: Path) -> str:
    """What the doors say of a file: the look of the window, a trial of the command, and all of its rows."""
    try:
        named = layers_of(path)
        layer = named[0] if len(named) > 1 else None
        seen = preview(project.register, path, "site", layer=layer, pack=project.pack, guess=True)
        mapping = [f"{seen.columns[0]}=name"] if seen.columns and seen.columns.count(seen.columns[0]) == 1 else []
        deque(open_source(path, layer).rows(), maxlen=0)
        report = import_file(
            project.register, path, "site", layer=layer, mapping=mapping, crs="EPSG:4326", dry_run=True,
            pack=project.pack,
        )  # fmt: skip
    except TaphosError as refusal:
        text = str(refusal)
        return "reader ended" if "ended the program" in text or "was given up" in text else "sentence"
    except BaseException:  # whatever it is, it is a finding
        return traceback.format_exc(limit=-6)
    found = report.added + report.updated + report.unchanged + len(report.rejected)
    return "report" if found == report.read else f"{report.read} read and {found} accounted for"


def cases(data: Path, count: int, seed: int) -> Iterator[tuple[str, Files]]:
    """So many files: first those made to do harm, then changed real ones."""
    chance = random.Random(seed)
    made = 0
    for name, files in harmful().items():
        if made < count:
            made += 1
            yield name, files
    real = [one for one in sorted(data.rglob("*")) if one.suffix.lower() in FORMATS and one.stat().st_size < LARGEST]
    while made < count:
        made += 1
        path = chance.choice(real)
        name, held = path.suffix, path.read_bytes()
        if name.lower() in TABLES and chance.random() < 0.4:
            name, held = chance.choice(OTHERWISE)(held)
        files = {f"t{name}": held}
        files |= {f"t{side}": path.with_suffix(side).read_bytes() for side in SIDE if path.with_suffix(side).exists()}
        yield path.name, changed(files, chance)


TABLES = (".csv", ".tsv", ".tab", ".txt")


def as_page(data: bytes) -> tuple[str, bytes]:
    """A table as a page of HTML that is called a spreadsheet."""
    lines = (line.replace(b"\t", b",").split(b",") for line in data.splitlines()[:200])
    rows = (b"<tr>" + b"".join(b"<td>%s</td>" % cell for cell in line) + b"</tr>" for line in lines)
    return ".xls", b"<html><meta charset=utf-8><table>" + b"".join(rows) + b"</table></html>"


def as_lines(data: bytes) -> tuple[str, bytes]:
    """A table as features that stand one on a line."""
    cells = (line.decode("utf-8", "replace").split(",") for line in data.splitlines()[:200])
    listed = ({"type": "Feature", "properties": dict(zip("abcdefgh", line, strict=False)),
               "geometry": {"type": "Point", "coordinates": [30.1, 50.1]}} for line in cells)  # fmt: skip
    return ".geojsonl", "\n".join(json.dumps(one) for one in listed).encode()


def as_wide(data: bytes) -> tuple[str, bytes]:
    """A table in UTF-16 without its mark."""
    return ".csv", data.decode("utf-8", "replace").encode("utf-16-le")


OTHERWISE: tuple[Callable[[bytes], tuple[str, bytes]], ...] = (as_page, as_lines, as_wide, lambda data: (".xls", data))


def changed(files: Files, chance: random.Random) -> Files:
    """One of the files of a case, changed once or a few times."""
    name = chance.choice(list(files))
    data = files[name]
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        if data.startswith(b"PK") and chance.random() < 0.7:
            data = inside(data, chance)
        else:
            data = chance.choice(CHANGES)(data, chance)
    return {**files, name: data}


def flipped(data: bytes, chance: random.Random) -> bytes:
    """Some bits."""
    held = bytearray(data)
    for _ in range(chance.choice((1, 3, 16, 64))):
        if held:
            held[chance.randrange(len(held))] ^= 1 << chance.randrange(8)
    return bytes(held)


def cut(data: bytes, chance: random.Random) -> bytes:
    """The beginning."""
    return data[: chance.randrange(len(data) + 1)]


def swapped(data: bytes, chance: random.Random) -> bytes:
    """Two pieces in each other's place."""
    a, b, c = sorted(chance.randrange(len(data) + 1) for _ in range(3))
    return data[:a] + data[b:c] + data[a:b] + data[c:]


def doubled(data: bytes, chance: random.Random) -> bytes:
    """A piece many times."""
    a, b = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return data[:b] + data[a : min(b, a + 2000)] * chance.choice((1, 10, 50)) + data[b:]


def sown(data: bytes, chance: random.Random) -> bytes:
    """A word that readers trip over, put in or written over."""
    at, word = chance.randrange(len(data) + 1), chance.choice(TOKENS)
    return data[:at] + word + data[at + (len(word) if chance.random() < 0.5 else 0) :]


CHANGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (flipped, flipped, cut, swapped, doubled, sown, sown)


def inside(data: bytes, chance: random.Random) -> bytes:
    """An archive with one of its members changed and packed again."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = {one.filename: packed.read(one) for one in packed.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError, KeyError):
        return flipped(data, chance)
    except Exception:  # zlib.error and what else a broken archive makes of itself
        return flipped(data, chance)
    if members:
        name = chance.choice(list(members))
        members[name] = chance.choice(CHANGES)(members[name], chance)
    return packed_of(members)


def packed_of(members: Files) -> bytes:
    """An archive."""
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        warnings.simplefilter("ignore")
        for name, data in members.items():
            packed.writestr(name, data)
    return out.getvalue()


LAUGHS = b'<!DOCTYPE k [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(ord("b"), ord("k"))
) + b"]>"  # fmt: skip
MARK = b"<Placemark><name>x</name><Point><coordinates>30,50</coordinates></Point></Placemark>"
SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
    b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    b"</sheetData></worksheet>"
)
WORKBOOK = {
    "[Content_Types].xml": b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
    "_rels/.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    b'Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    b'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.'
    b'openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets>'
    b"</workbook>",
    "xl/_rels/workbook.xml.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    b'Target="worksheets/sheet1.xml"/></Relationships>',
}  # fmt: skip


TABLE = b"code,lat,lon\nEX-1,50.1,30.1\n"


def book_of(sheet: bytes) -> Files:
    """A spreadsheet of one sheet."""
    return {"t.xlsx": packed_of({**WORKBOOK, "xl/worksheets/sheet1.xml": sheet})}


def harmful() -> dict[str, Files]:
    """Files that somebody made to do harm."""
    zeros = b"0" * (32 << 20)
    links = b"".join(
        b"<NetworkLink><Link><href>%s</href></Link></NetworkLink>" % one
        for one in (
            b"../../../etc/passwd",
            b"file:///etc/passwd",
            b"http://127.0.0.1:9/x.kml",
            b"doc.kml",
            b"//x/y.kml",
        )
    )
    deep = b"<Folder>" * 50_000 + b"</Folder>" * 50_000
    return {
        "laughs.kml": {"t.kml": LAUGHS + b"<kml>&j;</kml>"},
        "laughs.gpx": {"t.gpx": LAUGHS + b'<gpx version="1.1"><wpt lat="1" lon="1"><name>&j;</name></wpt></gpx>'},
        "spans.xls": {"t.xls": b"<html><table>" + b"<tr><td rowspan=9999 colspan=9999>" * 3000},
        "comments.xls": {"t.xls": b"<html><table>" + b"<!--" * 60_000 + b"<![CDATA[" * 60_000},
        "tags.xls": {"t.xls": b"<html><table>" + b"<a " * 60_000 + b"<" * 100_000},
        "deep.geojsonl": {"t.geojsonl": b'{"type":"Feature","properties":{},"geometry":' + b"[" * 90_000},
        "laughs.xml": {"t.xml": LAUGHS + b'<k id="a">&j;</k>'},
        "laughs in utf-16": {"t.kml": (LAUGHS + b"<kml>&j;</kml>").decode().encode("utf-16")},
        "laughs.xlsx": book_of(LAUGHS + b"<worksheet>&j;</worksheet>"),
        "outside.kml": {"t.kml": b"<!DOCTYPE k [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><kml>&x;" + MARK + b"</kml>"},
        "deep.kml": {"t.kml": b"<kml>" + deep + b"</kml>"},
        "deep.xml": {"t.xml": b"<k id='a'>" + b"<a>" * 90_000},
        "deep.geojson": {"t.geojson": b'{"type":"FeatureCollection","features":' + b"[" * 200_000},
        "deep properties": {
            "t.geojson": b'{"type":"Feature","geometry":null,"properties":{"a":' + b"[" * 900 + b"]" * 900 + b"}}"
        },
        "deep WKT": {"t.csv": b"code,wkt\nEX-1," + b"GEOMETRYCOLLECTION(" * 20_000 + b"\n"},
        "many columns": {"t.csv": b"a," * 200_000 + b"\n"},
        "no end of a quote": {"t.csv": b'code,name\n1,"' + b"x" * (4 << 20)},
        "long line": {"t.log": b"$GPGGA," + b"1" * (8 << 20)},
        "far cell": book_of(SHEET),
        "bomb.zip": {"t.zip": packed_of({"t.csv": zeros})},
        "bomb.kmz": {"t.kmz": packed_of({"doc.kml": b"<kml>" + zeros})},
        "bomb.xlsx": book_of(zeros),
        "bomb.gz": {"t.csv.gz": gzip.compress(b"a,b\n" + b"1,2\n" * (80 << 20))},
        "archive in archive": {"t.zip": packed_of({"t.zip": packed_of({"t.zip": packed_of({"t.csv": TABLE})})})},
        "names that lead out": {"t.zip": packed_of({"../../t.csv": TABLE, "/etc/x.csv": TABLE})},
        "links that lead out": {"t.kmz": packed_of({"doc.kml": b"<kml>" + links + MARK + b"</kml>"})},
        "a loop of links": {
            "t.kmz": packed_of({
                "doc.kml": b"<kml><NetworkLink><Link><href>b.kml</href></Link></NetworkLink>" + MARK + b"</kml>",
                "b.kml": b"<kml><NetworkLink><Link><href>doc.kml</href></Link></NetworkLink></kml>",
            })
        },
        "many files": {"t.kmz": packed_of({f"{number}.kml": b"<kml/>" for number in range(25_000)})},
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
