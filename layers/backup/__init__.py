"""A whole project in one file, and out of it again."""
