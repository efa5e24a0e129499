"""Photographs in the window: the log of a grave, and marks on working copies."""
