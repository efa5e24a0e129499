"""The colours of the window, light and dark, as plain data; a test holds text on them to a contrast of 4.5 : 1."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """Colours as #rrggbb, named by what they are for."""

    name: str
    window: str  # behind everything
    surface: str  # panels, toolbars
    raised: str  # fields, menus, cards
    hover: str
    pressed: str
    border: str  # between panels, decorative
    edge: str  # around what can be filled in or pressed: 3 : 1
    text: str
    muted: str  # labels, hints
    disabled: str
    accent: str  # the one accent: primary buttons, the current tab, focus
    on_accent: str
    accent_soft: str  # behind what is selected
    on_accent_soft: str
    danger: str
    warning: str
    good: str
    dark: bool = False


LIGHT = Palette(
    name="light",
    window="#f3f4f6",
    surface="#fafafb",
    raised="#ffffff",
    hover="#eceef1",
    pressed="#e1e4e9",
    border="#e2e4e8",
    edge="#828a95",
    text="#1c2026",
    muted="#545c68",
    disabled="#8a919c",
    accent="#2456c8",
    on_accent="#ffffff",
    accent_soft="#e3ebfc",
    on_accent_soft="#173a8a",
    danger="#b3261e",
    warning="#8a5300",
    good="#176b45",
)

DARK = Palette(
    name="dark",
    window="#121519",
    surface="#181c21",
    raised="#20252c",
    hover="#272d35",
    pressed="#303741",
    border="#2a3038",
    edge="#707987",
    text="#e9ecf0",
    muted="#a5adb9",
    disabled="#6e7682",
    accent="#8ab0ff",
    on_accent="#0d1626",
    accent_soft="#243556",
    on_accent_soft="#cfdeff",
    danger="#ff9a92",
    warning="#f2bd5c",
    good="#66d19e",
    dark=True,
)

PALETTES = {palette.name: palette for palette in (LIGHT, DARK)}
