"""Comparing work with another organisation, from the window."""
