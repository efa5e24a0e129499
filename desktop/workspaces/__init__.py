"""The three workspaces: what each puts beside the map that all of them share."""
