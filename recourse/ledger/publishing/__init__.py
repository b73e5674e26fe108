"""The log as others see it: files any web server can serve, signed and witnessed."""
