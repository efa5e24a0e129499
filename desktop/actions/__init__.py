"""Everything that the window can do as one table, and how a person finds it: menus, keys, the palette."""
