"""Base maps from files of the person's own: archives of tiles, images with a place, outlines; and tiles of a server."""
