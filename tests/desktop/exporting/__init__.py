"""Tests of what leaves from the window."""
