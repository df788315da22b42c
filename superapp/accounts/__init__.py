"""People, their passkeys, sessions and permissions."""
