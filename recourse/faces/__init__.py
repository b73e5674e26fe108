"""What people touch: pages, forms, the API and the command line; no tables, no decisions."""
