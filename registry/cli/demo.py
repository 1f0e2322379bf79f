"""The command that shows the main job on shipped samples: fictional people, the partners' real formats."""

import click


@click.command()
def demo() -> None:
    """Show the main job on fictional samples."""
