"""XML lists element by element: names without namespaces, line numbers, levels, flat memory, nothing overlooked."""

import tracemalloc

import pytest

from importers import xmlfile
from importers.errors import FileRefused

LIST = """<?xml version="1.0"?>
<l:list xmlns:l="urn:one" date="2024-01-02">
  <!-- a comment -->
  <l:item id="1"><name>Maro</name><name>Mara</name><item>inner</item></l:item>
  <l:item id="2" l:kind="x"><name> Tessan </name></l:item>
  <other/>
</l:list>"""


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "list.xml"
    file.write_text(LIST, encoding="utf-8")
    return file


def test_the_root_and_its_attributes(path):
    assert xmlfile.root_of(path) == ("list", {"date": "2024-01-02"})


def test_elements_with_their_lines(path):
    found = [(item.get("id"), item.sourceline) for item in xmlfile.elements(path, "item", depth=1)]
    assert found == [("1", 4), ("2", 5)]


def test_every_element_of_a_level(path):
    assert [xmlfile.local(item) for item in xmlfile.elements(path, depth=1)] == ["item", "item", "other"]
    with pytest.raises(ValueError, match="Name the elements"):
        list(xmlfile.elements(path))


def test_without_a_level_inner_elements_count_too(path):
    assert [item.get("id") for item in xmlfile.elements(path, "item")] == [None, "1", "2"]


def test_children_and_texts(path):
    first, second = xmlfile.elements(path, "item", depth=1)
    assert xmlfile.text(second, "name") == ""  # freed once the caller moved on
    assert first is not second
    for item in xmlfile.elements(path, "item", depth=1):
        names = [xmlfile.text(name) for name in xmlfile.children(item, "name")]
        assert names == (["Maro", "Mara"] if item.get("id") == "1" else ["Tessan"])
        assert xmlfile.child(item, "absent") is None
        assert xmlfile.text(item, "absent") == ""
    assert xmlfile.children(None, "name") == []


def test_raw_is_the_element_as_published(path):
    raws = [xmlfile.raw(item) for item in xmlfile.elements(path, "item", depth=1)]
    assert raws == [
        {"@id": "1", "name": ["Maro", "Mara"], "item": "inner"},
        {"@id": "2", "@kind": "x", "name": "Tessan"},
    ]


def test_unknown_children_and_attributes_are_named(path):
    known = {"@id", "name", "item"}
    found = [list(xmlfile.unknown(item, known)) for item in xmlfile.elements(path, "item", depth=1)]
    assert found == [[], [("@kind", "x")]]
    found = [list(xmlfile.unknown(item, {"@id", "@kind"})) for item in xmlfile.elements(path, "item", depth=1)]
    assert found == [[("name", "Maro"), ("name", "Mara"), ("item", "inner")], [("name", "Tessan")]]


def test_line_numbers_beyond_65535(tmp_path):
    path = tmp_path / "long.xml"
    path.write_text("<list>\n" + "\n" * 70_000 + "<item>\n<name>Maro</name></item></list>", encoding="utf-8")
    assert [xmlfile.position(path, item).row for item in xmlfile.elements(path, "item")] == [70_003]


def test_a_file_without_an_element_is_refused(tmp_path):
    path = tmp_path / "empty.xml"
    path.write_text("<?xml version='1.0'?><!-- nothing -->", encoding="utf-8")
    with pytest.raises(FileRefused):
        xmlfile.root_of(path)


def test_memory_does_not_grow_with_the_file(tmp_path):
    def peak(records):
        path = tmp_path / f"{records}.xml"
        item = "<item><name>Maro Tessan</name><note>" + "x" * 200 + "</note></item>\n"
        path.write_text("<list>" + item * records + "</list>", encoding="utf-8")
        tracemalloc.start()
        count = sum(1 for _ in xmlfile.elements(path, "item", depth=1))
        high = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == records
        return high

    assert peak(20_000) < 2 * peak(1_000) + 200_000
