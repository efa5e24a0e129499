"""The register: tables, journal and indexes of one project, written together and compared by `verify`."""
