"""What the HTTP side and the processes that answer queries say to each other: frames of a header in JSON and a body."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO, Final

from chains.errors import ChainsError, Lang, Text

__all__ = ["SIZES", "Answer", "Job", "pack", "read_frame", "refuse", "say_offered", "unpack_header"]

SIZES: Final = struct.Struct(">II")
"""Before each frame: bytes of its header, and of its body."""


@dataclass(frozen=True, slots=True)
class Job:
    """One query to answer.

    Attributes:
        query: its text.
        default_graphs, named_graphs: IRIs of the dataset that the protocol names; ``None`` where it names none.
        accept: the header of that name.
        lang: language of messages.
        most_bytes: so many bytes an answer may have.
    """

    query: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    accept: str | None = None
    lang: Lang = "en"
    most_bytes: int = 1 << 26


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back: an HTTP status, a media type, and the body."""

    status: int
    media: str
    body: bytes


def refuse(status: int, what: Text | ChainsError, lang: Lang) -> Answer:
    """Return a refusal in plain words."""
    return Answer(status, "text/plain; charset=utf-8", f"{what.say(lang)}\n".encode())


def say_offered(offered: Iterable[str]) -> Text:
    """Return what is said to a client that wants none of the formats on offer."""
    listed = ", ".join(offered)
    return Text(f"没有所要的格式；可用的有：{listed}", f"no such format; on offer are {listed}")


def pack(header: Job | dict[str, Any], body: bytes = b"") -> bytes:
    """Return a frame."""
    told = json.dumps(asdict(header) if isinstance(header, Job) else header).encode()
    return SIZES.pack(len(told), len(body)) + told + body


def read_frame(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """Return header and body of the next frame, ``None`` at the end of the stream."""
    sizes = stream.read(SIZES.size)
    if len(sizes) < SIZES.size:
        return None
    header, body = SIZES.unpack(sizes)
    return unpack_header(stream.read(header)), stream.read(body)


def unpack_header(raw: bytes) -> dict[str, Any]:
    """Return what a header says."""
    return dict(json.loads(raw))
