"""The plan of a grave in metres, as plain data: read once, drawn alike by the window and on paper."""
