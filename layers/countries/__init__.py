"""What the application knows of one country: a folder of data, shipped or a user's own."""
