"""`superapp dev`: one program from a folder in the real runtime, on this machine, without a host's databases."""
