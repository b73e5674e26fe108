"""Ask people for a statement, for a purpose that a city registered: the organisation's own tool."""
