"""Migrations of the room `oversight`."""
