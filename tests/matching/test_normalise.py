"""One Latin form for every name: case tables, hostile text, and the time any text may take."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import normalise
from matching.cleaning import MAX_COMBINING, plain
from matching.normalise import MAX_NAME, MAX_PARTS, fold, name_parts

FOLDED = [
    ("Ivan PETROV", "ivan petrov"),
    ("S.A.R.L.", "sarl"),
    ("U.S.A. Trading", "usa trading"),
    ("SIS d.o.o.", "sis doo"),
    ("A/S Norden", "as norden"),
    ("J.Smith", "j smith"),
    ("Co.,Ltd.", "co ltd"),
    ("Al-Zawahiri", "al zawahiri"),
    ("Mu'ammar", "muammar"),
    ("Muʿammar", "muammar"),
    ("Qur’an", "quran"),
    ("O’Brien–Smith", "obrien smith"),
    ("Müller & Söhne", "muller and sohne"),
    ("Ａ＆Ｂ", "a and b"),
    ("Alpha+", "alpha plus"),
    ("Ｆｕｌｌ　Ｗｉｄｔｈ", "full width"),
    ("Şahin İstanbul ı", "sahin istanbul i"),
    ("Đinđić", "dindic"),
    ("Straße Æsop Øre Łódź", "strasse aesop ore lodz"),
    ("Ali\u200bReza", "alireza"),
    ("x\x00y\ttab", "xy tab"),
    ("\u202eevil\u202c name", "evil name"),
    ("\ud800lone", "lone"),
    ("“Foo” «Bar» ‘Baz’", "foo bar baz"),
    ("№ 5", "no 5"),
    ("٣٤", "34"),
    ("", ""),
    ("  \n ", ""),
    ("!!!", ""),
    ("РOСНЕФТЬ", "rosneft"),
    ("SBERBАNK", "sberbank"),
    ("PАyPal", "paypal"),
    ("ООО «Ромашка»", "ooo romashka"),
    ("cafe\u0301", "cafe"),
]


@pytest.mark.parametrize(("text", "expected"), FOLDED)
def test_fold_gives_the_one_latin_form(text: str, expected: str) -> None:
    assert fold(text) == expected


PARTS = [
    ("AL-QATHAFI, Mu'ammar", ("muammar", "al", "qathafi")),
    ("Petrov, Ivan Ivanovich", ("ivan", "ivanovich", "petrov")),
    ("Zorvex Trading Co., Ltd.", ("zorvex", "trading", "co", "ltd")),
    ("Zorvex, S.A. de C.V.", ("zorvex", "sa", "de", "cv")),
    ("Zorvex, d.o.o.", ("zorvex", "doo")),
    ("Garcia, Jr.", ("garcia", "jr")),
    ("Doe, John, Junior", ("doe", "john", "junior")),
    (", Ivan", ("ivan",)),
    ("Ivan,", ("ivan",)),
    ("", ()),
]


@pytest.mark.parametrize(("text", "expected"), PARTS)
def test_name_parts_in_order_of_speaking(text: str, expected: tuple[str, ...]) -> None:
    assert name_parts(text) == expected


def test_parts_and_length_are_capped() -> None:
    assert len(fold("x" * 10_000)) == MAX_NAME
    assert len(name_parts("a " * 5_000)) == MAX_PARTS
    assert len(fold("\ufdfa" * 10_000)) <= MAX_NAME


def test_stacked_marks_are_dropped_after_eight() -> None:
    cleaned = plain("й" + "\u0316" * 50)
    assert sum(unicodedata.combining(letter) > 0 for letter in cleaned) <= MAX_COMBINING


HOSTILE = [
    "x" * 1_000_000,
    "a\u0301" * 500_000,
    "e" + "\u0301" * 1_000_000,
    "\ufdfa" * 300_000,
    " " * 1_000_000,
    "a." * 500_000,
    "И" * 500_000,
    "аb" * 500_000,
    "ا" * 500_000,
    "한" * 500_000,
    "习" * 500_000,
    "a b " * 250_000,
    "".join(map(chr, range(0x20, 0xD800, 97))),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_takes_long(text: str) -> None:
    normalise._folded.cache_clear()
    name_parts.cache_clear()
    before = time.process_time()
    name_parts(text)
    assert (
        time.process_time() - before < 0.05
    )  # 1 ms on an idle machine; loose because the cut itself is what is tested


@given(st.text(max_size=60))
def test_fold_is_plain_and_stable(text: str) -> None:
    folded = fold(text)
    assert all(letter == " " or (letter.isascii() and letter.isalnum()) for letter in folded)
    assert folded == " ".join(folded.split())
    assert folded == folded.lower()
    assert fold(folded) == folded


@given(st.text(max_size=40))
def test_ascii_case_and_spaces_do_not_matter(text: str) -> None:
    ascii_text = text.encode("ascii", "ignore").decode()
    assert fold(ascii_text.upper()) == fold(ascii_text.lower()) == fold(f"  {ascii_text}  ")
