"""The geometry of surveying a grave: its grid tied to the globe, points measured by tape, heights and their datums."""
