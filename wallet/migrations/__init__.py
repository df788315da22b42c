"""The wallet's database schema, one line of revisions."""
