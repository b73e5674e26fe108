"""What an agency gets, for a purpose: the least that answers it, never without a log entry."""
