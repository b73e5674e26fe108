"""What a person entrusts to a helper: named by the person, accepted with a code, until a day."""
