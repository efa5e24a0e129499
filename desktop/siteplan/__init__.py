"""The plan of a grave on the screen and on paper, drawn by one code from the same plain data."""
