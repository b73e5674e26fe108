"""The counter: what a person hands in is entered, and the receipt printed."""
