"""What our guests' servers have in common, and what a new one may copy: settings of a merchant, a database file, the
host's clients, one way to say no. Nothing here knows a house; it speaks HTTP as every guest does."""
