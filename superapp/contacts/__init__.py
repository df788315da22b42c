"""Who knows whom: contacts and requests, what each allows to others, and blocks. Knows people by their ids alone."""
