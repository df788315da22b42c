"""Where the pictures of Red Letter come from: `python -m miniapps.envelopes.pictures` draws them all."""
