"""Custody: who holds an item now, what may be done with it next, and what a package carries with it."""
