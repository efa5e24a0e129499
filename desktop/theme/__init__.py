"""How the window looks: palettes as plain data, one style sheet, icons and the typeface."""
