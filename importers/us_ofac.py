"""OFAC's two lists, in whichever of their three forms: the CSV set, the classic XML or the advanced XML."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from importers import us_ofac_advanced, us_ofac_csv, us_ofac_xml, xmlfile
from importers import us_ofac_terms as terms
from importers.draft import Issue, ListingDraft
from importers.gate import kind_of, refuse
from importers.reading import Facts

_TITLES = {"us_ofac_sdn": "SDN list", "us_ofac_cons": "consolidated (non-SDN) list"}
# How many listings are held back until they show which list a file is, and the share of them that must bear, or may
# bear, a programme tag that only stands on a list other than the SDN list. The two lists share one schema.
_LOOKED_AT = 100
_CONS_AT_LEAST, _SDN_AT_MOST = 0.2, 0.5
_ON_BOTH = frozenset({"UKRAINE-EO13662", "HK-EO13936"})


def read_us_ofac_sdn(paths: Sequence[Path], facts: Facts) -> Iterator[ListingDraft | Issue]:
    """Drafts of the Specially Designated Nationals list. Raises `FileRefused`, also for the non-SDN list's files."""
    return _of_the_right_list("us_ofac_sdn", paths, facts)


def read_us_ofac_cons(paths: Sequence[Path], facts: Facts) -> Iterator[ListingDraft | Issue]:
    """Drafts of the consolidated non-SDN list. Raises `FileRefused`, also for the SDN list's files."""
    return _of_the_right_list("us_ofac_cons", paths, facts)


def _read(list_key: str, paths: Sequence[Path], facts: Facts) -> Iterator[ListingDraft | Issue]:
    if kind_of(paths[0]) != "xml":
        return us_ofac_csv.read(list_key, paths, facts)
    if len(paths) > 1:
        raise refuse(paths[1], "An XML file of OFAC's is whole by itself.", "Send one XML file, or the CSV files.")
    root, _ = xmlfile.root_of(paths[0])
    if root == us_ofac_xml.ROOT:
        return us_ofac_xml.read(list_key, paths[0], facts)
    if root == us_ofac_advanced.ROOT:
        return us_ofac_advanced.read(list_key, paths[0], facts)
    raise refuse(
        paths[0],
        f"The root element is {root}; OFAC's are {us_ofac_xml.ROOT} and {us_ofac_advanced.ROOT}.",
        f"Send a file of OFAC's {_TITLES[list_key]}.",
        row=1,
    )


def _of_the_right_list(list_key: str, paths: Sequence[Path], facts: Facts) -> Iterator[ListingDraft | Issue]:
    """The stream of a file, begun only when its first listings look like this list's."""
    held: list[ListingDraft | Issue] = []
    drafts: list[ListingDraft] = []
    stream = _read(list_key, paths, facts)
    for item in stream:
        held.append(item)
        if isinstance(item, ListingDraft):
            drafts.append(item)
        if len(drafts) == _LOOKED_AT:
            break
    if not drafts:
        raise refuse(paths[0], "The file holds no listing that can be read.", "Download it again.")
    if not _looks_right(list_key, drafts):
        raise refuse(
            paths[0],
            f"The programmes of the first {len(drafts)} listings are not those of OFAC's {_TITLES[list_key]}.",
            "This seems to be OFAC's other list: name that one.",
        )
    yield from held
    yield from stream


def _looks_right(list_key: str, drafts: Sequence[ListingDraft]) -> bool:
    if list_key == "us_ofac_cons":
        bearing = sum(any(terms.sublist_of_tag(tag) for tag in _tags(draft)) for draft in drafts)
        return bearing >= _CONS_AT_LEAST * len(drafts)
    other = sum(any(tag not in _ON_BOTH and terms.sublist_of_tag(tag) for tag in _tags(draft)) for draft in drafts)
    return other <= _SDN_AT_MOST * len(drafts)


def _tags(draft: ListingDraft) -> list[str]:
    return [designation.programme_raw for designation in draft.designations]
