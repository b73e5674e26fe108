"""Django plumbing: the database, its roles and gates, the key directory, the queue."""
