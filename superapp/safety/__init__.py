"""What people report to the operators, and what operators take from somebody for a while."""
