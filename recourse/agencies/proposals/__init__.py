"""What one administrator proposes to give, and a second one approves: powers take two."""
