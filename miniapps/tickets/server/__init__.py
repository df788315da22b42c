"""The ticket seller's own back end: its database, its rules, and the public clients of the host."""
