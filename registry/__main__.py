"""`python -m registry`: the command line, where the script `registry` is not on the path."""

from registry.cli import main

main()
