"""Check what a log, a receipt or a person's bundle says, with no trust in whoever made it."""
