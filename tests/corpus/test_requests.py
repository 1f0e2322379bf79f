"""The requests are what they say: read back by a parser that is not ours."""

from email.parser import BytesParser
from email.policy import HTTP

import pytest

from corpus import requests


def _parts(request: requests.Request) -> list[tuple[str | None, bytes]]:
    head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + request.body)
    return [(part.get_filename(), part.get_payload(decode=True)) for part in message.iter_parts()]


def test_a_plain_upload_reads_back() -> None:
    request = requests.upload(requests.Part("note", b"x"), requests.file(b"PK\x03\x04 data"))
    assert _parts(request) == [(None, b"x"), ("list.xlsx", b"PK\x03\x04 data")]


@pytest.mark.parametrize("name", ["U1 climbing", "U4 long", "U6 a program", "U7 a device"])
def test_a_name_is_sent_as_it_is(name: str) -> None:
    assert _parts(requests.upload(requests.file(b"x", requests.NAMES[name])))[0][0] == requests.NAMES[name]


def test_two_files_many_fields_and_a_cut_body() -> None:
    assert [name for name, _ in _parts(requests.two_files(b"x"))] == ["one.xlsx", "two.xlsx"]
    assert len(_parts(requests.many_fields(b"x"))) == 1002
    whole = requests.upload(requests.file(b"x" * 1000))
    assert len(requests.cut(whole).body) == len(whole.body) // 2
    assert requests.length_off(whole, 7).headers["Content-Length"] == str(len(whole.body) + 7)
    assert "Content-Length" not in requests.length_off(whole, None).headers
