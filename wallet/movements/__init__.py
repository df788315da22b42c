"""What people read of their own money: the journal written out line by line, with words, months and search."""
