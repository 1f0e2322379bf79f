"""A record is emptied field by field; what nobody took or ignored is reported."""

from importers.draft import Position
from importers.record import Record
from importers.vocabulary import IssueCode

HERE = Position("list.csv", row=7)


def test_a_field_is_taken_once_and_null_tokens_are_nothing():
    record = Record({"Name": " Maro Tessan ", "Title": "-0-", "Age": None, "Count": 3}, HERE, frozenset({"-0-"}))
    assert record.take("Name") == "Maro Tessan"
    assert record.take("Name") == ""
    assert record.take("Title") == ""
    assert record.take("Age") == ""
    assert record.take("Count") == "3"
    assert record.take("Absent") == ""
    assert record.raw == {"Name": " Maro Tessan ", "Title": "-0-", "Age": None, "Count": 3}


def test_leftovers_are_the_fields_with_a_value_that_nobody_named():
    fields = {"Name": "Maro", "Colour": "green", "Size": "", "Shape": "-0-", "Weight": None, "Note": "x"}
    record = Record(fields, HERE, frozenset({"-0-"}))
    record.take("Name")
    record.ignore("Note", "Absent")
    (issue,) = record.leftovers("R1")
    assert (issue.code, issue.field, issue.value, issue.reference) == (IssueCode.UNKNOWN_FIELD, "Colour", "green", "R1")
    assert not issue.refuses
    assert str(issue.position) == "list.csv, row 7"


def test_a_long_leftover_is_cut_in_the_issue_only():
    record = Record({"Text": "a" * 5_000}, HERE)
    (issue,) = record.leftovers(None)
    assert len(issue.value) == 200
    assert len(record.raw["Text"]) == 5_000
