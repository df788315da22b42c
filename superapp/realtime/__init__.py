"""Events per person and the hub that wakes their open pages."""
