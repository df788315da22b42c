"""How many small faults in the money's code the tests notice: `make mutants`."""
