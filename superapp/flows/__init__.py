"""Verbs: one file each, the only place where domains meet."""
