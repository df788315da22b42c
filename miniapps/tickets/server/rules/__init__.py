"""What is decided without a database: seats, times, prices, what is given back, and what a ticket says. Pure functions
of their arguments; time comes in as an argument."""
