"""What goes to the field on paper and comes back: blank forms, labels, the sheet of a day."""
