"""The selected record: its form, media, custody and history, and how it is written."""
