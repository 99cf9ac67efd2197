"""Networks that visitors train themselves: what can be chosen, and how each step goes."""
