"""What single parts are: roles by place, spellings of one name, short forms, fathers' and family names."""

import pytest

from matching.normalise import fold
from matching.parts_tables import (
    Role,
    canonical_spelling,
    family_root,
    nickname_group,
    patronymic_root,
    roles_of,
    spellings_of,
    variant_group,
)
from matching.tables import read_rows

VARIANT_FILES = ("variants_arabic.csv", "variants_slavic.csv", "variants_asian.csv", "variants_western.csv")
T, P, G = Role.TITLE, Role.PARTICLE, Role.GENERATION

ROLES = [
    ("brigadier general amir hajizadeh", (T, T, None, None)),
    ("amir muhammad rasulzada", (T, None, None)),
    ("mullah abdul ghani", (T, P, None)),
    ("dr ayman al zawahiri", (T, None, P, None)),
    ("abdul rahman ibn yusuf", (P, None, P, None)),
    ("zia ur rahman", (None, P, None)),
    ("abd ar rahman", (P, P, None)),
    ("an nahda", (P, None)),
    ("kim un chol", (None, None, None)),
    ("an song il", (None, None, None)),
    ("prince johnson", (None, None)),
    ("u than shwe", (T, None, None)),
    ("maria de la cruz", (None, P, P, None)),
    ("ludwig von der heide", (None, P, P, None)),
    ("carlos mendez jr", (None, None, G)),
    ("junior mendez", (None, None)),
    ("aliyev heydar oglu", (None, None, P)),
    ("general", (None,)),
    ("al", (None,)),
    ("", ()),
]


@pytest.mark.parametrize(("name", "expected"), ROLES)
def test_roles_by_place(name: str, expected: tuple[Role | None, ...]) -> None:
    assert roles_of(name.split()) == expected


ONE_NAME = [
    "muhammad mohamed mohammed mehmet magomed mohd",
    "husayn hussein hossein huseyin",
    "yusuf yousef youssef",
    "aleksandr alexander oleksandr aliaksandr",
    "vladimir volodymyr uladzimir",
    "yevgeniy evgeny yevhen yauheni",
    "sergey serhiy siarhei",
    "dmitriy dmytro dzmitry",
    "qadhafi gaddafi kadafi",
    "lukashenko lukashenka",
    "ri lee yi",
    "pak park",
    "zhang cheung",
    "chen chan",
    "salim salem",
    "jafar jaafar cafer",
    "gonzalez gonsalez gonzales",
    "abdulrahman abderrahmane abdurrahman",
    "rida reza",
    "uthman osman",
]


@pytest.mark.parametrize("spellings", ONE_NAME)
def test_spellings_of_one_name_share_a_group(spellings: str) -> None:
    groups = {variant_group(part) for part in spellings.split()}
    assert len(groups) == 1
    assert None not in groups


TWO_NAMES = [
    "hasan husayn",
    "muhammad mahmud",
    "ahmad hamid",
    "husayn husayni",
    "salih sadiq",
    "kim kang",
    "karim karimi",
    "salman sulayman",
    "said sayyid",
    "khalid khalil",
    "sergey georgiy",
    "ivan igor",
    "juan jose",
    "zhang chen",
    "abdulrahman abdulrahim",
    "nasir nasr",
    "jamal kamal",
    "rashid rashad",
    "aleksey aleksandr",
    "pyotr pavel",
]


@pytest.mark.parametrize("names", TWO_NAMES)
def test_near_misses_are_not_spellings_of_one_name(names: str) -> None:
    one, other = names.split()
    group = variant_group(one)
    assert group is None or group != variant_group(other)


@pytest.mark.parametrize(
    "pair",
    [
        "aleksandr sasha", "oleksandr sashko", "william bill", "francisco paco", "vladimir vova", "volodymyr volodya",
        "yevgeniy zhenya", "evgeny zhenia", "jose pepe", "jesus chucho", "robert bob", "ivan vanya", "mikhail misha",
        "nikolay kolya", "dmitriy dima", "ekaterina katya", "natalya natasha", "anastasiya nastya", "ramon moncho",
        "guillermo memo", "ignacio nacho", "enrique kike", "richard dick", "elizabeth beth",
    ],
)  # fmt: skip
def test_short_forms_share_a_group_with_the_formal_name(pair: str) -> None:
    formal, short = pair.split()
    assert nickname_group(formal) & nickname_group(short)


@pytest.mark.parametrize("pair", ["william bob", "jose paco", "vladimir kolya", "abu muhammad", "petrov ivanov", "x x"])
def test_other_names_share_no_short_form(pair: str) -> None:
    one, other = pair.split()
    assert not nickname_group(one) & nickname_group(other)


@pytest.mark.parametrize(
    ("part", "root"),
    [
        ("vladimirovich", "vladimir"),
        ("vladimirovna", "vladimir"),
        ("volodymyrovych", "volodymyr"),
        ("uladzimiravich", "uladzimir"),
        ("ivanivna", "ivan"),
        ("nikolajevitj", "nikola"),
        ("kuzmich", "kuzm"),
        ("aliogly", "ali"),
        ("petrov", None),
        ("rich", None),
        ("evich", None),
        ("heinrich", None),
    ],
)
def test_patronymic_root(part: str, root: str | None) -> None:
    assert patronymic_root(part) == root


@pytest.mark.parametrize(
    ("one", "other"),
    [("ivanov", "ivanova"), ("sokolovsky", "sokolovskaya"), ("putin", "putina"), ("lavrovskiy", "lavrovska")],
)
def test_family_names_differ_by_gender_only(one: str, other: str) -> None:
    assert family_root(one) == family_root(other)


def test_family_root_keeps_other_names_apart() -> None:
    assert family_root("ivanov") != family_root("ivanenko")
    assert family_root("li") == "li"


def test_spellings_lead_back_to_the_scholarly_one() -> None:
    assert canonical_spelling("gaddafi") == "qadhafi"
    assert canonical_spelling("zorvex") == "zorvex"
    assert "gaddafi" in spellings_of("qadhafi")
    assert spellings_of("zorvex") == ("zorvex",)


@pytest.mark.parametrize("file", [*VARIANT_FILES, "nicknames.csv"])
def test_tables_hold_folded_forms_in_groups_of_two_and_more(file: str) -> None:
    for row in read_rows(file):
        assert len(row) > 1, row
        assert len(set(row)) == len(row), row
        for form in row:
            assert fold(form).replace(" ", "") == fold(form), (file, form)


def test_tables_are_as_rich_as_promised() -> None:
    assert sum(len(read_rows(file)) for file in VARIANT_FILES) >= 1_000
    assert len(read_rows("nicknames.csv")) >= 400
