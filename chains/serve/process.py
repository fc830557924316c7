"""One of the processes that answer queries, as the server sees it."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final, cast

from chains.serve.messages import Answer, Frames, Job, pack_job

__all__ = ["Gone", "Process"]

_NICE: Final = 10
_READY_SECONDS: Final = 60.0


class Gone(Exception):
    """The process ended before it had answered."""


class Process(asyncio.SubprocessProtocol):
    """A process that has a store open and answers one job at a time."""

    def __init__(self) -> None:
        self._frames = Frames()
        self._loop = asyncio.get_running_loop()
        self._answer: asyncio.Future[Answer] = self._loop.create_future()
        self._ended: asyncio.Future[None] = self._loop.create_future()

    @classmethod
    async def start(cls, store: Path, memory: int) -> Process:
        """Start a process and wait until it is ready.

        Raises:
            Gone: it ended at once.
            TimeoutError: it did not get ready.
        """
        # A session of its own: Ctrl-C on the terminal is for the server, which ends its processes in order.
        _, process = await asyncio.get_running_loop().subprocess_exec(
            cls,
            sys.executable,
            *("-m", "chains.serve.worker", str(store), str(memory)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=None,
            start_new_session=True,
        )
        try:
            await asyncio.wait_for(process.listen(), _READY_SECONDS)
        except BaseException:
            await process.end()
            raise
        return process

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember how the process is reached."""
        self._transport = cast("asyncio.SubprocessTransport", transport)

    async def ask(self, job: Job) -> Answer:
        """Return the answer; whoever stops waiting for it has to :meth:`end` the process.

        Raises:
            Gone: the process ended.
        """
        if not self._ended.done():
            jobs = cast("asyncio.WriteTransport", self._transport.get_pipe_transport(0))
            jobs.write(pack_job(job))
        return await self.listen()

    async def listen(self) -> Answer:
        """Return what the process says next; at its start it says that it is ready."""
        answer = await self._answer
        self._answer = self._loop.create_future()
        return answer

    def pipe_data_received(self, fd: int, data: bytes) -> None:  # noqa: ARG002  # only standard output is read
        """Hear a piece of an answer."""
        answer = self._frames.feed(data)
        if answer is not None and not self._answer.done():
            self._answer.set_result(answer)

    def process_exited(self) -> None:
        """Hear that the process has ended."""
        if not self._answer.done():
            self._answer.set_exception(Gone())
            self._answer.exception()  # often nobody waits any more
        if not self._ended.done():
            self._ended.set_result(None)

    def slow_down(self) -> None:
        """Let other processes go first."""
        with suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, self._transport.get_pid(), _NICE)

    def kill(self) -> None:
        """End the process."""
        with suppress(ProcessLookupError):
            self._transport.kill()

    async def end(self) -> None:
        """End the process and wait until it has gone."""
        self.kill()
        await asyncio.shield(self._ended)
        self._transport.close()
