"""What running remarks plainly say, whatever list they stand on: a death, a mail address, a website."""

import re

EMAIL = re.compile(r"[\w.+'-]{1,80}@[\w-]{1,80}(?:\.[\w-]{1,40}){1,6}")
WEBSITE = re.compile(r"(?:https?://|www\.)[^\s;,]+", re.IGNORECASE)
_DEAD = re.compile(
    r"(?:^|[.;:]\s*)(?:confirmed (?:as |to be |to have )?|now |reported as )?(?:deceased|died)\b"
    r"(?! (?:father|mother|brother|son|husband|wife))",
    re.IGNORECASE,
)


def says_deceased(text: str) -> bool:
    """Whether a text plainly says that the party is dead.

    `Reportedly deceased` is not plain, and `(deceased)` behind a name speaks of another person as a rule.
    """
    return bool(_DEAD.search(text))
