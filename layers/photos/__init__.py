"""Photographs of a grave: the log, the clock of each camera, and working copies."""
