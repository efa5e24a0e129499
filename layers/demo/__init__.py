"""The two projects that ship as examples: facts of control, and invented records at the scale of a mission."""
