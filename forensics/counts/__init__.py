"""Numbers that may be published: tables of cells with their sums, what of them is hidden, and the proof that it is."""
