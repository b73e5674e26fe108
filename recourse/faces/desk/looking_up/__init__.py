"""One fact about one person, looked up at a desk."""
