"""Points that were surveyed, on their way into the records of a grave: from files by their codes, and by tape."""
