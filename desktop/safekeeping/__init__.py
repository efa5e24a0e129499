"""Backup, restore and the keys of a project, asked for in dialogs and done on threads."""
