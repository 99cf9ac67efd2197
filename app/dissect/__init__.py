"""What the units of a network respond to, found once over many digits and kept beside it."""
