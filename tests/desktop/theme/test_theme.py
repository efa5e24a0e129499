"""The theme: readable in light and dark, complete icons, a style sheet without gaps."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from PyQt6.QtGui import QColor, QIcon, QImage
from PyQt6.QtWidgets import QApplication

from desktop.theme import fonts
from desktop.theme.contrast import GRAPHICS, TEXT, contrast
from desktop.theme.icons import icon, read_icon
from desktop.theme.palettes import DARK, LIGHT, PALETTES, Palette
from desktop.theme.stylesheet import apply, stylesheet
from desktop.theme.theme import theme
from desktop.theme.touch import HIT_PIXELS
from forensics.catalogue import TYPES

ICONS = sorted(entry.name.removesuffix(".svg") for entry in (files("resources") / "icons").iterdir()
               if entry.name.endswith(".svg"))  # fmt: skip


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_words_in_the_window_can_be_read(palette: Palette) -> None:
    for text in ("text", "muted", "accent", "danger", "warning", "good"):
        for ground in ("window", "surface", "raised", "hover", "pressed"):
            assert contrast(getattr(palette, text), getattr(palette, ground)) >= TEXT, (text, ground)
    assert contrast(palette.on_accent, palette.accent) >= TEXT
    assert contrast(palette.on_accent_soft, palette.accent_soft) >= TEXT


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_the_edge_of_what_can_be_filled_in_can_be_seen(palette: Palette) -> None:
    for ground in ("window", "surface", "raised"):
        assert contrast(palette.edge, getattr(palette, ground)) >= GRAPHICS, ground


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_every_record_type_and_workspace_has_an_icon() -> None:
    assert {*TYPES, "exhume", "plan", "analyse"} <= set(ICONS)


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_is_drawn_in_the_colour_of_the_theme(name: str, qapp: QApplication) -> None:
    assert 'viewBox="0 0 24 24"' in read_icon(name)
    for look, ink in (("light", LIGHT.text), ("dark", DARK.text)):
        image = icon(name, theme(look)).pixmap(32, 32).toImage()
        drawn = [
            image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())
            if image.pixelColor(x, y).alpha() > 200
        ]  # fmt: skip
        assert drawn, name
        assert all(abs(colour.lightness() - QColor(ink).lightness()) < 12 for colour in drawn)


def test_a_disabled_icon_is_paler(qapp: QApplication) -> None:
    made = icon("search", theme("light"))
    normal, disabled = (
        _darkest(made.pixmap(32, 32, mode).toImage()) for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled)
    )
    assert disabled > normal


def _darkest(image: QImage) -> int:
    return min(
        image.pixelColor(x, y).lightness() for x in range(image.width()) for y in range(image.height())
        if image.pixelColor(x, y).alpha() > 200
    )  # fmt: skip


def test_an_icon_that_is_not_there_is_an_error(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        icon("unicorn", theme("light"))


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_the_style_sheet_has_no_gaps(palette: Palette) -> None:
    sheet = stylesheet(palette)
    assert "$" not in sheet.split("*/", 1)[1]
    assert HIT_PIXELS >= 32
    for path in re.findall(r"url\(([^)]+)\)", sheet):
        assert (files("resources") / "icons" / "themed" / palette.name / path.rsplit("/", 1)[1]).is_file()


def test_a_theme_is_applied_to_the_whole_application(qapp: QApplication) -> None:
    before = qapp.styleSheet(), qapp.font(), qapp.palette()
    apply(qapp, theme("dark"))
    assert qapp.palette().window().color().name() == DARK.window
    assert qapp.font().family() == fonts.family()
    qapp.setStyleSheet(before[0])
    qapp.setFont(before[1])
    qapp.setPalette(before[2])


def test_the_typeface_that_ships_writes_both_languages(qapp: QApplication) -> None:
    from PyQt6.QtGui import QFontMetrics

    metrics = QFontMetrics(fonts.font(14))
    assert all(metrics.inFont(letter) for letter in "AZazÀéЇїІіЄєҐґЖщ’0123456789°′″№")
