"""The way in for whoever has a letter with a code from a counter."""
