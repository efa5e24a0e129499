"""Paper for the field: blank forms, labels and the sheet of a day, drawn; and what is scanned, read back."""
