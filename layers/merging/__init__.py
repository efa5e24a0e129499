"""Two copies of a project become one: the other is opened as a stranger's, its commits, files and names come in."""
