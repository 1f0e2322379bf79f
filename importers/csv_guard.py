"""Cells that no spreadsheet program executes, and that can be read back exactly.

OWASP, "CSV Injection": a cell that begins with one of = + - @ TAB CR (or their full-width forms) may run as a
formula. Such a cell, and one that begins with an apostrophe, gets one apostrophe in front; `restore` takes it off.
"""

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")


def guard(text: str) -> str:
    """Text that is safe as a CSV cell."""
    return f"'{text}" if text.startswith(_RISKY) else text


def restore(text: str) -> str:
    """The text that `guard` was given; an apostrophe that guards nothing is the writer's own and stays."""
    return text[1:] if text.startswith("'") and text.startswith(_RISKY, 1) else text
