"""The processes that answer queries: how many, for how long, and who waits.

A job goes to a free process.  If only the spare one is free the job may have it for a moment; what takes longer is
ended there and waits for another, so that light queries get through while heavy ones hold all the rest.  A process that
has to be ended (time, memory, a client that has gone) is replaced.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from chains.errors import Text
from chains.serve.messages import SIZES, Answer, Job, pack, refuse, unpack_header

__all__ = ["Limits", "Workers"]

_QUICK_SECONDS: Final = 1.0
"""So long a job may have the spare process, and runs at full priority elsewhere."""
_NICE: Final = 10
_READY_SECONDS: Final = 60.0
_AGAIN_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What queries may use.

    Attributes:
        seconds: for one query, waiting included.
        most_bytes: of an answer.
        memory: of a process, in MiB.
        processes: how many queries run at a time, beside the spare process.
        waiting: how many more may wait.
    """

    seconds: float = 30.0
    most_bytes: int = 1 << 26
    memory: int = 2048
    processes: int = 4
    waiting: int = 64


class _Gone(Exception):
    """The process ended before it had answered."""


class _Worker:
    """One process."""

    def __init__(
        self, process: asyncio.subprocess.Process, jobs: asyncio.StreamWriter, answers: asyncio.StreamReader
    ) -> None:
        self._process, self._jobs, self._answers = process, jobs, answers

    @classmethod
    async def start(cls, store: Path, memory: int) -> _Worker:
        """Start a process and wait until it is ready."""
        # A session of its own: Ctrl-C on the terminal is for the server, which ends its processes in order.
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "chains.serve.worker", str(store), str(memory)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        if process.stdin is None or process.stdout is None:
            raise _Gone
        worker = cls(process, process.stdin, process.stdout)
        try:
            await asyncio.wait_for(worker._read(), _READY_SECONDS)
        except BaseException:
            await worker.end()
            raise
        return worker

    async def ask(self, job: Job) -> Answer:
        """Return the answer.

        Raises:
            _Gone: the process ended.
        """
        try:
            self._jobs.write(pack(job))
            await self._jobs.drain()
            header, body = await self._read()
        except (ConnectionError, asyncio.IncompleteReadError) as error:
            raise _Gone from error
        return Answer(int(str(header["status"])), str(header["media"]), body)

    async def _read(self) -> tuple[dict[str, object], bytes]:
        header, body = SIZES.unpack(await self._answers.readexactly(SIZES.size))
        told = unpack_header(await self._answers.readexactly(header))
        return told, await self._answers.readexactly(body)

    def slow_down(self) -> None:
        """Let other processes go first."""
        with suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, _NICE)

    def kill(self) -> None:
        """End the process."""
        with suppress(ProcessLookupError):
            self._process.kill()

    async def end(self) -> None:
        """End the process and wait until it has gone."""
        self.kill()
        await self._process.wait()


_Place = tuple[list[_Worker], _Worker]


class Workers:
    """Processes that answer queries on one store; :meth:`start` before use, :meth:`close` after."""

    def __init__(self, store: Path, limits: Limits) -> None:
        self.limits = limits
        self._store = store
        self._free: list[_Worker] = []
        self._spare: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._waiting: deque[tuple[asyncio.Future[_Place], bool]] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    async def start(self) -> None:
        """Start the processes."""
        await asyncio.gather(*(self._add(self._free) for _ in range(self.limits.processes)), self._add(self._spare))

    def stop(self) -> None:
        """Take no more jobs, and end those that run or wait: they are told why."""
        self._closed = True
        for worker in self._all:
            worker.kill()
        for turn, _ in self._waiting:
            if not turn.done():
                turn.set_exception(_Gone())

    async def close(self) -> None:
        """End all processes, whatever they do."""
        self.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in self._all))
        self._all.clear()

    async def ask(self, job: Job) -> Answer:
        """Return the answer to a job; if none comes in time, or too many wait, 503 and why.

        If the task is cancelled, so is the query.
        """
        job = replace(job, most_bytes=self.limits.most_bytes)
        if self._closed or len(self._waiting) >= self.limits.waiting:
            return refuse(503, _STOPPING if self._closed else _BUSY, job.lang)
        try:
            async with asyncio.timeout(self.limits.seconds):
                return (
                    await self._ask(job, quick=True)
                    or await self._ask(job, quick=False)
                    or refuse(503, _BUSY, job.lang)
                )
        except TimeoutError:
            return refuse(503, _too_slow(self.limits.seconds), job.lang)
        except _Gone:
            return refuse(503, _STOPPING if self._closed else _too_large(self.limits.memory), job.lang)

    async def _ask(self, job: Job, *, quick: bool) -> Answer | None:
        """Return the answer; ``None`` if it takes longer than the spare process has time for."""
        place, worker = await self._take(quick=quick)
        loop = asyncio.get_running_loop()
        slowing = loop.call_later(_QUICK_SECONDS, worker.slow_down)
        began, kept = loop.time(), False
        try:
            async with asyncio.timeout(_QUICK_SECONDS if place is self._spare else None) as moment:
                found = await worker.ask(job)
            # A process that was slowed down stays slow, so it is not kept.
            kept = loop.time() - began < _QUICK_SECONDS
        except TimeoutError:
            if moment.expired():
                return None
            raise
        else:
            return found
        finally:
            slowing.cancel()
            if kept:
                self._give_back(place, worker)
            else:
                self._replace(place, worker)

    async def _take(self, *, quick: bool) -> _Place:
        """Return a process and where it belongs, when it is this job's turn."""
        turn: asyncio.Future[_Place] = asyncio.get_running_loop().create_future()
        self._waiting.append((turn, quick))
        self._hand_out()
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._give_back(*turn.result())
            raise

    def _hand_out(self) -> None:
        """Give free processes to those that wait, first come, first served."""
        left: deque[tuple[asyncio.Future[_Place], bool]] = deque()
        for turn, quick in self._waiting:
            if turn.done():
                continue
            place = self._free or (self._spare if quick else self._free)
            if place:
                turn.set_result((place, place.pop()))
            else:
                left.append((turn, quick))
        self._waiting = left

    def _give_back(self, place: list[_Worker], worker: _Worker) -> None:
        place.append(worker)
        self._hand_out()

    def _replace(self, place: list[_Worker], worker: _Worker) -> None:
        if not self._closed:
            task = asyncio.get_running_loop().create_task(self._start_again(place, worker))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _start_again(self, place: list[_Worker], worker: _Worker) -> None:
        await worker.end()
        self._all.discard(worker)
        while True:
            try:
                return await self._add(place)
            except (OSError, TimeoutError, asyncio.IncompleteReadError):
                await asyncio.sleep(_AGAIN_SECONDS)

    async def _add(self, place: list[_Worker]) -> None:
        worker = await _Worker.start(self._store, self.limits.memory)
        self._all.add(worker)
        self._give_back(place, worker)


_STOPPING: Final = Text("服务正在停止", "the server is stopping")
_BUSY: Final = Text(
    "同时的查询太多，请稍后再试", "too many queries at the moment. What to do: try again in a few seconds"
)


def _too_slow(seconds: float) -> Text:
    return Text(
        f"查询超过 {seconds:g} 秒的时限，已停止，没有发送任何部分。解决办法：缩小范围、加 LIMIT，或用 chains serve --timeout 放宽时限",
        f"the query passed the limit of {seconds:g} seconds and was stopped; no part of an answer was sent. What to do: "
        "ask for less, add a LIMIT, or start `chains serve` with a longer --timeout",
    )


def _too_large(memory: int) -> Text:
    return Text(
        f"查询所需内存超过 {memory:,} MiB，已停止。解决办法：缩小范围，或把查询拆成几步",
        f"the query needs more than {memory:,} MiB of memory and was stopped. What to do: ask for less, or in several steps",
    )
