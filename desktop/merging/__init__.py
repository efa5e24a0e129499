"""Copies of one project in the window: merged, and what waits to be decided since, side by side."""
