"""Controlled vocabularies: codes that never change with the language, and the source of each list."""
