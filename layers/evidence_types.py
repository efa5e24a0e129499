"""What a file is, by its first bytes and never by the ending of its name: media types of IANA where there is one."""

from __future__ import annotations

import struct
from collections.abc import Mapping

HEAD = 8192
"""How many of a file's first bytes tell what it is."""

UNKNOWN, TEXT = "application/octet-stream", "text/plain"

_STARTS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"II+\0", "image/tiff"),
    (0, b"MM\0+", "image/tiff"),
    (0, b"\0\0\0\x0cJXL \r\n\x87\n", "image/jxl"),
    (0, b"\xff\x0a", "image/jxl"),
    (0, b"\0\0\0\x0cjP  \r\n\x87\n", "image/jp2"),
    (0, b"8BPS", "image/vnd.adobe.photoshop"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"%!PS", "application/postscript"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"\x1a\x45\xdf\xa3", "video/x-matroska"),
    (0, b"\0\0\x01\xba", "video/mpeg"),
    (0, b"\0\0\x01\xb3", "video/mpeg"),
    (0, b"FLV\x01", "video/x-flv"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video/x-ms-asf"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf2", "audio/mpeg"),
    (0, b"\xff\xf1", "audio/aac"),
    (0, b"\xff\xf9", "audio/aac"),
    (0, b"fLaC", "audio/flac"),
    (0, b"OggS", "application/ogg"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"caff", "audio/x-caf"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\0", "application/x-xz"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (257, b"ustar", "application/x-tar"),
    (128, b"DICM", "application/dicom"),
    (0, b"SQLite format 3\0", "application/vnd.sqlite3"),
    (0, b"LASF", "application/vnd.las"),
    (0, b"ASTM-E57", "model/e57"),
    (0, b"glTF", "model/gltf-binary"),
    (0, b"ply\n", "model/ply"),
    (0, b"ply\r\n", "model/ply"),
    (0, b"PAR1", "application/vnd.apache.parquet"),
    (0, b"PMTiles", "application/vnd.pmtiles"),
    (0, b"\0\0\x27\x0a", "application/vnd.shp"),
    (0, b"age-encryption.org/v1\n", "application/age"),
)  # fmt: skip

_RIFF = {b"WEBP": "image/webp", b"AVI ": "video/x-msvideo", b"WAVE": "audio/wav"}

_BRANDS = {
    b"heic": "image/heic", b"heix": "image/heic", b"heim": "image/heic", b"heis": "image/heic", b"mif1": "image/heic",
    b"msf1": "image/heic", b"avif": "image/avif", b"avis": "image/avif", b"crx ": "image/x-canon-cr3",
    b"qt  ": "video/quicktime", b"M4A ": "audio/mp4", b"M4B ": "audio/mp4", b"3gp": "video/3gpp", b"3g2": "video/3gpp2",
}  # fmt: skip
"""Major brands of the ISO base media format; any other is video/mp4."""

_OFFICE = "application/vnd.openxmlformats-officedocument"
_IN_ZIP: tuple[tuple[bytes, str], ...] = (
    (b"word/", f"{_OFFICE}.wordprocessingml.document"),
    (b"xl/", f"{_OFFICE}.spreadsheetml.sheet"),
    (b"ppt/", f"{_OFFICE}.presentationml.presentation"),
    (b"doc.kml", "application/vnd.google-earth.kmz"),
)
_MARKUP: tuple[tuple[bytes, str], ...] = (
    (b"<kml", "application/vnd.google-earth.kml+xml"),
    (b"<gpx", "application/gpx+xml"),
    (b"<svg", "image/svg+xml"),
    (b"<!doctype html", "text/html"),
    (b"<html", "text/html"),
    (b"<?xml", "application/xml"),
)

_TEXTS = (TEXT, "application/xml", "text/html")
_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "jpg": ("image/jpeg",), "jpeg": ("image/jpeg",), "png": ("image/png",), "gif": ("image/gif",),
    "tif": ("image/tiff",), "tiff": ("image/tiff",), "dng": ("image/tiff",), "nef": ("image/tiff",),
    "cr2": ("image/tiff",), "arw": ("image/tiff",), "cr3": ("image/x-canon-cr3",), "webp": ("image/webp",),
    "heic": ("image/heic",), "heif": ("image/heic",), "avif": ("image/avif",), "jxl": ("image/jxl",),
    "pdf": ("application/pdf",), "mp4": ("video/mp4", "audio/mp4"), "m4v": ("video/mp4",),
    "mov": ("video/quicktime", "video/mp4"), "m4a": ("audio/mp4", "video/mp4"), "avi": ("video/x-msvideo",),
    "3gp": ("video/3gpp", "video/mp4"),
    "mkv": ("video/x-matroska",), "webm": ("video/x-matroska",), "mp3": ("audio/mpeg",), "wav": ("audio/wav",),
    "flac": ("audio/flac",), "ogg": ("application/ogg",), "oga": ("application/ogg",), "opus": ("application/ogg",),
    "amr": ("audio/amr",), "aac": ("audio/aac", "audio/mp4"), "zip": ("application/zip",), "gz": ("application/gzip",),
    "7z": ("application/x-7z-compressed",), "docx": (f"{_OFFICE}.wordprocessingml.document",),
    "xlsx": (f"{_OFFICE}.spreadsheetml.sheet",), "pptx": (f"{_OFFICE}.presentationml.presentation",),
    "doc": ("application/x-ole-storage", "application/rtf"), "xls": ("application/x-ole-storage",),
    "msg": ("application/x-ole-storage",), "rtf": ("application/rtf",), "dcm": ("application/dicom",),
    "gpkg": ("application/vnd.sqlite3",), "las": ("application/vnd.las",), "laz": ("application/vnd.las",),
    "e57": ("model/e57",), "ply": ("model/ply",), "glb": ("model/gltf-binary",), "shp": ("application/vnd.shp",),
    "kmz": ("application/vnd.google-earth.kmz",), "kml": ("application/vnd.google-earth.kml+xml", "application/xml"),
    "gpx": ("application/gpx+xml", "application/xml"), "svg": ("image/svg+xml", "application/xml"),
    "html": ("text/html", "application/xml", TEXT), "htm": ("text/html", "application/xml", TEXT),
    "txt": _TEXTS, "csv": (TEXT,), "json": (TEXT,), "geojson": (TEXT,), "xml": _TEXTS,
}  # fmt: skip
"""What a name that ends so promises; an ending that is not here promises nothing."""

_KINDS: Mapping[str, str] = {
    "image/jpeg": "photo", "image/heic": "photo", "image/x-canon-cr3": "photo", "application/pdf": "document",
    "application/rtf": "document", "application/dicom": "radiograph", "application/vnd.las": "model_3d",
    "application/gpx+xml": "survey_data", "text/html": "web_page",
}  # fmt: skip


def media_type_of(head: bytes) -> str:
    """The type of a file that begins with `head`; of nothing there is none: an empty text."""
    if not head:
        return ""
    for offset, start, found in _STARTS:
        if head.startswith(start, offset):
            return found
    return _contained(head) or _marked_up(head) or (TEXT if _is_text(head) else UNKNOWN)


def _contained(head: bytes) -> str:
    """Formats that are a container with a name inside."""
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return _BRANDS.get(brand) or _BRANDS.get(brand[:3]) or "video/mp4"
    if head[4:8] in (b"moov", b"mdat", b"wide"):
        return "video/quicktime"
    if head[:4] == b"PK\x03\x04":
        return _in_zip(head)
    if head[:2] == b"BM" and len(head) > 14 and head[6:10] == b"\0\0\0\0":
        return "image/bmp"
    return ""


def _in_zip(head: bytes) -> str:
    if head[30:38] == b"mimetype":  # OpenDocument and EPUB name their type in a first member that is stored as it is
        size = struct.unpack_from("<I", head, 18)[0] if len(head) >= 22 else 0
        named = head[38 : 38 + min(size, 100)]
        if size and named.isascii() and named.startswith(b"application/"):
            return named.decode("ascii")
    return next((found for name, found in _IN_ZIP if name in head), "application/zip")


def _marked_up(head: bytes) -> str:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:2048].lower()
    if not text.startswith(b"<"):
        return ""
    return next((found for name, found in _MARKUP if name in text), "")


def _is_text(head: bytes) -> bool:
    """Whether it reads as text, in whatever encoding: UTF-16 with its mark, or bytes none of which is a control."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    return not any(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in head)


def is_what_its_name_says(name: str, media_type: str) -> bool:
    """Whether a file of that type may carry that name; a name without a known ending says nothing."""
    promised = _ENDINGS.get(name.rpartition(".")[2].lower()) if "." in name else None
    return promised is None or media_type in promised


def kind_of(media_type: str, *, with_camera: bool = False) -> str | None:
    """The kind of medium (vocabulary media_kind) where the type leaves no doubt; a camera's name makes it a photo."""
    if with_camera and media_type.startswith("image/"):
        return "photo"
    family = media_type.partition("/")[0]
    return _KINDS.get(media_type) or (family if family in ("video", "audio") else None)
