"""What running remarks plainly say, whatever list they stand on: a death, a mail address."""

import re

_EMAIL = re.compile(r"[\w.+'-]{1,80}@[\w-]{1,80}(?:\.[\w-]{1,40}){1,6}")
_DEAD = re.compile(
    r"(?:^|[.;:]\s*)(?:confirmed (?:as |to be |to have )?|now |reported as )?(?:deceased|died)\b"
    r"(?! (?:father|mother|brother|son|husband|wife))",
    re.IGNORECASE,
)


def mails_and_rest(text: str) -> tuple[list[str], str]:
    """The mail addresses in a text, and the text without them."""
    if "@" not in text:
        return [], text
    return _EMAIL.findall(text), _EMAIL.sub(" ", text)


def says_deceased(text: str) -> bool:
    """Whether a text plainly says that the party is dead.

    `Reportedly deceased` is not plain, and `(deceased)` behind a name speaks of another person as a rule.
    """
    folded = text.lower()
    return ("deceased" in folded or "died" in folded) and bool(_DEAD.search(text))
