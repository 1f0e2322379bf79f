"""Upload requests that no browser would send: bodies of multipart/form-data written byte by byte (RFC 7578).

A test sends `body` with `headers` over a bare connection (`http.client`), or through the application's test client as
`data=` and `content_type=`; only a bare connection can lie about the length.
"""

from dataclasses import dataclass, field, replace

BOUNDARY = "----corpus7MA4YWxk"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Names that a file must not be stored under, by the row of the table of requests.
NAMES = {
    "U1 climbing": "../../x.xlsx",
    "U2 of Windows": "C:\\x.xlsx",
    "U3 with NUL": "x\x00.xlsx",
    "U4 long": "x" * 295 + ".xlsx",
    "U5 reversed": "x\u202excod.xlsx",
    "U6 a program": "x.xlsx.exe",
    "U7 a device": "CON.xlsx",
    "U8 line ends": "x\r\nSet-Cookie: a=b.xlsx",
    "U20 markup": "<img src=x onerror=alert(1)>.xlsx",
}


@dataclass(frozen=True)
class Part:
    """One part of the body. `filename` None leaves the parameter out (U9), so that a file becomes a field."""

    name: str
    data: bytes
    filename: str | None = None
    content_type: str | None = None

    def written(self) -> bytes:
        disposition = f'form-data; name="{self.name}"'
        if self.filename is not None:
            # Line ends stay as they are: a server must not take them for headers.
            disposition += f'; filename="{self.filename}"'
        head = f"--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\n"
        if self.content_type is not None:
            head += f"Content-Type: {self.content_type}\r\n"
        return head.encode("utf-8", "surrogateescape") + b"\r\n" + self.data + b"\r\n"


@dataclass(frozen=True)
class Request:
    """A body and its headers."""

    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def upload(*parts: Part, closed: bool = True) -> Request:
    """A well-formed request with these parts; `closed` ends the body as it should be."""
    body = b"".join(part.written() for part in parts) + (f"--{BOUNDARY}--\r\n".encode() if closed else b"")
    return Request(
        body, {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Content-Length": str(len(body))}
    )


def file(data: bytes, filename: str | None = "list.xlsx", name: str = "file", content_type: str | None = XLSX) -> Part:
    """A file part as a browser sends it."""
    return Part(name, data, filename, content_type)


def two_files(data: bytes) -> Request:
    """U10: the same field twice, with a file each."""
    return upload(file(data, "one.xlsx"), file(data, "two.xlsx"))


def many_fields(data: bytes, number: int = 1001) -> Request:
    """U11: a thousand fields and a file."""
    return upload(*(Part(f"f{n}", b"x") for n in range(number)), file(data))


def length_off(request: Request, by: int | None) -> Request:
    """U12: the stated length is off by so many bytes, or absent (None)."""
    headers = {name: value for name, value in request.headers.items() if name != "Content-Length"}
    if by is not None:
        headers["Content-Length"] = str(len(request.body) + by)
    return replace(request, headers=headers)


def content_type(request: Request, said: str) -> Request:
    """U13: another content type, e.g. `application/json`, or multipart without a boundary."""
    return replace(request, headers=request.headers | {"Content-Type": said})


def cut(request: Request, share: float = 0.5) -> Request:
    """U14: the body breaks off within a part, and the length says what is there."""
    body = request.body[: int(len(request.body) * share)]
    return Request(body, request.headers | {"Content-Length": str(len(body))})
