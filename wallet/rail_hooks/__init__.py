"""The door at which a card processor tells us that something has changed."""
