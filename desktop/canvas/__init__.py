"""The map canvas: what is recorded, drawn; one paint code for screen, PNG, SVG and PDF."""
