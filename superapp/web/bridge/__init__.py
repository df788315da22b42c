"""What the program runtime in the browser calls."""
