"""The identity vault's window: a process of its own, which ends when the main window locks, closes or dies."""
