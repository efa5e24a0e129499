"""The sections of a report, one file each: a function that gives the blocks of its section."""
