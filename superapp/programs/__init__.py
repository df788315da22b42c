"""Programs: packages, versions, reviews, releases, login codes, storage."""
