"""What can be done from a terminal: one module for each family of commands."""
