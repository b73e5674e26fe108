"""Signing in with the city's identity service, by OpenID Connect."""
