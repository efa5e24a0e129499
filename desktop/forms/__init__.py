"""Forms made from the declarations: one editor per kind of value, and the sheet that holds them."""
