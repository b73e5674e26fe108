"""Where an account is signed in: each session, how long it may last, and how it is ended."""
