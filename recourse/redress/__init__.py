"""What a person may do about a record: objection, correction, repair; each against a clock."""
