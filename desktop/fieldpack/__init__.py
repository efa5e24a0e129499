"""Field packs from the window: one is made, and what comes back is reviewed."""
