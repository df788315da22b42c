"""Passwords, tokens, CSRF, content security policies and rate limits."""
