"""What leaves from the window: records exported after a look at what stays home, and public drafts released."""
