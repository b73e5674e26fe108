"""Pure Python under the house: no Django, no database, no clock."""
