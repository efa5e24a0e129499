"""Locking the window: it blanks, the project is closed and its key forgotten, and the passphrase leads back."""
