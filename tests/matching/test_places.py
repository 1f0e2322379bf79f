"""Countries under every name that lists give them, and places of birth as keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.places import country_code, country_word
from matching.tables import read_rows

CODES = [
    ("Korea, North", "KP"), ("Democratic People's Republic of Korea", "KP"), ("DPRK", "KP"),
    ("Korea, Republic of", "KR"),
    ("Iran (Islamic Republic of)", "IR"), ("IRAN, ISLAMIC REPUBLIC OF", "IR"), ("IRN", "IR"), ("ir", "IR"),
    ("Syrian Arab Republic", "SY"), ("syrian", "SY"), ("سوريا", "SY"), ("Russian Federation", "RU"), ("Россия", "RU"),
    ("USSR", "RU"), ("Soviet Union", "RU"), ("Belarus", "BY"), ("Biélorussie", "BY"), ("Burma", "MM"),
    ("Myanmar", "MM"),
    ("Congo, Democratic Republic of the", "CD"), ("Zaire", "CD"), ("Congo", "CG"), ("Côte d'Ivoire", "CI"),
    ("Ivory Coast", "CI"), ("Türkiye", "TR"), ("Crimea", "UA"), ("Abkhazia", "GE"), ("Kosovo", "XK"), ("Gaza", "PS"),
    ("The Netherlands", "NL"), ("Holland", "NL"), ("Republic of Poland", "PL"), ("U.K.", "GB"), ("U.S.A.", "US"),
    ("Yugoslavia", "RS"), ("Czechoslovakia", "CSK"), ("Swaziland", "SZ"), ("Hong Kong SAR", "HK"), ("中国", "CN"),
    ("Niger", "NE"), ("Nigeria", "NG"), ("Dominica", "DM"), ("Dominican Republic", "DO"), ("Guinea", "GN"),
    ("Guinea-Bissau", "GW"), ("Sudan", "SD"), ("South Sudan", "SS"), ("Atlantis", None), ("", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), CODES)
def test_country_code(text: str, code: str | None) -> None:
    assert country_code(text) == code


def test_every_country_is_known_by_both_its_codes() -> None:
    rows = read_rows("countries.csv")
    assert len(rows) >= 249
    for code, alpha3, *_ in rows:
        expected = alpha3 if len(code) != 2 else code
        assert country_code(alpha3) == expected
        assert country_code(alpha3.lower()) == expected


def test_short_or_doubtful_words_are_no_country_inside_a_name() -> None:
    assert country_word("turkey") is None
    assert country_word("car") is None
    assert country_word("turkish") == "TR"


@given(st.text(max_size=80))
def test_nothing_raises(text: str) -> None:
    assert country_code(text) is None or len(str(country_code(text))) in {2, 3}
