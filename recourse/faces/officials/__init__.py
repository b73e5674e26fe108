"""Pages by which officials sign in, take a seat they were invited to, and keep their ways in."""
