"""What is recorded about the dead, the places and the testimony, and what follows from it."""
