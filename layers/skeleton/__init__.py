"""The skeleton of a case: the drawn plates, what is recorded of each bone, and the picture of both."""
