"""Benefits a person applies for, under a published rule that answers with reasons."""
