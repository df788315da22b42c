"""How the wallet reaches a card processor: the port, and the built-in client that speaks it over HTTP."""
