"""Telling people who are not looking: web push, what it says, and when it stays silent."""
