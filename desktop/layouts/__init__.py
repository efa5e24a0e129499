"""Pages: a map with all that makes it fit to be handed on, as PDF, SVG or PNG."""
