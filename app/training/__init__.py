"""How the shipped networks are trained: `inkling train`."""
