"""The face for machines: look-ups, batches, the catalogue, described by OpenAPI 3.1."""
