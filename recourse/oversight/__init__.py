"""How departments and look-ups are doing; departments are measured, never people."""
