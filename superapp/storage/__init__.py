"""Where the host keeps things: its database and its blobs."""
