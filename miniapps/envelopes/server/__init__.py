"""Red Letter's own server: gifts of merchants for everybody to see, and the desk where they are made and followed."""
