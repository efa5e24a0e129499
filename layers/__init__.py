"""How records are kept and travel: the register, evidence, coordinates, import, export, base maps."""
