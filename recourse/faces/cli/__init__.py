"""The command line: for operators, the worker and the demo."""
