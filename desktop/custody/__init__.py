"""Custody in the window: items are handed on, a receipt is printed, seals are counted."""
