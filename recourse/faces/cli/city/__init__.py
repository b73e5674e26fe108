"""A synthetic city for the demo: its people, its offices, its files and its recent history.

Nobody in it is real. Every identity number begins with 0, which no real number does, and
is refused outside the demo. The same number of people always makes the same city.
"""
