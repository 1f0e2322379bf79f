"""An archive written field by field, so that any field can lie."""

import struct
import zlib
from dataclasses import dataclass, field


@dataclass
class Member:
    """One member; what is None is true. `local` overrides fields of its own header, `central` of the directory."""

    name: str
    data: bytes
    method: int = 8
    flags: int = 0
    packed: bytes | None = None
    external: int = 0
    extra: bytes = b""
    descriptor: bytes = b""
    gap: bytes = b""  # bytes behind it that nothing names
    local: dict[str, int | str] = field(default_factory=dict)
    central: dict[str, int | str] = field(default_factory=dict)

    def body(self) -> bytes:
        if self.packed is not None:
            return self.packed
        if self.method != 8:
            return self.data
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        return packer.compress(self.data) + packer.flush()

    def true(self) -> dict[str, int | str]:
        return {
            "name": self.name, "flags": self.flags, "method": self.method, "crc": zlib.crc32(self.data),
            "packed": len(self.body()), "size": len(self.data),
        }  # fmt: skip


def archive(members: list[Member], *, comment: bytes = b"", entries: int | None = None, shift: int = 0) -> bytes:
    """The members in order, the directory, and the end record; `shift` moves the offsets it states."""
    out, directory = bytearray(), bytearray()
    for member in members:
        place = len(out)
        out += _local(member.true() | member.local, member.extra) + member.body() + member.descriptor + member.gap
        directory += _central(member.true() | member.central, member, place + shift)
    count = len(members) if entries is None else entries
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(out) + shift, len(comment))
    return bytes(out + directory + end + comment)


def _local(of: dict[str, int | str], extra: bytes) -> bytes:
    name = str(of["name"]).encode("utf-8")
    return (
        struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, of["flags"], of["method"], 0, 33, of["crc"], of["packed"],
                    of["size"], len(name), len(extra)) + name + extra
    )  # fmt: skip


def _central(of: dict[str, int | str], member: Member, place: int) -> bytes:
    name = str(of["name"]).encode("utf-8")
    return (
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 0x314, 20, of["flags"], of["method"], 0, 33, of["crc"],
                    of["packed"], of["size"], len(name), 0, 0, 0, 0, member.external, place) + name
    )  # fmt: skip
