"""`python -m recourse` is the command `recourse`."""

from recourse.faces.cli.main import main

main()
