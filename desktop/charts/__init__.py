"""Charts of what is published: drawn from the numbers of the statistics, linked with map and table, saved with them."""
