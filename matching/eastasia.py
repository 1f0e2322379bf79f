"""Chinese, Japanese and Korean writing read in Latin letters."""

from anyascii import anyascii


def readings(word: str) -> tuple[str, ...]:
    """Latin readings of one word in Han, kana or Hangul, likeliest first: the family name apart, the rest joined."""
    syllables = [anyascii(letter).lower() for letter in word]
    if 2 <= len(syllables) <= 4:
        return (syllables[0] + " " + "".join(syllables[1:]), " ".join(syllables), "".join(syllables))
    return ("".join(syllables), " ".join(syllables))
