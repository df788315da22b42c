"""Conversations, messages and cards."""
