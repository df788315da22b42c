"""The host's database schema, one line of revisions."""
