"""Which records are looked at, and the months and values that say so."""
