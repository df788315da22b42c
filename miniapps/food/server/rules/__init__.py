"""Rules as plain functions: no database, no clock, no chance, no network. Property tests hold them to their word."""
