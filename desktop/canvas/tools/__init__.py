"""What a hand does on the map: pan, select, draw, edit. Tools tell what was drawn; they write nothing."""
