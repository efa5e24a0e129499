"""The records of one type as a table: searched, narrowed, ordered."""
