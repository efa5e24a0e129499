"""The register on PostgreSQL with PostGIS: what differs from the embedded engine, and nothing else."""
