"""The road in: a file becomes rows, a row becomes a record or a problem, and all of them one commit, or none.

open_source (source.py) and a module for each format read files; known.py knows sources by their header; matching.py
finds columns for fields; taking.py takes values from rows; importing.py makes the commit.
"""
