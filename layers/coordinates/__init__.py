"""Coordinates as people write them, read into places and written for people."""
