"""What goes to the field on a phone and comes back: a GeoPackage with a QGIS project, and changes to be reviewed."""
