"""Developers: upload and manage programs."""
