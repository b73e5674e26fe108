"""How one agency does its own work; never about a person or a seat."""
