"""Channels: service accounts whose posts people follow."""
