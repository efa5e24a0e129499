"""A file is taken in: looked at, tried, its rejected rows attached by hand, and imported as one commit."""
