"""What a machine was answered, kept for a day, so that a request sent twice does one thing."""
