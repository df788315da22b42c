"""All outgoing HTTP."""
