"""Files of an official list, hostile or broken: in the form of the UN list, of people that do not exist."""

import gzip
from collections.abc import Callable, Sequence
from functools import partial

from corpus.cases import HOLD, OK, REFUSE, WARN, Case

LIST = "un_sc"
_DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SYLLABLES = ("ba", "do", "ka", "le", "mi", "no", "ra", "se", "tu", "vo", "za")
Record = dict[str, str]


def people(number: int, first: int = 0) -> list[Record]:
    """Records with names of their own."""
    return [
        {
            "DATAID": str(7_000_000 + n), "FIRST_NAME": _word(n).upper(), "SECOND_NAME": _word(7 * n + 3).upper(),
            "UN_LIST_TYPE": "DRC", "REFERENCE_NUMBER": f"CDi.{n:03d}", "LISTED_ON": f"20{10 + n % 15}-02-0{1 + n % 9}",
            "COMMENTS1": "Commanded a group of armed men.",
        }
        for n in range(first, first + number)
    ]  # fmt: skip


def _word(number: int) -> str:
    number, word = number + 11**3, ""
    while number:
        number, rest = divmod(number, len(_SYLLABLES))
        word += _SYLLABLES[rest]
    return word


def element(record: Record, more: str = "") -> str:
    return (
        "<INDIVIDUAL>" + "".join(f"<{name}>{value}</{name}>" for name, value in record.items()) + more + "</INDIVIDUAL>"
    )


def document(
    records: Sequence[Record], *, day: str = "2026-03-01", before: str = "", root: str = "", more: str = ""
) -> str:
    inner = "\n".join(element(record) for record in records)
    return (
        f'{_DECLARED}{before}<CONSOLIDATED_LIST dateGenerated="{day}T00:00:00Z"{root}>'
        f"<INDIVIDUALS>{inner}{more}</INDIVIDUALS><ENTITIES/></CONSOLIDATED_LIST>"
    )


def whole() -> bytes:
    """The edition that was applied before."""
    return document(people(300), day="2026-02-01").encode()


def _next(change: Callable[[list[Record]], list[Record]] = list, **more: str) -> bytes:
    return document(change(people(300)), **more).encode()


def _with(name: str, value: str) -> Callable[[list[Record]], list[Record]]:
    return lambda records: [record | {name: value} for record in records]


def _entities(definitions: str) -> bytes:
    text = document(people(3), before=f"<!DOCTYPE CONSOLIDATED_LIST [{definitions}]>\n")
    return text.replace("Commanded", "&e;").encode()


def _others(records: list[Record]) -> list[Record]:
    """One reference is given to somebody else."""
    return [
        record
        | ({name: new[name] for name in ("FIRST_NAME", "SECOND_NAME", "DATAID", "LISTED_ON")} if place == 7 else {})
        for place, (record, new) in enumerate(zip(records, people(300, 5000), strict=True))
    ]


_LAUGHS = '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {one} "{f"&{two};" * 10}">' for one, two in zip("bcde", "abcd", strict=True)
)
_XI = ' xmlns:xi="http://www.w3.org/2001/XInclude"'

CASES: tuple[Case, ...] = (
    Case(
        122,
        "all_names_blank.xml",
        HOLD,
        lambda: _next(lambda all_: [r | {"FIRST_NAME": "", "SECOND_NAME": ""} for r in all_]),
        "could not be read",
    ),
    Case(
        123,
        "attr_100k.xml",
        REFUSE,
        lambda: _next(root=" " + " ".join(f'a{n}="1"' for n in range(100_000))),
        "attributes",
    ),
    Case(124, "billion_laughs.xml", REFUSE, partial(_entities, _LAUGHS), "document type definition"),
    Case(125, "captcha.xml", REFUSE, lambda: b"<!doctype html><html><body>Are you a robot?</body></html>", "web page"),
    Case(126, "deep.xml", REFUSE, lambda: _next(more="<a>" * 200_000 + "</a>" * 200_000), ""),
    Case(
        127,
        "dup_ids.xml",
        HOLD,
        lambda: _next(lambda all_: [one for record in all_ for one in (record, record)]),
        "came twice",
    ),
    Case(128, "empty_list.xml", REFUSE, lambda: _next(lambda all_: []), "holds nobody"),
    Case(129, "good.xml", OK, _next, records=300),
    Case(130, "gzip_named.xml", REFUSE, lambda: gzip.compress(whole(), mtime=0), "not an XML file"),
    Case(131, "html_200_error.xml", REFUSE, lambda: b"<html><body><h1>503</h1></body></html>", "web page"),
    Case(132, "id_reuse.xml", HOLD, lambda: _next(_others), "describe another one"),
    Case(133, "new_field.xml", WARN, lambda: _next(_with("EYE_COLOUR", "green")), "EYE_COLOUR", records=300),
    Case(134, "older_publish_date.xml", HOLD, lambda: _next(day="2026-01-01"), "already applied"),
    Case(135, "quadratic.xml", REFUSE, lambda: _entities(f'<!ENTITY e "{"x" * 50_000}">'), "document type definition"),
    Case(136, "renamed_field.xml", HOLD, lambda: _next().replace(b"REFERENCE_NUMBER>", b"REF_NO>"), "refused"),
    Case(
        137,
        "stylesheet_pi.xml",
        OK,
        lambda: _next(before='<?xml-stylesheet href="http://127.0.0.1:9/x.xsl" type="text/xsl"?>\n'),
        records=300,
    ),
    Case(138, "trunc.xml", REFUSE, lambda: _next()[: len(_next()) // 2], "damaged"),
    Case(139, "utf7.xml", REFUSE, lambda: _next().replace(b"UTF-8", b"UTF-7", 1), "Only UTF-8"),
    Case(140, "well_formed_but_half.xml", HOLD, lambda: _next(lambda all_: all_[::2]), "not in this file"),
    Case(141, "wrong_ns.xml", REFUSE, lambda: _next(root=' xmlns="urn:another-list"'), "namespace"),
    Case(
        142, "xinclude.xml", REFUSE, lambda: _next(root=_XI, more='<xi:include href="file:///etc/passwd"/>'), "includes"
    ),
    Case(
        143,
        "xxe.xml",
        REFUSE,
        partial(_entities, '<!ENTITY e SYSTEM "file:///etc/passwd">'),
        "document type definition",
    ),
    Case(
        144,
        "xxe_param.xml",
        REFUSE,
        partial(_entities, '<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;'),
        "document type definition",
    ),
    Case(145, "zero_bytes.xml", REFUSE, lambda: b"", "empty"),
    Case(
        0,
        "good_in_utf_16.xml",
        OK,
        lambda: _next().decode().replace("UTF-8", "UTF-16", 1).encode("utf-16"),
        records=300,
    ),
    Case(0, "two_roots.xml", REFUSE, lambda: _next() + b"<a/>", "damaged"),
    Case(0, "nul_within.xml", REFUSE, lambda: _next().replace(b"armed men", b"armed\x00men"), "damaged"),
    Case(
        0,
        "definition_behind_a_comment.xml",
        REFUSE,
        lambda: _next(before=f"<!--{'x' * 200_000}--><!DOCTYPE a>\n"),
        "document type definition",
    ),
    Case(0, "of_next_year.xml", HOLD, lambda: _next(day="2062-01-01"), "yet to come"),
    Case(
        0,
        "renumbered.xml",
        HOLD,
        lambda: _next(lambda all_: [r | {"REFERENCE_NUMBER": f"X{r['REFERENCE_NUMBER']}"} for r in all_]),
        "renumbered",
    ),
    Case(
        0,
        "one_of_the_oldest_gone.xml",
        HOLD,
        lambda: _next(
            lambda all_: [
                r for r in all_ if r != min(all_, key=lambda one: (one["LISTED_ON"], one["REFERENCE_NUMBER"]))
            ]
        ),
        "longest-standing",
    ),
)
