"""The administrators' pages: posts, powers, machines, keys and rules; never a page of people."""
