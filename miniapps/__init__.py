"""Guests: programs as third parties would publish them. They import neither house, they speak HTTP and `wx.*`."""
