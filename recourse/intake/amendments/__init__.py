"""What a department does to its records after entry: one seat proposes, another one signs."""
