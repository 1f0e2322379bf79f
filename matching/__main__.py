"""`python -m matching ...`: see `matching.commands`."""

from matching.commands import main

main(prog_name="python -m matching")
