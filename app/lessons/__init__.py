"""The crash course: its chapters, and what they say about a network, as numbers of that network."""
