"""A report of a grave: what is disclosed of it, in sections, before anything is set on a page."""
