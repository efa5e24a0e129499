"""The skeleton diagram: a case's bones as a plate that is clicked, and the fields of the bone that is chosen."""
