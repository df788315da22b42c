"""The money: a complete house with its own database, rules and merchant API. It knows nothing of the host."""
