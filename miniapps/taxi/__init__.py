"""Kestrel, a taxi: a program for passengers, a program for drivers, and the back end of both."""
