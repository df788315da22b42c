"""The Python face of the compile process. A pure function from a source tree to a bundle."""
