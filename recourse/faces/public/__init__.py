"""Pages that anybody may read: what may be collected, your rights, the way in."""
