"""Two organisations learn where both work, in three files, and neither learns anything else of the other."""
