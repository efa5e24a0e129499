"""The window and the command line: two doors to the same code."""
