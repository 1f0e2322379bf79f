"""The words in which a comparison is spoken about: roles of name parts, how two parts relate, what the evidence
says."""

from typing import Final, Literal

Role = Literal[
    "given", "family", "patronymic", "nisba", "kunya", "other",
    "particle", "title", "generation",
    "word", "generic", "form", "numeral", "country", "branch",
]  # fmt: skip
"""What a part does in a name: the first row in persons' names, the second aside of them, the third in other parties'
names."""

Likeness = Literal["same", "variant", "sound", "slip", "near", "nickname", "gendered", "initial", "joined", "unlike"]
"""How two parts relate: `variant` is another known spelling, `sound` the same consonants, `slip` one letter off,
`near` several."""

Verdict = Literal["same", "possible", "different"]

Outcome = Literal["agree", "close", "missing", "conflict"]

NAME: Final = "name"
"""The field that name evidence is filed under; the other fields are called as in `Subject`."""
