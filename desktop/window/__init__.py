"""The window on one project: its bars and its foot, and what its actions do."""
