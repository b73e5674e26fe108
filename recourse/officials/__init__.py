"""How officials sign in: invitations, passkeys, codes, recovery codes, and every attempt."""
