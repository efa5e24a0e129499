"""Custody in a project: chains read from the register, steps written to it, and what is wrong with them."""
