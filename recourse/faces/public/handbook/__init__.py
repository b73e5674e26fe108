"""The rights handbook: one page for each right, its forms, its clocks as the rules have them."""
