"""Every file of the real data, through the door that a person takes."""
