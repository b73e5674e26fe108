"""Stories through several rooms, one file each, told in the order of the regulation."""
