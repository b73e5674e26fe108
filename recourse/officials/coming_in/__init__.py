"""Officials at the door: who is let in, and what is written down of everybody who tries."""
