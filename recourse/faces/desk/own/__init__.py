"""What concerns a department itself: cases that wait for it, and how it does its own work."""
