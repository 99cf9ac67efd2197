"""Use cases without HTTP: which networks there are, what goes in, what comes out, and how fast."""
