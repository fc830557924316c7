"""What the HTTP side and the processes that answer queries say to each other.

A job is a frame of its length and its fields; an answer a frame of its status, its lengths, its media type and its body.
Jobs go from the server to processes that it started itself, so that they may be read as Python values; what a process
answers is read as bytes and no more.
"""

from __future__ import annotations

import marshal
import struct
from collections.abc import Iterable
from typing import BinaryIO, Final, NamedTuple

from chains.errors import ChainsError, Lang, Text

__all__ = ["FAILED", "Answer", "Frames", "Job", "pack_answer", "pack_job", "read_job", "refuse", "say_offered"]

_LENGTH: Final = struct.Struct(">I")
_HEAD: Final = struct.Struct(">HHI")

FAILED: Final = Text("查询没能执行", "the query could not be carried out")
"""What is said with 500, whoever failed; why is for the log alone."""


class Job(NamedTuple):
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


class Answer(NamedTuple):
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


def pack_job(job: Job) -> bytes:
    """Return the frame of a job."""
    told = marshal.dumps(tuple(job))
    return _LENGTH.pack(len(told)) + told


def read_job(stream: BinaryIO) -> Job | None:
    """Return the next job of a stream, ``None`` at its end."""
    length = stream.read(_LENGTH.size)
    if len(length) < _LENGTH.size:
        return None
    return Job(*marshal.loads(stream.read(*_LENGTH.unpack(length))))  # noqa: S302  # the server itself wrote it


def pack_answer(answer: Answer) -> bytes:
    """Return the frame of an answer."""
    media = answer.media.encode()
    return _HEAD.pack(answer.status, len(media), len(answer.body)) + media + answer.body


class Frames:
    """Puts answers together from the pieces in which they come."""

    def __init__(self) -> None:
        self._come = bytearray()
        self._length = 0

    def feed(self, piece: bytes) -> Answer | None:
        """Return the answer that a piece completes.

        >>> frames, sent = Frames(), pack_answer(Answer(200, "text/csv", b"x"))
        >>> frames.feed(sent[:3]), frames.feed(sent[3:])
        (None, Answer(status=200, media='text/csv', body=b'x'))
        """
        self._come += piece
        come = len(self._come)
        if not self._length and come >= _HEAD.size:
            _, media, body = _HEAD.unpack_from(self._come)
            self._length = _HEAD.size + media + body
        if not self._length or come < self._length:
            return None
        status, media, _ = _HEAD.unpack_from(self._come)
        start = _HEAD.size + media
        with memoryview(self._come) as whole:
            answer = Answer(status, str(whole[_HEAD.size : start], "ascii"), bytes(whole[start : self._length]))
        del self._come[: self._length]
        self._length = 0
        return answer
