"""The map of the open project: what is on it, what a hand draws, what is selected, and the tree of its layers."""
