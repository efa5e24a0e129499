"""How far a site and a case have come, told from their records: what each step still needs, and whose it is."""
