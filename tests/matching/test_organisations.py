"""One company under every writing of its legal form; generic words, numerals and countries in many languages."""

import pytest

from matching.normalise import fold, name_parts
from matching.organisations import country_word, generic, is_legal_form, legal_form_spellings, numeral, split_form
from matching.scripts import script_of
from matching.tables import read_rows

SPELLINGS = legal_form_spellings()


def writings(form: str) -> set[str]:
    """Every case, with and without dots and spaces, that a legal form is met in.

    Scripts without short vowels are not run together: without its dots or spaces such a form is another word, which
    nobody writes.
    """
    found = {form, form.replace(".", " "), form.replace(". ", "."), form.replace(".", ". ")}
    if script_of(form) not in {"Arab", "Hebr", "Thai", "Mymr"}:
        found |= {form.replace(".", ""), form.replace(" ", "")}
        found.add("".join(letter for letter in form if letter not in ". -"))
    return {cased for one in found for cased in (one, one.lower(), one.upper(), one.title())}


def test_the_table_of_legal_forms_is_large() -> None:
    assert len(read_rows("legal_forms.csv")) >= 250
    assert len({fold(spelling).replace(" ", "") for spelling, _ in SPELLINGS}) >= 900


@pytest.mark.parametrize(("form", "family"), SPELLINGS)
def test_a_company_is_the_same_under_every_writing_of_its_form(form: str, family: str) -> None:
    for written in writings(form):
        for name in (f"Zorvex {written}", f"ZORVEX, {written}", f"Zorvex   {written} "):
            assert split_form(name_parts(name)) == (("zorvex",), family), name


SPLIT = [
    ("OOO Romashka", ("romashka",), "llc"),
    ("ООО «Ромашка»", ("romashka",), "llc"),
    ("Romashka LLC", ("romashka",), "llc"),
    ("Общество с ограниченной ответственностью Ромашка", ("romashka",), "llc"),
    ("Limited Liability Company Romashka", ("romashka",), "llc"),
    ("PT Indah Tbk", ("indah",), "jsc"),
    ("Zorvex GmbH & Co. KG", ("zorvex",), "partnership"),
    ("Zorvex Trading Co. W.L.L.", ("zorvex", "trading"), "llc"),
    ("Zorvex LLC Dubai Branch", ("zorvex", "dubai", "branch"), "llc"),
    ("Zorvex Resort & Spa", ("zorvex", "resort", "and", "spa"), ""),
    ("Zorvex Investments II Corp.", ("zorvex", "investments", "ii"), "corp"),
    ("Zorvex (U.K.) Limited", ("zorvex", "uk"), "llc"),
    ("OOO Zorvex LLC Moscow", ("zorvex", "moscow"), "llc"),
    ("Zorvex & Co.", ("zorvex",), "company"),
    ("Zorvex S.A.L. (Off-Shore)", ("zorvex",), "jsc"),
    ("Zorvex Company", ("zorvex",), "company"),
    ("Zorvex Trading Company Limited", ("zorvex", "trading"), "llc"),
    ("株式会社ゾルベ", ("zorube",), "jsc"),
    ("주식회사 삼성", ("samsong",), "jsc"),
    ("Limited", ("limited",), ""),
    ("Zorvex", ("zorvex",), ""),
    ("", (), ""),
    ("AG Zorvex", ("ag", "zorvex"), ""),
    ("Sea Star", ("sea", "star"), ""),
]


@pytest.mark.parametrize(("name", "core", "family"), SPLIT)
def test_split_form(name: str, core: tuple[str, ...], family: str) -> None:
    assert split_form(name_parts(name)) == (core, family)


def test_a_single_part_can_be_a_form() -> None:
    assert is_legal_form("gmbh")
    assert not is_legal_form("zorvex")


GENERIC = [
    ("bank", "banco banque banka yinhang"),
    ("company", "kompaniya compagnie compania sherkat"),
    ("general", "generalnaya generale umumi"),
    ("trade", "trading ticaret torgovyy comercio"),
    ("ministry", "ministerio ministerstvo wizarat"),
    ("foundation", "fundacion fundacao stiftung"),
    ("university", "universidad universitet daneshgah"),
    ("airline", "airlines aviakompaniya aerolineas"),
    ("shipping", "sudokhodnaya naviera"),
    ("export", "eksport exportacion ihracat"),
    ("import", "ithalat importadora"),
    ("group", "gruppa grupo jituan"),
    ("national", "natsionalnyy nacional melli"),
    ("state", "gosudarstvennyy estatal"),
    ("international", "mezhdunarodnyy internacional"),
    ("republican", "respublikanskiy"),
    ("movement", "dvizhenie harakat movimiento"),
    ("army", "jaysh ejercito armiya"),
]


@pytest.mark.parametrize(("word", "translations"), GENERIC)
def test_generic_words_are_one_in_every_language(word: str, translations: str) -> None:
    keys = {generic(part) for part in (word, *translations.split())}
    assert len(keys) == 1
    assert None not in keys


@pytest.mark.parametrize("pair", ["oil gas", "air sea", "north south", "bank insurance", "steel iron", "ocean marine"])
def test_different_ideas_have_different_keys(pair: str) -> None:
    one, other = pair.split()
    assert generic(one) is not None
    assert generic(one) != generic(other)


@pytest.mark.parametrize("part", ["zorvex", "rosneft", "mellat", "huawei", "quds", ""])
def test_names_are_not_generic(part: str) -> None:
    assert generic(part) is None


def test_a_generic_word_stands_under_one_key_and_is_folded() -> None:
    words = [word for row in read_rows("generic_words.csv") for word in row]
    assert len(words) == len(set(words))
    assert all(word.isascii() and word.isalnum() and word.islower() for word in words)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("first", "1"), ("1st", "1"), ("1", "1"), ("pervyy", "1"), ("33rd", "33"), ("033", "33"), ("iii", "3"),
        ("third", "3"), ("tercer", "3"), ("22nd", "22"), ("000", "0"), ("x", None), ("i", None), ("3com", None),
        ("zorvex", None), ("", None), ("9" * 300, None),
    ],
)  # fmt: skip
def test_numerals(part: str, value: str | None) -> None:
    assert numeral(part) == value


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("iranian", "IR"),
        ("syria", "SY"),
        ("rossiyskaya", "RU"),
        ("dprk", "KP"),
        ("uae", "AE"),
        ("mali", None),
        ("zorvex", None),
    ],
)
def test_country_words_in_names(part: str, code: str | None) -> None:
    assert country_word(part) == code
