"""Before a project is open: the first page, and what is asked."""
